"""Windows with their labels: what each word is, and to which cue it belongs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from onrecord.data import Spans
from onrecord.extract.decode import B_CUE, CONTENT, I_CUE, NONE, ROLES, SOURCE
from onrecord.extract.windows import Window, windows_of
from training.corpora import Annotated, Gold

TAGS = 5
IGNORE = -100


class Example(NamedTuple):
    """A window and its labels. W words, C cues."""

    window: Window
    tags: np.ndarray
    """(W,) O … SOURCE, or IGNORE where the word belongs to a cue in another window."""
    cues: np.ndarray
    """(C, 2) first and last word of each cue, inclusive."""
    roles: np.ndarray
    """(C, W) NONE … I_SOURCE: what each word is to each cue; a run of content or source words begins with B."""


def covered(window: Window, spans: Spans) -> np.ndarray:
    """The words of the window whose middle lies in a span."""
    middle = (window.starts + window.ends) / 2
    inside = np.zeros(len(middle), bool)
    for start, end in spans:
        inside |= (middle > start) & (middle < end)
    return inside


def examples(article: Annotated, tokenizer: Tokenizer, gold: Sequence[Gold] | None = None) -> Iterator[Example]:
    """Each window of the article with its labels, from `gold` or the article's first annotator."""
    gold = article.attributions if gold is None else gold
    for window in windows_of(article.text, tokenizer):
        tags = np.zeros(len(window.first), np.int64)
        cues, roles = [], []
        for a in gold:
            content, cue, source = (covered(window, s) for s in (a.content, a.cue, a.source))
            at = np.flatnonzero(cue)
            here = len(at) and window.core[0] <= window.starts[at[0]] < window.core[1]
            if not here:  # its cue is in another window: these words are neither right nor wrong in this one
                tags[content | source | cue] = IGNORE
                continue
            tags[content] = CONTENT
            tags[source] = SOURCE
            tags[at[0] : at[-1] + 1] = I_CUE
            tags[at[0]] = B_CUE
            cues.append((at[0], at[-1]))
            roles.append(_roles(content & ~cue, source & ~cue))
        yield Example(
            window,
            tags,
            np.array(cues, np.int64).reshape(-1, 2),
            np.array(roles, np.int64).reshape(-1, len(tags)),
        )


def _roles(content: np.ndarray, source: np.ndarray) -> np.ndarray:
    kind = np.where(source, 2, np.where(content, 1, 0))
    begins = np.diff(kind, prepend=0) != 0
    return np.where(kind == 0, NONE, np.where(begins, 2 * kind - 1, 2 * kind))


class Batch(NamedTuple):
    """B windows padded to T word pieces and W words, with C cues over all of them.

    What each word is, is a probability: 1 where an annotator says so, between 0 and 1 where teachers do, and 0 for all
    of a word that is not to be learnt from, padding among them.
    """

    ids: torch.Tensor
    case: torch.Tensor
    quote: torch.Tensor
    mask: torch.Tensor
    first: torch.Tensor
    """(B, W), padded with 0."""
    tags: torch.Tensor
    """(B, W, TAGS)"""
    row: torch.Tensor
    """(C,) the window that each cue stands in."""
    cues: torch.Tensor
    """(C, 2)"""
    roles: torch.Tensor
    """(C, W, ROLES)"""
    moves: torch.Tensor
    """(ROLES, ROLES) how often the words of a window go from one role to the next, in all; they come from NONE."""

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return Batch(*(x.to(device) for x in self))

    @property
    def real(self) -> torch.Tensor:
        """(B, W) where there is a word: none has its first piece at 0, which is a special one."""
        return self.first > 0


def collate(chunk: Sequence[Example]) -> Batch:
    """The examples as one padded batch."""
    t = -(-max(len(e.window.ids) for e in chunk) // 8) * 8  # few shapes: oneDNN builds its kernels anew for each
    w = max(len(e.tags) for e in chunk)

    def pad(arrays: Sequence[np.ndarray], width: int, value: int = 0) -> torch.Tensor:
        out = np.full((len(arrays), width), value, np.int64)
        for i, a in enumerate(arrays):
            out[i, : len(a)] = a
        return torch.from_numpy(out)

    rows = [i for i, e in enumerate(chunk) for _ in e.cues]
    roles = pad([r for e in chunk for r in e.roles], w, IGNORE)
    return Batch(
        ids=pad([e.window.ids for e in chunk], t),
        case=pad([e.window.case for e in chunk], t),
        quote=pad([e.window.quote for e in chunk], t),
        mask=pad([np.ones(len(e.window.ids), np.int64) for e in chunk], t).bool(),
        first=pad([e.window.first for e in chunk], w),
        tags=certain(pad([e.tags for e in chunk], w, IGNORE), TAGS),
        row=torch.tensor(rows, dtype=torch.int64),
        cues=torch.from_numpy(np.concatenate([e.cues for e in chunk])),
        roles=certain(roles, ROLES),
        moves=moves(roles),
    )


def certain(labels: torch.Tensor, kinds: int) -> torch.Tensor:
    """(…, kinds) probabilities from labels (…); a negative label gives 0 throughout."""
    return F.one_hot(labels.clamp(min=0), kinds) * (labels >= 0)[..., None].float()


def moves(roles: torch.Tensor) -> torch.Tensor:
    """(ROLES, ROLES) how often one role follows another in rows of them (C, W); each row comes from NONE."""
    before = F.pad(roles, (1, 0), value=NONE)[:, :-1]
    each = certain(before * ROLES + roles, ROLES * ROLES) * (roles >= 0)[..., None]
    return each.sum((0, 1)).view(ROLES, ROLES)


def batches(data: Sequence[Example], pieces: int, rng: random.Random) -> Iterator[Batch]:
    """All of the data once, in batches of about `pieces` word pieces of like length, in an order that `rng` draws."""
    order = sorted(range(len(data)), key=lambda i: len(data[i].window.ids) + rng.random() * 8)
    chunks: list[list[int]] = [[]]
    for i in order:
        longest = len(data[i].window.ids)
        if chunks[-1] and longest * (len(chunks[-1]) + 1) > pieces:
            chunks.append([])
        chunks[-1].append(i)
    rng.shuffle(chunks)
    for chunk in chunks:
        yield collate([data[i] for i in chunk])
