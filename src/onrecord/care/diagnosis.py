"""Claims about a person's health: where they come from, whose disclosure they are, and when they were true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from onrecord.care.card import phrases, words
from onrecord.care.names import NAME, is_known, is_person, named_before
from onrecord.care.story import Story, speaker_of
from onrecord.care.terms import Hit
from onrecord.data import Span, Statement
from onrecord.text import overlaps

_VERB = (
    r"(?:(?:may|might|(?:(?:is|was) (?:\w+ )?(?:believed|thought|said|rumou?red|understood|alleged|reported|suspected)|"
    r"seem(?:s|ed)|appear(?:s|ed)) to) )?"
    r"(?:(?:has|have|had) (?:\w+ly )?had|has|have|had|be|suffer(?:s|ed)?(?: from)?|"
    r"(?:is|was) suffering from|lives? with|lived with|is living with|"
    r"is battling|battles|battled|is fighting|has been battling|struggl(?:es|ed) with|is struggling with|"
    r"(?:was|is|were|been|being) (?:\w+ )?(?:diagnosed|hospitali[sz]ed|treated|medicated)(?: \w+){0,2} (?:with|for)|"
    r"(?:has been|had been) (?:diagnosed with|treated for)|is|was|(?:has|had|with) a (?:long )?history of)"
)
_BEFORE = (
    r"(?:\w+ly )?(?:a |an |his |her |the |from |long-term |long-standing |severe |mild |chronic |untreated |"
    r"undiagnosed |stage \w+ )*"
)
_ENDS = (
    r"(?=[^\w\s-]|\s*$|\s(?:and|or|in|for|since|after|when|but|that|which|who|because|as|at|from|while|though|although|"
    r"by|on|with|last|this|years?|before|\d)\b)"
)
_HEARSAY = phrases("diagnosis.hearsay")
_FAMILY = phrases("diagnosis.family")
_ATTRIBUTED = phrases("diagnosis.attributed")
_DATED = phrases("diagnosis.dated")
_NEGATED = re.compile(
    r"\b(?:not|never|no|n[’']t|nor|neither|whether|if|without|fear\w*|worr\w+|risk of)\b", re.IGNORECASE
)
_PUBLIC = re.compile(r"\b(?:died|dies|death|killed|late|1[0-8]\d\d|19[0-7]\d|century|president from)\b", re.IGNORECASE)
_VAGUE = phrases("diagnosis.vague")


class Claim(NamedTuple):
    """Words that give a named person an illness."""

    span: Span
    person: str
    illness: str
    verb: str
    statement: Statement | None


@cache
def _illness() -> str:
    return "|".join(p for p, _ in words("illnesses"))


@cache
def mental() -> re.Pattern[str]:
    """The names of mental illnesses."""
    return re.compile(rf"\b(?:{'|'.join(p for p, kind in words('illnesses') if kind == 'mental')})\b", re.IGNORECASE)


@cache
def _claims() -> tuple[re.Pattern[str], re.Pattern[str]]:
    who = rf"(?P<who>{NAME}|[Hh]e|[Ss]he)"
    ill = rf"(?P<ill>(?i:{_illness()}))"
    aside = r"(?:, [^,.;”\"]{1,60},)?"
    return (
        re.compile(rf"\b{who}{aside}(?:,? who)?(?:[’']s)? (?:\w+ly )?(?P<verb>{_VERB}) {_BEFORE}{ill}{_ENDS}"),
        re.compile(rf"\b(?P<who>{NAME})[’']s (?:\w+ )?(?:diagnosis (?:of|with) )?{ill}(?: diagnosis)?(?!\w|-)"),
    )


_WORDS = frozenset(
    """
    bipolar polar depression schizophrenia schizophrenic schizoaffective psychosis psychotic delusions depressive
    personality disorder disorders ocd adhd ptsd stress anorexia bulimia mental breakdown autism asperger
    aspergers tourette tourettes alzheimer alzheimers dementia addiction alcoholism substance hiv aids hepatitis
    cancer leukemia leukaemia lymphoma melanoma tumor tumour sclerosis parkinson parkinsons epilepsy neuron
    neurone als lupus diabetes
    """.split()
)
"""One of these words stands in every text that names an illness of the list."""


@lru_cache(maxsize=1)  # four rules ask it of a story, one after the other
def claims(story: Story) -> tuple[Claim, ...]:
    """Every place that gives a named person an illness, in order, each person and illness once."""
    return tuple(_claimed(story)) if story.words & _WORDS else ()


def _claimed(story: Story) -> Iterator[Claim]:
    seen: set[tuple[str, str]] = set()
    for expression in _claims():
        for match in expression.finditer(story.text):
            who = match["who"]
            verb = match.groupdict().get("verb") or "has"
            start, _ = story.sentence(match.start())
            is_one = re.match(r"bi-?polar|schizophrenic", match["ill"], re.IGNORECASE)  # nobody “is cancer”
            if verb.split()[-1] in ("is", "was", "be") and not is_one:
                continue
            if who.lower() in ("he", "she"):
                if not named_before(story, match.span()):
                    continue
            elif not is_person(who) or not is_known(story, who):
                continue
            if _NEGATED.search(story.text, max(start, match.start() - 40), match.end()):
                continue
            key = (who.split()[-1].lower(), match["ill"].lower()[:6])
            if key not in seen:
                seen.add(key)
                yield Claim(
                    match.span(),
                    who,
                    match["ill"],
                    verb,
                    story.statement_at(match.span()) or _near(story, match.span()),
                )


def _near(story: Story, span: Span) -> Statement | None:
    """The statement that holds most of the span, where none holds all of it."""
    return next((s for s in story.record.statements if overlaps(s.evidence.content, (span,))), None)


def unsourced(story: Story) -> Iterator[Hit]:
    """A named person's illness that nobody, nobody named, or only a rumour vouches for."""
    for c in claims(story):
        start, end = story.sentence(c.span[0])
        sentence = story.text[start:end]
        what = (
            f"That {c.person} has {c.illness}"
            if c.person.lower() not in ("he", "she")
            else f"This diagnosis ({c.illness})"
        )
        if c.statement is not None and c.statement.speaker.basis != "none":
            if not c.statement.speaker.basis.startswith("unnamed") or _is_family(story, c.statement):
                continue
            if not story.is_quoted(c.span[0]):
                yield Hit(c.span, f"{what} rests on a source without a name: it needs one who can know, on the record.",
                          statement=c.statement.id)  # fmt: skip
            else:
                yield Hit(c.span, f"{what} is quoted from a source without a name.", "note", statement=c.statement.id)
            continue
        if story.is_quoted(c.span[0]):
            continue
        if _HEARSAY.search(sentence):
            yield Hit(c.span, f"{what} is told as hearsay: do not publish a diagnosis that nobody stands by.")
        elif not (_ATTRIBUTED.search(_around(story, c.span)) or _PUBLIC.search(sentence)):
            yield Hit(c.span, f"{what} stands without a source: say who knows it, and how.")


