"""The people and organisations of one article: which names are the same one, with gender and roles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from onrecord.data import Span, Spans
from onrecord.resolve.describe import Describer
from onrecord.resolve.entity import Entity, Kind
from onrecord.resolve.kinds import Kinds
from onrecord.resolve.lexicon import (
    ORGANISATION_ENDS,
    PARTIES,
    SUFFIXES,
    adjectives,
    given_names,
    nicknames,
    organisations,
    places,
    roles,
    titles,
    words,
)
from onrecord.resolve.names import COURTESY, Mention, mentions
from onrecord.resolve.prose import Prose

SMALL = words("small")


class Cast:
    """Every entity of the article, and which entity each mention is."""

    __slots__ = ("by_mention", "entities", "groups", "kinds", "mentions", "people", "prose", "starts", "surnames")

    def __init__(self, prose: Prose, sources: Sequence[Spans] = ()) -> None:
        self.prose = prose
        self.mentions = mentions(prose)
        self.kinds = Kinds(prose, self.mentions, {edge for spans in sources for span in spans for edge in span})
        self.starts = [m.start for m in self.mentions]
        self.entities: list[Entity] = []
        self.by_mention: dict[int, Entity] = {}
        """Start of a mention → its entity."""
        self.surnames: dict[str, list[Entity]] = {}
        self._find_full_names()
        self._find_single_names()
        self._find_in_headings()
        for entity in self.entities:
            entity.places.sort()
        self.entities.sort(key=lambda e: e.places[0].start)
        self.people = [e for e in self.entities if e.kind == "person"]
        self.groups = [e for e in self.entities if e.kind == "group"]
        self.starts = [m.start for m in self.mentions]
        Describer(prose, self.by_mention).describe(self.entities)

    def entity_in(self, span: Span) -> list[tuple[Mention, Entity]]:
        """The named entities within the span, in order."""
        out: list[tuple[Mention, Entity]] = []
        for k in range(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])):
            mention = self.mentions[k]
            entity = self.by_mention.get(mention.start)
            if entity is not None:
                out.append((mention, entity))
        return out

    def mention_ending(self, i: int) -> tuple[Mention, Entity] | None:
        """The name whose last word is `i`."""
        found = self.entity_in((self.prose.starts[max(0, i - 8)], self.prose.ends[i]))
        return found[-1] if found and found[-1][0].last == i else None

    def _text(self, m: Mention) -> str:
        return " ".join(self.prose.text[m.start : m.end].split())

    def _add(self, kind: Kind, m: Mention) -> Entity:
        entity = Entity(kind, self._text(m), (m.start, m.end))
        self.entities.append(entity)
        self._join(entity, m)
        return entity

    def _join(self, entity: Entity, m: Mention) -> None:
        self.by_mention[m.start] = entity
        entity.places.append(m)
        for title in m.titles:
            role, gender = titles()[title]
            if role:
                entity.roles.add(role)
            entity.gender = entity.gender or gender
        name = self._text(m)
        if len(m.words) > len(entity.name.split()) and not m.heading:
            entity.name, entity.span = name, (m.start, m.end)

    def _find_full_names(self) -> None:
        people: dict[tuple[str, str], Entity] = {}
        groups: dict[str, Entity] = {}
        lone = {m.words[0] for m in self.mentions if len(m.words) == 1}
        self.surnames = {m.words[-1].lower(): [] for m in self.mentions if _is_full(m)}
        surnames: dict[str, set[str]] = {}
        """Surname → the given names before it."""
        for m in self.mentions:
            if len(m.words) > 1 and m.words[0] in given_names() and not m.heading:
                surnames.setdefault(m.words[-1], set()).add(m.words[0].lower())
        # beside a Bloomberg News, “Bloomberg” stays the agency
        openers = {m.words[0] for m in self.mentions if len(m.words) > 1 and m.words[0] not in given_names()}
        for m in self.mentions:
            if m.heading and m.start > 0 and len(m.words) > 3 and not m.titles:
                continue
            if m.heading and (len(m.words) != 2 or m.words[0] not in given_names()):
                continue
            kind = self.kinds.kind(m)
            if kind == "person" and len(m.words) > 1 and not self.kinds.is_person(m, surnames, lone):
                kind = "other"
            if kind == "person" and len(m.words) > 1:
                self._join_person(people, m)
            elif kind == "group" and self._is_surname(m, surnames.keys() - openers):
                continue  # “Hill” beside a Jonah Hill is not the newspaper
            elif kind == "group":
                self._join_group(groups, m)
            elif kind == "place" and m.words[-1] not in surnames:
                key = places().get(" ".join(m.words).lower().rstrip("."), "").lower()
                entity = groups.get(key)
                if entity is None:
                    groups[key] = self._add("place", m)
                else:
                    self._join(entity, m)
        self._join_short_groups(groups)
        self._expand_bracketed()
        self._expand_office()
        self._find_shared_surnames(people)

    def _is_surname(self, m: Mention, surnames: set[str]) -> bool:
        """Whether a name of one word may be the surname of somebody named in full; “the Hill” is none."""
        return len(m.words) == 1 and m.words[0] in surnames and self.prose.lower[m.first - 1 : m.first] != ["the"]

    def _find_shared_surnames(self, people: dict[tuple[str, str], Entity]) -> None:
        """Gives “James and Olive Ito” two people, James Ito too; their parents' roles where “parents” stands before."""
        for a, b in zip(self.mentions, self.mentions[1:], strict=False):
            if len(a.words) != 1 or a.words[0] not in given_names() or self.prose.text[a.end : b.start] != " and ":
                continue
            other = self.by_mention.get(b.start)
            if len(b.words) != 2 or other is None or other.kind != "person" or b.words[0] not in given_names():
                continue
            key = (a.words[0].lower(), b.words[-1].lower())
            entity = people.get(key)
            if entity is None:
                entity = people[key] = self._add("person", a)
                entity.name, entity.gender = f"{a.words[0]} {b.words[-1]}", given_names()[a.words[0]]
                self.surnames.setdefault(key[1], []).append(entity)
            else:
                self._join(entity, a)
            if a.first and self.prose.lower[a.first - 1] == "parents":
                for one in (entity, other):
                    one.roles.update({"m": ("father", "dad"), "f": ("mother", "mom", "mum")}.get(one.gender, ()))

    def _join_person(self, people: dict[tuple[str, str], Entity], m: Mention) -> None:
        plain = [w.lower().replace(".", "") for w in m.words]
        words = [w for w in plain if w not in SUFFIXES] or plain[:1]
        key = (words[0], words[-1])
        entity = people.get(key)
        if entity is None:
            for (first, last), other in people.items():
                if last == words[-1] and (
                    first[:1] == words[0] or first == words[0][:1] or _same_given(first, words[0])
                ):
                    entity = other
                    break
        if entity is None:
            entity = self._add("person", m)
            gender = given_names().get(m.words[0]) or given_names().get(m.words[0].capitalize(), "")
            entity.gender = entity.gender or gender
            self.surnames.setdefault(words[-1], []).append(entity)
        else:
            self._join(entity, m)
        people[key] = entity

    def _join_group(self, groups: dict[str, Entity], m: Mention) -> None:
        name = " ".join(m.words).lower().removeprefix("the ")
        key = organisations().get(name, name).lower()
        entity = groups.get(key)
        if entity is None:
            groups[key] = self._add("group", m)
        else:
            self._join(entity, m)

    def _join_short_groups(self, groups: dict[str, Entity]) -> None:
        """Joins acronyms and shortened names to the full names: “IMF”, “Supreme Court” in “U.S. Supreme Court”."""
        full = [e for e in self.entities if e.kind == "group" and len(e.name.split()) > 1]
        initials: dict[str, Entity] = {}
        for e in full:
            letters = "".join(w[0] for w in re.findall(r"[^\W_]+", e.name) if w.lower() not in SMALL).upper()
            initials.setdefault(letters, e)
        for entity in [e for e in self.entities if e.kind == "group"]:
            words = [w.lower() for w in entity.name.split()]
            target: Entity | None = None
            if len(words) == 1:
                target = initials.get(entity.name.replace(".", "").upper()) if len(entity.name) > 1 else None
                if target is None and words[0] in PAPERS:
                    target = next((o for o in full if o.name.lower().split()[-1] == words[0]), None)
            else:
                for other in full:
                    long = [w.lower() for w in other.name.split()]
                    if other is not entity and len(long) > len(words) and (_within(words, long) or _opens(words, long)):
                        target = other
                        break
            if target is not None and target is not entity:
                self._merge(entity, target)

    def _expand_bracketed(self) -> None:
        """Gives an acronym the name that it stands in brackets after: “Riders for Order and Trams in Leith (ROTL)”."""
        prose = self.prose
        for entity in [e for e in self.entities if e.kind == "group"]:
            m = next((m for m in entity.places if prose.text[m.start - 1 : m.start] == "("), None)
            if m is None or len(m.words) > 1 or not m.words[0].isupper() or len(m.words[0]) < 3:
                continue
            i = m.first
            for letter in reversed(m.words[0].replace(".", "")):
                i -= 1
                while i > 0 and prose.lower[i] in SMALL_WORDS and prose.words[i].islower():
                    i -= 1
                if i < 0 or prose.words[i][0] != letter:
                    break
            else:
                name = " ".join(prose.text[prose.starts[i] : prose.ends[m.first - 1]].split())
                if len(name.split()) > len(entity.name.split()):
                    entity.name, entity.span = name, (prose.starts[i], prose.ends[m.first - 1])

    def _expand_office(self) -> None:
        """Gives initials the office that the article spells out: “IG” after “the Harbour Board's inspector general”."""
        prose = self.prose
        short: dict[str, Entity] = {}
        for entity in self.entities:
            letters = entity.name.replace(".", "")
            if entity.kind == "group" and len(letters) == 2 and letters.isupper():
                short[letters.lower()] = entity
        if not short:
            return
        for i, (first, second) in enumerate(pairwise(prose.words)):
            spelt = short.get(first[0] + second[0])
            if spelt is None or first not in titles() or second not in titles():
                continue
            owner = self.mention_ending(i - 2) if i > 1 and prose.lower[i - 1] in ("'s", "’s") else None
            spelt.span = (owner[0].start if owner else prose.starts[i], prose.ends[i + 1])
            spelt.name = prose.text[slice(*spelt.span)]
            if owner:
                del short[first[0] + second[0]]

    def _merge(self, entity: Entity, target: Entity) -> None:
        for m in entity.places:
            self._join(target, m)
        target.roles |= entity.roles
        self.entities.remove(entity)

    def _find_single_names(self) -> None:
        """Gives each lone surname or given name its person, or a person of its own."""
        given: dict[str, list[Entity]] = {}
        for e in self.entities:
            if e.kind == "person":
                given.setdefault(e.name.split()[0].lower(), []).append(e)
        group_words: dict[str, Entity] = {}
        for e in self.entities:
            if e.kind == "group" and len(e.name.split()) > 1:
                for w in e.name.split():
                    if w.lower() not in SMALL and w.lower() not in ORGANISATION_ENDS and w.lower() not in places():
                        group_words.setdefault(w.lower(), e)
        alone: dict[str, Entity] = {}
        for m in self.mentions:
            if m.start in self.by_mention or m.heading:
                continue
            key = m.words[-1].lower()
            if len(m.words) > 1 and not m.titles:
                owner = self._owner(self.surnames.get(key, []), m)
                if owner is not None:
                    self._join(owner, m)
                continue
            owners = self.surnames.get(key) or [e for e in given.get(key, []) if _goes_by_given_name(e, m)]
            if key in ORGANISATION_ENDS and not m.titles and self.prose.lower[m.first - 1 : m.first] == ["the"]:
                owners = []  # “the Church” beside a Kate Church
            owner = self._owner(owners, m)
            if owner is not None:
                self._join(owner, m)
            elif key in alone:
                self._join(alone[key], m)
                if alone[key].kind == "other" and self.kinds.is_called_group(m):
                    alone[key].kind = "group"
            elif (m.titles and not self._is_common(key, m)) or self._seems_person(m):
                alone[key] = self._add("person", m)
                self.surnames.setdefault(key, []).append(alone[key])
                alone[key].gender = alone[key].gender or given_names().get(m.words[-1], "")
            elif key in group_words:
                self._join(group_words[key], m)
            elif self.kinds.kind(m) == "other" and key not in adjectives() and key not in PARTIES:
                is_group = self.kinds.is_called_group(m)
                if is_group or not m.initial:
                    alone[key] = self._add("group" if is_group else "other", m)

    @staticmethod
    def _is_common(key: str, m: Mention) -> bool:
        """Whether a capitalised word after a title is no name: “former Democratic”, “the Queen City”."""
        if key in ORGANISATION_ENDS:
            return not COURTESY.intersection(m.titles)
        return key in adjectives() or key in PARTIES or key in roles() or key in titles()

    def _seems_person(self, m: Mention) -> bool:
        word = m.words[-1]
        return word in given_names() and word.lower() not in places() and not m.initial

    def _owner(self, owners: list[Entity], m: Mention) -> Entity | None:
        """Who a surname means: by title's gender, then who is named in full most and first; None where nobody fits."""
        gender = next((titles()[t].gender for t in m.titles if titles()[t].gender), "")
        fit = [e for e in owners if not gender or e.gender in (gender, "")]
        if len(fit) < 2:
            return fit[0] if fit else None
        first = next((e for e in fit if e.name.split()[0].lower() == m.words[0].lower() and len(m.words) > 1), None)
        if first is not None:
            return first
        before = [e for e in fit if e.places[0].start < m.start] or fit
        return max(
            before,
            key=lambda e: (sum(len(p.words) > 1 for p in e.places if p.start < m.start or p.heading), -e.span[0]),
        )

    def _find_in_headings(self) -> None:
        """Looks for the article's names in headlines, where every word has a capital."""
        known: dict[str, Entity] = {}
        for e in self.entities:
            known.setdefault(e.name.lower(), e)
            for m in e.places:
                known.setdefault(" ".join(m.words).lower(), e)
        for key, owners in self.surnames.items():
            if owners:
                known.setdefault(key, self._dominant(owners))
        extra: list[Mention] = []
        for m in self.mentions:
            if not m.heading or m.start in self.by_mention:
                continue
            i = m.first
            while i <= m.last:
                for j in range(m.last, i - 1, -1):
                    entity = known.get(" ".join(self.prose.lower[i : j + 1]))
                    if entity is not None:
                        part = m._replace(start=self.prose.starts[i], end=self.prose.ends[j], first=i, last=j,
                                          words=tuple(self.prose.words[i : j + 1]), titles=())  # fmt: skip
                        self._join(entity, part)
                        extra.append(part)
                        i = j
                        break
                i += 1
        if extra:
            taken = {m.start for m in extra}
            self.mentions = sorted([m for m in self.mentions if m.start not in taken] + extra)

    @staticmethod
    def _dominant(owners: list[Entity]) -> Entity:
        return max(owners, key=lambda e: (len(e.places), -e.span[0]))


