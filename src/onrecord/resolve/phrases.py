"""Sources that are noun phrases: the names in them, and which of them speaks."""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.data import Basis, Span
from onrecord.resolve.describe import describes
from onrecord.resolve.documents import Documents
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found, Told, naming
from onrecord.resolve.heads import INDEFINITE, Heads
from onrecord.resolve.lexicon import (
    HONOURS,
    Role,
    adjectives,
    common,
    organisations,
    outlets,
    role_of,
    roles,
    titles,
    words,
)
from onrecord.resolve.names import Mention, distance, is_role

CUT = words("phrase_cut")
MANY = words("many")
NEWSPAPERS = words("newspaper_ends")
NUMBERS = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty",
                     "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "half"])  # fmt: skip
LINKS = frozenset(["and", "of", "the"])
DEFINITE = frozenset(["the", "his", "her", "their", "its", "my", "our"])
BODIES = frozenset(["house", "senate", "congress", "parliament", "treasury", "pentagon", "commons", "lords", "cabinet"])
"""Names by themselves, though they are nouns of the lists."""
UNNAMED_LABELS = frozenset(["question", "voice"])
"""Of the speakers in a transcript, beside roles."""
JOINED = re.compile(r",? (?:\w+ )?and (?:the )?[A-Z]")
BARE_ROLE = re.compile(r", (?:[a-z][\w-]* ){0,3}([a-z][\w-]*) $")
BATCH = frozenset(["batch", "series", "set", "trove", "cache", "string", "collection", "dump", "raft", "one", "most",
                   "pair", "couple", "excerpts"])  # fmt: skip
"""What may stand before the documents that speak: “a batch of emails”, “one of her ads”."""
AWAY = frozenset(["for", "to", "with", "by", "against", "from", "like", "including", "about", "over", "supporting",
                  "backing", "than", "at", "on", "between"])  # fmt: skip
"""After these a name is not the source: “a lawyer for Ana Ruiz”."""
COLON = re.compile(r"(?:,|:| [—–-]{1,2}) (?:[A-Z][\w.]+ )*$")
FIELD = re.compile(r" (?:of|for) (?:[\w&’'-]+,? ){1,6}")
"""What an office is for, up to the name: “Minister” “for Sport and Culture”."""
ROLE_NAME = re.compile(r", (?:the|an?|his|her|their|its) (?:[\w’'-]+ ){0,4}$")
"""What may stand between a role and the name that it is put before: “his wife, the actress Ana Ruiz”."""


