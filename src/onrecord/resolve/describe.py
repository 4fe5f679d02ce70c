"""What the words around a name say of its bearer: roles, places, gender."""

from __future__ import annotations

import re
from itertools import takewhile

from onrecord.resolve.entity import Entity
from onrecord.resolve.lexicon import (
    HONOURS,
    PARTIES,
    Gender,
    adjectives,
    places,
    roles,
    titles,
    words,
)
from onrecord.resolve.names import Mention
from onrecord.resolve.prose import Prose

PRONOUNS: dict[str, Gender] = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
KIN = {"husband": "m", "wife": "f", "son": "m", "daughter": "f", "father": "m", "mother": "f", "brother": "m",
       "sister": "f", "uncle": "m", "aunt": "f", "nephew": "m", "niece": "f", "boyfriend": "m",
       "girlfriend": "f"}  # fmt: skip
APPOSITIVE_STOP = re.compile(r"[,;:.!?“”\"()\n]|\s[—–-]+\s|\b(?:who|which|that|said|says)\b")
IS = re.compile(
    r"(?:, [^,.;:\n]{1,60},| \([^)\n]{1,20}\))? (?:who )?(?:(?:was|is) (?:elected|named|appointed|chosen|sworn in)"
    r"|is|was|became|becomes|remains|(?:has|had) been|serves|served)(?: as)? "
)
"""What sets a name and its role equal."""
AGE = re.compile(r", (?:aged )?(\d{1,2})(?=[,.;])| \((\d{1,2})\)")
YEARS_OLD = re.compile(r"\b(\d{1,2})-year-old (?:\w+ ){0,2}$")
DETERMINERS = words("determiners")
MODIFIERS = words("modifiers")
SMALL = words("small")


