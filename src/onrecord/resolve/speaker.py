"""Whose words an attribution holds: from the source span to the fullest name that the article gives."""

from __future__ import annotations

import re
from bisect import bisect_left

from onrecord.data import Article, Attribution, Span, Spans
from onrecord.resolve.antecedent import FIRST, SINGULAR
from onrecord.resolve.author import Author, only_signing
from onrecord.resolve.cast import Cast
from onrecord.resolve.clause import Clauses, is_nonfinite
from onrecord.resolve.entity import Entity
from onrecord.resolve.fit import introduces
from onrecord.resolve.found import Found, Told, naming
from onrecord.resolve.heads import ANONYMOUS
from onrecord.resolve.manner import cue_of
from onrecord.resolve.phrases import Phrases
from onrecord.resolve.pronouns import Pronouns
from onrecord.resolve.prose import Prose

CONTRACTED = re.compile(r"(?<=\w)[’'](?:re|ve|ll|d|m|s)$")
"""What a pronoun carries of its verb: the source of “they’re” is “they”."""
SAYS = frozenset(["said", "says", "say", "told", "continued", "wrote"])
OWN = re.compile(r"(?<![\w“\"‘])(?:I|we) $")
"""The author right before a cue: “my sisters and I” + “understood”."""
SAID = (["said"], ["says"], ["say"], ["told"], ["announced"], ["confirmed"])
THE_NAME = re.compile(r"[Tt]he [A-Z][\w&’'-]*")
IT = re.compile(r"(?:that )?(?:its|it (?:would|will|had|plans|hopes))\b")
"""What opens the words of a company about itself; bare “it was” may mean anything."""
HEDGES = re.compile(
    r"\b(?:alleged(?:ly)?|reported(?:ly)?|purported(?:ly)?|supposed(?:ly)?|apparent(?:ly)?|seem(?:s|ed)?|"
    r"appear(?:s|ed)?|rumou?r\w*"
    r"|(?:is|are|was|were|been|being|be)\s+\w+|it\b.*|expected|likely|according)\b",
    re.IGNORECASE,
)


