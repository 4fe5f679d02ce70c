"""What a noun at the head of a source means: the person, the many, the organisation or the document it stands for."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from onrecord.resolve import antecedent
from onrecord.resolve.antecedent import PLURAL, SINGULAR, Found, naming
from onrecord.resolve.cast import Cast
from onrecord.resolve.entity import Entity
from onrecord.resolve.lexicon import place_kinds, places, roles, titles, words
from onrecord.resolve.names import Mention
from onrecord.resolve.prose import Prose

INDEFINITE = words("indefinite")
BY = re.compile(r"\b(?:by|from)(?: [\w’'-]+){0,3} $")
AND = re.compile(r",? and (?:the )?|/")
EMPLOYED = re.compile(r"(?:['’]s)?(?: [a-z][\w-]*){1,3} ")
"""What may stand between an employer and its person: “Harbour University professor Ana Ruiz”."""
JOINTS = ("/", "-", "–", " and ", " & ")
TO = re.compile(r"\bto (?:the )?$")
ROLES_FOR = words("role_for")
NONE: frozenset[str] = frozenset()
_PANEL = frozenset(["panel", "committee", "subcommittee", "commission", "council", "board"])
_AGENCY = words("agency_noun")
SAME = dict.fromkeys(_PANEL, _PANEL) | dict.fromkeys(("agency", "bureau", "department"), _AGENCY) | {
    "group": words("association_noun"),
    "company": frozenset(["company", "corp", "inc", "corporation", "co"]),
    "newspaper": words("newspaper_noun"),
    "paper": words("newspaper_noun"),
    "school": frozenset(["school", "university", "college"]), "court": frozenset({"court"}),
    "party": frozenset({"party"}),
}  # fmt: skip
PLACES = {"state": "region", "city": "city", "town": "city", "country": "country", "nation": "country",
          "kingdom": "country", "republic": "country", "province": "region"}  # fmt: skip
COMPANY = words("company_noun")
STUDY_NOUNS = frozenset(["study", "survey", "report", "analysis", "poll", "research", "paper", "review", "audit",
                         "investigation", "inquiry", "findings", "results", "data", "figures"])  # fmt: skip
ARTICLE_NOUNS = frozenset(["article", "piece", "story", "feature", "column", "editorial", "op-ed", "profile", "essay"])
PUBLIC = words("public_body")
STOP = words("plain_modifier")
ANONYMOUS = words("anonymous_role")
GENERIC = frozenset(["woman", "man", "girl", "boy", "teenager", "child", "caller", "driver", "passenger"])


class Heads:
    """Resolves sources that are a role, not a name, against the cast and what was said so far."""

    def __init__(self, prose: Prose, cast: Cast, said: list[Found]) -> None:
        self.prose, self.cast, self.said = prose, cast, said

    def last(self, at: int) -> Found | None:
        return next((f for f in reversed(self.said) if f.at < at), None)

    def is_near(self, found: Found, at: int, sentences: int) -> bool:
        return self.prose.sentence(at) - self.prose.sentence(found.at) <= sentences

    def mention_ending(self, i: int) -> tuple[Mention, Entity] | None:
        """The name whose last word is `i`."""
        found = self.cast.entity_in((self.prose.starts[max(0, i - 8)], self.prose.ends[i]))
        return found[-1] if found and found[-1][0].last == i else None

    def person(
        self, words: list[int], chunk: list[int], head: int, named: list[tuple[Mention, Entity]], lead: str
    ) -> Found:
        p = self.prose
        key = " ".join(p.lower[i] for i in words)
        wanted = {p.lower[i] for i in chunk} | {titles()[p.lower[i]].role for i in chunk if p.lower[i] in titles()}
        related = {w.lower() for m, _ in named for w in m.words}
        owner: Entity | None = None
        if lead in SINGULAR:
            owner, _ = antecedent.person(p, self.cast, p.starts[words[0]], SINGULAR[lead], self.said)
        elif named and named[0][0].last + 1 < len(p.lower) and p.lower[named[0][0].last + 1] in ("'s", "’s"):
            owner = named[0][1]
        if owner is not None:
            related |= {owner.surname} | set(owner.name.lower().split())
        found = self._by_role(p.lower[head], wanted, related, p.starts[words[0]], lead, owner)
        if found is not None:
            return naming([found[0]], found[1])
        if owner is not None and lead in SINGULAR:
            for e in self.cast.people:
                others = {o.surname for o in self.cast.people if o is not e}
                if p.lower[head] in ROLES_FOR and ROLES_FOR & e.roles and others & e.roles:
                    return naming([e], 0.7)
        if p.lower[head] in ROLES_FOR and lead in INDEFINITE and related:
            later = [
                e
                for e in self.cast.people
                if p.lower[head] in e.roles and e.places[0].start > p.starts[head] and "the" in e.roles
            ]
            if (
                len(later) == 1
                and self.prose.sentence(later[0].places[0].start) - self.prose.sentence(p.starts[head]) < 7
            ):
                return naming(later, 0.6)
        if lead == "my" or lead == "our":
            for e in self.cast.people:
                if p.lower[head] in e.roles:
                    return naming([e], 0.7)
        return Found(None, "unnamed_person", score=0.8, key=key)

    def _by_role(
        self, head: str, wanted: set[str], related: set[str], at: int, lead: str, owner: Entity | None
    ) -> tuple[Entity, float] | None:
        """The person whose title or role the phrase names; for “the …” failing that the one spoken of."""
        gender = roles()[head].gender if head in roles() else ""
        if self.prose.headings[self.prose.paragraph(at)] or self.prose.paragraph(at) == 0:
            lead = "the" if lead == head else lead  # headlines leave articles out
        if lead in INDEFINITE and not related:
            return None
        best: tuple[float, Entity] | None = None
        heads = {head, {"nominee": "candidate", "candidate": "nominee", "lawyer": "attorney", "attorney": "lawyer",
                        "congressman": "representative", "congresswoman": "representative"}.get(head,
                        head)}  # fmt: skip
        for e in self.cast.people:
            if e is owner or (gender and e.gender and e.gender != gender):
                continue
            has = bool(heads & e.roles)
            more = len((wanted - heads - STOP) & e.roles) + len(related & e.roles)
            if not has or ((lead in INDEFINITE or related) and not more):
                continue
            before = [m.start for m in e.places if m.start < at]
            score = 2.0 * has + more + (0.5 if before else 0) - (at - before[-1] if before else 3000) / 4000
            if best is None or score > best[0]:
                best = (score, e)
        if best is not None:
            return best[1], 0.85
        if lead not in ("the", "that", "this") or related - set(places()) - {w for p in places() for w in p.split()}:
            return None
        return self._spoken_of(head, gender, at)

    def _spoken_of(self, head: str, gender: str, at: int) -> tuple[Entity, float] | None:
        """The person that a definite role means when no name carries the role: the last speaker, or who is near."""
        last = self.last(at)
        if head in GENERIC and re.search(
            rf"\b(?:an?|another|one) (?:[\w-]+ ){{0,2}}{head}\b", self.prose.text[:at], re.I
        ):
            return None  # “the woman” after “a woman”, whom nobody named
        if head in ANONYMOUS or (last is not None and last.basis == "unnamed_person" and self.is_near(last, at, 4)):
            return None
        if (
            last is not None
            and len(last.entities) == 1
            and last.entities[0].kind == "person"
            and self.is_near(last, at, 5)
        ) and (not gender or last.entities[0].gender in ("", gender)):
            return last.entities[0], 0.6
        before = [e for e in self.cast.people if e.places[0].start < at and (not gender or e.gender in ("", gender))]
        if not before:
            return None
        best = max(before, key=lambda e: (sum(m.start < at for m in e.places), -e.span[0]))
        return best, 0.4

    def people(self, chunk: list[int], head: int, lead: str) -> Found:
        p = self.prose
        word = p.lower[head]
        at = p.starts[chunk[0]]
        last = self.last(at)
        if (
            lead in ("the", "both", "those", "these")
            and last is not None
            and len(last.entities) > 1
            and self.is_near(last, at, 6)
        ) and (
            lead == "both"
            or any(word.rstrip("s") in e.roles for e in last.entities)
            or word in ("men", "women", "two", "pair")
        ):
            return naming(list(last.entities), 0.7)
        if (lead in ("the", "both") and "two" in (p.lower[i] for i in chunk)) or word in ("pair", "duo", "couple"):
            pair = self._last_two(at, roles()[word.rstrip("s")].gender if word.rstrip("s") in roles() else "")
            if pair:
                return naming(pair, 0.5)
        if word == "police" and len(chunk) > 1 and self.prose.lower[head - 1] in places():
            name = self.prose.text[self.prose.starts[chunk[0]] : self.prose.ends[head]]
            return Found(name.removeprefix("the ").removeprefix("The "), "named_group", score=0.8, key=name)
        return Found(None, "unnamed_group", score=0.9, key=word)

    def _last_two(self, at: int, gender: str) -> list[Entity]:
        """The two people last spoken of, where the paragraph before names no third."""
        paragraph = self.prose.paragraph(at)
        start = self.prose.paragraph_starts[max(0, paragraph - 1)]
        people = [e for _, e in self.cast.entity_in((start, at)) if e.kind == "person"]
        found = list(dict.fromkeys(e for e in people if not gender or e.gender in ("", gender)))
        return found if len(found) == 2 else []

    def group(
        self, chunk: list[int], head: int, named: list[tuple[Mention, Entity]], lead: str, words: list[int]
    ) -> Found:
        p = self.prose
        word = p.lower[head]
        at = p.starts[words[0]]
        full = self._full_group({w.lower() for m, _ in named for w in m.words if m.last < head}, word)
        full = full or self._named_by_words({p.lower[i] for i in chunk}, word) or self._introduced(word, lead, at)
        if full is not None:
            return naming([full], 0.7)
        if word in PLACES and lead in ("the", "that", "this"):
            place = self._place(word, at)
            if place is not None:
                return naming([place], 0.6)
        after = [e for m, e in named if m.first > head and e.kind == "group"]
        if after and word in _PANEL | {"bench", "majority", "court"} and p.lower[head + 1] == "of":
            return naming(after[:1], 0.7)
        before = [(m, e) for m, e in named if (m.last < head and e.kind != "other") or m.last == head - 1]
        if lead in INDEFINITE and before and before[-1][1].kind == "other":
            before = []  # “a Republican-controlled legislature”
        if before and before[-1][0].last in (head - 1, head - 2):
            owner = before[-1][1]
            return self._owned_group(owner, before[-1][0], head, word)
        if lead in SINGULAR:
            entity, score = antecedent.person(p, self.cast, p.starts[words[0]], SINGULAR[lead], self.said)
            if entity is not None:
                return self._owned_group(entity, None, head, word, score)
        if word in ("campaign", "administration", "team", "government", "foundation") and lead == "the":
            owned = self._owned_before(word, p.starts[words[0]])
            if owned is not None:
                return owned
        if lead in INDEFINITE or lead in PLURAL:
            return Found(None, "unnamed_group", score=0.8, key=word)
        best: tuple[float, Entity] | None = None
        wanted = {p.lower[i] for i in chunk} - {"the", "a"}
        for e in self.cast.groups:
            mentions = [m.start for m in e.places if m.start < at]
            if not mentions:
                continue
            name = set(e.name.lower().split())
            if word in COMPANY and name & PUBLIC:
                continue
            score = (
                2.0 * (word in name or bool(SAME.get(word, NONE) & name))
                + 1.0 * (word in e.roles)
                - min(2.0, (at - mentions[-1]) / 500)
            )
            score += 2.0 * len(wanted & (name | e.roles)) - 1.0 * len(wanted - name - e.roles - {word})
            score += 0.3 * min(4, len(mentions))
            if any(e in f.entities for f in self.said[-3:]):
                score += 1.0
            if best is None or score > best[0]:
                best = (score, e)
        if best is not None and best[0] > 0:
            return naming([best[1]], 0.6)
        if p.words[head][0].isupper() and not p.headings[p.paragraph(at)]:
            return Found(p.text[p.starts[head] : p.ends[head]], "named_group", score=0.5, key=word)
        return Found(None, "unnamed_group", score=0.5, key=word)

    def _owned_before(self, word: str, at: int) -> Found | None:
        """The campaign or administration that “the campaign” means: the last one named with its owner."""
        pattern = re.compile(rf"([A-Z][\w.-]+)(?:['’]s?)? {word}\b")
        owners = list(pattern.finditer(self.prose.text, 0, at))
        if not owners:
            last_said = self.last(at)
            if word != "campaign" or last_said is None or len(last_said.entities) != 1:
                return None
            owner = last_said.entities[0]
            return self._owned_group(owner, None, 0, word, 0.5) if owner.kind == "person" else None
        last = owners[-1]
        return Found(
            f"{last[1]} {word}", "named_group", spans=(last.span(),), score=0.6, key=f"{last[1].lower()} {word}"
        )

    def _full_group(self, words: set[str], head: str) -> Entity | None:
        """The committee that “a Senate panel” means, which the article names in full elsewhere."""
        if not words or head not in SAME:
            return None
        fit = [
            e
            for e in self.cast.groups
            if words <= set(e.name.lower().split()) and SAME[head] & set(e.name.lower().split())
        ]
        return fit[0] if fit else None

    def _named_by_words(self, words: set[str], head: str) -> Entity | None:
        """The organisation whose whole name the phrase holds in small letters: “the top Northern medical journal”."""
        for e in self.cast.groups:
            name = [w for w in e.name.lower().split() if w not in STOP]
            if len(name) > 1 and name[-1] == head and words.issuperset(name):
                return e
        return None

    def _introduced(self, head: str, lead: str, at: int) -> Entity | None:
        """The body that headline or lead only describe, “an appeals court”, and the next paragraphs name."""
        here = self.prose.paragraph(at)
        if here > 1 or not (lead in INDEFINITE or self.prose.headings[here] or here == 0) or lead == "the":
            return None
        for e in self.cast.groups:
            first = e.places[0]
            name = set(e.name.lower().split())
            is_kind = head in name or bool(SAME.get(head, NONE) & name)
            if is_kind and len(name) > 1 and first.start - at >= 0 and self.prose.paragraph(first.start) < here + 5:
                return e
        return None

    def _place(self, word: str, at: int) -> Entity | None:
        """The last place of its kind named before “the state”, “the city”."""
        kind = PLACES[word]
        for mention, e in reversed(self.cast.entity_in((max(0, at - 6000), at))):
            if e.kind == "place" and place_kinds().get(" ".join(mention.words).lower().rstrip(".")) == kind:
                return e
        return None

    def _owned_group(self, owner: Entity, m: Mention | None, head: int, word: str, score: float = 0.9) -> Found:
        """A campaign or office called by its owner: “Lee campaign”; the owner's name itself for an organisation."""
        beside = m is not None and self.prose.ends[m.last] + 1 <= self.prose.starts[head]
        if m is not None and beside and owner.kind == "group" and word in _PANEL:
            name = self.prose.text[m.start : self.prose.ends[head]]
            return Found(name, "named_group", spans=((m.start, self.prose.ends[head]),), score=0.8, key=name.lower())
        if owner.kind == "person" or owner.kind == "other":
            if word != "campaign" and word != "administration" and owner.kind == "person":
                name = f"{owner.name}'s {word}"
                return Found(name, "named_group", spans=(owner.span,), score=score, key=f"{owner.surname} {word}")
            label = owner.name.split()[-1]
            if m is not None and self.prose.ends[m.last] + 1 == self.prose.starts[head]:
                label = self.prose.text[m.start : m.end]
            return Found(
                f"{label} {word}", "named_group", spans=(owner.span,), score=score, key=f"{owner.surname} {word}"
            )
        if m is not None and owner.kind == "place":
            return Found(f"{self.prose.text[m.start : m.end]} {word}", "named_group", spans=((m.start, m.end),),
            score=0.7,
                         key=f"{owner.name} {word}")  # fmt: skip
        return naming([owner], 0.7)

    def document(self, words: list[int], head: int, named: list[tuple[Mention, Entity]]) -> Found:
        p = self.prose
        word = p.lower[head]
        makers = self._makers(head, named)
        if makers:
            made = naming(makers, 0.8, "document")
            made.key = word
            return made
        at = p.starts[words[0]]
        for found in reversed(self.said):
            if (
                (
                    found.basis == "document"
                    and found.at < at
                    and self.prose.paragraph(at) - self.prose.paragraph(found.at) < 4
                )
                and found.name
                and (word in found.key or found.key in ("it", word) or _family(word) == _family(found.key))
            ):
                return Found(found.name, "document", found.entities, found.spans, 0.6, word)
        last = self.last(at)
        if (
            last is not None
            and p.lower[words[0]] == "the"
            and last.basis == "named_group"
            and self.is_near(last, at, 6 if word in ARTICLE_NOUNS else 2)
        ):
            return Found(last.name, "document", last.entities, last.spans, 0.5, word)
        maker = self._maker(word, at) if p.lower[words[0]] in ("the", "that", "this", "its") else None
        if maker is not None:
            return naming([maker], 0.6, "document")
        return Found(None, "document", score=0.8, key=word)

    def _makers(self, head: int, named: list[tuple[Mention, Entity]]) -> list[Entity]:
        """Who made a document: the names before its noun (“a Herald/Orbis poll”), else those after “by” or “from”."""
        p = self.prose
        before = [(m, e) for m, e in named if m.first <= head and e.kind in ("group", "person")]
        if before:
            joint = [
                e for (m, e), (n, _) in pairwise(before) if p.text[m.end : n.start] in ("/", "-", "–", " and ", " & ")
            ]
            return list(dict.fromkeys([*joint, before[-1][1]])) if joint else [before[0][1]]
        after = [(m, e) for m, e in named if m.first > head]
        ranked = self._by(head, after)
        rest = [
            e for m, e in after if not TO.search(p.text, max(p.ends[head], m.start - 12), m.start) and e.kind != "place"
        ]
        groups = [e for e in rest if e.kind == "group"]
        return ranked or (groups or rest)[:1]

    def _by(self, head: int, after: list[tuple[Mention, Entity]]) -> list[Entity]:
        """Who stands after “by”: several joined by “and”, and a person rather than the employer put before the name."""
        p = self.prose
        out: list[tuple[Mention, Entity]] = []
        for k, (m, e) in enumerate(after):
            by = BY.search(p.text, max(p.ends[head], m.start - 24), m.start)
            gap = p.text[out[-1][0].end : m.start] if out else ""
            if k and out and after[k - 1] == out[-1] and e.kind == "person" and EMPLOYED.fullmatch(gap):
                out[-1] = (m, e)
            elif (by and not out) or AND.fullmatch(gap) or (by and " and " in gap and by.group().startswith("by")):
                out.append((m, e))
        return list(dict.fromkeys(e for _, e in out))

    def _maker(self, word: str, at: int) -> Entity | None:
        """Who made the report that “the report” means: the name beside the same noun before."""
        p = self.prose
        limit = bisect_left(p.starts, at)
        for i in range(limit - 1, max(0, limit - 250), -1):
            if p.lower[i] != word:
                continue
            before = self.mention_ending(i - 1)
            if before is not None and before[1].kind == "group":
                return before[1]
            after = self.cast.entity_in((p.ends[i], p.ends[i] + 60))
            if after and p.lower[i + 1] in ("by", "from", "of") and after[0][1].kind == "group":
                return after[0][1]
        return None


def _family(noun: str) -> str:
    """What kind of document a noun calls: “the study” goes on about “a survey”, “the piece” about “a feature”."""
    return "study" if noun in STUDY_NOUNS else "article" if noun in ARTICLE_NOUNS else noun
