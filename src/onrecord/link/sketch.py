"""What a wording is found by: keys that depend on its words alone, so that an index of them can be stored.

A key is the hash of a run of words that tells enough (`_TELLING` bits) to be rare: two words that carry meaning where
they are rare, three or four where they are common. The run that begins at a word depends on the words that follow it
and on nothing else, so a part of a wording has the keys of the whole but at its end, and a changed word costs only
the keys of the runs it stands in. Within a run the order is of no account.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from itertools import accumulate

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


def is_near(shared: int, number: int, other: int) -> bool:
    """Whether two wordings of so many keys share enough of them to be compared: a quarter of the fewer ones.

    Of made-up variants this loses 1 in 1,000, of chance meetings it leaves 1 in 6 (benchmarks/link.py).
    """
    return 4 * shared >= min(number, other)


class Outline:
    """What tells how much two wordings can share at most, without reading them again: some 60 bytes a wording."""

    __slots__ = ("hashes", "stops")

    def __init__(self, hashes: array[int], stops: float) -> None:
        self.hashes = hashes
        """32 bits of each word that carries meaning, four bytes each."""
        self.stops = stops
        """The bits of the other words together."""

    @classmethod
    def of(cls, forms: Iterable[str]) -> Outline:
        plain = [f for f in forms if f != CUT]
        return cls(
            array("I", (_hash(f) & 0xFFFFFFFF for f in plain if f not in STOP)),
            sum(bits(f) for f in plain if f in STOP),
        )


class Asked:
    """A wording that others are held against: its words, and how much each tells."""

    def __init__(self, forms: Sequence[str], told: Sequence[float]) -> None:
        self._told: dict[int, list[float]] = {}
        for form, n in zip(forms, told, strict=True):
            if form != CUT and form not in STOP:
                self._told.setdefault(_hash(form) & 0xFFFFFFFF, []).append(n)
        self._number = sum(map(len, self._told.values()))
        self._stops = sum(n for form, n in zip(forms, told, strict=True) if form in STOP)

    def at_most(self, other: Outline, keys: int) -> float:
        """The bits of the words that both have: no alignment of the two can share more.

        0 where they share three keys or fewer and not half of the shorter one's words: a chance meeting. It changed
        nothing on the outlets dev pairs, nor the recall of made-up variants at 10,000 and 30,000.
        """
        known = self._told
        common = Counter(h for h in other.hashes if h in known)
        if keys <= 3 and 2 * sum(min(n, len(known[h])) for h, n in common.items()) < min(
            self._number, len(other.hashes)
        ):
            return 0.0
        return sum(sum(known[h][:n]) if n < len(known[h]) else sum(known[h]) for h, n in common.items()) + min(
            self._stops, other.stops
        )


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
