"""Sources that are noun phrases: the names in them, and which of them speaks."""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.data import Basis, Span
from onrecord.resolve.antecedent import Found, naming
from onrecord.resolve.cast import Cast
from onrecord.resolve.describe import describes
from onrecord.resolve.entity import Entity
from onrecord.resolve.heads import INDEFINITE, Heads
from onrecord.resolve.lexicon import (
    Role,
    adjectives,
    common,
    organisations,
    outlets,
    roles,
    titles,
    words,
)
from onrecord.resolve.names import Mention
from onrecord.resolve.prose import Prose

CUT = words("phrase_cut")
MANY = words("many")
NUMBERS = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty",
                     "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "half"])  # fmt: skip
LINKS = frozenset(["and", "of", "the"])
BODIES = frozenset(["house", "senate", "congress", "parliament", "treasury", "pentagon", "commons", "lords", "cabinet"])
"""Names by themselves, though they are nouns of the lists."""
JOINED = re.compile(r",? (?:\w+ )?and (?:the )?[A-Z]")
BARE_ROLE = re.compile(r", (?:[a-z][\w-]* ){0,3}([a-z][\w-]*) $")
ROLE_NAME = re.compile(r", (?:the|an?|his|her|their|its) (?:[\w’'-]+ ){0,4}$")
"""What may stand between a role and the name that it is put before: “his wife, the actress Ana Ruiz”."""


