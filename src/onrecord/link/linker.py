"""Statements to utterances, as articles come in; any order of adding gives the same utterances."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import msgspec
import numpy as np

from onrecord.cores import Core, Member, cores
from onrecord.data import Link, LinkKind, Record, Rejection, Utterance
from onrecord.gathering import Carrier, Saying, gathered, is_told, utterance_id, when
from onrecord.link.cluster import Sets
from onrecord.link.copies import Copies
from onrecord.link.decide import BACKED, ask, decide, least
from onrecord.link.index import Index
from onrecord.link.sayings import sayings
from onrecord.link.sketch import Asked, Ints, Outlines, at_most, is_near, outline, whole
from onrecord.text import without_surrogates
from onrecord.voices import Voice, voice_of

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Saying)


class _Linked:
    """Statements that links connect, and the utterances among them."""

    def __init__(self, outline: Callable[[int], Iterable[int]]) -> None:
        self.said: dict[str, list[Saying]] = {}
        """By the statement's id."""
        self._wordings: dict[str, list[int]] = {}
        self._outline = outline

    def put(self, saying: Saying, wording: int) -> None:
        self.said.setdefault(saying.id, []).append(saying)
        self._wordings.setdefault(saying.id, []).append(wording)

    def member(self, id: str) -> Member:
        wordings = tuple(frozenset(self._outline(wording)) for wording in self._wordings[id])
        return Member(wordings, voice_of(self.said[id][0]))

    @cached_property
    def ids(self) -> list[str]:
        return sorted(self.said, key=lambda id: when(self.said[id][0]))

    @cached_property
    def cores(self) -> list[Core]:
        return cores([self.member(id) for id in self.ids])

    def groups(self) -> Iterable[list[Saying]]:
        """Each utterance's sayings. A statement alone is one: its words need no look."""
        if len(self.said) == 1:
            return self.said.values()
        return [[s for n in core.own for s in self.said[self.ids[n]]] for core in self.cores]


