"""What a noun at the head of a source means: the person, the many or the organisation that it stands for."""

from __future__ import annotations

import re

from onrecord.resolve import antecedent
from onrecord.resolve.antecedent import PLURAL, SINGULAR
from onrecord.resolve.entity import Entity
from onrecord.resolve.fit import STRANGERS, agrees, shares_field
from onrecord.resolve.found import Found, Told, naming
from onrecord.resolve.lexicon import PARTIES, adjectives, organisations, place_kinds, places, roles, titles, words
from onrecord.resolve.names import Mention
from onrecord.resolve.outlet import is_outlet

INDEFINITE = words("indefinite")
ROLES_FOR = words("role_for")
NONE: frozenset[str] = frozenset()
_PANEL = frozenset(["panel", "committee", "subcommittee", "commission", "council", "board"])
_AGENCY = words("agency_noun")
SAME = dict.fromkeys(_PANEL, _PANEL) | dict.fromkeys(("agency", "bureau", "department"), _AGENCY) | {
    "group": words("association_noun"),
    "company": frozenset(["company", "corp", "inc", "corporation", "co"]),
    **dict.fromkeys(("newspaper", "paper", "tabloid", "daily"), words("newspaper_noun")),
    "school": frozenset(["school", "university", "college"]), "court": frozenset({"court"}),
    "party": frozenset({"party"}), "bloc": frozenset(["bloc", "union"]),
    "union": frozenset(["union", "association", "federation", "workers", "steelworkers", "teamsters"]),
}  # fmt: skip
PLACES = {"state": "region", "city": "city", "town": "city", "country": "country", "nation": "country",
          "kingdom": "country", "republic": "country", "province": "region"}  # fmt: skip
COMPANY = words("company_noun")
MEDIA = words("media_noun")
ANY_GROUP = COMPANY | MEDIA | words("association_noun") - {"union", "league", "council"}
"""What a group may be called that is not told to be one."""
HEARD_ON = frozenset(["told", "tells", "to", "on", "via", "by", "with", "in", "for", "through", "from", "at"])
"""Before an outlet that is told something, or carries it."""
PUBLIC = words("public_body")
STOP = words("plain_modifier")
ANONYMOUS = words("anonymous_role")
ALIKE = (
    frozenset(["candidate", "nominee", "contender", "hopeful"]),
    frozenset(["lawyer", "attorney"]),
    frozenset(["representative", "congressman", "congresswoman", "lawmaker"]),
    frozenset(["front-runner", "frontrunner"]),
)  # fmt: skip
"""Roles that one person bears in turn."""
PARTY = {"republican": "r", "gop": "r", "democrat": "d", "democratic": "d", "libertarian": "l"}
GENERIC = frozenset(["woman", "man", "girl", "boy", "teenager", "child", "caller", "driver", "passenger"])