def _is_family(story: Story, s: Statement) -> bool:
    """Whether it is somebody's family that speaks: told by whose relatives they are, they are no unnamed source."""
    return all(_FAMILY.fullmatch(story.text, *span) for span in s.evidence.source) and bool(s.evidence.source)


def _around(story: Story, span: Span) -> str:
    """The paragraph of the span with the ones before and after it."""
    n = story.paragraph(span[0])
    last = min(n + 1, len(story.paragraphs) - 1)
    return story.text[story.paragraphs[max(0, n - 1)].start : story.paragraphs[last].end]


def undated(story: Story) -> Iterator[Hit]:
    """A diagnosis that does not say when it was made, or that is no more than a “history of”."""
    if story.has(("history of",)):
        for match in _VAGUE.finditer(story.text):
            quoted = story.is_quoted(match.start())
            message = (
                f"“{match.group()}” names no illness, no date and no source: say what was diagnosed, when and by whom."
            )
            yield Hit(match.span(), message, "note" if quoted else None)
    for c in claims(story):
        if "diagnosed" not in c.verb or story.is_quoted(c.span[0]):
            continue
        start, end = story.sentence(c.span[0])
        if not _DATED.search(story.text, start, end):
            yield Hit(c.span, "A diagnosis without a date: say when it was made, since it may not hold today.", "note")


def disclosed(story: Story) -> Iterator[Hit]:
    """A person's illness that somebody else tells of: whose disclosure it is."""
    for c in claims(story):
        s = c.statement
        if s is None or s.speaker.basis != "named_person" or s.speaker.name is None:
            continue
        last = c.person.split()[-1].removesuffix("’s")
        if c.person.lower() in ("he", "she") or (last in s.speaker.name.split() and c.person in s.speaker.name):
            continue
        if c.person.split()[0] in s.speaker.name.split() and len(c.person.split()) == 1:
            continue
        on = f" on {s.said_on.earliest.isoformat()}" if s.said_on and s.said_on.earliest == s.said_on.latest else ""
        message = (
            f"It is {speaker_of(s)} who disclosed this{on}, not {c.person}: say so wherever the diagnosis is repeated."
        )
        yield Hit(c.span, message, statement=s.id)


_JUDGING = phrases("diagnosis.judging")


def judging(story: Story) -> Iterator[Hit]:
    """Words that judge what somebody with a mental illness does, in a story that tells of that illness."""
    told = [c for c in claims(story) if mental().search(c.illness)]
    if not told:
        return
    for match in _JUDGING.finditer(story.text):
        voice, statement = story.voice(match.span())
        if voice == "quoted":
            continue
        ill = told[0].illness
        where = f"in the outlet’s voice, in a story that tells of {ill}"
        message = f"“{match.group()}” judges, {where}: say what was said or done."
        yield Hit(match.span(), message, statement=statement.id if statement else None)
