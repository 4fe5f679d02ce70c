"""Which wordings have a key: an index in memory of 16 to 20 bytes a key, that grows as they come."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

_MASK = 0xFFFFFFFF
_CROWD = 16
"""Numbers. Those of a key that more of them have are kept in an array of their own, which numpy reads at once."""
_BLOCK = 1 << 20
"""Places in the index that are sorted at once when it grows: all at once took a third of all memory."""
Numbers = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]


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
        self._crowds: dict[int, array[int]] = {}
        """The lowest 32 bits of a key that very many have → their numbers. Their places in the chains are not read."""

    def add(self, number: int, keys: Iterable[int]) -> None:
        """From now on `number`, below 2 ** 32, has these keys."""
        heads, mask, crowds = self._heads, len(self._heads) - 1, self._crowds
        for key in keys:
            low = key & _MASK
            if low in crowds:
                crowds[low].append(number)
                continue
            slot = key & mask
            self._before.append(heads[slot])
            heads[slot] = len(self._keys)
            self._keys.append(low)
            self._numbers.append(number)
        if len(self._keys) > len(heads):
            self._grow()

    def having(self, key: int) -> list[int] | array[int]:
        """The numbers that have the key."""
        low = key & _MASK
        if low in self._crowds:
            return self._crowds[low]
        known, numbers, before = self._keys, self._numbers, self._before
        found = []
        place = self._heads[key & (len(self._heads) - 1)]
        while place:
            if known[place] == low:
                found.append(numbers[place])
            place = before[place]
        if len(found) > _CROWD:
            self._crowds[low] = array("I", found)
        return found

    def find(self, asked: Sequence[Iterable[int]]) -> tuple[Ints, Ints, Ints]:
        """Who shares any of the keys in `asked`: which of these it is, the number that has some too, and how many.

        Three arrays of one length, in the order of the first and then of the second.
        """
        few, many = array("I"), list[Numbers]()
        lengths, owners = list[int](), list[int]()
        for n, keys in enumerate(asked):
            start = len(few)
            for key in keys:
                found = self.having(key)
                if isinstance(found, array):
                    many.append(np.frombuffer(found, dtype=np.uint32))
                    owners.append(n)
                else:
                    few.extend(found)
            lengths.append(len(few) - start)
        numbers = np.concatenate([np.frombuffer(few, dtype=np.uint32), *many])
        owner = np.repeat(np.array([*range(len(asked)), *owners], dtype=np.int64), [*lengths, *map(len, many)])
        pairs, shared = np.unique(owner << 32 | numbers, return_counts=True)
        return pairs >> 32, pairs & _MASK, shared

    def _grow(self) -> None:
        """Twice as many heads, the chains made anew in the same order."""
        heads = np.zeros(2 * len(self._heads), dtype=np.uint32)
        del self._heads  # as much memory as half of the new ones
        keys, before = (np.frombuffer(of, dtype=np.uint32) for of in (self._keys, self._before))
        for start in range(1, len(keys), _BLOCK):
            slots = keys[start : start + _BLOCK] & np.uint32(len(heads) - 1)
            order = np.argsort(slots, kind="stable")
            slots, places = slots[order], (order + start).astype(np.uint32)
            follows = slots[1:] == slots[:-1]
            before[places[0]] = heads[slots[0]]
            before[places[1:]] = np.where(follows, places[:-1], heads[slots[1:]])
            last = np.append(~follows, True)
            heads[slots[last]] = places[last]
        self._heads = array("I")
        self._heads.frombytes(heads.view(np.uint8).data)