class Phrases:
    """Finds the head of a source's phrase and the people or organisations that it names."""

    def __init__(self, prose: Prose, cast: Cast, heads: Heads) -> None:
        self.prose, self.cast, self.heads = prose, cast, heads

    def source(self, words: list[int], span: Span) -> Found:
        """The source of a noun phrase, with or without names in it."""
        p = self.prose
        named = self.cast.entity_in((p.starts[words[0]], span[1]))
        chunk = self._chunk(words)
        lead = p.lower[words[0]]
        head = chunk[-1]
        word = p.lower[head]
        owned = word in ("'s", "’s")
        if owned and len(chunk) > 1:
            head = chunk[-2]
            word = p.lower[head]
        at_head = next(((m, e) for m, e in named if m.start <= p.starts[head] < m.end), None)
        if at_head is not None and at_head[1].kind == "other" and word in roles() and len(at_head[0].words) == 1:
            if word in BODIES:
                return Found(p.words[head], "named_group", (at_head[1],), (at_head[1].span,), 0.8, word)
            at_head = None  # “the Council”, “Website” in a headline: a role with a capital
        if at_head is not None and not (self._is_document(at_head[0], head) and at_head[1].kind != "person"):
            pair = self.coordinated(named) if not owned else []
            if len(pair) > 1 and at_head[1] in pair:
                return naming(pair, 0.9)
            return self._name_at(at_head, lead)
        if word not in roles():
            inner = next((i for i in reversed(chunk[:-1]) if p.lower[i] in roles()), None)
            if inner is not None and len(chunk) > 2 and roles()[p.lower[inner]].kind == "document":
                head, word = inner, p.lower[inner]
        if len(words) == 3 and p.lower[words[0]] == p.lower[words[2]] and p.lower[words[1]] in ("after", "by"):
            return Found(None, "unnamed_group", score=0.9, key=word)  # “country after country”
        if lead in NUMBERS and len(words) > 1 and p.lower[words[1]] == "of":
            return Found(None, "unnamed_group", score=0.9, key=lead)
        if self._is_headline_clause(words, named):
            return naming([named[0][1]], 0.6)
        odd = self._odd(words, chunk, head, named, owned)
        if odd is not None:
            return odd
        role = roles().get(word) or self._guess(word)
        if role is None:
            others = any(p.lower[i] in roles() for i in words) or lead in MANY | INDEFINITE - {"a", "an"}
            return Found(None, "unnamed_group" if others else "none", score=0.6, key=word)
        listed = self._examples(words, named)
        if listed:
            return naming(listed, 0.7)
        if lead in MANY and lead not in ("both", "all", "those", "these"):
            return Found(None, "unnamed_group", score=0.9, key=word)
        apposed = self._appositive(named, chunk)
        if apposed is not None and (role.kind in ("person",) or apposed.kind == role.kind):
            return naming([apposed], 0.9)
        if role.kind == "person" and lead not in INDEFINITE:
            titled = self._titled(named, chunk)
            if titled is not None:
                return naming([titled], 0.9)
        match role.kind:
            case "person":
                return self.heads.person(words, chunk, head, named, lead)
            case "people":
                return self.heads.people(chunk, head, lead)
            case "group":
                return self.heads.group(chunk, head, named, lead, words)
        return self.heads.document(words, head, named)

    def _is_document(self, m: Mention, head: int) -> bool:
        """Whether a name ends in its document, “the Orbis Report”; “Harbour Records” is a company's name."""
        word = self.prose.lower[head]
        if word not in roles() or roles()[word].kind != "document":
            return False
        name = " ".join(m.words).lower()
        if name in outlets() or name in organisations() or {"center", "centre", "institute"} & set(name.split()[:-1]):
            return False
        return not (len(m.words) > 1 and word.endswith("s") and self.prose.words[head][0].isupper())

    def _odd(
        self, words: list[int], chunk: list[int], head: int, named: list[tuple[Mention, Entity]], owned: bool
    ) -> Found | None:
        """The source of a phrase whose head is no noun of the lists: a number, a lone or a mistyped surname."""
        p = self.prose
        word = p.lower[head]
        if word in ("one", "another", "each", "anyone", "everyone") and len(chunk) == 1:
            return Found(None, "unnamed_person" if word in ("one", "another") else "unnamed_group", score=0.9, key=word)
        if word in ("number", "numbers", "share", "percentage") and p.lower[head + 1 : head + 2] == ["of"]:
            return Found(None, "unnamed_group", score=0.9, key=word)
        if word in roles():
            return None
        if named and named[0][0].first - len(named[0][0].titles) <= words[0] and named[0][1].kind == "person":
            return naming([named[0][1]], 0.5)
        if self._is_lone_name(chunk, head, owned):
            return self._lone(head)
        near = self._misspelt(word) if p.words[head][0].isupper() else None
        return naming([near], 0.7) if near is not None else None

    def _chunk(self, words: list[int]) -> list[int]:
        """The phrase up to its head: what stands before the first comma, bracket or word like “of” or “who”."""
        p = self.prose
        out = [words[0]]
        named = {
            k
            for m, _ in self.cast.entity_in((p.starts[words[0]], p.ends[words[-1]]))
            for k in range(m.first, m.last + 1)
        }
        for before, i in pairwise(words):
            gap = p.text[p.ends[before] : p.starts[i]]
            cut = p.lower[i] in CUT or (p.lower[i].endswith("ed") and p.lower[before] in roles())
            if any(c in gap for c in ",;:()—–[") or "--" in gap or " - " in gap or (cut and i not in named):
                if len(out) == 1 and p.lower[out[0]] in MANY | INDEFINITE and p.lower[i] in ("of", "in"):
                    return out
                break
            out.append(i)
        for k, i in enumerate(out):
            if p.lower[i] == "and" and k and i not in named:
                return out[:k]
        return out

    @staticmethod
    def _guess(word: str) -> Role | None:
        """The likely kind of a noun that no list holds; None for what cannot speak: a problem, faith."""
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return Role("people", "")
        if word.endswith(("er", "or", "ist", "ian", "ant", "man", "woman", "ee")):
            return Role("person", "m" if word.endswith("man") and not word.endswith("woman") else "")
        return Role("document", "") if word.endswith(("tion", "ment", "ing")) else None

    def _is_lone_name(self, chunk: list[int], head: int, owned: bool) -> bool:
        """Whether a source is one capitalised word that is no role and no common word: a surname never told in full."""
        p = self.prose
        word = p.lower[head]
        if len(chunk) - owned != 1 or not p.words[head][0].isupper() or word in roles() or word in common():
            return False
        return not self._is_people(word) and self._misspelt(word) is None

    def _lone(self, head: int) -> Found:
        word, span = self.prose.words[head], (self.prose.starts[head], self.prose.ends[head])
        owners = self.cast.surnames.get(word.lower())
        if owners:
            return naming([owners[0]], 0.8)
        basis: Basis = "named_group" if word.isupper() and 1 < len(word) < 6 else "named_person"
        return Found(word, basis, spans=(span,), score=0.6, key=word.lower())

    def _misspelt(self, word: str) -> Entity | None:
        """The person whose surname the word all but spells: newsrooms mistype names."""
        if len(word) < 5:
            return None
        for e in self.cast.people:
            if (
                e.surname[:1] == word[:1]
                and abs(len(e.surname) - len(word)) < 3
                and _distance(e.surname, word) <= 1 + (len(word) > 6)
            ):
                return e
        return None

    def _name_at(self, found: tuple[Mention, Entity], lead: str) -> Found:
        mention, entity = found
        year = self.prose.words[mention.first - 1] if mention.first else ""
        if entity.kind in ("group", "other") and len(year) == 4 and year.isdigit() and lead == "the":
            name = f"{year} {self.prose.text[mention.start : mention.end]}"  # “the 1951 Refugee Convention”
            span = (self.prose.starts[mention.first - 1], mention.end)
            return Found(name, "document", (entity,), (span,), 0.8, name.lower())
        turn = (
            self.prose.text[mention.end : mention.end + 1] == ":"
            and len(mention.words) == 1
            and len(mention.words[0]) > 3
        )
        if (
            turn
            and entity.kind == "group"
            and mention.words[0].isupper()
            and entity.name.lower() not in organisations()
        ):
            return Found(entity.name, "named_person", (entity,), (entity.span,), 0.6, entity.name.lower())
        if entity.kind == "other":
            word = entity.name.lower()
            if word in adjectives() or (word.endswith("s") and lead not in ("mr", "ms") and self._is_people(word)):
                return Found(None, "unnamed_group", score=0.8, key=word)
        return naming([entity], 0.95)

    @staticmethod
    def _is_people(word: str) -> bool:
        return (
            word[:-1] in adjectives() or word in roles() or word.endswith(("ans", "ists", "crats", "ers", "ims", "ics"))
        )

    def coordinated(self, named: list[tuple[Mention, Entity]]) -> list[Entity]:
        """The sources of “A, B and C”: names with nothing but commas, titles, brackets and “and” between them."""
        p = self.prose
        people = [(m, e) for m, e in named if e.kind in ("person", "other")]
        if len(named) == 2 and re.fullmatch(r" and (?:the )?", p.text[named[0][0].end : named[1][0].start]):
            return [e for _, e in named]  # “Ruiz and the Harbour Trust”
        people = [t for k, t in enumerate(people) if not self._is_office(t, people[k + 1 : k + 2])]
        if named and named[0][1].kind in ("group", "place"):
            people = [(m, e) for m, e in named if e.kind in ("group", "place")]
        out: list[Entity] = []
        for k, (m, e) in enumerate(people):
            if m.last + 1 < len(p.words) and p.lower[m.last + 1] in ("'s", "’s"):
                break
            if k:
                gap = re.sub(r"\([^)]*\)", "", p.text[people[k - 1][0].end : m.start])
                words = [w for w in re.findall(r"[^\W_]+", gap.lower()) if w not in titles()]
                if not re.search(r"\band\b|,", gap) or not all(describes(w) or w in LINKS for w in words):
                    break
                if e.kind == "place" and "and" not in words and not JOINED.search(p.text, m.end, m.end + 60):
                    break
            out.append(e)
        joined = len(out) > 1 and re.search(r"\band\b|&", p.text[people[0][0].start : people[len(out) - 1][0].end + 6])
        return list(dict.fromkeys(out)) if joined else out[:1]

    def _is_headline_clause(self, words: list[int], named: list[tuple[Mention, Entity]]) -> bool:
        """Whether a headline's source holds its verb: “Ana Ruiz Hammers Tram CEO:”."""
        p = self.prose
        if p.paragraph(p.starts[words[0]]) or not named or named[0][1].kind != "person":
            return False
        after = named[0][0].last + 1
        return named[0][0].first <= words[0] and after < words[-1] and bool(re.fullmatch(r"[A-Za-z]+s", p.words[after]))

    def _titled(self, named: list[tuple[Mention, Entity]], chunk: list[int]) -> Entity | None:
        """The person right after a title with “of”: “former secretary of state Ana Ruiz”."""
        p = self.prose
        for m, e in named:
            first = m.first - len(m.titles)
            gap = p.text[p.ends[chunk[-1]] : p.starts[first]]
            titled = first > 0 and p.lower[first - 1] in roles() and gap.startswith(" of ")
            if e.kind == "person" and (titled or re.fullmatch(r" of (?:the )?(?:[a-z-]+ ){1,2}", gap)):
                if re.search(r"[,;:()]", gap):
                    return None
                return e if p.lower[first - 1] not in ("for", "to", "with", "against", "by", "and", "the") else None
        return None

    def _is_office(self, named: tuple[Mention, Entity], after: list[tuple[Mention, Entity]]) -> bool:
        """Whether a name is part of the next one's title: “House Speaker Ana Ruiz” names no House."""
        if named[1].kind != "other" or not after:
            return False
        between = self.prose.lower[named[0].last + 1 : after[0][0].first]
        return bool(between) and all(w in titles() for w in between)

    def _examples(self, words: list[int], named: list[tuple[Mention, Entity]]) -> list[Entity]:
        """The named ones of “critics, like A and B” and “groups, including the C”."""
        for k, i in enumerate(words[:-1]):
            if self.prose.lower[i] in ("like", "including") or self.prose.lower[i : i + 2] == ["such", "as"]:
                if k == 0:
                    return []
                after = [(m, e) for m, e in named if m.first > i]
                people = self.coordinated(after)
                groups = [e for _, e in after if e.kind == "group"]
                return people if people and people[0].kind == "person" else groups[:3]
        return []

    def _appositive(self, named: list[tuple[Mention, Entity]], chunk: list[int]) -> Entity | None:
        """The name after the comma: “a lawyer for Lee, Omar Haddad,”."""
        for m, e in named:
            if m.first <= chunk[-1]:
                continue
            first = m.first - len(m.titles)
            gap = self.prose.text[self.prose.ends[first - 1] : self.prose.starts[first]]
            if ("," in gap or "—" in gap or "–" in gap or ":" in gap) and e.kind in ("person", "group"):
                return e
            before = ROLE_NAME.search(self.prose.text, max(0, self.prose.starts[first] - 60), self.prose.starts[first])
            if before and e.kind == "person" and before.start() >= self.prose.ends[chunk[-1]]:
                return e
            bare = BARE_ROLE.search(self.prose.text, max(0, m.start - 60), m.start)
            if bare and e.kind == "person" and bare.start() == self.prose.ends[chunk[-1]] and describes(bare[1]):
                return e  # “one listener, radio host Ana Ruiz,”
        return None


def _distance(a: str, b: str) -> int:
    """Levenshtein's distance of two short words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
