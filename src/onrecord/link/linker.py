"""Statements to utterances, as articles come in; any order of adding gives the same utterances."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import msgspec

from onrecord.data import Link, LinkKind, Record, Rejection, Utterance
from onrecord.gathering import Carrier, Saying, gathered, is_told, utterance_id, when
from onrecord.link.cluster import Sets
from onrecord.link.copies import Copies
from onrecord.link.decide import BACKED, decide, least, read
from onrecord.link.index import Index
from onrecord.link.sayings import sayings
from onrecord.link.sketch import Asked, Outline, is_near, keys, whole

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Saying)


class Linker:
    """The utterances of the records added so far.

    `apart` holds pairs of statement ids that a reviewer has parted: no link joins their utterances.
    """

    def __init__(self, *, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._apart = {frozenset(pair) for pair in apart}
        self._stored: list[bytes] = []
        """The sayings, without their context, as MessagePack: a third of the memory of the values themselves."""
        self._contexts: dict[str, frozenset[str]] = {}
        self._index = Index()
        self._statements = Sets()
        self._of_saying = array("L")
        """The saying's statement, as its number in `_statements`: one may have two sayings."""
        self._number: dict[str, int] = {}
        self._key_count = array("H")
        """Of each wording, as of the three below: a wording that several sayings have is indexed once."""
        self._outlines = array("I")
        self._ends = array("L", [0])
        """Where its outline ends in the array above, and the next one's begins."""
        self._stops = array("f")
        self._first = array("L")
        """Its first saying."""
        self._again: dict[int, array[int]] = {}
        """A wording → the sayings that have it too, but for the first."""
        self._same: list[Link] = []
        self._between: list[Link] = []
        self._copies = Copies()
        self._outlets: dict[str, str | None] = {}

    def add(self, record: Record) -> tuple[Link, ...]:
        """The links of the record's statements to those added before and to one another, as far as they tell more.

        A statement that is in an utterance already by one link is not compared with the utterance's others. Raises
        ValueError where the article was added before.
        """
        if record.article.id in self._outlets:
            raise ValueError(f"article {record.article.id} was added before: each must have an id of its own")
        self._outlets[record.article.id] = record.article.outlet
        self._copies.add(record.article.id, record.article.text)
        return tuple(link for s in sayings(record) for link in self.add_saying(s))

    def taken(self, outcome: Record | Rejection) -> Rejection | None:
        """Why the outcome of reading was not added; None where it was."""
        if isinstance(outcome, Rejection):
            return outcome
        article_id = outcome.article.id
        if article_id in self._outlets:
            detail = f"An article with the id {article_id} was read before; each must have an id of its own."
            return Rejection(source=article_id, reason="malformed", detail=detail)
        self.add(outcome)
        return None

    def add_saying(self, saying: Saying) -> list[Link]:
        """As `add`, for one saying."""
        at = len(self._stored)
        if saying.id not in self._number:
            self._number[saying.id] = self._statements.add()
        if saying.context:
            self._contexts.setdefault(saying.article, saying.context)
        self._stored.append(_ENCODER.encode(saying._replace(context=frozenset())))
        self._of_saying.append(self._number[saying.id])
        reading = read(saying.words)
        forms = [w.form for w in reading.words]
        own, this = keys(forms), whole(forms)
        near = [
            (wording, shared)
            for wording, shared in self._index.find(own).items()
            if is_near(shared, len(own), self._key_count[wording])
        ]
        asked, links = Asked(forms, reading.bits), list[Link]()
        for wording, shared in sorted(near):
            most = asked.at_most(self._outline(wording), shared)
            if most >= BACKED:
                for n in (self._first[wording], *self._again.get(wording, ())):
                    links += self._linked(saying, at, n, most)
        known = next(iter(self._index.find([this])), None)
        if known is not None:
            self._again.setdefault(known, array("L")).append(at)
        else:
            self._index.add(len(self._first), own | {this})
            outline = Outline.of(forms)
            self._first.append(at)
            self._key_count.append(min(len(own), 0xFFFF))
            self._outlines.extend(outline.hashes)
            self._ends.append(len(self._outlines))
            self._stops.append(outline.stops)
        return links

    def _linked(self, saying: Saying, at: int, n: int, most: float) -> list[Link]:
        """The link of two sayings, where they are to be compared and there is one; their statements are joined."""
        a, b = self._of_saying[at], self._of_saying[n]
        if a == b or (not self._apart and self._statements.find(a) == self._statements.find(b)):
            return []
        other = self._saying(n)
        if most < least(saying, other):
            return []
        link = decide(saying, other)
        if link is None:
            return []
        if link.kind != "same" or link.relation == "overlap":
            self._between.append(link)
        elif self._apart:
            self._same.append(link)
        else:
            self._statements.join(a, b)
        return [link]

    def _outline(self, wording: int) -> Outline:
        return Outline(self._outlines[self._ends[wording] : self._ends[wording + 1]], self._stops[wording])

    def _saying(self, n: int) -> Saying:
        found = _DECODER.decode(self._stored[n])
        return found._replace(context=self._contexts.get(found.article, frozenset()))

    def utterances(self) -> Iterator[Utterance]:
        """The utterances, earliest first; a quoted passage that no statement covers only where another has it too."""
        groups: dict[int, list[Saying]] = {}
        sets = self._parted() if self._apart else self._statements
        for at, number in enumerate(self._of_saying):
            groups.setdefault(sets.find(number), []).append(self._saying(at))
        partly = self._partly(groups, sets)
        kept = {n: g for n, g in groups.items() if is_told(g, partly.get(n, ()))}
        of_statement = {s.id: utterance_id(min(g, key=when).id) for g in kept.values() for s in g}
        between = self._others(of_statement)
        carriers = {id: Carrier(outlet, self._copies.story(id)) for id, outlet in self._outlets.items()}
        for n, group in sorted(kept.items(), key=lambda item: when(min(item[1], key=when))):
            yield gathered(group, partly.get(n, []), between.get(of_statement[group[0].id], {}), carriers)

    def _partly(self, groups: dict[int, list[Saying]], sets: Sets) -> dict[int, list[Saying]]:
        """Set → the sayings of other sets that overlap with one of its own.

        An outlet may splice two utterances into one quotation: an overlap alone does not make these one.
        """
        out: dict[int, set[Saying]] = {}
        of_statement = {s.id: s for g in groups.values() for s in g}
        for link in self._between:
            a, b = sets.find(self._number[link.left]), sets.find(self._number[link.right])
            if link.kind == "same" and a != b:
                out.setdefault(a, set()).add(of_statement[link.right])
                out.setdefault(b, set()).add(of_statement[link.left])
        return {n: sorted(found, key=when) for n, found in out.items()}

    def utterance(self, id: str) -> Utterance | None:
        """The utterance of that id, or the one that it was merged into; None where there is none."""
        for found in self.utterances():
            if found.id == id or any(utterance_id(s.id) == id for s in found.statements):
                return found
        return None

    def _parted(self) -> Sets:
        """The sets that the links make, surest first, without those that would join what a reviewer has parted."""
        sets = Sets()
        for _ in range(len(self._statements)):
            sets.add()
        pairs = [tuple(self._number[x] for x in pair) for pair in self._apart if pair <= self._number.keys()]
        for link in sorted(self._same, key=lambda x: (-x.score, x.left, x.right)):
            a, b = sets.find(self._number[link.left]), sets.find(self._number[link.right])
            if not any({sets.find(x), sets.find(y)} == {a, b} for x, y in pairs):
                sets.join(a, b)
        return sets

    def _others(self, of_statement: dict[str, str]) -> dict[str, dict[LinkKind, set[str]]]:
        """Utterance's id → kind of link → the ids of the utterances so linked."""
        out: dict[str, dict[LinkKind, set[str]]] = {}
        for link in self._between:
            a, b = of_statement.get(link.left), of_statement.get(link.right)
            if a and b and a != b and link.kind != "same":
                out.setdefault(a, {}).setdefault(link.kind, set()).add(b)
                if link.kind != "answers":
                    out.setdefault(b, {}).setdefault(link.kind, set()).add(a)
        for s in (self._saying(n) for n in range(len(self._stored))):
            denied = s.statement.denies if s.statement else None
            if denied in of_statement and s.id in of_statement and of_statement[denied] != of_statement[s.id]:
                out.setdefault(of_statement[s.id], {}).setdefault("answers", set()).add(of_statement[denied])
        return out
