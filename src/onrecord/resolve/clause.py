"""Whose words a cue tells that has a subject in its own sentence, where no span names it."""

from __future__ import annotations

import re

from onrecord.data import Attribution
from onrecord.resolve.antecedent import SINGULAR, is_subject
from onrecord.resolve.cast import Cast
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found, naming
from onrecord.resolve.manner import cue_of
from onrecord.resolve.phrases import Phrases
from onrecord.resolve.pronouns import Pronouns
from onrecord.resolve.prose import Prose

NONFINITE = re.compile(
    r"(?:(?:for |by |in |before |after |while )?(?:\w+ly )?|to (?:\w+ly )?)"
    r"(?:say|admit|acknowledg|add|agree|allud|announc|argu|"
    r"ask|assert|attack|accus|bash|blam|blast|boast|brag|brand|call|chant|cit|claim|compar|complain|conced|conclud|"
    r"condemn|contend|critici|declar|declin|defend|demand|denounc|den[yi]|describ|dismiss|emphasi|endors|explain|"
    r"express|highlight|hint|imply|indicat|insist|jok|label|lament|mention|mock|not(?:e|ing)|point|prais|predict|"
    r"promis|pledg|propos|question|quot|recall|recommend|referenc|referr|refus|reiterat|reject|remind|repeat|report|"
    r"respond|reveal|ridicul|shout|slam|stress|suggest|tell|tout|tweet|urg|voic|vow|warn|writ)\w*",
    re.IGNORECASE,
)
"""Cues without a subject of their own: “citing”, “for saying”, “to admit”."""
UNFINISHED = re.compile(
    r"(?:\w+ly )?(?:(?:is|are|was|were|be|been|being|has been|have been|had been|expected|alleged|seemed|appeared|"
    r"rumou?red|supposed)\b|\w+ing\b|to\b|for\b|by\b|as\b)",
    re.IGNORECASE,
)
"""Cues whose words a subject right before them does not speak: passives, hedges, participles, infinitives."""
SPEAKS = re.compile(
    r"(?:said|says|sa[wy]|told|tells|wrote|writes|thought|thinks|knew|knows|understood|vowed|made|took|votes?|\w+ed)\b"
)
PRONOUN = re.compile(
    r"\b(he|she|they)(?:[’'](?:s|ve|d|re))?(?:,? (?:has|have|had|also|so far|since|later|once|then|still|never|\w+ly)"
    r"\b,?)* $",
    re.IGNORECASE,
)
"""A subject that only auxiliaries and adverbs part from the cue: “which she has, so far, refused”."""
NOMINATIVE = re.compile(r"\b(he|she)\b(?=(?:[’']\w+)? \w)", re.IGNORECASE)
MADE_TO = re.compile(
    r"\b(?:ask|forc|urg|press|push|pressur|prompt|compel|lead|le|caus|allow|convinc|persuad|requir|invit|order|want|"
    r"advis|encourag|beg|train|got|get)(?:s|e[sd]?|ed|ing|led|d)? ",
    re.IGNORECASE,
)
"""Whose object acts: “Lee forced Ruiz to admit”."""


