"""Which articles are copies of one wire story: by the share of their runs of five words."""

from __future__ import annotations

import re
from array import array
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from onrecord.link.cluster import Sets
from onrecord.link.index import Index

SHARE = 0.5
"""Of the runs of each of two copies that stand in the other."""
_RUN = 5
_SAMPLE = 1 << 29
"""The runs whose hash is below, one in eight, are keys to find copies by."""
_SHORT = 100
"""Runs; all those of a shorter article are keys."""
Runs = npt.NDArray[np.uint32]
_WORD = re.compile(r"\w+")


class Copies:
    """Articles, of which those that are copies of one story form a set."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._runs: list[Runs] = []
        self._sampled = array("I")
        self._index = Index()
        self._sets = Sets()
        self._number: dict[str, int] = {}

    def add(self, article_id: str, text: str) -> list[str]:
        """The ids of the articles added before that are copies of this one."""
        runs = word_runs(text)
        number = self._sets.add()
        self._ids.append(article_id)
        self._runs.append(runs)
        self._number[article_id] = number
        own = sampled(runs)
        self._sampled.append(len(own))
        _, met, shared = (of.tolist() for of in self._index.find([own]))
        self._index.add(number, own)
        near = [n for n, times in zip(met, shared, strict=True) if may_copy(times, self._sampled[n], len(own))]
        found = [n for n in near if share(runs, self._runs[n]) >= SHARE]
        for n in found:
            self._sets.join(n, number)
        return [self._ids[n] for n in sorted(found)]

    def story(self, article_id: str) -> int:
        """A number that copies of one story have in common."""
        return self._sets.find(self._number[article_id])


def sampled(runs: Runs) -> list[int]:
    """The runs by which an article's copies are found: one in eight, all of a short one."""
    return [int(n) for n in (runs if len(runs) < _SHORT else runs[runs < _SAMPLE])]


def may_copy(shared: int, number: int, other: int) -> bool:
    """Whether two articles with so many sampled runs share enough of them to be compared."""
    return shared >= 0.2 * min(number, other)


def word_runs(text: str) -> Runs:
    """The hashes of each five words in a row, case aside, in order; of all words where there are fewer."""
    found = _WORD.findall(text.casefold())
    last = max(1, len(found) - _RUN + 1) if found else 0
    pieces = (" ".join(found[n : n + _RUN]) for n in range(last))
    hashes = b"".join(blake2b(p.encode(), digest_size=4).digest() for p in pieces)
    return np.unique(np.frombuffer(hashes, dtype=np.uint32))


def share(a: Runs, b: Runs) -> float:
    """The lesser of the two shares of runs that stand in the other, 0 to 1."""
    if min(len(a), len(b)) < SHARE * max(len(a), len(b)):  # no need to look
        return 0.0
    return len(np.intersect1d(a, b, assume_unique=True)) / max(len(a), len(b), 1)
