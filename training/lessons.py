"""What trained nets, the teachers, say of every word of many articles: read once, learnt from in every epoch.

A big teacher takes longer to read an article than a small student takes to learn it, so the articles are varied a few
times (augment), read then, and kept in one file with the teachers' scores in half precision, 1.5 KB a word and teacher.
Articles without annotations, and reworded ones, take the attributions that the teachers find in them.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from onrecord.extract import decode
from onrecord.extract.bundle import Settings
from onrecord.extract.decode import KINDS, Scores
from onrecord.extract.windows import Window, windows_of
from training import corpora, dataset
from training.augment import reworded, varied
from training.net import Net
from training.scoring import settings_of, window_scores


def together(each: Sequence[Scores]) -> Scores:
    """The scores of several nets as one net's whose logits are the mean of theirs, for tags and roles alike.

    P numbers of each of N nets become N·P of one, by 1/√N each on the anchor's side: `roles` divides by √(N·P).
    """

    def joined(rows: Sequence[np.ndarray], factor: float) -> np.ndarray:
        pairs = [x[:, :-KINDS].reshape(len(x), KINDS, -1) * factor for x in rows]
        biases = np.mean([x[:, -KINDS:] for x in rows], 0)
        return np.concatenate([np.concatenate(pairs, 2).reshape(len(biases), -1), biases], 1)

    tags, anchors, targets = zip(*each, strict=True)
    return Scores(np.mean(tags, 0), joined(anchors, len(each) ** -0.5), joined(targets, 1))


def settings(nets: Sequence[Net]) -> Settings:
    """What decoding needs of several nets together."""
    each = [settings_of(net) for net in nets]
    distance, step = (np.mean([getattr(s, name) for s in each], 0).tolist() for name in ("distance", "step"))
    return Settings(distance=distance, step=step)


def read(nets: Sequence[Net], windows: Sequence[Window]) -> list[Scores]:
    """What the nets together say of each window, in half precision: a million word pieces take 3 GB."""
    each = zip(*(window_scores(net, windows, half=True) for net in nets), strict=True)
    return [Scores(*(z.astype(np.float16) for z in together(scores))) for scores in each]


def annotated(nets: Sequence[Net], articles: Sequence[corpora.Annotated], pieces: Tokenizer) -> list[dataset.Example]:
    """Examples with the nets' scores, labelled with the attributions that the nets together find in the articles."""
    windows = [windows_of(a.text, pieces) for a in articles]
    scores = iter(read(nets, [w for each in windows for w in each]))
    decoding, out = settings(nets), list[dataset.Example]()
    for a, each in zip(articles, windows, strict=True):
        scored = [(w, next(scores)) for w in each]
        gold = [
            corpora.Gold(x.content, x.cue, x.source) for x in decode.attributions(a.text, scored, decoding) if x.cue
        ]
        examples = dataset.examples(a, pieces, gold)
        out += [e._replace(taught=s) for e, (_, s) in zip(examples, scored, strict=True)]
    return out


def lessons(
    nets: Sequence[Net],
    articles: Sequence[corpora.Annotated],
    unlabelled: Sequence[corpora.Annotated],
    pieces: Tokenizer,
    copies: int,
    share: float,
) -> Iterator[list[dataset.Example]]:
    """Each copy of the articles, varied in its own way, as examples with the teachers' scores."""
    for copy in range(copies):
        rng = random.Random(copy)
        examples = [e for a in articles for e in dataset.examples(varied(a, rng), pieces)]
        scores = read(nets, [e.window for e in examples])
        more = [varied(a, rng) for a in unlabelled]
        if share:
            more += reworded([*articles, *unlabelled], rng, share)
        yield [e._replace(taught=s) for e, s in zip(examples, scores, strict=True)] + annotated(nets, more, pieces)
        print(f"copy {copy + 1} of {copies} read by the teachers", flush=True)


class Lessons:
    """The examples of each copy, and how the teachers weigh distances."""

    def __init__(self, copies: list[list[dataset.Example]], distance: torch.Tensor) -> None:
        self.copies = copies
        self.distance = distance

    @classmethod
    def kept(
        cls,
        path: Path,
        nets: Sequence[Net],
        articles: Sequence[corpora.Annotated],
        unlabelled: Sequence[corpora.Annotated],
        pieces: Tokenizer,
        *,
        copies: int,
        share: float,
    ) -> Lessons:
        """Those of a file, which is made first where it does not exist."""
        if not path.exists():
            new = path.with_suffix(".new")
            with new.open("wb") as f:
                pickle.dump(list(lessons(nets, articles, unlabelled, pieces, copies, share)), f, protocol=5)
            new.replace(path)
        with path.open("rb") as f:
            return cls(pickle.load(f), torch.tensor(settings(nets).distance))
