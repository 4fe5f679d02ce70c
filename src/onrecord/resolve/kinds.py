"""What a name names: a person, a group, a place or something else."""

from __future__ import annotations

import re

from onrecord.resolve.describe import DETERMINERS, describes
from onrecord.resolve.entity import Kind
from onrecord.resolve.lexicon import (
    HONOURS,
    NAME_OF,
    ORGANISATION_ENDS,
    PARTICLES,
    PARTIES,
    PROGRAMME_ENDS,
    adjectives,
    common,
    given_names,
    organisations,
    outlets,
    places,
    roles,
    titles,
    words,
)
from onrecord.resolve.names import Mention, distance, is_role
from onrecord.resolve.prose import Prose

ACRONYMS = words("acronyms")
SMALL = words("small")
ARTICLES = DETERMINERS | words("indefinite")
BESIDE = re.compile(
    r",? \(?\d\d\b|, (?:an?|the|who|his|her|its|one) |,? (?:said|says|told|wrote|added|tweeted|asked|replied|"
    rf"recalled|argued|explained)\b| \([RDI]-|,? (?:{'|'.join(sorted(HONOURS))})\b"
)
"""What stands after a person's name: an age, an appositive, a verb of saying, a party, letters such as MP."""
CALLED = re.compile(r", (?:an?|the|its) (?:[\w’'-]+ ){0,4}?([\w-]+)(?=[,.;)]| (?:that|which|behind|of)\b)|, which\b")
"""What says after a name that it is a group's: “Unite, the union,”."""
LOWER = re.compile(r"-[a-z]")
AGE = re.compile(r", \d\d\b| \(\d\d\)")
APPOSED = re.compile(r", (?:an?|the|his|her|their) ([^,.;:()\n]{1,60})")
INITIALS = re.compile(r"(?:[A-Z]\.){2}")
DOTTED = frozenset(["a.c.", "b.c.", "d.c.", "e.u.", "f.c.", "l.a."])
"""What no list holds of the places and clubs that are written so."""
APART = re.compile(r", (?!which|and |or )| \(| (?:of|from|at) (?:the )?[A-Z]")