class Clauses:
    """Finds the subject of a cue within its sentence."""

    def __init__(self, prose: Prose, cast: Cast, phrases: Phrases, pronouns: Pronouns) -> None:
        self.prose, self.cast, self.phrases, self.pronouns = prose, cast, phrases, pronouns

    def subject(self, attribution: Attribution, at: int) -> Found | None:
        """Whose words the cue at `at` tells; None where its sentence does not show."""
        cue = cue_of(self.prose, attribution)
        if is_nonfinite(cue):
            return self._of_nonfinite(attribution, cue.lower(), at)
        if attribution.content[0][0] > at and SPEAKS.match(cue) and not UNFINISHED.match(cue):
            return self._right_before(at)
        return None

    def opens(self, at: int) -> bool:
        """Whether the cue opens its sentence: “Citing a report, Ruiz left”."""
        return at - self._start(at) < 3

    def _start(self, at: int) -> int:
        return self.prose.sentences[self.prose.sentence(at)][0]

    def _right_before(self, at: int) -> Found | None:
        """The name or the pronoun that a finite cue follows: “The council” + “said it would”."""
        start = self._start(at)
        if self.prose.paragraph(at) == 0 and 0 < at - start < 40 and not self.prose.share_quoted(((start, at),)):
            words = list(self.prose.words_in((start, at)))
            return self.phrases.source(words, (start, at)) if words else None  # a headline: “Council panel” + “votes”
        match = PRONOUN.search(self.prose.text, max(start, at - 60), at)
        if match is not None:
            return self.pronouns.source(match[1].lower(), match.start(1))
        here = self.cast.entity_in((start, at))
        if not here or self.prose.text[here[-1][0].end : at].strip(" .\xa0"):
            return None
        entity = here[-1][1]
        return naming([entity], 0.6) if entity.kind in ("person", "group") else None

    def _of_nonfinite(self, attribution: Attribution, cue: str, at: int) -> Found | None:
        start = self._start(at)
        if self.opens(at):
            return self._main_clause(attribution)
        dash = self.prose.text[max(0, at - 3) : at].strip()[-1:] in (",", "—", "–", "-")
        if cue.split()[0].endswith("ing") and not dash:
            return None  # “a post saying …”: the noun before it says so
        if cue.startswith("to ") and (made := self._made_to(start, at)) is not None:
            return naming([made], 0.6)
        pronoun = NOMINATIVE.search(self.prose.text, start, at)
        if pronoun is not None and self.prose.word_at(start) == self.prose.word_at(pronoun.start()):
            return self.pronouns.source(pronoun[1].lower(), pronoun.start())
        if cue.startswith(("for ", "to ")) and pronoun is not None:
            *_, pronoun = NOMINATIVE.finditer(self.prose.text, start, at)
            return self.pronouns.source(pronoun[1].lower(), pronoun.start())
        named = self.cast.entity_in((start, at))
        inside = self.prose.share_quoted(attribution.cue) > 0.5
        same = [t for t in named if inside or not self.prose.quoted[t[0].first]]
        lead = next((e for m, e in same if is_subject(self.prose, m.first, m.last, m.start)), None)
        return naming([lead], 0.5) if lead is not None and lead.kind in ("person", "group") else None

    def _made_to(self, start: int, at: int) -> Entity | None:
        """Whom somebody made say it: the name right after “forced”, “asked”, “urged”."""
        matches = list(MADE_TO.finditer(self.prose.text, start, at))
        for match in reversed(matches):
            named = self.cast.entity_in((match.end(), at))
            if named and named[0][1].kind == "person":
                m, e = named[0]
                return e if m.first - len(m.titles) - self.prose.word_at(match.end()) < 2 else None
        return None

    def _main_clause(self, attribution: Attribution) -> Found | None:
        """The subject after the comma that closes what opens the sentence."""
        after = attribution.content[-1][1]
        end = self.prose.sentences[self.prose.sentence(max(0, after - 1))][1]
        named = [t for t in self.cast.entity_in((after, end)) if not self.prose.quoted[t[0].first]]
        if named and named[0][1].kind in ("person", "group") and "," in self.prose.text[after : named[0][0].start]:
            return naming([named[0][1]], 0.6)
        comma = self.prose.text.find(", ", after - 1, end)
        word = self.prose.word_at(comma + 1) if comma >= 0 else -1
        if 0 < word < len(self.prose.lower) and self.prose.lower[word] in SINGULAR:
            return self.pronouns.source(self.prose.lower[word], self.prose.starts[word])
        return None


def is_nonfinite(cue: str) -> bool:
    """Whether a cue has no subject of its own."""
    return NONFINITE.match(cue) is not None and (cue.startswith("to ") or "ing" in cue.split(" to ")[0])
