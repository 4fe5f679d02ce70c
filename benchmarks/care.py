"""What care costs on top of reading and extracting: `python benchmarks/care.py [ARTICLES.jsonl] [--articles 40]`.

Both run over the same articles in one process on one thread, in turn, round by round; the figure to quote is the
median of the rounds' ratios, since the machine's speed is not known and not constant. Times are of the processor.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import onrecord
from onrecord import care
from onrecord.data import Record

DEV = Path(__file__).parents[2] / "shared/data/polnear/dev.jsonl"
ROUNDS = 5


def seconds(run: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", type=Path, default=DEV)
    parser.add_argument("--articles", type=int, default=40)
    asked = parser.parse_args()
    if not asked.path.exists():
        sys.exit(f"{asked.path} is not here: name a file of articles as JSON Lines, {{'id', 'text'}} each")
    captures = list(islice(onrecord.captures(asked.path), asked.articles))
    extractor = onrecord.Extractor.load()
    began = time.process_time()
    records = [r for r in onrecord.process(captures, extractor) if isinstance(r, Record)]
    found = sum(len(care.findings(r)) for r in records)  # the first round warms up both, and compiles the rules
    print(f"{len(records)} articles, {sum(len(r.article.text.split()) for r in records)} words, {found} findings")
    print(f"first run of both {time.process_time() - began:.2f} s; {ROUNDS} rounds after it")
    ratios, both = [], []
    for _ in range(ROUNDS):
        reading = seconds(lambda: list(onrecord.process(captures, extractor)))
        caring = seconds(lambda: [care.findings(r) for r in records])
        ratios.append(100 * caring / reading)
        both.append((1000 * reading / len(records), 1000 * caring / len(records)))
    print(f"reading and extracting {statistics.median(r for r, _ in both):7.1f} ms an article")
    print(f"care                   {statistics.median(c for _, c in both):7.1f} ms an article")
    print(f"care adds {statistics.median(ratios):.1f} % (rounds {min(ratios):.1f} to {max(ratios):.1f})")


if __name__ == "__main__":
    main()
