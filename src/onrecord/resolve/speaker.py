"""Whose words an attribution holds: from the source span to the fullest name that the article gives."""

from __future__ import annotations

import re
from bisect import bisect_left

from onrecord.data import Article, Attribution, Span, Spans
from onrecord.resolve import antecedent
from onrecord.resolve.antecedent import FIRST, NEUTER, PLURAL, RELATIVE, SINGULAR, Found, naming
from onrecord.resolve.cast import Cast
from onrecord.resolve.entity import Entity
from onrecord.resolve.heads import ANONYMOUS, INDEFINITE, Heads
from onrecord.resolve.lexicon import Gender, Role, given_names, outlets, roles
from onrecord.resolve.phrases import CUT, Phrases
from onrecord.resolve.prose import Prose

CONTRACTED = re.compile(r"(?<=\w)[’'](?:re|ve|ll|d|m|s)$")
"""What a pronoun carries of its verb: the source of “they’re” is “they”."""
POSSESSIVE = frozenset(["my", "our", "his", "her", "their", "your"])
SAYS = frozenset(["said", "says", "say", "told", "continued", "wrote"])
HEDGES = re.compile(
    r"\b(?:alleged(?:ly)?|reported(?:ly)?|purported(?:ly)?|supposed(?:ly)?|apparent(?:ly)?|seem(?:s|ed)?|"
    r"appear(?:s|ed)?|rumou?r\w*"
    r"|(?:is|are|was|were|been|being|be)\s+\w+|it\b.*|expected|likely|according)\b",
    re.IGNORECASE,
)