class Describer:
    """Reads what stands around the names of one article."""

    def __init__(self, prose: Prose, by_mention: dict[int, Entity]) -> None:
        self.prose, self.by_mention = prose, by_mention

    def describe(self, entities: list[Entity]) -> None:
        """Fills in the roles and, where the words tell it, the gender of each entity."""
        self._describe(entities)
        self._vote_gender([e for e in entities if e.kind == "person"])

    def _vote_gender(self, people: list[Entity]) -> None:
        """Gives people the gender of the pronouns right after their name, where name and titles tell none.

        A gender that only the given name tells gives way to two pronouns of the other one: Marlo, Ashley.
        """
        for entity in people:
            if entity.gender and not self._only_by_given_name(entity):
                continue
            votes = [v for m in entity.places[:8] if not m.heading and (v := self._pronoun_after(m))]
            men, women = votes.count("m"), votes.count("f")
            if votes and (not entity.gender or (abs(men - women) > 1 and not min(men, women))):
                entity.gender = "m" if men > women else "f" if women > men else ""

    @staticmethod
    def _only_by_given_name(entity: Entity) -> bool:
        """Whether nothing but the given name tells the gender, so that it is no more than likely."""
        told = any(roles()[w].gender for w in entity.roles if w in roles())
        return not told and not any(titles()[t].gender for m in entity.places for t in m.titles)

    def _pronoun_after(self, m: Mention) -> Gender:
        """The gender of the first pronoun after a name in its sentence, where no other person comes between."""
        prose = self.prose
        end = prose.sentences[prose.sentence(m.start)][1]
        for k in range(m.last + 1, min(len(prose.words), m.last + 14)):
            if prose.starts[k] >= end:
                break
            other = self.by_mention.get(prose.starts[k])
            if (other is not None and other.kind == "person") or prose.quoted[k] != prose.quoted[m.first]:
                break
            gender = PRONOUNS.get(prose.lower[k])
            if gender:
                return gender
        return ""

    def _describe(self, entities: list[Entity]) -> None:
        """Collects what stands around each person's name: the role before it, the appositive after it."""
        for entity in entities:
            if entity.kind == "place":
                continue
            for m in entity.places[:12]:
                if m.heading:
                    continue
                self._describe_before(entity, m)
                self._describe_age(entity, m)
                if entity.kind != "other" or len(m.words) > 1:
                    self._describe_after(entity, m)

    def _describe_before(self, entity: Entity, m: Mention) -> None:
        lower, i = self.prose.lower, m.first - 1 - len(m.titles)
        if i > 0 and self.prose.text[self.prose.ends[i] : self.prose.starts[i + 1]] == ", " and entity.kind == "person":
            self._describe_apposed(entity, i)
            return
        for k in range(i, max(-1, i - 6), -1):
            gap = self.prose.text[self.prose.ends[k] : self.prose.starts[k + 1]]
            word = lower[k]
            if not gap.isspace() and gap not in (". ", "-") and word not in titles():
                break
            if not (describes(word) or (k < i and self.prose.words[k][0].isupper())):
                break
            if word in titles():
                entity.roles.add(titles()[word].role or word)
            entity.roles.add(word)
            if word in KIN or word in roles():
                gender = roles()[word].gender if word in roles() else ""
                entity.gender = entity.gender or gender
                if word in KIN:
                    entity.gender = roles()[word].gender

    def _describe_age(self, entity: Entity, m: Mention) -> None:
        """The age beside a name, as the noun that it makes: “Ana Ruiz, 41,” is “the 41-year-old”."""
        text = self.prose.text
        found = AGE.match(text, m.end) or YEARS_OLD.search(text, max(0, m.start - 40), m.start)
        if found and entity.kind == "person":
            entity.roles.add(f"{found[found.lastindex or 1]}-year-old")

    def _describe_apposed(self, entity: Entity, i: int) -> None:
        """The role that a name is put after: “a lawyer for Ito, Omar Haddad,”, “his wife, Ana”."""
        lower = self.prose.lower
        for k in range(i, max(0, i - 9), -1):
            role = roles().get(lower[k])
            if role is not None and role.kind == "person" and (k == i or lower[k + 1] in ("for", "of", "to", "at")):
                if any(w in DETERMINERS for w in lower[max(0, k - 4) : k]):
                    entity.roles.update(w for w in lower[max(0, k - 3) : i + 1] if len(w) > 2)
                    entity.gender = entity.gender or role.gender
                return
            if k < i and "," in self.prose.text[self.prose.ends[k] : self.prose.starts[k + 1]]:
                return

    def _describe_after(self, entity: Entity, m: Mention) -> None:
        text = self.prose.text
        for word in takewhile(HONOURS.__contains__, self.prose.words[m.last + 1 : m.last + 4]):
            entity.roles.add(word.lower())
        tail = text[m.end : m.end + 160]
        if tail.startswith(" ("):
            party = re.match(r" \(([RDI])-([A-Za-z.]+)", tail)
            if party:
                entity.roles.add({"R": "republican", "D": "democrat", "I": "independent"}[party[1]])
                place = places().get(party[2].lower().rstrip("."))
                if place:
                    entity.roles.update(place.lower().split())
            return
        being = IS.match(tail)
        if being and entity.kind == "person":
            self._describe_being(entity, tail[being.end() :])
        opened = re.match(r"(?:,| [—–-]+) (?:\d+, )?(?=(?:a|an|the|one|its|his|her|their|[a-zA-Z][\w-]*)\b)", tail)
        if not opened:
            return
        rest = tail[opened.end() :]
        stop = APPOSITIVE_STOP.search(rest)
        if stop and stop.group() in ("said", "says"):
            return  # “Ito has left, her agent said”: whose words the sentence tells
        phrase = rest[: stop.start() if stop else len(rest)].lower()
        words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", phrase)
        if not words or words[0] in ("and", "who", "which", "but", "with", "after", "as", "when"):
            return
        self._take(entity, words)

    @staticmethod
    def _describe_being(entity: Entity, rest: str) -> None:
        """The role of “Ruiz, a poet, was elected as mayor of Leith”."""
        stop = APPOSITIVE_STOP.search(rest)
        words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", rest[: stop.start() if stop else len(rest)].lower())[:7]
        head = next((k for k, w in enumerate(words[:5]) if w in roles() and roles()[w].kind == "person"), None)
        if head is not None and all(describes(w) or w in SMALL or w in DETERMINERS for w in words[:head]):
            entity.roles.update(w for w in words if len(w) > 2 and w not in SMALL)

    def _take(self, entity: Entity, words: list[str]) -> None:
        """Gives the entity the roles that an appositive holds."""
        heads = [w for w in words[:9] if w in roles() and roles()[w].kind == "person"]
        if heads or any(w in roles() and roles()[w].kind == "group" for w in words[:6]):
            entity.roles.update(w for w in words if len(w) > 2 and w not in SMALL)
            if entity.kind == "person":
                for head in heads[:1]:
                    entity.gender = entity.gender or roles()[head].gender


def describes(word: str) -> bool:
    """Whether a word before a name may belong to the role that it gives."""
    lists = (roles(), titles(), places(), adjectives(), PARTIES, MODIFIERS)
    return any(word in words for words in lists)
