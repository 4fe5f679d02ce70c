"""Articles as batches, varied a few times: `python -m training.copies OUT --train FILE … --unlabelled FILE …`.

OUT/gold-0.pt … hold the annotated articles of each copy, OUT/other-0.pt … what nobody annotated: the unlabelled
articles, and all articles reworded. Each is a list of (fold, batch); an article is in one of FOLDS folds in every copy,
reworded or not, so that a teacher can be kept from it, and an unlabelled one is in none (None).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch

from training import corpora, dataset
from training.augment import reworded, varied
from training.scoring import tokenizer

FOLDS = 5


def batched(
    folds: dict[int | None, list[corpora.Annotated]], pieces: int, rng: random.Random
) -> Iterator[tuple[int | None, dataset.Batch]]:
    """The articles of each fold in batches of their own."""
    read = tokenizer()
    for fold, articles in folds.items():
        windows = [e for a in articles for e in dataset.examples(varied(a, rng), read)]
        for batch in dataset.batches(windows, pieces, rng):
            yield fold, batch


def written(out: Path, seed: int, articles: Sequence[corpora.Annotated], unlabelled: Sequence[corpora.Annotated],
            pieces: int, share: float) -> str:  # fmt: skip
    """One copy of the annotated articles, or of the others where `share` says how many of their words to replace."""
    rng = random.Random(seed)
    gold: dict[int | None, list[corpora.Annotated]] = {n: list(articles[n::FOLDS]) for n in range(FOLDS)}
    if share:
        folds = {n: reworded(each, rng, share) for n, each in gold.items()}
        folds[None] = [*unlabelled, *reworded(unlabelled, rng, share)]
    name = f"{'other' if share else 'gold'}-{seed}.pt"
    # a student reads these alone, in larger batches
    found = list(batched(folds, 2 * pieces, rng) if share else batched(gold, pieces, rng))
    torch.save(found, out / f"{name}.new")
    (out / f"{name}.new").replace(out / name)
    return name


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("--train", type=Path, nargs="+", required=True)
    ap.add_argument("--unlabelled", type=Path, nargs="+", default=[])
    ap.add_argument("--copies", type=int, default=4)
    ap.add_argument("--pieces", type=int, default=3072, help="word pieces a batch")
    ap.add_argument("--share", type=float, default=0.12, help="of the words replaced in a reworded article")
    ap.add_argument("--processes", type=int, default=2)
    ap.add_argument("--limit", type=int, help="so many articles of each file only")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    articles = [a for path in args.train for a in corpora.load(path)[: args.limit]]
    unlabelled = [a for path in args.unlabelled for a in corpora.load(path)[: args.limit]]
    with ProcessPoolExecutor(args.processes) as pool:
        jobs = [
            pool.submit(written, args.out, seed, articles, unlabelled, args.pieces, share)
            for share in (0.0, args.share)
            for seed in range(args.copies)
            if not (args.out / f"{'other' if share else 'gold'}-{seed}.pt").exists()
        ]
        for job in jobs:
            print(job.result(), flush=True)


if __name__ == "__main__":
    main()