class Speakers:
    """Finds the sources of one article's attributions, one after the other in the order of the text."""

    def __init__(self, article: Article, prose: Prose, cast: Cast, attributions: list[Attribution]) -> None:
        self.article, self.prose, self.cast = article, prose, cast
        self.attributions = attributions
        self.found: dict[int, Found] = {}
        self.said: list[Found] = []
        self.nested = False
        self.heads = Heads(prose, cast, self.said)
        self.phrases = Phrases(prose, cast, self.heads)

    def all(self) -> list[Found]:
        """Each attribution's source, in the attributions' order."""
        order = sorted(range(len(self.attributions)), key=lambda i: (_anchor(self.attributions[i]), i))
        for i in order:
            attribution = self.attributions[i]
            found = self._source(attribution)
            if found.basis == "named_group" and self._says_document(attribution):
                found = Found(found.name, "document", found.entities, found.spans, found.score, found.key)
            found.at = _anchor(attribution)
            self.found[i] = found
            if found.basis != "none":
                self.said.append(found)
        self._name_delayed(order)
        return [self.found[i] for i in range(len(self.attributions))]

    def _name_delayed(self, order: list[int]) -> None:
        """Names whom headline and lead only describe: “The mechanic who … said”, then “Ana Ruiz, 41, said”."""
        for k, i in enumerate(order):
            found = self.found[i]
            here = self.prose.paragraph(found.at)
            if here > 1:
                return
            word = found.key.split()[-1] if found.key else ""
            if found.basis != "unnamed_person" or word in ANONYMOUS or not self.attributions[i].source:
                continue
            for later in (self.found[j] for j in order[k + 1 :]):
                gap = self.prose.paragraph(later.at) - here
                if later.basis != "named_person" or len(later.entities) != 1 or gap > 2:
                    if gap > 2:
                        break
                    continue
                entity = later.entities[0]
                if gap and entity.places and entity.places[0].start > found.at:
                    self.found[i] = Found(later.name, "named_person", later.entities, later.spans, 0.6, at=found.at)
                break

    def _says_document(self, attribution: Attribution) -> bool:
        """Whether the cue begins with the document itself: “the council” + “report stated”."""
        cue = " ".join(self.prose.text[s:e] for s, e in attribution.cue).lower().split()
        return (
            len(cue) > 1
            and cue[0] in ("report", "study", "survey", "poll", "analysis", "memo")
            and cue[-1][-1:] in "ds"
        )

    def _source(self, attribution: Attribution) -> Found:
        source = self._near_cue(attribution)
        span = _whole(source)
        words = [i for s in source for i in self.prose.words_in(s)]
        while words and self.prose.lower[words[0]] in (
            "by",
            "from",
            "in",
            "of",
            "to",
            "and",
            "but",
            "with",
            "for",
            "both",
            "as",
        ):
            words = words[1:]
        if not words or span is None:
            return self._elided(attribution)
        lower = [CONTRACTED.sub("", self.prose.lower[i]) for i in words]
        plain = [
            w
            for w in lower
            if w not in ("'s", "’s", "also", "himself", "herself", "themselves", "itself", "both", "all")
        ]
        if len(plain) == 1 or (len(plain) == 0):
            word = (plain or lower)[0]
            found = self._pronoun(word, attribution, self.prose.starts[words[0]])
            if found is not None:
                return found
        if lower in (["q"], ["a"]) and self.prose.text[self.prose.ends[words[0]] :][:2].strip() == ":":
            return self._author(attribution, span[0]) if lower == ["q"] else self._interviewed(span[0])
        if plain and plain[-1] in ("i", "we", "me") and len(plain) <= 5:
            return self._author(attribution, self.prose.starts[words[-1]])
        if plain[:2] == ["this", "reporter"] or plain[:2] == ["our", "reporter"] or plain[:2] == ["this", "writer"]:
            return self._author(attribution, self.prose.starts[words[0]])
        return self.phrases.source(words, span)

    def _interviewed(self, at: int) -> Found:
        """Who gives the answers marked “A:”: the person named most before the first question."""
        match = re.search(r"^[“\" ]{0,2}Q:", self.prose.text, re.MULTILINE)
        start = match.start() if match else at
        known = [(sum(m.start < start for m in e.places), -e.span[0], e) for e in self.cast.people]
        best = max((t for t in known if t[0]), key=lambda t: t[:2], default=None)
        return naming([best[2]], 0.6) if best else Found(None, "unnamed_person", score=0.5, key="interviewed")

    def _near_cue(self, attribution: Attribution) -> Spans:
        """The source's spans, those of other sentences than the cue's left out where some stand in it."""
        if len(attribution.source) < 2 or not attribution.cue:
            return attribution.source
        here = self.prose.sentence(attribution.cue[0][0])
        return tuple(s for s in attribution.source if self.prose.sentence(s[0]) == here) or attribution.source

    def _pronoun(self, word: str, attribution: Attribution, at: int) -> Found | None:
        if word in SINGULAR:
            subject = self._role_subject(at, SINGULAR[word])
            if subject is not None:
                return subject
            entity, score = antecedent.person(self.prose, self.cast, at, SINGULAR[word], self.said)
            last = self.heads.last(at)
            unnamed = last is not None and last.basis == "unnamed_person" and self.heads.is_near(last, at, 2)
            unnamed = unnamed and not (last and entity and any(last.at < m.start < at for m in entity.places))
            if last is not None and unnamed:
                return Found(None, "unnamed_person", key=last.key, score=0.7)
            return naming([entity], score) if entity else Found(None, "unnamed_person", score=0.4, key="he")
        if word in FIRST:
            return self._author(attribution, at)
        if word in PLURAL:
            return self._they(at)
        if word in NEUTER:
            return self._it(at)
        if word in RELATIVE:
            return self._relative(attribution, at, word)
        if word == "you":
            return Found(None, "unnamed_group", score=0.6, key="you")
        return None

    def _role_subject(self, at: int, gender: Gender) -> Found | None:
        """Whom “she” means after a subject that is a role, not a name: “My mother is 86. She says …”."""
        here = self.prose.sentence(at)
        for sentence in (here, here - 1):
            start = self.prose.sentence_starts[max(0, sentence)]
            if self.prose.paragraph(start) != self.prose.paragraph(at):
                return None
            first = self.prose.word_at(start)
            if self.prose.lower[first] in POSSESSIVE or self.prose.lower[first] in ("the", "a", "an"):
                for k in range(first + 1, min(first + 4, len(self.prose.lower))):
                    role = roles().get(self.prose.lower[k])
                    if role is None or self.prose.starts[k] >= at:
                        continue
                    if role.kind != "person" or role.gender != gender:
                        break
                    span = (self.prose.starts[first], at)
                    if any(e.kind == "person" and e.gender in ("", gender) for _, e in self.cast.entity_in(span)):
                        break
                    chunk = list(range(first, k + 1))
                    return self.heads.person(chunk, chunk, k, [], self.prose.lower[first])
        return None

    def _they(self, at: int) -> Found:
        for found in reversed(self.said[-3:]):
            if found.at < at and found.is_many and self.heads.is_near(found, at, 3):
                return Found(found.name, found.basis, found.entities, found.spans, 0.8 * found.score, found.key)
        here = self.prose.sentence(at)
        for sentence in range(here, max(-1, here - 3), -1):
            start, end = self.prose.sentences[sentence]
            named = [(m, e) for m, e in self.cast.entity_in((start, min(end, at))) if e.kind in ("person", "group")]
            if not named:
                continue
            groups = [e for _, e in named if e.kind == "group"]
            pair = self.phrases.coordinated(named)
            if len(pair) > 1:
                return naming(pair, 0.6)
            if groups and not any(self._plural_before(start, m.start) for m, _ in named[:1]):
                return naming([groups[0]], 0.5)
            break
        return Found(None, "unnamed_group", score=0.6, key="they")

    def _plural_before(self, start: int, end: int) -> bool:
        return any(
            w in roles() and roles()[w].kind == "people"
            for w in (self.prose.lower[i] for i in self.prose.words_in((start, end)))
        )

    def _it(self, at: int) -> Found:
        start = self.prose.sentence_starts[self.prose.sentence(at)]
        here = [t for t in self.cast.entity_in((start, at)) if t[1].kind in ("group", "place")]
        inside = self.prose.quoted[bisect_left(self.prose.starts, at)]
        nearest = next((e for m, e in reversed(here) if self.prose.quoted[m.first] == inside), None)
        last = self.heads.last(at)
        if nearest is not None and (last is None or last.at < start or nearest in last.entities):
            return naming([nearest], 0.7)
        if (
            last is not None
            and last.basis in ("named_group", "document")
            and (self.heads.is_near(last, at, 3) or self.prose.paragraph(at) - self.prose.paragraph(last.at) <= 1)
            and len(last.entities) < 2
        ):
            return Found(last.name, last.basis, last.entities, last.spans, 0.8, last.key)
        if last is not None and last.basis == "unnamed_group" and self.heads.is_near(last, at, 2):
            role = roles().get(last.key)
            if role is not None and role.kind == "group":
                return Found(None, "unnamed_group", score=0.6, key=last.key)
        sentence_at = self.prose.sentence(at)
        for sentence in range(sentence_at, max(-1, sentence_at - 4), -1):
            start, end = self.prose.sentences[sentence]
            groups = [e for _, e in self.cast.entity_in((start, min(end, at))) if e.kind in ("group", "place")]
            if groups:
                return naming([next((g for g in groups if g.kind == "group"), groups[0])], 0.5)
        return Found(None, "unnamed_group", score=0.4, key="it")

    def _has_i(self, at: int) -> bool:
        start, end = self.prose.sentences[self.prose.sentence(at)]
        return any(self.prose.words[k] == "I" for k in self.prose.words_in((start, end)))

    def _relative(self, attribution: Attribution, at: int, word: str) -> Found:
        """The antecedent of a relative pronoun: the phrase right before it."""
        start, _ = self.prose.sentences[self.prose.sentence(at)]
        i = bisect_left(self.prose.starts, at) - 1
        if i < 0:
            return Found(None, "unnamed_group", score=0.3, key=word)
        direct = self.heads.mention_ending(i)
        first = direct[0].first - len(direct[0].titles) if direct is not None else 0
        preposition = first > 0 and self.prose.lower[first - 1] in ("from", "of", "in", "at", "for", "with", "near")
        if direct is not None and (word != "who" or (direct[1].kind in ("person", "other") and not preposition)):
            alike = ("person",) if word == "who" else ("group", "place")
            people = [t for t in self.cast.entity_in((start, at)) if t[1].kind in alike]
            for k in range(len(people) - 1 if word in ("who", "which") else 0):
                pair = self.phrases.coordinated(people[k:])
                if len(pair) > 1 and pair[-1] is direct[1]:
                    return naming(pair, 0.6)
            return naming([direct[1]], 0.85, "named_group" if direct[1].kind == "other" and word != "who" else None)
        if word == "who" and "as" in self.prose.lower[max(0, i - 2) : i] and self._has_i(at):
            return self._author(attribution, at)
        head = self._head_before(i, start, word)
        if head is not None:
            role, k = head
            if role.kind in ("person", "group"):
                owner = self._apposed(k, start)
                if owner is not None and (owner.kind == "person") == (role.kind == "person"):
                    return naming([owner], 0.8)
            if role.kind == "people":
                return Found(None, "unnamed_group", score=0.8, key=self.prose.lower[k])
            if role.kind == "document":
                return Found(None, "document", score=0.5, key=self.prose.lower[k])
            if role.kind == "group":
                return Found(None, "unnamed_group", score=0.5, key=self.prose.lower[k])
            return self._role_before(k, start)
        noun = self.prose.lower[i]
        if word == "who" and noun not in roles() and not noun.endswith("s") and "the" in self.prose.lower[i - 3 : i]:
            return self._role_before(i, start)  # “the political novice who …”
        kinds = ("person",) if word == "who" else ("group",)
        near = [e for _, e in self.cast.entity_in((start, at)) if e.kind in kinds]
        if near:
            return naming([near[-1]], 0.5)
        return Found(None, "unnamed_group", score=0.4, key=self.prose.lower[i])

    def _role_before(self, k: int, start: int) -> Found:
        """Whom the role whose head is word `k` means: “the mayor, who …”."""
        first = k
        while first > 0 and k - first < 6 and self.prose.starts[first - 1] >= start:
            first -= 1
            if self.prose.lower[first] in ("the", "that", "this", *SINGULAR):
                chunk = list(range(first, k + 1))
                named = self.cast.entity_in((self.prose.starts[first], self.prose.ends[k]))
                return self.heads.person(chunk, chunk, k, named, self.prose.lower[first])
            if self.prose.lower[first] in INDEFINITE:
                break
        return Found(None, "unnamed_person", score=0.6, key=self.prose.lower[k])

    def _head_before(self, i: int, start: int, word: str) -> tuple[Role, int] | None:
        """The role noun that a relative clause after word `i` hangs on, with its index."""
        for k in range(i, max(-1, i - 9), -1):
            if self.prose.starts[k] < start:
                break
            role = roles().get(self.prose.lower[k])
            if role is not None and word == "who" and role.kind not in ("person", "people"):
                continue
            if role is not None and word == "which" and role.kind == "person":
                continue
            if role is not None and (k == i or self.prose.lower[k + 1] in CUT):
                return role, k
        return None

    def _apposed(self, k: int, start: int) -> Entity | None:
        """The name that the phrase around word `k` stands in apposition to: “Ann Lee, a lawyer who …”."""
        for j in range(k, max(0, k - 9), -1):
            gap = self.prose.text[self.prose.ends[j - 1] : self.prose.starts[j]]
            if self.prose.starts[j - 1] < start:
                return None
            if "," in gap or "—" in gap or "–" in gap:
                found = self.heads.mention_ending(j - 1)
                return found[1] if found else None
        return None

    def _author(self, attribution: Attribution, at: int) -> Found:
        """The speaker of the quotation around an “I”, else a letter's signature, else the byline, else the outlet."""
        for other in self.attributions:
            if other is not attribution and any(s <= at < e for s, e in other.content):
                f = self.found.get(self.attributions.index(other)) or (None if self.nested else self._around(other))
                if f is not None and f.name:
                    return Found(f.name, f.basis, f.entities, f.spans, 0.7, f.key)
        signed = self._signature(at)
        if signed is not None:
            return signed
        byline = _people_of(self.article.byline)
        if byline:
            return Found(
                byline[0] if len(byline) == 1 else " and ".join(byline), "named_person", score=0.8, key="author"
            )
        if self.article.outlet:
            return Found(self.article.outlet, "named_group", score=0.6, key="author")
        return Found(None, "unnamed_person", score=0.5, key="author")

    def _around(self, other: Attribution) -> Found:
        """The source of a quotation whose cue comes after the words it holds, looked up before its turn."""
        self.nested = True
        found = self._source(other)
        self.nested = False
        return found

    def _signature(self, at: int) -> Found | None:
        """The name alone in a paragraph that signs the letter around `at`, on pages where several letters stand."""
        signatures = [i for i in range(1, len(self.prose.paragraphs)) if self._is_name_alone(i)]
        here = self.prose.paragraph(at)
        after = [i for i in signatures if i > here]
        if not after or (len(signatures) < 2 and after[0] < len(self.prose.paragraphs) - 3):
            return None
        start, end = self.prose.paragraphs[after[0]]
        name = self.prose.text[start:end].strip(" .—–-,")
        return Found(name, "named_person", spans=((start, start + len(name)),), score=0.8, key="author")

    def _is_name_alone(self, i: int) -> bool:
        start, end = self.prose.paragraphs[i]
        line = self.prose.text[start:end].strip(" .—–-,")
        words = line.split()
        return (
            1 < len(words) < 5
            and (words[0] in given_names() or words[0].endswith("."))
            and all(w[0].isupper() and not w.isupper() for w in words)
            and line.replace(" ", "").replace(".", "").replace("-", "").replace("’", "").replace("'", "").isalpha()
        )

    def _elided(self, attribution: Attribution) -> Found:
        """The source of words that name none: the last speaker where quotation or clause goes on, else nobody."""
        at = _anchor(attribution)
        last = self.heads.last(at)
        if last is None:
            return Found(None, "none", score=0.8)
        cue = " ".join(self.prose.text[s:e] for s, e in attribution.cue)
        direct = self.prose.share_quoted(attribution.content) > 0.5
        same_paragraph = self.prose.paragraph(at) == self.prose.paragraph(last.at)
        same = same_paragraph and self.heads.is_near(last, at, 1)
        gap = self.prose.paragraph(attribution.content[0][0]) - self.prose.paragraph(last.at)
        goes_on = (direct or self._after_colon(attribution)) and cue in ("", ":") and gap <= 2
        goes_on = goes_on or (gap <= 1 and self._same_verb(cue, at))
        first = cue.split()[0].lower() if cue.split() else ""
        clause = same and bool(cue) and (first in SAYS or first.endswith(("ed", "ing"))) and not HEDGES.match(cue)
        if goes_on or clause:
            return Found(last.name, last.basis, last.entities, last.spans, 0.7, last.key)
        return Found(None, "none", score=0.7)

    def _after_colon(self, attribution: Attribution) -> bool:
        """Whether the words open a paragraph that the one before announces with a colon."""
        start = attribution.content[0][0]
        paragraph = self.prose.paragraph(start)
        if not paragraph or start - self.prose.paragraphs[paragraph][0] > 2:
            return False
        return self.prose.text[self.prose.paragraphs[paragraph - 1][1] - 1] == ":"

    def _same_verb(self, cue: str, at: int) -> bool:
        """Whether a passive without an agent repeats the verb of the attribution before: “was rated” after “rated”."""
        before = max((f for f in self.found.items() if f[1].at < at), key=lambda f: f[1].at, default=None)
        if before is None or not PASSIVE.match(cue):
            return False
        told = {w for s, e in self.attributions[before[0]].cue for w in self.prose.text[s:e].lower().split()}
        return bool(told & set(cue.lower().split()) - {"was", "were", "been", "is", "are"})


PASSIVE = re.compile(r"(?:is|are|was|were|has been|have been|had been) \w+ed\b", re.IGNORECASE)


def _people_of(byline: tuple[str, ...]) -> list[str]:
    """The names in a byline, without “By”, handles and the outlet: “By Ana Ruiz, @ruiz, Harbour Post” is Ana Ruiz."""
    parts = [
        part.strip()
        for line in byline
        for part in re.split(r",\s*|\s+and\s+", re.sub(r"^[Bb]y(?:\s+|(?=[A-Z]))", "", line.strip()))
    ]
    people = [
        p
        for p in parts
        if p and p[0].isupper() and p.casefold() != "none" and p.lower().removeprefix("the ") not in outlets()
    ]
    return people or [b for b in byline if b and b.casefold() != "none"]


def _whole(spans: tuple[Span, ...]) -> Span | None:
    return (spans[0][0], spans[-1][1]) if spans else None


def _anchor(attribution: Attribution) -> int:
    """Where the attribution names its source, else its cue, else its content begins."""
    return (attribution.source or attribution.cue or attribution.content)[0][0]
