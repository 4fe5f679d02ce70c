"""What a wording is found by: keys that depend on its words alone, so that an index of them can be stored.

A key is the hash of a run of words that tells enough (`_TELLING` bits) to be rare: two words that carry meaning where
they are rare, three or four where they are common. The run that begins at a word depends on the words that follow it
and on nothing else, so a part of a wording has the keys of the whole but at its end, and a changed word costs only
the keys of the runs it stands in. Within a run the order is of no account.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.wordforms import STOP
from onrecord.wording import CUT

_TELLING = 22.0
"""Bits. In a million statements of ten runs each, chance alone puts 2 ** (23 - 22) others at a key."""
_RARE = 16.0
"""Bits of a word that is not in frequency.tsv; the least frequent there have 15."""
_STOP_SHARE = 0.5
"""How much of its bits a word that any sentence has counts for: such words come in set phrases."""
_LONGEST = 12
"""Words from a run's first to its last."""
_MASK = (1 << 64) - 1
_LOW = (1 << 32) - 1
Ints = npt.NDArray[np.int64]


@cache
def _frequencies() -> dict[str, float]:
    text = resources.files(__package__).joinpath("frequency.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[2:])
    return {word: float(n) * (_STOP_SHARE if word in STOP else 1.0) for word, n in rows}


@lru_cache(maxsize=1 << 17)
def bits(form: str) -> float:
    """How much a word in its normal form tells: -log2 of its share of running words, halved for stop words."""
    return _frequencies().get(form, 5.0 if form in STOP else _RARE)


def told(forms: Iterable[str]) -> float:
    """How much the words tell together, in bits."""
    known = _frequencies()
    return sum(known.get(f) or bits(f) for f in forms)


@lru_cache(maxsize=1 << 17)
def _hash(form: str) -> int:
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "big")


