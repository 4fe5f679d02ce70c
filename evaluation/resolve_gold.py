"""The figures of resolving alone: gold attribution spans go in, score_ledger.py measures what comes out.

usage: python evaluation/resolve_gold.py [--part tuned|aside|all|story] [--errors N] [--out DIR]

Reads the labelled articles of ../shared (which is no part of this repository) and prints score_ledger.py's figures.
All 26 articles are development data. `aside` are the 8, chosen by the hash of their ids, that the first version of the
rules had not seen, `tuned` the 18 others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import msgspec

from onrecord.data import Article, Attribution, Record
from onrecord.read.lines import person_names
from onrecord.resolve import statements

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ASIDE = 8


def article_of(row: dict[str, object]) -> Article:
    """One article of the data as onrecord reads it."""
    published = str(row.get("date") or "")[:10]
    return Article(
        id=str(row["id"]),
        title=str(row["title"]) if row.get("title") else None,
        outlet=str(row["outlet"]) if row.get("outlet") else None,
        byline=person_names(str(row.get("author") or "")),
        published=date.fromisoformat(published) if published else None,
        text=str(row["text"]),
    )


def attributions_of(row: dict[str, object]) -> list[Attribution]:
    """The article's gold attributions, in their order."""
    return msgspec.convert([dict(a) for a in row["attributions"]], list[Attribution])  # type: ignore[attr-defined]


def is_aside(ids: list[str]) -> set[str]:
    """The ids put aside: the first of all by the hash of the id."""
    return set(sorted(ids, key=lambda i: hashlib.sha256(i.encode()).hexdigest())[:ASIDE])


def read_lines(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> int:
    """0 where the figures were printed, 2 where ../shared is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("tuned", "aside", "all", "story"), default="all")
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--out", type=Path, help="keep the records and labels here")
    args = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED} does not exist: the labelled articles are no part of the repository", file=sys.stderr)
        return 2
    story = args.part == "story"
    gold = SHARED / ("data/story/article.jsonl" if story else "data/polnear/dev.jsonl")
    labels = read_lines(SHARED / ("data/story/labels.jsonl" if story else "data/ledger/dev.labels.jsonl"))
    aside = is_aside([str(row["id"]) for row in labels])
    if not story and args.part != "all":
        labels = [row for row in labels if (row["id"] in aside) == (args.part == "aside")]
    rows = {str(row["id"]): row for row in read_lines(gold)}
    with tempfile.TemporaryDirectory() as folder:
        out = args.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        encoder = msgspec.json.Encoder()
        statements(Article(id="", text="Well."), [Attribution(content=((0, 4),))])  # reads the word lists
        start, words = time.perf_counter(), 0
        with (out / "records.jsonl").open("wb") as file:
            for label in labels:
                row = rows[str(label["id"])]
                article = article_of(row)
                words += len(article.text.split())
                file.write(
                    encoder.encode(Record(article=article, statements=statements(article, attributions_of(row))))
                    + b"\n"
                )
        seconds = time.perf_counter() - start
        (out / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels), encoding="utf-8")
        command = [
            sys.executable,
            str(SHARED / "eval/score_ledger.py"),
            str(gold),
            str(out / "labels.jsonl"),
            str(out / "records.jsonl"),
        ]
        if args.errors:
            command += ["--errors", str(args.errors)]
        pace = 1000 * 750 * seconds / max(1, words)
        print(f"{args.part}: {len(labels)} articles, {words} words, {pace:.1f} ms for 750 words", flush=True)
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
