"""How right the links are on the outlets dev articles: `python evaluation/links.py [RECORDS.jsonl]`.

Extracts ../shared/data/outlets/dev.jsonl with the shipped bundle, unless its records are given, links them, and prints
the figures over the judged pairs, the pairs lost by extraction, the copied articles, and the joins that were read
(links/joins.tsv). `--draw N` prints N further joins that the list of pairs does not hold, drawn at random, to be read.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from onrecord.data import Record, Report, Spans, Utterance
from onrecord.link import utterances
from onrecord.link.copies import SHARE, Copies

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
OUTLETS = SHARED / "data/outlets"
ARTICLES = OUTLETS / "dev.jsonl"
JOINS = HERE / "links/joins.tsv"
SEED = 43


class Place(msgspec.Struct):
    """A quotation of the list of pairs."""

    id: str
    span: tuple[int, int]


class Pair(msgspec.Struct):
    """A judged pair."""

    a: Place
    b: Place
    same: bool
    note: str | None = None


class Copy(msgspec.Struct):
    """A listed pair of articles that share text."""

    a: str
    b: str
    share: float
    share_longer: float


def pairs() -> list[Pair]:
    """The judged pairs, doubtful ones left out."""
    found = [msgspec.json.decode(line, type=Pair) for line in (OUTLETS / "pairs.jsonl").read_bytes().splitlines()]
    return [p for p in found if not (p.note or "").startswith("uncertain")]


def score_pairs(linked: Path) -> str:
    """What eval/score_links.py prints."""
    command = [sys.executable, "score_links.py", str(ARTICLES), str(OUTLETS / "pairs.jsonl"), str(linked)]
    return subprocess.check_output(command, text=True, cwd=SHARED / "eval")


def lost_by_extraction(records: list[Record], linked: list[Utterance]) -> str:
    """How many of the same pairs lack a statement that covers half of a side, and what became of them."""
    text = {r.article.id: r.article.text for r in records}
    statements = {r.article.id: [s.evidence.content for s in r.statements] for r in records}
    reports: dict[str, list[tuple[int, Spans]]] = defaultdict(list)
    for n, u in enumerate(linked):
        for s in u.statements:
            reports[s.article_id].append((n, s.evidence.content))

    def covers(content: Spans, p: Place) -> bool:
        places = [m.start() for m in re.finditer(r"\w+", text[p.id]) if p.span[0] <= m.start() < p.span[1]]
        return sum(any(a <= n < b for a, b in content) for n in places) >= 0.5 * len(places)

    count: Counter[tuple[bool, bool]] = Counter()
    for p in pairs():
        if p.same:
            read = all(any(covers(c, side) for c in statements[side.id]) for side in (p.a, p.b))
            a, b = ({n for n, c in reports[side.id] if covers(c, side)} for side in (p.a, p.b))
            count[read, bool(a & b)] += 1
    lost = count[False, True] + count[False, False]
    return (
        f"same pairs of which extraction has no statement of one side: {lost} of {count.total()}, joined all the same "
        f"by the quoted passage: {count[False, True]}\n"
        f"same pairs with statements of both sides: {count[True, True]} joined, {count[True, False]} missed"
    )


def score_copies(records: list[Record]) -> str:
    """Precision, recall and F1 of the copied articles, share of 0.5 both ways."""
    listed = [msgspec.json.decode(x, type=Copy) for x in (OUTLETS / "duplicates.jsonl").read_bytes().splitlines()]
    gold = {frozenset((c.a, c.b)) for c in listed if min(c.share, c.share_longer) >= SHARE}
    copies = Copies()
    found = {frozenset((r.article.id, o)) for r in records for o in copies.add(r.article.id, r.article.text)}
    right = len(found & gold)
    p, r = right / max(1, len(found)), right / max(1, len(gold))
    f1 = 2 * p * r / max(1e-9, p + r)
    return f"copies   P {100 * p:5.1f}  R {100 * r:5.1f}  F1 {100 * f1:5.1f}   {right}/{len(found)}/{len(gold)}"


def unlisted(linked: list[Utterance]) -> Iterator[tuple[Report, Report]]:
    """The joins of two articles' statements that touch no listed pair, each once: two utterances may have both."""
    listed = defaultdict(list)
    for p in pairs():
        listed[frozenset((p.a.id, p.b.id))].append({p.a.id: p.a.span, p.b.id: p.b.span})

    def touches(s: Report, span: tuple[int, int]) -> bool:
        return any(a < span[1] and span[0] < b for a, b in s.evidence.content)

    seen = set[frozenset[str]]()
    for u in linked:
        for i, a in enumerate(u.statements):
            for b in u.statements[i + 1 :]:
                if (both := frozenset((a.id, b.id))) in seen:
                    continue
                seen.add(both)
                known = listed[frozenset((a.article_id, b.article_id))]
                if a.article_id != b.article_id and not any(
                    touches(a, k[a.article_id]) and touches(b, k[b.article_id]) for k in known
                ):
                    yield a, b


def spans(s: Report) -> str:
    return " ".join(f"{a}-{b}" for a, b in s.evidence.content)


def draw(linked: list[Utterance], number: int, texts: dict[str, str]) -> None:
    """Print so many joins, drawn at random, with their words: to be read, and their verdict put into joins.tsv."""
    found = sorted(unlisted(linked), key=lambda j: (j[0].article_id, j[1].article_id, spans(j[0]), spans(j[1])))
    print(f"{len(found)} joins that touch no listed pair")
    for n, join in enumerate(random.Random(SEED).sample(found, min(number, len(found)))):
        for s in join:
            words = " ".join(texts[s.article_id][a:b] for a, b in s.evidence.content)
            print(n, s.article_id, spans(s), f"[{s.speaker.name}]", " ".join(words.split())[:300], sep="\t")


def verdicts(linked: list[Utterance]) -> str:
    """How many of the joins that were read are right, and how many of them are still made."""
    with JOINS.open() as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    made = {(a.article_id, spans(a), b.article_id, spans(b)) for x, y in unlisted(linked) for a, b in ((x, y), (y, x))}
    names = ("article_a", "content_a", "article_b", "content_b")
    count = Counter(r["verdict"] for r in rows if tuple(r[n] for n in names) in made)
    told = ", ".join(f"{n} {verdict}" for verdict, n in sorted(count.items()))
    return f"joins read: {len(rows)}, still made: {count.total()}, of them {told}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="?", type=Path)
    parser.add_argument("--draw", type=int, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = options.records or Path(name) / "records.jsonl"
        if not options.records:
            command = [sys.executable, "-m", "onrecord", "extract", str(ARTICLES), "--out", str(source)]
            subprocess.run(command, check=True)
        records = [msgspec.json.decode(line, type=Record) for line in source.read_bytes().splitlines()]
        linked = list(utterances(records))
        if options.draw:
            draw(linked, options.draw, {r.article.id: r.article.text for r in records})
            return
        out = Path(name) / "utterances.jsonl"
        out.write_bytes(b"".join(msgspec.json.encode(u) + b"\n" for u in linked))
        print(score_pairs(out).strip())
    print(lost_by_extraction(records, linked))
    print(score_copies(records))
    print(verdicts(linked))


if __name__ == "__main__":
    main()