class Kinds:
    """Tells the kinds of one article's names."""

    def __init__(self, prose: Prose, mentions: list[Mention], edges: set[int]) -> None:
        """`edges` are where the attributions' sources start and end."""
        self.prose, self.edges = prose, edges
        self.tails = {m.words[k:] for m in mentions for k in range(1, len(m.words))}
        self.lasts = {
            m.words[-1].lower() for m in mentions if len(m.words) > 1 and m.words[-1].lower() not in ORGANISATION_ENDS
        }

    def kind(self, m: Mention) -> Kind:
        words, name = m.words, " ".join(m.words).lower()
        last = words[-1].lower()
        if name in adjectives() or (last in PARTIES and not (len(words) > 1 and words[0] in given_names())):
            return "other"
        if m.titles and len(words) <= 4 and not (len(words) == 1 and name in places()):
            return "person"
        if name in organisations() or name.removeprefix("the ") in outlets():
            return "group"
        if name.rstrip(".") in places():
            return "place"
        if len(words) > 1 and all(w.isupper() and len(w) > 1 for w in words):
            return "person" if words[0].capitalize() in given_names() and len(words) < 4 else "other"
        if len(words) == 1 and words[0].isupper() and len(name) > 2 and name in self.lasts:
            return "other"
        if len(words) == 2 and words[0] in given_names() and self._is_told_a_person(m):
            return "person"  # “Kate Church, a nurse”
        if len(words) > 1 and (last in ORGANISATION_ENDS or last in PROGRAMME_ENDS or self._names_of(words)):
            return "group"
        if (len(words) == 1 and any(c.isdigit() for c in name)) or words[0] == "One":
            return "group"  # Future45, “One Harbour Now”
        if "." in self.prose.text[m.end - 6 : m.end - 1] and m.end > self.prose.ends[m.last]:
            return "group"  # Harbour.com
        if len(words) == 1:
            return "group" if words[0].isupper() and len(words[0]) > 1 and words[0] not in ACRONYMS else "other"
        if (words[0] in given_names() or _has_initials(words)) and len(words) < 6:
            return "person"
        if (
            self._modifies(m)
            or self._follows_the(m)
            or self.is_called_group(m)
            or "&" in self.prose.text[m.start : m.end]
            or any(w[0].isdigit() or (w.islower() and w in SMALL) for w in words)
        ):
            return "group"
        if any(w.isupper() and len(w) > 2 for w in words) or any(w.lower() in adjectives() for w in words[:-1]):
            return "group"
        return "person" if len(words) in (2, 3) else "group"

    def _is_told_a_person(self, m: Mention) -> bool:
        """Whether a role before the name, an age or an appositive after it says that it is a person's."""
        apposed = APPOSED.match(self.prose.text, m.end)
        nouns = (roles().get(word) for word in apposed[1].lower().split()) if apposed else ()
        head = next((role for role in nouns if role), None)
        told = self._follows_role(m) or bool(AGE.match(self.prose.text, m.end))
        return told or (head is not None and head.kind == "person")

    def _follows_role(self, m: Mention) -> bool:
        before = self.prose.lower[m.first - 1] if m.first and self.prose.text[m.start - 1] == " " else ""
        return before in roles() and roles()[before].kind == "person"

    @staticmethod
    def _names_of(words: tuple[str, ...]) -> bool:
        return any(w.lower() in NAME_OF and words[i + 1].lower() in ("of", "for") for i, w in enumerate(words[:-1]))

    def _modifies(self, m: Mention) -> bool:
        """Whether the name stands before a role, as an organisation does: “Orbis officials”."""
        after = m.last + 1
        if after >= len(self.prose.words) or self.prose.text[m.end : self.prose.starts[after]] != " ":
            return False
        if self.prose.words[after] in HONOURS and not ARTICLES.intersection(self.prose.lower[m.first - 1 : m.first]):
            return False  # “Ana Ruiz MP”, but “a Fine Gael TD”
        word = self.prose.lower[after]
        return word in titles() or word in roles()

    def is_called_group(self, m: Mention) -> bool:
        """Whether the noun beside a name says that it is a group's: “Tramex, the maker,”, “the maker Tramex”."""
        called = CALLED.match(self.prose.text, m.end)
        if called is not None:
            return called[1] is None or _is_group(called[1].lower())
        before = self.prose.lower[m.first - 1] if m.first and self.prose.text[m.start - 1] == " " else ""
        return m.end in self.edges and m.start not in self.edges and (_is_group(before) or before == "operator")

    def _follows_the(self, m: Mention) -> bool:
        return m.first > 0 and self.prose.lower[m.first - 1] == "the"

    def is_person(self, m: Mention, surnames: dict[str, set[str]], lone: set[str]) -> bool:
        """Whether anything speaks for a person: a given name, a title, the surname alone, a role beside it.

        `surnames` are those of the names with a listed given name, each with its given names.
        """
        last = m.words[-1]
        if self._is_source(m):
            return True
        if (
            m.words[0] in given_names()
            or m.titles
            or (m.words[0].isupper() and m.words[0].capitalize() in given_names())
        ):
            return True
        if last in surnames:
            return self._is_relative(m, surnames[last])
        initials = (len(m.words[0]) < 4 and m.words[0].isupper()) or _has_initials(m.words)
        if (last in lone and not m.heading) or (initials and len(m.words) > 1):
            return True
        before = self.prose.lower[m.first - 1] if m.first and self.prose.text[m.start - 1] == " " else ""
        if self._follows_role(m) or before in ("said", "says", "named", "called"):
            return True
        return bool(BESIDE.match(self.prose.text, m.end))

    def _is_relative(self, m: Mention, given: set[str]) -> bool:
        """Whether another's given name stands before a surname: “Eleri Okafor” in a story of John Okafor."""
        first = m.words[0]
        word = first.lower()
        if first.isupper() or LOWER.search(first) or describes(word) or word in common() or word in PARTICLES:
            return False  # “JD Okafor”, “Ex-mayor Okafor”, “Businessman Okafor”, “De Leon”
        if m.words in self.tails:
            return False
        if word in outlets() or word in organisations() or any(distance(word, g) < 3 for g in given):
            return False  # “Jhon Okafor”
        return not m.initial or m.start in self.edges or bool(BESIDE.match(self.prose.text, m.end))

    def _is_source(self, m: Mention) -> bool:
        """Whether a source names just it: before a comma, a bracket or a place, or after a role or another name."""
        if m.start not in self.edges and m.end not in self.edges:
            return False
        text = self.prose.text
        odd = is_role(m.words[0].lower()) or is_role(m.words[-1].lower()) or bool(LOWER.search(m.words[0]))
        if m.heading or len(m.words) > 3 or odd:
            return False
        if m.words in self.tails:
            return False  # “Ruiz Ito” is the surname of “Ana Ruiz Ito”
        if m.start in self.edges:
            return bool(APART.match(text, m.end)) and m.end not in self.edges
        before = self.prose.lower[m.first - 1] if m.first else ""
        joined = before == "and" and m.first > 2 and self.prose.words[m.first - 3] in given_names()
        at = m.first - 2 if before in ("'s", "’s") else m.first - 1
        owned = text[m.start - 2] in "s'’" and " ".join(self.prose.lower[max(0, at - 1) : at + 1]) in outlets()
        return self._follows_role(m) or joined or owned


def _is_group(noun: str) -> bool:
    return noun in roles() and roles()[noun].kind == "group"


def _has_initials(words: tuple[str, ...]) -> bool:
    """Whether a name opens with two initials, “A.B. Finch”; “N.Y. Harbour” and “U.N. Women” open otherwise."""
    first = words[0].lower()
    known = first in places() or first.rstrip(".") in places() or first in organisations() or first in DOTTED
    return INITIALS.fullmatch(words[0]) is not None and not known
