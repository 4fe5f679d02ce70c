"""Which wordings have a key: an index in memory of 12 to 16 bytes a key, that grows as they come."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

_MASK = 0xFFFFFFFF


class Index:
    """Key → the numbers of the wordings that have it: chains in flat arrays, no object a key.

    A key counts by its lowest 32 bits: of ten million, 1 in 400 meets another's. What is looked up costs the same
    however many there are, but for those that share its keys.
    """

    def __init__(self) -> None:
        self._heads = array("I", bytes(4 << 12))
        """By the lowest bits: the last place in the other three, 0 where there is none; as many as places, or more."""
        self._keys = array("I", [0])
        self._numbers = array("I", [0])
        self._before = array("I", [0])
        """The place before this one in its chain."""

    def add(self, number: int, keys: Iterable[int]) -> None:
        """From now on `number`, below 2 ** 32, has these keys."""
        heads, mask = self._heads, len(self._heads) - 1
        for key in keys:
            slot = key & mask
            self._before.append(heads[slot])
            heads[slot] = len(self._keys)
            self._keys.append(key & _MASK)
            self._numbers.append(number)
        if len(self._keys) > len(heads):
            self._grow()

    def find(self, keys: Iterable[int]) -> dict[int, int]:
        """The numbers that have any of the keys, each with how many of them it has."""
        heads, known, numbers, before = self._heads, self._keys, self._numbers, self._before
        mask = len(heads) - 1
        found: dict[int, int] = {}
        for key in keys:
            place, low = heads[key & mask], key & _MASK
            while place:
                if known[place] == low:
                    number = numbers[place]
                    found[number] = found.get(number, 0) + 1
                place = before[place]
        return found

    def _grow(self) -> None:
        """Twice as many heads, the chains made anew in the same order."""
        heads = np.zeros(2 * len(self._heads), dtype=np.uint32)
        slots = np.frombuffer(self._keys, dtype=np.uint32) & np.uint32(len(heads) - 1)
        slots = slots[1:]
        order = np.argsort(slots, kind="stable").astype(np.uint32)
        slots = slots[order]
        order += np.uint32(1)
        before = np.frombuffer(self._before, dtype=np.uint32)
        before[order[1:]] = np.where(slots[1:] == slots[:-1], order[:-1], np.uint32(0))
        before[order[0]] = 0
        last = np.append(slots[1:] != slots[:-1], True)
        heads[slots[last]] = order[last]
        self._heads = array("I", heads.tobytes())
