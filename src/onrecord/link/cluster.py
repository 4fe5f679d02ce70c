"""Which sayings are one utterance: the connected parts of the links, whatever the order they came in."""

from __future__ import annotations

from array import array
from collections.abc import Iterable


class Sets:
    """Disjoint sets of small integers (union by size, path halving)."""

    def __init__(self) -> None:
        self._parent = array("L")
        self._size = array("L")

    def __len__(self) -> int:
        return len(self._parent)

    def add(self) -> int:
        """A new set of one; its integer, counted from 0."""
        self._parent.append(len(self._parent))
        self._size.append(1)
        return len(self._parent) - 1

    def find(self, n: int) -> int:
        """The integer that stands for the set of `n`."""
        parent = self._parent
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    def join(self, a: int, b: int) -> None:
        """Make one set of those of `a` and `b`."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return
        if self._size[a] < self._size[b]:
            a, b = b, a
        self._parent[b] = a
        self._size[a] += self._size[b]

    def groups(self) -> Iterable[list[int]]:
        """Each set's members, ascending, in the order of their first."""
        out: dict[int, list[int]] = {}
        for n in range(len(self._parent)):
            out.setdefault(self.find(n), []).append(n)
        return out.values()