class Phrases:
    """Finds the head of a source's phrase and the people or organisations that it names."""

    def __init__(self, told: Told) -> None:
        self.prose, self.cast = told.prose, told.cast
        self.heads, self.documents = Heads(told), Documents(told)

    def source(self, words: list[int], span: Span) -> Found:
        """The source of a noun phrase, with or without names in it."""
        p = self.prose
        named = self.cast.entity_in((p.starts[words[0]], span[1]))
        words = self._without_honours(words, named)
        chunk = self.chunk(words)
        head = chunk[-1]
        if p.lower[head] in BATCH and p.lower[head + 1 : head + 2] == ["of"] and head + 2 in words:
            inner = self.chunk(words[words.index(head + 2) :])
            if p.lower[inner[-1]] in roles() and roles()[p.lower[inner[-1]]].kind == "document":
                chunk, head = inner, inner[-1]
        owned = p.lower[head] in ("'s", "’s")
        if owned and len(chunk) > 1:
            head = chunk[-2]
        found = self._by_name(words, head, named, owned)
        if found is not None:
            return found
        if p.lower[head] not in roles():
            noun = next((i for i in reversed(chunk[:-1]) if p.lower[i] in roles()), None)
            if noun is not None and len(chunk) > 2 and roles()[p.lower[noun]].kind == "document":
                head = noun
        lead = p.lower[words[0]]
        if len(words) == 3 and lead == p.lower[words[2]] and p.lower[words[1]] in ("after", "by"):
            return Found(None, "unnamed_group", score=0.9, key=lead)  # “country after country”
        if lead in NUMBERS and len(words) > 1 and p.lower[words[1]] in ("of", "in", "out"):
            return Found(None, "unnamed_group", score=0.9, key=lead)
        if self._is_headline_clause(words, named):
            return naming([named[0][1]], 0.6)
        return self._odd(words, chunk, head, named, owned) or self._by_role(words, chunk, head, named)

    def _without_honours(self, words: list[int], named: list[tuple[Mention, Entity]]) -> list[int]:
        """The words but for letters behind a person's name: “Jane Foy MP”."""
        behind = {m.last + 1 for m, e in named if e.kind == "person"}
        out: list[int] = []
        for i in words:
            if i in behind and self.prose.words[i] in HONOURS:
                behind.add(i + 1)
            else:
                out.append(i)
        return out

    def _by_name(self, words: list[int], head: int, named: list[tuple[Mention, Entity]], owned: bool) -> Found | None:
        """The source where a name is its head, or stands for it: “riders, like Ruiz”, “poet and lawyer Ana Ruiz”."""
        p = self.prose
        word = p.lower[head]
        at_head = next(((m, e) for m, e in named if m.start <= p.starts[head] < m.end), None)
        if at_head is None or at_head[1].kind != "person":
            listed = self._examples(words, named)
            if listed:
                return naming(listed, 0.7)
            is_many = roles()[word].kind == "people" if word in roles() else word.endswith("s") and not owned
            closing = None if is_many else self._closing(words, named)
            if closing is not None:
                return naming([closing], 0.85)
        if at_head is None:
            return None
        m, e = at_head
        if e.kind == "other" and word in roles() and len(m.words) == 1:
            if word in BODIES:
                return Found(p.words[head], "named_group", (e,), (e.span,), 0.8, word)
            return self._paper(head, word)  # else “the Council”, “Website” in a headline: a role with a capital
        if self._is_document(m, head) and e.kind != "person":
            return None
        post = self._appositive(named, [head]) if p.words[head].isupper() and e.kind != "person" else None
        if post is not None and post.kind == "person" and self._is_definite(words, named):
            return naming([post], 0.8)  # “the trust's MD, Ana Ruiz,”
        if e.kind != "person" and self._is_label(m) and (word in roles() or word in UNNAMED_LABELS):
            is_many = word in roles() and roles()[word].kind == "people"
            return Found(None, "unnamed_group" if is_many else "unnamed_person", score=0.8, key=word)  # “THE COURT: …”
        pair = self.coordinated(named) if not owned else []
        return naming(pair, 0.9) if len(pair) > 1 and e in pair else self._name_at(at_head, p.lower[words[0]])

    def _by_role(self, words: list[int], chunk: list[int], head: int, named: list[tuple[Mention, Entity]]) -> Found:
        """The source whose head is a noun: by the name put beside it, else by what the noun goes back to."""
        p = self.prose
        word, lead = p.lower[head], p.lower[words[0]]
        role = role_of(word)
        if word == "paper" and p.lower[head + 1 : head + 2] in (["from"], ["by"], ["on"], ["in"]):
            role = Role("document", "")  # not the newspaper
        apposed = self._appositive(named, chunk)
        is_post = (role is None or word == "number") and self._is_definite(words, named)
        if apposed is not None and apposed.kind == "person" and is_post:
            return naming([apposed], 0.8)  # “the sexton, Ana Ruiz,”, “her opposite number, Ana Ruiz,”
        if role is None:
            others = any(p.lower[i] in roles() for i in words) or lead in MANY | INDEFINITE - {"a", "an"}
            return Found(None, "unnamed_group" if others else "none", score=0.6, key=word)
        if lead in MANY and lead not in ("both", "all", "those", "these"):
            return Found(None, "unnamed_group", score=0.9, key=word)
        pair = self._spelt_out(named, chunk) if role.kind == "people" else []
        if pair:
            return naming(pair, 0.8)
        if apposed is not None and (role.kind == "person" or apposed.kind == role.kind):
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
        return self.documents.source(words, head, named)

    def _paper(self, head: int, word: str) -> Found | None:
        """The newspaper that “the Post” means: the one that the article calls in full, else by that name."""
        p = self.prose
        if word not in NEWSPAPERS or head in p.first_words or not head or p.lower[head - 1] != "the":
            return None
        full = next(
            (e for e in self.cast.groups if e.name.lower().split()[-1] == word and len(e.name.split()) > 1), None
        )
        if full is not None:
            return naming([full], 0.8)
        span = (p.starts[head], p.ends[head])
        return Found(p.words[head], "named_group", spans=(span,), score=0.6, key=word)

    def _closing(self, words: list[int], named: list[tuple[Mention, Entity]]) -> Entity | None:
        """The person whose name ends the phrase, after all that he or she is: “rider, poet and lawyer Ana Ruiz”."""
        p = self.prose
        last = next((a for a, b in pairwise(words) if p.lower[b] in ("who", "whose", "which")), words[-1])
        for m, e in named:
            first = m.first - len(m.titles)
            comma = m.last == last or p.text[m.end : m.end + 2] in (", ", " (", " —", " –")
            if e.kind != "person" or not comma or first <= words[0] or m.last > last:
                continue
            before = [i for i in words if i < first]
            inside = {k for o, _ in named for k in range(o.first, o.last + 1)}
            plain = [p.lower[i] for i in before if i not in inside]
            if any(w in AWAY for w in plain) or any(
                "," in p.text[p.ends[a] : p.starts[b]] for a, b in pairwise(before)
            ):
                return None
            if any(o.kind != "place" and p.lower[n.last + 1] in ("and", "or") for n, o in named if n.first < first):
                return None  # “Orbis and the poet Ana Ruiz” are two
            word = p.lower[first - 1]
            if word in ("named", "called") or is_role(word) or (word == "as" and p.lower[first - 2] == "known"):
                return e
            return None
        return None

    def _owns(self, m: Mention) -> bool:
        return m.last + 1 < len(self.prose.words) and self.prose.lower[m.last + 1] in ("'s", "’s")

    def _spelt_out(self, named: list[tuple[Mention, Entity]], chunk: list[int]) -> list[Entity]:
        """The people whom a plural is spelt out by: “the two leaders, Ana Ruiz and Omar Haddad,”."""
        p = self.prose
        after = [(m, e) for m, e in named if m.first > chunk[-1]]
        while after and not COLON.search(p.text[p.ends[chunk[-1]] : after[0][0].start]):
            after = after[1:]
        pair = self.coordinated(after) if after else []
        return pair if len(pair) > 1 and all(e.kind == "person" for e in pair) else []

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
        if named and self._opens(named[0][0], words) and named[0][1].kind == "person":
            bearer = role_of(word.removesuffix("s"))
            is_somebody = bearer is not None and bearer.kind == "person"
            if self._owns(named[0][0]) and (is_somebody or self._appositive(named, chunk) is not None):
                return None  # “Ruiz's killer” is not Ruiz, but “Ruiz's threat” is
            return naming([named[0][1]], 0.5)
        if self._is_lone_name(chunk, head, owned):
            return self._lone(head)
        near = self._misspelt(word) if p.words[head][0].isupper() else None
        return naming([near], 0.7) if near is not None else None

    def chunk(self, words: list[int]) -> list[int]:
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
            past = p.lower[i].endswith("ed") or p.lower[i] in ("made", "sent", "shown", "seen", "given", "paid")
            cut = (p.lower[i] in CUT and p.words[i].islower()) or (past and p.lower[before] in roles())
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
    def _opens(m: Mention, words: list[int]) -> bool:
        """Whether a name begins the phrase, its titles before it."""
        return m.first - len(m.titles) <= words[0]

    def _is_definite(self, words: list[int], named: list[tuple[Mention, Entity]]) -> bool:
        """Whether the phrase is of one thing or person that is known: “the …”, “her …”, “Ruiz's …”."""
        owned = bool(named) and self._opens(named[0][0], words) and self._owns(named[0][0])
        return owned or self.prose.lower[words[0]] in DEFINITE

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
                and distance(e.surname, word) <= 1 + (len(word) > 6)
            ):
                return e
        return None

    def _name_at(self, found: tuple[Mention, Entity], lead: str) -> Found:
        mention, entity = found
        dated = self.dated(mention, entity) if lead == "the" else None
        if dated is not None:
            return dated
        word = entity.name.lower()
        if entity.kind == "group" and self._is_label(mention) and word not in organisations() | outlets().keys():
            return Found(entity.name, "named_person", (entity,), (entity.span,), 0.6, word)
        is_people = word.endswith("s") and lead not in ("mr", "ms") and self._is_people(word)
        if entity.kind == "other" and (word in adjectives() or is_people):
            return Found(None, "unnamed_group", score=0.8, key=word)
        return naming([entity], 0.95)

    def _is_label(self, m: Mention) -> bool:
        """Whether a word in capitals is the label of a turn, or opens a headline of that kind: “MORRIS: We won”."""
        is_shouted = len(m.words) == 1 and m.words[0].isupper() and self.prose.text[m.end : m.end + 1] == ":"
        return is_shouted and (len(m.words[0]) > 3 or self.prose.paragraph(m.start) > 0)

    def dated(self, mention: Mention, entity: Entity) -> Found | None:
        """The document that a name with its year is: “the 1951 Refugee Convention”."""
        year = self.prose.words[mention.first - 1] if mention.first else ""
        if entity.kind not in ("group", "other") or len(year) != 4 or not year.isdigit():
            return None
        name = f"{year} {self.prose.text[mention.start : mention.end]}"
        span = (self.prose.starts[mention.first - 1], mention.end)
        return Found(name, "document", (entity,), (span,), 0.8, name.lower())

    @staticmethod
    def _is_people(word: str) -> bool:
        return (
            word[:-1] in adjectives() or word in roles() or word.endswith(("ans", "ists", "crats", "ers", "ims", "ics"))
        )

    def coordinated(self, named: list[tuple[Mention, Entity]]) -> list[Entity]:
        """The sources of “A, B and C”: names with nothing but commas, titles, brackets and “and” between them."""
        p = self.prose
        people = [(m, e) for m, e in named if e.kind == "person" or (e.kind == "other" and not self._is_job(m))]
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
                words = [w.lower() for w in re.findall(r"[^\W_]+", gap) if w not in HONOURS]
                words = [w for w in words if w not in titles()]
                if not re.search(r"\band\b|,", gap) or not all(describes(w) or w in LINKS for w in words):
                    break
                if e.kind == "place" and "and" not in words and not JOINED.search(p.text, m.end, m.end + 60):
                    break
            out.append(e)
        joined = len(out) > 1 and re.search(r"\band\b|&", p.text[people[0][0].start : people[len(out) - 1][0].end + 6])
        return list(dict.fromkeys(out)) if joined else out[:1]

    def _is_office_of(self, office: int, first: int, gap: str) -> bool:
        """Whether an office with its field stands before a name: “Secretary of State for Health Ana Ruiz”."""
        p = self.prose
        before = p.lower[first - 1]
        return (
            p.words[office][0].isupper()
            and is_role(p.lower[office])
            and FIELD.fullmatch(gap) is not None
            and not is_role(before)
            and before not in AWAY | LINKS
        )

    @staticmethod
    def _is_job(m: Mention) -> bool:
        """Whether a name is what somebody does: “President and CEO”."""
        words = [w.lower() for w in m.words if w.lower() not in LINKS]
        return all(is_role(w) and w not in BODIES for w in words)

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
            if e.kind == "person" and m is named[-1][0] and self._is_office_of(chunk[0], first, gap):
                return e
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
                if not after or after[0][0].first - len(after[0][0].titles) > i + 4:
                    return []
                people = self.coordinated(after)
                groups = [e for _, e in after if e.kind == "group"]
                return people if people and people[0].kind == "person" else groups[:3]
        return []

    def _appositive(self, named: list[tuple[Mention, Entity]], chunk: list[int]) -> Entity | None:
        """The name after the comma: “a lawyer for Lee, Omar Haddad,”."""
        for m, e in named:
            if m.first <= chunk[-1] or self._owns(m):
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
