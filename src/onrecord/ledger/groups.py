"""Which of some persons are one: the rules over their names, and over the rules what people decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Row

from onrecord.ledger.names import Name, Relation, parse, related


class Groups(NamedTuple):
    """Rows of `person` by number, with all rows of `decision` that touch them, by act."""

    rows: Mapping[int, Row[Any]]
    decided: Sequence[Row[Any]]


class Joined(NamedTuple):
    """With whom a person is one."""

    n: int
    root: int
    reason: str | None
    """A rule's name or `act 17`; None for the root."""
    name: str
    """As shown for all of them."""


def grouped(groups: Groups) -> Iterator[Joined]:
    """How it stands for each person: a function of the names and the decisions, whatever the order they came in."""
    names = {n: name for n, row in groups.rows.items() if row.block and (name := parse(row.written))}
    blocks: dict[str, list[int]] = {}
    for n in sorted(names):
        blocks.setdefault(groups.rows[n].block, []).append(n)
    relations = {
        (a, b): found
        for block in blocks.values()
        for a, b in combinations(block, 2)
        if (found := related(names[a], names[b]))
    }
    for members in _partition(groups, relations):
        root = _root(groups, names, members)
        shown = _shown(groups, relations, members, root)
        for n in members:
            reason = None if n == root else _reason(groups, relations, members, n, root)
            yield Joined(n, root, reason, shown)


def _partition(groups: Groups, relations: Mapping[tuple[int, int], Relation]) -> list[list[int]]:
    """Persons that are one, together.

    Those that people merged count as one from the start. A name that fits two which speak against each other (John
    Smith beside John A. Smith and John B. Smith) is joined to neither.
    """
    hand = _Sets(groups.rows)
    for tie in groups.decided:
        if tie.same:
            hand.join(tie.one, tie.other)
    pairs = {"one": set[tuple[int, int]](), "two": set[tuple[int, int]]()}
    for (a, b), found in relations.items():
        if found.kind != "perhaps" and hand.of(a) != hand.of(b):
            pairs[found.kind].add(_pair(hand.of(a), hand.of(b)))
    apart = pairs["two"] | {_pair(hand.of(t.one), hand.of(t.other)) for t in groups.decided if not t.same}
    links = pairs["one"] - apart
    near: dict[int, set[int]] = {}
    for a, b in links:
        near.setdefault(a, {a}).add(b)
        near.setdefault(b, {b}).add(a)
    torn = {n for n, around in near.items() if any(_pair(a, b) in apart for a, b in combinations(around, 2))}
    joined = _Sets(set(near))
    for a, b in links:
        if a not in torn and b not in torn:
            joined.join(a, b)
    for members in joined.sets():
        if any(_pair(a, b) in apart for a, b in combinations(members, 2)):
            continue
        for other in members[1:]:
            hand.join(members[0], other)
    return hand.sets()


def _root(groups: Groups, names: Mapping[int, Name], members: Sequence[int]) -> int:
    """The person of the last merge by hand that goes on under its own id, else the shortest of the names."""
    inside = set(members)
    chosen = [t.one for t in groups.decided if t.same and t.one in inside]
    if chosen:
        return int(chosen[-1])
    return min(members, key=lambda n: (len(names[n].words) if n in names else 0, groups.rows[n].key or "", n))


def _shown(groups: Groups, relations: Mapping[tuple[int, int], Relation], members: Sequence[int], root: int) -> str:
    """The name by hand; else the fullest of those that are the root's by a rule, but of all where it is a surname."""
    renamed = [(groups.rows[n].renaming, groups.rows[n].renamed) for n in members if groups.rows[n].renamed]
    if renamed:
        return str(max(renamed)[1])
    is_bare = groups.rows[root].article_id is not None
    by_rule = [n for n in members if (r := relations.get(_pair(n, root))) and r.kind == "one"]
    ways = (groups.rows[n].written for n in (members if is_bare else [root, *by_rule]))
    return str(max(ways, key=lambda w: (not w.isupper(), len(w.split()), len(w), w)))


def _reason(
    groups: Groups, relations: Mapping[tuple[int, int], Relation], members: Sequence[int], n: int, root: int
) -> str:
    by_hand = [t.act for t in groups.decided if t.same and n in (t.one, t.other)]
    direct = relations.get(_pair(n, root))
    if direct and direct.kind == "one":
        return direct.reason
    if by_hand:
        return f"act {by_hand[-1]}"
    found = [relations[p] for other in members if (p := _pair(n, other)) in relations]
    return max((r.score, r.reason) for r in found if r.kind == "one")[1]


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


class _Sets:
    """Sets that can be joined (union-find)."""

    def __init__(self, members: Mapping[int, Any] | set[int]) -> None:
        self._above = {n: n for n in members}

    def of(self, n: int) -> int:
        while self._above[n] != n:
            n = self._above[n]
        return n

    def join(self, a: int, b: int) -> None:
        low, high = _pair(self.of(a), self.of(b))
        self._above[high] = low

    def sets(self) -> list[list[int]]:
        out: dict[int, list[int]] = {}
        for n in sorted(self._above):
            out.setdefault(self.of(n), []).append(n)
        return list(out.values())
