"""Care beside retext-equality, over the same articles: `python evaluation/care_peers.py FOLDER RECORDS… [--draw]`.

FOLDER is where `npm install unified@11 retext-english@5 retext-equality@7 retext-stringify@4 vfile@6` has been run;
RECORDS are what `onrecord extract --out` wrote. Counts the findings of each and those inside quotation marks, draws 100
of each at random, and counts the verdicts of evaluation/care/peers.tsv on them; --draw prints the draw to be read.
What counts as right is the same for both: the words are used in the sense that the message means, and a standards
editor who follows the cited guidance would want them looked at.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from onrecord import care
from onrecord.care.story import Story
from onrecord.data import Record, Span

HERE = Path(__file__).parent
VERDICTS = HERE / "care/peers.tsv"
NUMBER, SEED = 100, 9
SAME_GROUND = frozenset(
    """
    nuts rehab rehab-center asylum wacko special invalid gimp hang sane depressed lame commit-suicide committed-suicide
    failed-suicide addict addicts alcoholic sociopath dumb idiot wheelchair-bound handicapped retard ablebodied deaf-to
    binge insanely
    """.split()
)
"""The rules of retext-equality on mental illness, disability, addiction and suicide, which care is about as well."""


class Found(NamedTuple):
    """One finding of either."""

    article: str
    span: Span
    rule: str
    severity: str
    message: str
    is_quoted: bool
    context: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a verdict names it by."""
        return self.article, f"{self.span[0]}-{self.span[1]}", self.rule


def around(text: str, span: Span) -> str:
    before, after = text[max(0, span[0] - 110) : span[0]], text[span[1] : span[1] + 110]
    return f"{before}⟦{text[slice(*span)]}⟧{after}".replace("\n", " ¶ ").replace("\t", " ")


def ours(records: list[Record]) -> list[Found]:
    """What care finds in the texts."""
    out = []
    for r in records:
        story = Story(r)
        for f in care.findings(r):
            if f.part == "text":
                quoted = story.is_quoted(f.span[0])
                context = around(r.article.text, f.span)
                out.append(Found(r.article.id, f.span, f.rule, f.severity, f.message, quoted, context))
    return out


def theirs(records: list[Record], folder: Path) -> list[Found]:
    """What retext-equality finds in the texts."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps({"id": n, "text": r.article.text}) + "\n" for n, r in enumerate(records))
        file.flush()
        command = ["node", str((HERE / "care_peers.mjs").resolve()), file.name]
        printed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    out = []
    stories = [Story(r) for r in records]
    for line in printed.splitlines():
        m = json.loads(line)
        story, span = stories[m["id"]], (m["span"][0], m["span"][1])
        quoted = story.is_quoted(span[0])
        article = story.record.article.id
        out.append(Found(article, span, m["rule"], "warning", m["message"], quoted, around(story.text, span)))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--draw", action="store_true")
    asked = parser.parse_args()
    records = [msgspec.json.decode(line, type=Record) for path in asked.records for line in path.open("rb")]
    print(f"{len(records)} articles", file=sys.stderr)
    rows = [] if asked.draw else VERDICTS.read_text(encoding="utf-8").splitlines()[2:]
    verdicts = {(a, span, rule): verdict == "right" for _, a, span, rule, verdict in (row.split("\t") for row in rows)}
    peers = theirs(records, asked.folder)
    both = {
        "onrecord care": ours(records),
        "retext-equality": peers,
        "its rules on the same ground": [f for f in peers if f.rule in SAME_GROUND],
    }
    for name, found in both.items():
        drawn = random.Random(SEED).sample(found, min(NUMBER, len(found)))
        quoted = [f for f in found if f.is_quoted]
        if asked.draw:
            for f in drawn:
                print(name, *f.key, f.message, f.context, sep="\t")
            continue
        missing = [f for f in drawn if f.key not in verdicts]
        if missing:
            sys.exit(f"{name}: {len(missing)} of the draw have no verdict in {VERDICTS}: --draw, and read them")
        right = sum(verdicts[f.key] for f in drawn)
        notes = sum(f.severity == "note" for f in quoted)
        told = f"{len(quoted)} inside quotations" + (f", {notes} of them notes" if name == "onrecord care" else "")
        share = f"{right} of {len(drawn)} read are right"
        print(f"{name:29} {len(found):5} findings, {share}, {told}")


if __name__ == "__main__":
    main()