class Heads:
    """Resolves sources that are a role, not a name, against the cast and what was said so far."""

    def __init__(self, told: Told) -> None:
        self.told, self.prose, self.cast = told, told.prose, told.cast

    def noun(self, head: int) -> str:
        """The noun at `head`, with its number where it is an age: 41-year-old."""
        before, noun = self.prose.lower[max(0, head - 1)], self.prose.lower[head]
        return f"{before}-{noun}" if noun == "year-old" else noun

    def person(
        self, words: list[int], chunk: list[int], head: int, named: list[tuple[Mention, Entity]], lead: str
    ) -> Found:
        p = self.prose
        key = " ".join(p.lower[i] for i in words)
        noun = self.noun(head)
        wanted = {p.lower[i] for i in chunk} | {titles()[p.lower[i]].role for i in chunk if p.lower[i] in titles()}
        related = {w.lower() for m, _ in named for w in m.words if not m.first <= head <= m.last}
        owner: Entity | None = None
        if lead in SINGULAR:
            owner, _ = antecedent.person(p, self.cast, p.starts[words[0]], SINGULAR[lead], self.told.said)
        elif named and named[0][0].last + 1 < len(p.lower) and p.lower[named[0][0].last + 1] in ("'s", "’s"):
            owner = named[0][1]
        if owner is not None:
            related |= {owner.surname} | set(owner.name.lower().split())
        found = self._by_role(noun, wanted, related, p.starts[words[0]], lead, owner)
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
        heads = next((same for same in ALIKE if head in same), frozenset([head]))
        members = [e for e in self.cast.people if head in e.roles]
        if self.prose.headings[self.prose.paragraph(at)] and head in PARTIES and len(members) > 1:
            return None  # a headline's “Republican” is whom the story then names
        for e in self.cast.people:
            if e is owner or (gender and e.gender and e.gender != gender):
                continue
            if self._is_opposed(wanted, related, e):
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
        return self._spoken_of(head, at, wanted, related)

    @staticmethod
    def _is_opposed(wanted: set[str], related: set[str], e: Entity) -> bool:
        """Whether the phrase names another party or state than the person's: “the Northern Republican”."""
        sides = {PARTY[w] for w in wanted if w in PARTY}, {PARTY[w] for w in e.roles if w in PARTY}
        if all(sides) and not sides[0] & sides[1]:
            return True
        regions = [{w for w in ws if place_kinds().get(w) == "region"} for ws in (related | wanted, e.roles)]
        return all(regions) and not regions[0] & regions[1]

    def _may_be(self, e: Entity, head: str, wanted: set[str], related: set[str]) -> bool:
        fits = e not in self.told.barred and agrees(head, e)
        return fits and not self._is_opposed(wanted, related, e)

    def _spoken_of(self, head: str, at: int, wanted: set[str], related: set[str]) -> tuple[Entity, float] | None:
        """The person that a definite role means when no name carries the role: the last speaker, or who is near."""
        last = self.told.last(at)
        if head in GENERIC and re.search(
            rf"\b(?:an?|another|one) (?:[\w-]+ ){{0,2}}{head}\b", self.prose.text[:at], re.I
        ):
            return None  # “the woman” after “a woman”, whom nobody named
        if self._is_of_unnamed(head, at):
            return None
        if head in ANONYMOUS | STRANGERS or (
            last is not None and last.basis == "unnamed_person" and self.told.is_near(last, at, 4)
        ):
            return None
        near = last.entities if last is not None and self.told.is_near(last, at, 5) else ()
        is_one = len(near) == 1 and near[0].kind == "person"
        if is_one and self._may_be(near[0], head, wanted, related):
            return near[0], 0.6
        before = [e for e in self.cast.people if e.places[0].start < at and self._may_be(e, head, wanted, related)]
        if is_one and not agrees(head, near[0]):
            before = [e for e in before if shares_field(head, e)]  # a newcomer, or somebody known to be one
        if not before:
            return None
        best = max(before, key=lambda e: (sum(m.start < at for m in e.places), -e.span[0]))
        return best, 0.4

    def _is_of_unnamed(self, head: str, at: int) -> bool:
        """Whether the phrase at `at` is of somebody without a name: “the victim’s mother”, “the lawyer for the boy”."""
        match = re.compile(
            rf"the (?:[\w-]+ ){{0,4}}?([\w-]+)['’]s? (?:[\w-]+ ){{0,4}}?{head}\b|"
            rf"the (?:[\w-]+ ){{0,4}}?{head} (?:of|for) (?:the|an?) ([\w-]+(?: [\w-]+)?)\b(?!['’])"
        ).match(self.prose.folded, at)
        nouns = (match[1] or match[2]).split() if match else []
        return any(roles()[noun].kind != "document" for noun in nouns if noun in roles())

    def people(self, chunk: list[int], head: int, lead: str) -> Found:
        p = self.prose
        word = p.lower[head]
        at = p.starts[chunk[0]]
        last = self.told.last(at)
        if (
            lead in ("the", "both", "those", "these")
            and last is not None
            and len(last.entities) > 1
            and self.told.is_near(last, at, 6)
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
        if before and (before[-1][0].last >= head - 2 or self._possesses(before[-1][0], head)):
            owner = before[-1][1]
            return self._owned_group(owner, before[-1][0], head, word)
        if lead in SINGULAR:
            entity, score = antecedent.person(p, self.cast, p.starts[words[0]], SINGULAR[lead], self.told.said)
            if entity is not None:
                return self._owned_group(entity, None, head, word, score)
        if word in ("campaign", "administration", "team", "government", "foundation") and lead == "the":
            owned = self._owned_before(word, p.starts[words[0]])
            if owned is not None:
                return owned
        if lead in INDEFINITE or lead in PLURAL:
            return Found(None, "unnamed_group", score=0.8, key=word)
        same = next((f for f in reversed(self.told.said) if f.at < at and f.key.endswith(f" {word}") and f.name), None)
        if same is not None and len(chunk) == 2 and not same.entities:
            return same.again(0.7)
        last = self.told.last(at)
        if last is not None and word in COMPANY and self.told.is_near(last, at, 3) and last.is_unlisted:
            return naming([*last.entities], 0.6, "named_group")
        best: tuple[float, Entity] | None = None
        wanted = {p.lower[i] for i in chunk} - {"the", "a"}
        for e in self.cast.groups:
            mentions = [m.start for m in e.places if m.start < at]
            if not mentions:
                continue
            name = set(f"{e.name} {organisations().get(e.name.lower(), '')}".lower().split())
            if word in COMPANY and name & PUBLIC:
                continue
            is_called = word in name or bool(SAME.get(word, NONE) & name)
            if not (is_called or word in e.roles or word in MEDIA) and self._is_only_heard_on(e, at):
                continue
            is_told = is_called or word in e.roles or bool((wanted - adjectives() - {word}) & name)
            if not is_told and word not in ANY_GROUP:
                continue  # “the union” is not the company spoken of
            score = 2.0 * is_called + 1.0 * (word in e.roles) - min(2.0, (at - mentions[-1]) / 500)
            score += 2.0 * len(wanted & (name | e.roles)) - 1.0 * len(wanted - name - e.roles - {word})
            score += 0.3 * min(4, len(mentions))
            if any(e in f.entities for f in self.told.said[-3:]):
                score += 1.0
            if best is None or score > best[0]:
                best = (score, e)
        if best is not None and best[0] > 0:
            return naming([best[1]], 0.6)
        if p.words[head][0].isupper() and not p.headings[p.paragraph(at)]:
            return Found(p.text[p.starts[head] : p.ends[head]], "named_group", score=0.5, key=word)
        return Found(None, "unnamed_group", score=0.5, key=word)

    def _is_only_heard_on(self, e: Entity, at: int) -> bool:
        """Whether the group is an outlet that was so far only told something, “told the Harbour Post”."""
        if not is_outlet(e) or any(e in f.entities for f in self.told.said):
            return False
        lower = self.prose.lower
        firsts = [m.first - (lower[m.first - 1] == "the") for m in e.places if m.start < at]
        return all(first > 0 and lower[first - 1] in HEARD_ON for first in firsts)

    def _possesses(self, m: Mention, head: int) -> bool:
        """Whether the name owns the head with words between: “Ruiz’s presidential campaign”."""
        return m.last == head - 3 and self.prose.lower[m.last + 1] in ("'s", "’s", "presidential")

    def _owned_before(self, word: str, at: int) -> Found | None:
        """The campaign or administration that “the campaign” means: the last one named with its owner."""
        pattern = re.compile(rf"([A-Z][\w.-]+)(?:['’]s?)? {word}\b")
        owners = list(pattern.finditer(self.prose.text, 0, at))
        if not owners:
            last_said = self.told.last(at)
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
            if word not in ("campaign", "camp", "administration") and owner.kind == "person":
                name = f"{owner.name}'s {word}"
                return Found(name, "named_group", spans=(owner.span,), score=score, key=f"{owner.surname} {word}")
            label = owner.name.split()[-1]
            if m is not None and self.prose.ends[m.last] + 1 == self.prose.starts[head]:
                label = self.prose.text[m.start : m.end]
            return Found(
                f"{label} {word}", "named_group", spans=(owner.span,), score=score, key=f"{owner.surname} {word}"
            )
        if m is not None and owner.kind == "place":
            name = self.prose.text[m.start : self.prose.ends[head]]
            span = (m.start, self.prose.ends[head])
            return Found(name, "named_group", spans=(span,), score=0.7, key=f"{owner.name} {word}")
        return naming([owner], 0.7)
