"""How often a finding of care is right: draw findings to read, and count the verdicts. `python evaluation/care.py …`

    draw RECORDS… [--number 200] [--seed 9]   the drawn findings in their context, one a line, to be read
    score RECORDS… [--number 200] [--seed 9]  the share right, by rule and over all, of evaluation/care/verdicts.tsv
    cases                                     recall of tests/care/cases.tsv with the shipped model reading them

RECORDS are what `onrecord extract --out` wrote. The draw is stratified: one finding of every rule that has any, the
others at random. A verdict names article, span, rule, `right` or `wrong`, and no words of the article; `score` stops
where a finding of the draw has no verdict, so that the figures are those of the code as it is.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from onrecord import care
from onrecord.data import Article, Finding, Record

HERE = Path(__file__).parent
VERDICTS = HERE / "care/verdicts.tsv"
CASES = HERE.parent / "tests/care/cases.tsv"


class Drawn(NamedTuple):
    """A finding with its article."""

    article: Article
    finding: Finding

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a verdict names it by."""
        f = self.finding
        return self.article.id, f"{f.part}:{f.span[0]}-{f.span[1]}", f.rule, f.severity


def records(paths: Iterable[Path]) -> list[Record]:
    """The records of files of JSON Lines."""
    return [msgspec.json.decode(line, type=Record) for path in paths for line in path.open("rb")]


def drawn(found: list[Record], number: int, seed: int) -> list[Drawn]:
    """One finding of every rule that has any and others at random, `number` in all, in the order of the articles."""
    every = [Drawn(r.article, f) for r in found for f in care.findings(r)]
    dice = random.Random(seed)
    by_rule: dict[str, list[Drawn]] = defaultdict(list)
    for d in every:
        by_rule[d.finding.rule].append(d)
    chosen = [dice.choice(by_rule[rule]) for rule in sorted(by_rule)]
    rest = [d for d in every if d not in chosen]
    chosen += dice.sample(rest, max(0, min(len(rest), number - len(chosen))))
    print(f"{len(every)} findings in {len(found)} articles, {len(chosen)} drawn (seed {seed})", file=sys.stderr)
    return [d for d in every if d in chosen]


def show(d: Drawn) -> str:
    """The finding in its context, on one line."""
    f = d.finding
    text = d.article.text if f.part == "text" else d.article.title or ""
    before, after = text[max(0, f.span[0] - 160) : f.span[0]], text[f.span[1] : f.span[1] + 160]
    return "\t".join([*d.key, f"{before}⟦{f.words}⟧{after}".replace("\n", " ¶ ").replace("\t", " "), f.message])


def score(found: list[Drawn]) -> None:
    """Print the share right by rule and over all. Exits where a finding has no verdict."""
    rows = [line.split("\t") for line in VERDICTS.read_text(encoding="utf-8").splitlines()[2:]]
    verdicts = {(r[0], r[1], r[2], r[3]): r[4] for r in rows}
    missing = [d for d in found if d.key not in verdicts]
    if missing:
        for d in missing:
            print(show(d))
        sys.exit(f"{len(missing)} findings of the draw have no verdict in {VERDICTS}: read them")
    by_rule: dict[str, list[bool]] = defaultdict(list)
    for d in found:
        by_rule[d.finding.rule].append(verdicts[d.key] == "right")
        by_rule[f"all {d.finding.severity}s"].append(verdicts[d.key] == "right")
        by_rule["all"].append(verdicts[d.key] == "right")
    for rule, right in sorted(by_rule.items()):
        print(f"{rule:26} {sum(right):4} of {len(right):4} right  {100 * sum(right) / len(right):5.1f} %")


def cases() -> None:
    """Print the recall of the project's own cases where the shipped model reads them, marks taken away."""
    from onrecord.extract import Extractor
    from onrecord.resolve import statements

    sys.path.insert(0, str(HERE.parent))
    from tests.care.marked import story

    extractor = Extractor.load()
    counts: dict[str, list[bool]] = {"hit": [], "trap": []}
    for line in CASES.read_text(encoding="utf-8").splitlines()[2:]:
        kind, rule, text = line.split("\t")
        record, wanted = story(text)
        article = record.article
        made = Record(article=article, statements=statements(article, extractor.attributions([article])[0]))
        found = care.findings(made)
        if kind == "trap":
            counts[kind].append(all(f.severity == "note" for f in found))
        else:
            spans = [f.span for f in found if f.rule == rule]
            title = any(f.rule == rule and f.part == "title" for f in found)
            counts[kind].append(title or all(any(a < e and s < b for a, b in spans) for s, e in wanted))
        if not counts[kind][-1]:
            print(f"{'missed' if kind == 'hit' else 'sprung'}: {rule} {text}")
    for kind, right in counts.items():
        name = "hits found" if kind == "hit" else "traps let alone"
        print(f"{name:16} {sum(right)} of {len(right)}  {100 * sum(right) / len(right):.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["draw", "score", "cases"])
    parser.add_argument("records", nargs="*", type=Path)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=9)
    asked = parser.parse_args()
    if asked.what == "cases":
        cases()
        return
    found = drawn(records(asked.records), asked.number, asked.seed)
    if asked.what == "score":
        score(found)
    else:
        print(*map(show, found), sep="\n")


if __name__ == "__main__":
    main()
