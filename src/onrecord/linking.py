"""Linking a ledger: what link/ decides, over what the ledger holds, as articles come in.

The same utterances as `link.Linker` makes in memory, in any order of adding; what is stored is read back by the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection

from onrecord.data import Link, Linked
from onrecord.gathering import Saying
from onrecord.ledger import linkage, parting, versions
from onrecord.link.copies import SHARE, may_copy, sampled, share, word_runs
from onrecord.link.decide import BACKED, ask, decide, least
from onrecord.link.sayings import context, sayings
from onrecord.link.sketch import Outlines, at_most, is_near, outline, whole

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

_BATCH = 50
"""Articles in one transaction; twenty times as many sayings."""
_FIRST = 4
"""Sayings of a wording that are read at once: mostly one link tells that the others need no look."""


def catch_up(
    ledger: Ledger, *, again: bool = False, batch: int = _BATCH, on_commit: Callable[[Linked], None] = lambda _: None
) -> Linked:
    """What was linked: the articles that were not yet, as they stand today, and what lost a link since.

    Stopped at any moment, it goes on where it was. `again` makes all links anew: after corrections by hand, or by a
    newer onrecord. `on_commit` is told what each batch did.
    """
    total = Linked()
    if again:
        with ledger.writing() as connection:
            linkage.clear(connection)
    while True:
        with ledger.writing() as connection:
            articles = linkage.waiting(connection, batch)
            for n, article_id in articles:
                _store(connection, n, article_id)
            waiting = linkage.uncompared(connection, most := 20 * batch)
            made = _compare_all(connection, waiting)
        if articles or waiting:
            total += (done := Linked(articles=len(articles), statements=len(waiting), links=made))
            on_commit(done)
        if len(articles) < batch and len(waiting) < most:
            return total


def part(ledger: Ledger, id: str, *statements: str, by: str) -> int:
    """The act that parts these statements from the others of the utterance `id`, in all later linking too.

    Errors: ActError. `Ledger.undo` takes it back.
    """
    with ledger.writing() as connection:
        seq, component = parting.part(connection, id, statements, by=by)
        _complete(connection, component)
        linkage.settle(connection, component)
    return seq


def _store(connection: Connection, n: int, article_id: str) -> None:
    """Store the sayings of an article's newest version, in the place of those of an older one."""
    before = linkage.older(connection, article_id)
    was = linkage.wholes(connection, before) if before else []
    if before:
        linkage.drop(connection, before)
    record = versions.record(connection, article_id, None, "today")
    linkage.put_article(connection, n, article_id, context(record.article), _story(connection, n, record.article.text))
    found = list(sayings(record))
    worded = []
    for one in found:
        asked = ask(one.words)
        hashes, stops = outline(asked.forms)
        worded.append(linkage.Worded(whole(asked.forms), asked.keys, hashes.tobytes(), stops))
    linkage.put_sayings(connection, n, found, linkage.put_wordings(connection, worded))
    if was:
        parting.follow(connection, was, linkage.wholes(connection, [n]))


def _story(connection: Connection, n: int, text: str) -> int | None:
    """The story of the articles that this one is a copy of; None where it is of none."""
    runs = word_runs(text)
    own = sampled(runs)
    near = [other for other, shared, size in linkage.same_runs(connection, own) if may_copy(shared, size, len(own))]
    story = linkage.stories(connection, near)
    found = set[int]()
    size = _FIRST
    while near := [other for other in near if story[other] not in found]:
        for other, their_text in linkage.texts(connection, near[:size]):
            if story[other] not in found and share(runs, word_runs(their_text)) >= SHARE:
                found.add(story[other])
        near, size = near[size:], min(2 * size, 500)
    linkage.put_wire(connection, n, own)
    return linkage.join_stories(connection, found)


def _compare_all(connection: Connection, waiting: list[int]) -> int:
    """The number of links of these sayings to all others."""
    apart = parting.with_parted(connection)
    everyone = linkage.kept(connection, waiting)
    near = _near(connection, [one.saying for one in everyone])
    comparing = _Comparing(connection, apart)
    comparing.look_up(near)
    for own, most in zip(everyone, near, strict=True):
        comparing.compare(own, most)
    made = linkage.put_links(connection, comparing.links)
    linkage.compared(connection, waiting)
    parted = parting.with_parted(connection) if waiting and apart else set[int]()
    for component in parted:
        _complete(connection, component)
    for component in sorted(parted | comparing.changed()):
        linkage.settle(connection, component)
    return made