def _mixed(total: int, salt: int) -> int:
    """64 signed bits, as a database's BIGINT holds them (the finalizer of SplitMix64)."""
    n = (total + salt * 0x9E3779B97F4A7C15) & _MASK
    n = ((n ^ (n >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    n = ((n ^ (n >> 27)) * 0x94D049BB133111EB) & _MASK
    n ^= n >> 31
    return n - (1 << 64) if n >> 63 else n


def keys(forms: Sequence[str]) -> frozenset[int]:
    """The keys of a wording, given its words in their normal form: 64-bit signed integers.

    Two wordings that share a run of telling words share a key. A wording that tells too little for any run has one
    key, of all its words: it is found only by its equal.
    """
    plain = [f for f in forms if f != CUT]
    telling = [(n, f) for n, f in enumerate(plain) if f not in STOP]
    found = {_mixed(total, 1) for total in _runs(telling)}
    # Where hardly a word carries meaning (“Would we have done it without him?”), runs of all words
    before = list(accumulate((f not in STOP for f in plain), initial=0))
    for n in (n for n in range(len(plain) - 4) if before[n + 5] - before[n] <= 1):
        found.update(_mixed(total, 2) for total in _runs(list(enumerate(plain[n : n + _LONGEST])), only=1))
    return frozenset(found or ({_mixed(sum(map(_hash, plain)), 3)} if plain else ()))


def is_near(shared: Ints, number: Ints, other: Ints) -> npt.NDArray[np.bool_]:
    """Whether two wordings of so many keys share enough of them to be compared: a quarter of the fewer ones.

    Of made-up variants this loses 1 in 1,000, of chance meetings it leaves 1 in 6 (benchmarks/link.py).
    """
    return np.asarray(4 * shared >= np.minimum(number, other))


class Outlines(NamedTuple):
    """What tells how much of each of some wordings another one can share at most: some 60 bytes a wording."""

    hashes: npt.NDArray[np.uint32]
    """One for each word that carries meaning, those of one wording after those of another."""
    lengths: Ints
    """How many of them each wording has."""
    stops: npt.NDArray[np.float64]
    """The bits of its other words together."""

    @classmethod
    def of(cls, stored: Sequence[tuple[bytes, float]]) -> Outlines:
        """Those of wordings of which the hashes are at hand as bytes, as `outline` makes them."""
        hashes = np.frombuffer(b"".join([of for of, _ in stored]), dtype=np.uint32)
        lengths = np.array([len(of) // 4 for of, _ in stored], dtype=np.int64)
        return cls(hashes, lengths, np.array([stops for _, stops in stored], dtype=np.float64))


def outline(forms: Iterable[str]) -> tuple[array[int], float]:
    """The hashes and the stops of one wording, given its words in their normal form, as `Outlines` has them."""
    plain = [f for f in forms if f != CUT]
    return array("I", (_hash(f) & _LOW for f in plain if f not in STOP)), sum(bits(f) for f in plain if f in STOP)


class Asked(NamedTuple):
    """A wording that others are held against."""

    forms: Sequence[str]
    told: Sequence[float]
    """How much each of its words tells, in bits."""
    keys: frozenset[int]


def at_most(asked: Sequence[Asked], which: Ints, others: Outlines, keys: Ints) -> npt.NDArray[np.float64]:
    """The bits of the words that two wordings both have, of each pair: no alignment of the two can share more.

    A pair is one of `asked`, by its place in `which`, and one of `others`; `keys` says how many keys they share. 0
    where these are three or fewer and not half of the shorter one's words are shared: a chance meeting. It changed
    nothing on the outlets dev pairs, nor the recall of made-up variants at 10,000 and 30,000.
    """
    own = sorted(
        (n << 32 | _hash(form) & _LOW, -told)
        for n, one in enumerate(asked)
        for form, told in zip(one.forms, one.told, strict=True)
        if form != CUT and form not in STOP
    )
    words, first, number = np.unique(
        np.array([w for w, _ in own], dtype=np.int64), return_index=True, return_counts=True
    )
    told = np.cumsum([0.0, *(-n for _, n in own)])
    pair = np.repeat(np.arange(len(which)), others.lengths)
    sought = which[pair] << 32 | others.hashes
    at = np.searchsorted(words, sought)
    has = np.append(words, -1)[at] == sought
    cells, times = np.unique(pair[has] * len(words) + at[has], return_counts=True)
    pair, at = np.divmod(cells, len(words)) if len(cells) else (cells, cells)
    # Of a word that a wording has twice, the second is shared where the other has two as well
    times = np.minimum(times, number[at])
    common = np.bincount(pair, times, len(which))
    shared = np.bincount(pair, told[first[at] + times] - told[first[at]], len(which))
    numbers = np.bincount((words >> 32).repeat(number), minlength=len(asked))[which]
    stops = [sum(n for form, n in zip(one.forms, one.told, strict=True) if form in STOP) for one in asked]
    is_chance = (keys <= 3) & (2 * common < np.minimum(numbers, others.lengths))
    bits = np.round(shared + np.minimum(np.array(stops)[which], others.stops), 2)  # the sums' order makes no difference
    return np.where(is_chance, 0.0, bits)


def whole(forms: Sequence[str]) -> int:
    """The key of all the words in their order: equal wordings have it in common, and no others."""
    return int.from_bytes(blake2b(" ".join(forms).encode(), digest_size=8).digest(), "big", signed=True)


def _runs(found: list[tuple[int, str]], only: int | None = None) -> Iterable[int]:
    """The sum of hashes of the run that begins at each word (the first `only`), where it tells enough."""
    known = [(place, _hash(form), bits(form)) for place, form in found]
    for i, (first, _, _) in enumerate(known[:only]):
        total, told = 0, 0.0
        for place, hashed, more in known[i : i + _LONGEST]:
            if place - first >= _LONGEST:
                break
            total += hashed
            told += more
            if told >= _TELLING:
                yield total
                break