SMALL_WORDS = SMALL | {"in", "on", "to", "with", "at", "by"}
PAPERS = words("newspaper_ends")
KNIGHTED = frozenset(["sir", "dame"])
BY_GIVEN_NAME = frozenset(["lady", "lord", "prince", "princess", "father", "fr", "sister", "brother", "pastor"])
"""Titles that stand before the given name alone where they have stood before the full name."""


def _is_full(m: Mention) -> bool:
    """Whether the name is a given name with a surname."""
    return 1 < len(m.words) < 5 and (
        m.words[0] in given_names() or (m.words[0].capitalize() in given_names() and m.words[0].isupper())
    )


def _goes_by_given_name(entity: Entity, m: Mention) -> bool:
    """Whether a title may stand before the given name alone, as a knight's and a priest's do: “Sir Clive”."""
    if not m.titles or entity.name.split()[0] not in given_names() or KNIGHTED.intersection(m.titles):
        return True
    return any(BY_GIVEN_NAME.intersection(m.titles, place.titles) for place in entity.places)


def _within(short: list[str], long: list[str]) -> bool:
    """Whether `short` is `long` with words left out before or inside it: “House Oversight Committee”."""
    if short[-1] != long[-1]:
        return False
    rest = iter(w for w in long if w not in SMALL)
    return all(word in rest for word in short if word not in SMALL)


def _opens(short: list[str], long: list[str]) -> bool:
    """Whether `short` is `long` without what it is for or of: “Brandt Center” of “Brandt Center for Justice”."""
    return (
        1 < len(short) < len(long) < 7 and long[: len(short)] == short and long[len(short)] in ("for", "of", "on", "at")
    )


def _same_given(a: str, b: str) -> bool:
    return nicknames().get(a, a) == nicknames().get(b, b)
