"""Sources that are a pronoun: whom “he”, “they”, “it” and “who” mean."""

from __future__ import annotations

from bisect import bisect_left

from onrecord.resolve import antecedent
from onrecord.resolve.antecedent import NEUTER, PLURAL, RELATIVE, SINGULAR
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found, Told, naming
from onrecord.resolve.heads import INDEFINITE
from onrecord.resolve.lexicon import Gender, Role, roles
from onrecord.resolve.phrases import CUT, Phrases

POSSESSIVE = frozenset(["my", "our", "his", "her", "their", "your"])


class Pronouns:
    """Resolves sources that are one pronoun."""

    def __init__(self, told: Told, phrases: Phrases) -> None:
        self.told, self.prose, self.cast = told, told.prose, told.cast
        self.phrases, self.heads = phrases, phrases.heads

    def source(self, word: str, at: int) -> Found | None:
        """Whom the pronoun means; None where the word is no pronoun."""
        if word in SINGULAR:
            subject = self._role_subject(at, SINGULAR[word])
            if subject is not None:
                return subject
            entity, score = antecedent.person(
                self.prose, self.cast, at, SINGULAR[word], self.told.said, self.told.barred
            )
            last = self.told.last(at)
            unnamed = last is not None and last.basis == "unnamed_person" and self.told.is_near(last, at, 2)
            unnamed = unnamed and not (last and entity and any(last.at < m.start < at for m in entity.places))
            if last is not None and unnamed:
                return Found(None, "unnamed_person", key=last.key, score=0.7)
            return naming([entity], score) if entity else Found(None, "unnamed_person", score=0.4, key="he")
        if word in PLURAL:
            return self._they(at)
        if word in NEUTER:
            return self._it(at)
        if word in RELATIVE:
            return self._relative(at, word)
        if word == "you":
            return Found(None, "unnamed_group", score=0.6, key="you")
        return None

    def _role_subject(self, at: int, gender: Gender) -> Found | None:
        """Whom “she” means after a subject that is a role, not a name: “My mother is 86. She says …”."""
        here = self.prose.sentence(at)
        inside = self.prose.quoted[self.prose.word_at(at)]
        for sentence in (here, here - 1):
            start = self.prose.sentence_starts[max(0, sentence)]
            if self.prose.paragraph(start) != self.prose.paragraph(at):
                return None
            first = self.prose.word_at(start)
            if self.prose.quoted[first] != inside:
                continue  # “My mother is 86,” she said
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
        for found in reversed(self.told.said[-3:]):
            if found.at < at and found.is_many and self.told.is_near(found, at, 3):
                return found.again(0.8 * found.score)
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
        last = self.told.last(at)
        if nearest is not None and (last is None or last.at < start or nearest in last.entities):
            return naming([nearest], 0.7)
        if (
            last is not None
            and last.basis in ("named_group", "document")
            and (self.told.is_near(last, at, 3) or self.prose.paragraph(at) - self.prose.paragraph(last.at) <= 1)
            and len(last.entities) < 2
        ):
            return last.again(0.8)
        if last is not None and last.basis == "unnamed_group" and self.told.is_near(last, at, 2):
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

    def _relative(self, at: int, word: str) -> Found:
        """The antecedent of a relative pronoun: the phrase right before it."""
        start, _ = self.prose.sentences[self.prose.sentence(at)]
        i = bisect_left(self.prose.starts, at) - 1
        if i < 0:
            return Found(None, "unnamed_group", score=0.3, key=word)
        direct = self.cast.mention_ending(i)
        first = direct[0].first - len(direct[0].titles) if direct is not None else 0
        preposition = first > 0 and self.prose.lower[first - 1] in ("from", "of", "in", "at", "for", "with", "near")
        if direct is not None and (word != "who" or (direct[1].kind in ("person", "other") and not preposition)):
            alike = ("person",) if word == "who" else ("group", "place")
            people = [t for t in self.cast.entity_in((start, at)) if t[1].kind in alike]
            for k in range(len(people) - 1 if word in ("who", "which") else 0):
                pair = self.phrases.coordinated(people[k:])
                if len(pair) > 1 and pair[-1] is direct[1]:
                    return naming(pair, 0.6)
            if (dated := self.phrases.dated(*direct)) is not None:
                return dated
            return naming([direct[1]], 0.85, "named_group" if direct[1].kind == "other" and word != "who" else None)
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
                found = self.cast.mention_ending(j - 1)
                return found[1] if found else None
        return None