class Speakers:
    """Finds the sources of one article's attributions, one after the other in the order of the text."""

    def __init__(self, article: Article, prose: Prose, cast: Cast, attributions: list[Attribution]) -> None:
        self.prose, self.cast = prose, cast
        self.attributions = attributions
        self.found: dict[int, Found] = {}
        self.nested = False
        self.told = Told(prose, cast)
        self.author = Author(article, prose)
        self.signing = only_signing(prose, cast)
        self.phrases = Phrases(self.told)
        self.pronouns = Pronouns(self.told, self.phrases)
        self.clauses = Clauses(prose, cast, self.phrases, self.pronouns)

    def all(self) -> list[Found]:
        """Each attribution's source, in the attributions' order."""
        order = sorted(range(len(self.attributions)), key=lambda i: (_anchor(self.attributions[i]), i))
        for i in order:
            attribution = self.attributions[i]
            found = self._source(attribution)
            if found.basis == "named_group" and self._says_document(attribution):
                found = found.again(found.score, "document")
            if found.basis == "named_person" and found.is_unlisted and self._is_it(attribution):
                found = found.again(found.score, "named_group")
            found.at = _anchor(attribution)
            self.found[i] = found
            if found.basis != "none":
                self.told.said.append(found)
        self._name_delayed(order)
        return [self.found[i] for i in range(len(self.attributions))]

    def _name_delayed(self, order: list[int]) -> None:
        """Names whom headline and lead only describe: “The mechanic who … said”, then “Ana Ruiz, 41, said”."""
        for k, i in enumerate(order):
            found = self.found[i]
            here = self.prose.paragraph(found.at)
            if here > 1:
                return
            words = [w for s in self.attributions[i].source for w in self.prose.words_in(s)]
            if found.basis != "unnamed_person" or not words or self.prose.words[words[-1]].isupper():
                continue  # nor is “MODERATOR: …” the next speaker
            noun = self.phrases.heads.noun(self.phrases.chunk(words)[-1])
            if noun in ANONYMOUS:
                continue
            for later in (self.found[j] for j in order[k + 1 :]):
                gap = self.prose.paragraph(later.at) - here
                if later.basis != "named_person" or len(later.entities) != 1 or gap > 2:
                    if gap > 2:
                        break
                    continue
                entity = later.entities[0]
                if gap and entity.places and self._may_describe(noun, words, entity):
                    self.found[i] = Found(later.name, "named_person", later.entities, later.spans, 0.6, at=found.at)
                break

    def _may_describe(self, noun: str, words: list[int], entity: Entity) -> bool:
        """Whether a phrase with this noun describes a person who is named only after it."""
        bearers = [e for e in self.cast.people if noun in e.roles]
        if entity.places[0].start < self.prose.starts[words[0]] or (bearers and entity not in bearers):
            return False
        return introduces(noun, {self.prose.lower[w] for w in words}, entity)

    def _is_it(self, attribution: Attribution) -> bool:
        """Whether “the” opens the source, or its own words go on of it as “it”: “Tramex said it plans to sell”."""
        start = attribution.content[0][0]
        if attribution.source and THE_NAME.fullmatch(
            self.prose.text, attribution.source[0][0], attribution.source[-1][1]
        ):
            return True
        if not attribution.cue or start < attribution.cue[0][0] or self.prose.share_quoted(attribution.content[:1]):
            return False
        return cue_of(self.prose, attribution).split()[-1:] in SAID and IT.match(self.prose.folded, start) is not None

    def _says_document(self, attribution: Attribution) -> bool:
        """Whether the cue begins with the document itself: “the council” + “report stated”."""
        cue = cue_of(self.prose, attribution).lower().split()
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
        self.told.barred = self.signing | (self._named_by(attribution, self.prose.starts[words[0]]) if words else set())
        if not words or span is None:
            return self._elided(attribution)
        lower = [w if w.isalpha() else CONTRACTED.sub("", w) for w in map(self.prose.lower.__getitem__, words)]
        plain = [
            w
            for w in lower
            if w not in ("'s", "’s", "also", "himself", "herself", "themselves", "itself", "both", "all")
        ]
        if len(plain) == 1 or (len(plain) == 0):
            word = (plain or lower)[0]
            at = self.prose.starts[words[0]]
            if word in FIRST or (word == "who" and self._is_own(at)):
                return self._author(attribution, at)
            found = self.pronouns.source(word, at)
            if found is not None:
                return found
        if lower[0] in ("which", "who") and len(plain) > 1 and self.prose.text[span[1] - 1] == ",":
            return self.pronouns.source(lower[0], span[0]) or self.phrases.source(words, span)
        if lower in (["q"], ["a"]) and self.prose.text[self.prose.ends[words[0]] :][:2].strip() == ":":
            return self._author(attribution, span[0]) if lower == ["q"] else self._interviewed(span[0])
        if plain and plain[-1] in ("i", "we", "me") and len(plain) <= 5:
            return self._author(attribution, self.prose.starts[words[-1]])
        if lower[0] in ("self", "self-described", "self-proclaimed", "self-styled"):
            return self._described_by_itself(self.prose.starts[words[0]])
        if plain[0:1] and plain[0] in SINGULAR and plain[1:2] == ["and"]:
            return self._with_others(words, span)
        if plain[:2] == ["this", "reporter"] or plain[:2] == ["our", "reporter"] or plain[:2] == ["this", "writer"]:
            return self._author(attribution, self.prose.starts[words[0]])
        return self.phrases.source(words, span)

    def _named_by(self, attribution: Attribution, at: int) -> set[Entity]:
        """Whom a pronoun at `at` cannot mean: whom its own words name, and who says the sentence that it stands in.

        “She said Ruiz would stay” is somebody else's word on Ruiz, and Ruiz herself would say “I”.
        """
        barred: set[Entity] = set()
        for span in attribution.content:
            quoted = self.prose.share_quoted((span,)) > 0.5
            if span[0] > at or quoted:
                barred |= {e for m, e in self.cast.entity_in(span) if m.start != at and e.kind == "person"}
        for i, found in self.found.items():
            other = self.attributions[i]
            if not other.content[0][0] <= at < other.content[-1][1]:
                continue  # of most: this runs for every pair of attributions
            if any(s <= at < e for s, e in other.content) and self.prose.share_quoted(other.content) > 0.9:
                barred |= set(found.entities)
        return barred

    def _described_by_itself(self, at: int) -> Found:
        """Who calls himself what follows “self-described”: the name before it in its sentence, else after it."""
        start, end = self.prose.sentences[self.prose.sentence(at)]
        before = [e for _, e in self.cast.entity_in((start, at)) if e.kind == "person"]
        after = [e for _, e in self.cast.entity_in((at, end)) if e.kind == "person"]
        named = before[-1:] or after[:1]
        return naming(named, 0.6) if named else Found(None, "unnamed_person", score=0.5, key="self")

    def _with_others(self, words: list[int], span: Span) -> Found:
        """The sources of “he and Ruiz”; of “he and other riders” only he has a name."""
        at = self.prose.starts[words[0]]
        first = self.pronouns.source(self.prose.lower[words[0]], at)
        rest = self.phrases.source(words[2:], (self.prose.starts[words[2]], span[1])) if len(words) > 2 else None
        if first is None or not first.entities:
            return Found(None, "unnamed_group", score=0.5, key="they")
        others = [e for e in rest.entities if rest.basis == "named_person"] if rest else []
        return naming([*first.entities, *others], 0.6)

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

    def _is_own(self, at: int) -> bool:
        """Whether “who” goes back to the author: “I speak as one who …”."""
        i = bisect_left(self.prose.starts, at) - 1
        start, end = self.prose.sentences[self.prose.sentence(at)]
        as_one = i >= 0 and "as" in self.prose.lower[max(0, i - 2) : i]
        return as_one and any(self.prose.words[k] == "I" for k in self.prose.words_in((start, end)))

    def _author(self, attribution: Attribution, at: int) -> Found:
        """The speaker of the quotation around an “I”, else a letter's signature, else the byline, else the outlet."""
        for other in self.attributions:
            if other is not attribution and any(s <= at < e for s, e in other.content):
                f = self.found.get(self.attributions.index(other)) or (None if self.nested else self._around(other))
                if f is not None and f.name:
                    return f.again(0.7)
        return self._quoted_before(at) or self.author.at(at)

    def _quoted_before(self, at: int) -> Found | None:
        """Whose quotation goes on at an “I” that stands between quotation marks, in no attribution's content."""
        here = bisect_left(self.prose.starts, at)
        if not any(self.prose.quoted[here : here + 1]):  # no word may follow
            return None
        paragraph = self.prose.paragraph(at)
        for i, f in sorted(self.found.items(), key=lambda item: -item[1].at):
            content = self.attributions[i].content
            is_before = f.at < at and content[-1][1] <= at and self.prose.paragraph(f.at) == paragraph
            if is_before and f.name and self.prose.share_quoted(content) > 0.5:
                return f.again(0.5)
        return None

    def _around(self, other: Attribution) -> Found:
        """The source of a quotation whose cue comes after the words it holds, looked up before its turn."""
        self.nested = True
        found = self._source(other)
        self.nested = False
        return found

    def _elided(self, attribution: Attribution) -> Found:
        """The source of words that name none: the last speaker where quotation or clause goes on, else nobody."""
        at = _anchor(attribution)
        last = self.told.last(at)
        cue = cue_of(self.prose, attribution)
        subject = self.clauses.subject(attribution, at)
        if OWN.search(self.prose.text, max(0, at - 8), at) and not is_nonfinite(cue):
            return self._author(attribution, at)
        if last is None or (subject is not None and (self.clauses.opens(at) or not is_nonfinite(cue))):
            return subject or Found(None, "none", score=0.8)
        direct = self.prose.share_quoted(attribution.content) > 0.5
        same_paragraph = self.prose.paragraph(at) == self.prose.paragraph(last.at)
        same = same_paragraph and self.told.is_near(last, at, 1)
        gap = self.prose.paragraph(attribution.content[0][0]) - self.prose.paragraph(last.at)
        goes_on = (direct or self._after_colon(attribution)) and cue in ("", ":") and gap <= 2
        goes_on = goes_on or (gap <= 1 and self._same_verb(cue, at))
        first = cue.split()[0].lower() if cue.split() else ""
        clause = same and bool(cue) and (first in SAYS or first.endswith(("ed", "ing"))) and not HEDGES.match(cue)
        if goes_on or clause:
            return last.again(0.7)
        return subject or Found(None, "none", score=0.7)

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


def _whole(spans: tuple[Span, ...]) -> Span | None:
    return (spans[0][0], spans[-1][1]) if spans else None


def _anchor(attribution: Attribution) -> int:
    """Where the attribution names its source, else its cue, else its content begins."""
    return (attribution.source or attribution.cue or attribution.content)[0][0]