class Linker:
    """The utterances of the records added so far.

    `apart` holds pairs of statement ids that a reviewer has parted: no link joins their utterances.
    """

    def __init__(self, *, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._apart = {frozenset(pair) for pair in apart}
        self._stored: list[bytes] = []
        """The sayings, without their context, as MessagePack: a third of the memory of the values themselves."""
        self._quoted = array("B")
        """Of each saying, as of the two below: what tells, without reading it again, how much it must share."""
        self._speaker = array("I")
        self._context = array("I")
        self._speakers = list[str | None]()
        self._speaker_number: dict[str | None, int] = {}
        self._contexts = [frozenset[str]()]
        self._index = Index()
        self._statements = Sets()
        self._of_saying = array("L")
        """The saying's statement, as its number in `_statements`: one may have two sayings, one after the other."""
        self._wording = array("I")
        self._key_count = array("H")
        """Of each wording, as of the four below: a wording that several sayings have is indexed once."""
        self._whole = array("q")
        self._outlines = array("I")
        self._ends = array("Q", [0])
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
        ValueError where the article was added before. A lone surrogate is U+FFFD, as in all that is written.
        """
        record = without_surrogates(record)
        if record.article.id in self._outlets:
            raise ValueError(f"article {record.article.id} was added before: each must have an id of its own")
        self._outlets[record.article.id] = record.article.outlet
        self._copies.add(record.article.id, record.article.text)
        return tuple(self.add_sayings(list(sayings(record))))

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

    def add_sayings(self, found: Sequence[Saying]) -> list[Link]:
        """As `add`, for all sayings of an article."""
        first = len(self._stored)
        number: dict[str, int] = {}
        for saying in found:
            if saying.id not in number:
                number[saying.id] = self._statements.add()
            self._store(saying, number[saying.id])
        asked = [self._put(saying, at) for at, saying in enumerate(found, first)]
        if not asked:
            return []
        links = list[Link]()
        for which, wording, most in self._near(asked):
            for n in (self._first[wording], *self._again.get(wording, ())):
                if n < first + which:
                    links += self._linked(found[which], first + which, n, most)
        return links

    def _put(self, saying: Saying, at: int) -> Asked:
        """Keep the saying's wording where it is new; what others are asked for by it."""
        asked = ask(saying.words)
        this = whole(asked.forms)
        known = next((n for n in self._index.having(this) if self._whole[n] == this), None)
        if known is not None:
            self._again.setdefault(known, array("L")).append(at)
            self._wording.append(known)
            return asked
        self._wording.append(len(self._first))
        self._index.add(len(self._first), asked.keys | {this})
        hashes, stops = outline(asked.forms)
        self._first.append(at)
        self._key_count.append(min(len(asked.keys), 0xFFFF))
        self._whole.append(this)
        self._outlines.extend(hashes)
        self._ends.append(len(self._outlines))
        self._stops.append(stops)
        return asked

    def _store(self, saying: Saying, number: int) -> None:
        if saying.context != self._contexts[-1]:
            self._contexts.append(saying.context)
        self._quoted.append(saying.quoted)
        speaker = self._speaker_number.setdefault(saying.speaker, len(self._speakers))
        if speaker == len(self._speakers):
            self._speakers.append(saying.speaker)
        self._speaker.append(speaker)
        self._context.append(len(self._contexts) - 1)
        self._of_saying.append(number)
        self._stored.append(_ENCODER.encode(saying._replace(context=frozenset())))

    def _near(self, asked: list[Asked]) -> Iterator[tuple[int, int, float]]:
        """Which of `asked` may share enough words with which wording, and the bits that they share at most."""
        which, found, shared = self._index.find([one.keys for one in asked])
        numbers = np.array([len(one.keys) for one in asked])[which]
        sizes = np.frombuffer(self._key_count, dtype=np.uint16)[found].astype(np.int64)
        near = is_near(shared, numbers, sizes)
        if not near.any():
            return iter(())
        which, found, shared = which[near], found[near], shared[near]
        most = at_most(asked, which, self._outlines_of(found), shared)
        enough = most >= BACKED
        return zip(which[enough].tolist(), found[enough].tolist(), most[enough].tolist(), strict=True)

    def _outlines_of(self, wordings: Ints) -> Outlines:
        hashes, ends = np.frombuffer(self._outlines, dtype=np.uint32), np.frombuffer(self._ends, dtype=np.uint64)
        starts, ends = ends[wordings], ends[wordings + 1]
        pieces = [hashes[i:j] for i, j in zip(starts.tolist(), ends.tolist(), strict=True)]
        stops = np.frombuffer(self._stops, dtype=np.float32)[wordings]
        return Outlines(np.concatenate(pieces), (ends - starts).astype(np.int64), stops.astype(np.float64))

    def _linked(self, saying: Saying, at: int, n: int, most: float) -> list[Link]:
        """The link of two sayings, where they are to be compared and there is one; their statements are joined."""
        a, b = self._of_saying[at], self._of_saying[n]
        if a == b or (not self._apart and self._statements.find(a) == self._statements.find(b)):
            return []
        speaker, context = self._speakers[self._speaker[n]], self._contexts[self._context[n]]
        if most < least(saying, bool(self._quoted[n]), speaker, context):
            return []
        link = decide(saying, self._saying(n))
        if link is None:
            return []
        if link.kind != "same" or link.relation == "overlap":
            self._between.append(link)
        elif self._apart:
            self._same.append(link)
        else:
            self._statements.join(a, b)
        return [link]

    def _saying(self, n: int) -> Saying:
        return _DECODER.decode(self._stored[n])._replace(context=self._contexts[self._context[n]])

    def utterances(self) -> Iterator[Utterance]:
        """The utterances, earliest first; a quoted passage that no statement covers only where another has it too."""
        linked = self._linked_sets()
        groups = [group for one in linked for group in one.groups()]
        partly = self._partly(linked)
        kept = [(g, p) for g, p in zip(groups, partly, strict=True) if is_told(g, p)]
        of_statement = {s.id: utterance_id(min(g, key=when).id) for g, _ in kept for s in g}
        between = self._others(of_statement, linked)
        carriers = {id: Carrier(outlet, self._copies.story(id)) for id, outlet in self._outlets.items()}
        for group, part in sorted(kept, key=lambda row: when(min(row[0], key=when))):
            yield gathered(group, part, between.get(of_statement[group[0].id], {}), carriers)

    def _linked_sets(self) -> list[_Linked]:
        """What links connect."""
        sets = self._parted() if self._apart else self._statements
        out = defaultdict[int, _Linked](lambda: _Linked(self._outline))
        for at, number in enumerate(self._of_saying):
            out[sets.find(number)].put(self._saying(at), self._wording[at])
        return list(out.values())

    def outlines(self, n: int) -> tuple[bytes, ...]:
        """As `sketch.outline` has them, the hashes of the statement whose first saying is the `n`th added, from 0."""
        end = next((m for m in range(n, len(self._stored)) if self._of_saying[m] != self._of_saying[n]), None)
        return tuple(self._outline(wording).tobytes() for wording in self._wording[n:end])

    def voice(self, n: int) -> Voice:
        """Who speaks in the `n`th saying added, from 0, and when."""
        return voice_of(self._saying(n))

    def _outline(self, wording: int) -> array[int]:
        return self._outlines[self._ends[wording] : self._ends[wording + 1]]

    def _partly(self, linked: list[_Linked]) -> list[list[Saying]]:
        """Of each utterance the sayings of others that have its core too: of a statement's two, the quoted part.

        A link of an overlap alone connects nothing, since an outlet may splice two utterances into one quotation.
        """
        of = {id: n for n, one in enumerate(linked) for id in one.said}
        met: dict[str, set[str]] = {}
        for link in self._between:
            if link.kind == "same" and of[link.left] != of[link.right]:
                met.setdefault(link.left, set()).add(link.right)
                met.setdefault(link.right, set()).add(link.left)
        out = list[list[Saying]]()
        for one in linked:
            if len(one.said) == 1 and not met.keys() & one.said:
                out.append([])
                continue
            for core in one.cores:
                near = {id for n in core.own for id in met.get(one.ids[n], ())}
                found = [linked[of[id]].said[id][-1] for id in near if core.fits(linked[of[id]].member(id))]
                out.append(sorted([*found, *(one.said[one.ids[n]][-1] for n in core.also)], key=when))
        return out

    def utterance(self, id: str) -> Utterance | None:
        """The utterance of that id, or the one that it was merged into; None where there is none."""
        for found in self.utterances():
            if any(utterance_id(s.id) == id for s in found.statements if not s.partly):
                return found
        return None

    def _parted(self) -> Sets:
        """The sets that the links make, surest first, without those that would join what a reviewer has parted."""
        sets = Sets()
        for _ in range(len(self._statements)):
            sets.add()
        number = {self._saying(at).id: n for at, n in enumerate(self._of_saying)}
        pairs = [tuple(number[x] for x in pair) for pair in self._apart if pair <= number.keys()]
        for link in sorted(self._same, key=lambda x: (-x.score, x.left, x.right)):
            a, b = sets.find(number[link.left]), sets.find(number[link.right])
            if not any({sets.find(x), sets.find(y)} == {a, b} for x, y in pairs):
                sets.join(a, b)
        return sets

    def _others(self, of_statement: dict[str, str], linked: list[_Linked]) -> dict[str, dict[LinkKind, set[str]]]:
        """Utterance's id → kind of link → the ids of the utterances so linked.

        Among what links connect not every two are compared: there no link counts, but what the cores tell.
        """
        out: dict[str, dict[LinkKind, set[str]]] = {}
        which = {id: n for n, one in enumerate(linked) for id in one.said}

        def put(left: str, right: str, kind: LinkKind) -> None:
            a, b = of_statement.get(left), of_statement.get(right)
            if a and b and a != b:
                out.setdefault(a, {}).setdefault(kind, set()).add(b)
                if kind != "answers":
                    out.setdefault(b, {}).setdefault(kind, set()).add(a)

        for link in self._between:
            if link.kind != "same" and which[link.left] != which[link.right]:
                put(link.left, link.right, link.kind)
        for one in linked:
            for core in one.cores if len(one.said) > 1 else ():
                for place, kind in core.apart.items():
                    put(one.ids[core.own[0]], one.ids[place], kind)
        for s in (self._saying(n) for n in range(len(self._stored))):
            denied = s.statement.denies if s.statement else None
            if denied is not None:
                put(s.id, denied, "answers")
        return out