class _Comparing:
    """Sayings compared with those that share enough of their keys, with few questions to the database."""

    def __init__(self, connection: Connection, apart: set[int]) -> None:
        self.connection = connection
        self.links: dict[tuple[int, int], Link] = {}
        """Found, not stored yet: by the numbers of the left saying and the right one."""
        self._apart = apart
        """Components in which people have parted some: there all are compared, since the surest links decide."""
        self._of: dict[int, list[tuple[int, int]]] = {}
        """Wording → its sayings: number, component as it was looked up."""
        self._now: dict[int, int] = {}
        """Component → the one that it was joined to."""
        self._kept: dict[int, linkage.Kept] = {}
        self._met: set[int] = set()
        """Components that a link of the kind `same` joined to others, or shows to overlap with others."""

    def changed(self) -> set[int]:
        """The components whose utterances are to be settled."""
        return set(map(self._root, self._met))

    def look_up(self, near: list[dict[int, float]]) -> None:
        """The sayings of these wordings, and what is compared first."""
        for n, component, wording in linkage.numbers_of(self.connection, sorted({w for most in near for w in most})):
            self._of.setdefault(wording, []).append((n, component))
        first = {row[0] for most in near for w in most for row in self._of.get(w, ())[:_FIRST]}
        self._kept = {one.n: one for one in linkage.kept(self.connection, sorted(first))}

    def compare(self, own: linkage.Kept, most: dict[int, float]) -> None:
        """Compare a saying with those of the wordings in `most`, by what `_near` says of them.

        Once it is in an utterance, it is not compared with the utterance's others.
        """
        todo = sorted((n, component, w) for w in most for n, component in self._of.get(w, ()))
        wording = {n: w for n, _, w in todo}
        size = _FIRST
        while todo := [row for row in todo if self._is_open(own, row[1])]:
            for other in self._read([n for n, _, _ in todo[:size]]):
                if other.saying.id != own.saying.id and self._is_open(own, other.component):
                    self._link(own, other, most[wording[other.n]])
            todo, size = todo[size:], min(2 * size, 500)

    def _is_open(self, own: linkage.Kept, component: int) -> bool:
        mine, other = self._root(own.component), self._root(component)
        return mine != other or mine in self._apart

    def _root(self, component: int) -> int:
        while component in self._now:
            component = self._now[component]
        return component

    def _read(self, numbers: list[int]) -> list[linkage.Kept]:
        missing = [n for n in numbers if n not in self._kept]
        found = {one.n: one for one in linkage.kept(self.connection, missing)} if missing else {}
        return [self._kept.get(n) or found[n] for n in numbers]

    def _link(self, own: linkage.Kept, other: linkage.Kept, most: float) -> None:
        link = _linked(own, other, most, self.links)
        mine, its = self._root(own.component), self._root(other.component)
        if link is None or link.kind != "same":
            return
        self._met |= {mine, its}
        if link.relation != "overlap" and mine != its:
            one = linkage.join(self.connection, mine, its)
            self._now[max(mine, its)] = one
            if {mine, its} & self._apart:
                self._apart.add(one)


def _linked(own: linkage.Kept, other: linkage.Kept, most: float, found: dict[tuple[int, int], Link]) -> Link | None:
    """The link of the two, where there is one; it is put into `found`."""
    its = other.saying
    enough = most >= least(own.saying, its.quoted, its.speaker, its.context)
    link = decide(own.saying, its) if enough else None
    if link is not None:
        found[(own.n, other.n) if link.left == own.saying.id else (other.n, own.n)] = link
    return link


def _near(connection: Connection, found: list[Saying]) -> list[dict[int, float]]:
    """Of each saying, the wordings that share enough of its keys → the bits that both can share at most."""
    asked = [ask(one.words) for one in found]
    having = linkage.having(connection, {key for one in asked for key in one.keys})
    met = [Counter(row for key in one.keys for row in having.get(key, ())) for one in asked]
    rows = [(n, len(asked[n].keys), *row, shared) for n, of in enumerate(met) for row, shared in of.items()]
    which, own, numbers, sizes, shared = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    kept = is_near(shared, own, sizes)
    which, numbers, shared = which[kept], numbers[kept].tolist(), shared[kept]
    outlines = {n: (outline, stops) for n, outline, stops in linkage.outlines(connection, sorted(set(numbers)))}
    others = Outlines.of([outlines[n] for n in numbers])
    most = at_most(asked, which, others, shared)
    near: list[dict[int, float]] = [{} for _ in found]
    for n, wording, bits in zip(which.tolist(), numbers, most.tolist(), strict=True):
        if bits >= BACKED:
            near[n][wording] = bits
    return near


def _complete(connection: Connection, component: int) -> None:
    """Store every link within the component: by them it is settled what goes with whom."""
    members = linkage.of_component(connection, component)
    everyone = linkage.kept(connection, members)
    wordings = dict(linkage.wordings_of(connection, members))
    near = _near(connection, [one.saying for one in everyone])
    found: dict[tuple[int, int], Link] = {}
    for n, (own, most) in enumerate(zip(everyone, near, strict=True)):
        for other in everyone[:n]:
            if other.saying.id != own.saying.id and wordings[other.n] in most:
                _linked(own, other, most[wordings[other.n]], found)
    linkage.put_links(connection, found)
