"""Sources without a name: why they go unnamed, what rests on them, and whether they can be recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from onrecord.care.card import phrases, words
from onrecord.care.names import FULL
from onrecord.care.story import Story
from onrecord.care.terms import Hit
from onrecord.data import ChannelKind, Span, Statement

_TELLS = phrases("unnamed.tells")
_DECLINED = re.compile(
    r"\b(?:declin|refus|not|n[’']t|would|will|could|may|might|should|if|expected|asked)\w*(?: \w+)?(?: to)? ?$",
    re.IGNORECASE,
)
_OPEN: frozenset[ChannelKind] = frozenset(
    (
        "twitter",
        "facebook",
        "instagram",
        "other_social",
        "speech",
        "debate",
        "press_conference",
        "court",
        "hearing",
        "tv",
        "radio",
        "ad",
        "book",
    )
)
"""Channels that all the world can hear: whoever speaks there is not hidden by the reporter."""
LEAD = 2
"""Paragraphs: what a story tells first of somebody whom it names further down."""

_STATED = phrases("unnamed.stated")
_STATED_STEMS = ("anonym", "named", "identified", "authori", "background", "withheld", "fear", "retaliat", "reprisal")
_ALL = re.compile(r"\b(?:others?|all|most|some of (?:them|whom)|interviewed|each|many|several|dozen|both|they)\b")
_HEADS = frozenset(
    """
    source insider person people official aide adviser advisor executive operative strategist associate confidant
    staffer diplomat friend donor democrat republican
    """.split()
)
_WHY = phrases("unnamed.why")
_GRANT = phrases("unnamed.grant")
_DEFINITE = re.compile(
    r"(?:the|that|this|these|those|both|he|she|they|who|it|such|his|her|their|my|our)\b", re.IGNORECASE
)
_NAMED_NEXT = re.compile(
    r"[,:]? ?(?:–|—|-)? ?(?:including |named |like |such as )?[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+"
)
_CHANGED = re.compile(r"\bname\w* (?:has been |have been |is |was )?(?:changed|withheld|not)")
_SPEAKS = re.compile(
    rf"(?:[.”\"]\s+|\n)({FULL})(?:,[^.]{{3,80}},)? (?:spoke|said|says|told|added|argued|made the|leads)\b"
)
_OF_PAPERS = phrases("unnamed.of_papers")
_ALLEGES = phrases("unnamed.alleges")
_OFFICE = phrases("unnamed.office")
_SOMEBODY = re.compile(r"(?:that )?(?:a|an|another|one|two|three|several|some\w*|unknown|people|men)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:.]|, and\b|\b(?:but|yet|while|although|though|because|after|before|when)\b", re.IGNORECASE)
_ASIDE = re.compile(r", (?:who|which|whose)\b[^,]*,")
_NONE = re.compile(
    r"(?:\bnot|n[’']t)\b(?! (?:only|just|merely))"
    r"|\b(?:no|never|nor|neither|without|whether|if|den(?:y|ies|ied|ying))\b",
    re.IGNORECASE,
)
_FIGHTS = phrases("unnamed.fights")
_CLEARED = phrases("unnamed.cleared")


@cache
def _details() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(expression)) for kind, expression in words("details"))


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\W*(?:{p})\W*", re.IGNORECASE | re.DOTALL), kind) for p, kind in words("unnamed"))


def _source(story: Story, s: Statement) -> tuple[Span, str] | None:
    """Where a statement names no source, the span and words of what it says instead."""
    if not s.speaker.basis.startswith("unnamed") or len(s.evidence.source) != 1:
        return None
    span = s.evidence.source[0]
    found = " ".join(story.text[span[0] : span[1]].split())
    return (span, found) if len(found) <= 200 else None


def _hidden(story: Story, s: Statement) -> tuple[Span, str] | None:
    """As `_source`, where it is somebody who tells the press and goes unnamed."""
    found = _source(story, s)
    if found is None or _DEFINITE.match(found[1]) or _OF_PAPERS.search(found[1]):
        return None
    (_, end), source = found
    if _NAMED_NEXT.match(story.text, end) or re.search(r"\b[A-Z][a-z]+ [A-Z][a-z]+,|, [A-Z][a-z]+ [A-Z][a-z]+", source):
        return None
    if s.channel is not None and s.channel.kind in _OPEN:
        return None
    cue = story.words_of(s.evidence.cue)
    before = story.text[max(0, s.evidence.cue[0][0] - 24) : s.evidence.cue[0][0]] if s.evidence.cue else ""
    if s.evidence.cue and re.search(r"\band\s*$", story.text[end : max(end, s.evidence.cue[0][0])]):
        return None  # “An official looked at her and said”: a scene, not a source
    if (
        not _TELLS.search(cue)
        or re.search(r"\b(?:not|n[’']t|declin|refus|would|will|could|may|might|should)", cue)
        or _DECLINED.search(before)
    ):
        return None
    return found


def kind_of(story: Story, s: Statement) -> str | None:
    """`source` or `inside` where the statement is that of somebody who tells the press and goes unnamed."""
    found = _hidden(story, s)
    if found is None:
        return None
    kind = next((kind for expression, kind in _kinds() if expression.fullmatch(found[1])), None)
    return None if kind == "inside" and _may_be_named(story, found[0][1]) else kind


def _may_be_named(story: Story, end: int) -> bool:
    """Whether the story may name further down, or next, whom it first tells of in the words that end here."""
    in_lead = story.paragraph(end - 1) <= LEAD and len(story.paragraphs) > 2 * LEAD
    return in_lead or _is_named_after(story, end)


def _is_named_after(story: Story, end: int) -> bool:
    """Whether somebody speaks next whom the story has not named before: “A top adviser says … Ed Roe spoke …”."""
    known = story.text[:end]
    return any(m[1].split()[-1] not in known for m in _SPEAKS.finditer(story.text, end, end + 500))


def without_reason(story: Story) -> Iterator[Hit]:
    """A source that goes unnamed, where the article does not say why."""
    for match in _GRANT.finditer(story.text) if story.has(("anonym", "identified", "named", "unnamed")) else ():
        start, end = story.sentence(match.start())
        after = _WHY.search(story.text, match.end(), min(end, match.end() + 160))
        before = _WHY.search(story.text, max(start, match.start() - 60), match.start())
        if not (after or before or story.is_quoted(match.start())):
            yield Hit(match.span(), f"“{match.group()}” says that the name is withheld, not why: give the reason.")
    seen: set[str] = set()
    given = _reasons(story)
    for s in story.record.statements:
        kind = kind_of(story, s)
        if kind is None or s.evidence.basis or s.score < 0.3:
            continue
        (span, source) = _source(story, s) or ((0, 0), "")
        if story.is_quoted(span[0]) or _key(source) in seen or _is_excused(story, span, source, given):
            continue
        seen.add(_key(source))
        message = f"“{source}” goes unnamed and nothing says why: name the source, or give the reason."
        yield Hit(span, message, None if kind == "source" else "note", statement=s.id)


def _reasons(story: Story) -> list[tuple[int, str]]:
    """The sentences that speak of somebody’s anonymity: paragraph and words, in lower case."""
    found = []
    for match in _STATED.finditer(story.text) if story.has(_STATED_STEMS) else ():
        start, end = story.sentence(match.start())
        found.append((story.paragraph(match.start()), story.text[start:end].lower()))
    return found


def _is_excused(story: Story, span: Span, source: str, given: list[tuple[int, str]]) -> bool:
    """Whether a reason stands near, or elsewhere for sources called the same, or for all that were asked."""
    here = story.paragraph(span[0])
    heads = {w.rstrip("s") for w in re.findall(r"[a-z]+", source.lower())} & _HEADS
    return any(
        abs(there - here) <= 1 or _ALL.search(sentence) or any(head in sentence for head in heads)
        for there, sentence in given
    )


def _key(source: str) -> str:
    """The phrase without articles and numbers: sources described alike are flagged once."""
    return re.sub(
        r"^(?:(?:a|an|one|another|two|three|four|five|several|multiple|many|some|other)\s)+", "", source.lower()
    ).rstrip("s,")


def alone(story: Story) -> Iterator[Hit]:
    """A serious allegation that nobody makes but one source without a name."""
    unnamed = [s for s in story.record.statements if kind_of(story, s) or _is_witness(story, s)]
    for s in unnamed:
        alleged = _alleged(story.words_of(s.evidence.content))
        source = _source(story, s)
        if alleged is None or source is None or s.denial or not _is_one(source[1]):
            continue
        stem = alleged.lower()[:5]
        named = ("named_person", "named_group", "document")
        others = (
            o
            for o in story.record.statements
            if o is not s and o.id != s.denies and not o.denial and (o.speaker.basis in named or o in unnamed)
        )
        if not any(stem in story.words_of(o.evidence.content).lower() for o in others):
            message = f"A serious allegation (“{alleged}”) rests on this one source without a name."
            yield Hit(source[0], message, statement=s.id, related=s.evidence.content)


def _is_witness(story: Story, s: Statement) -> bool:
    """Whether one private person without a name speaks of somebody in particular: a woman, a neighbour, a colleague."""
    found = _hidden(story, s)
    return (
        found is not None
        and s.speaker.basis == "unnamed_person"
        and _is_one(found[1])
        and not _OFFICE.search(found[1])
        and not _SOMEBODY.match(story.words_of(s.evidence.content))
        and not _may_be_named(story, found[0][1])
    )


def _alleged(said: str) -> str | None:
    """The first words that allege something grave; None where they are denied, cleared, or what somebody fights."""
    for m in _ALLEGES.finditer(said):
        before = said[max(0, m.start() - 80) : m.start()]
        clause = _CLAUSE.split(_ASIDE.sub(" ", before))[-1]
        sentence = said[said.rfind(". ", 0, m.start()) + 1 :].partition(". ")[0]
        if not (_NONE.search(clause) or _FIGHTS.search(clause) or _CLEARED.search(sentence)):
            return m.group()
    return None


def _is_one(source: str) -> bool:
    return re.match(r"(?:a|an|one|another)\b", source, re.IGNORECASE) is not None


def recognisable(story: Story) -> Iterator[Hit]:
    """Somebody whose name is withheld, described by three or more details that together point to one person."""
    seen: set[Span] = set()
    for s in story.record.statements:
        if s.speaker.basis != "unnamed_person" or not s.evidence.source:
            continue
        start, end = s.evidence.source[0]
        sentence = story.sentence(start)
        if sentence in seen or story.is_quoted(start) or _NAMED_NEXT.match(story.text, end):
            continue
        around = story.text[sentence[0] : sentence[1]]
        described = story.text[start:end]
        hidden = _STATED.search(around) or _CHANGED.search(around)
        if not (hidden or _is_one(described)):
            continue
        if re.search(r"\b[A-Z][a-z]+ [A-Z][a-z]+, (?:an?|the|who|\d)", around):
            continue
        outside = _unsaid(story, s, sentence)
        found = [kind for kind, expression in _details() if expression.search(outside)]
        if len(found) >= 3:
            seen.add(sentence)
            message = (
                f"Together these details ({', '.join(found)}) may tell who this is: leave some out, or name the person."
            )
            yield Hit((start, end), message, statement=s.id)


def _unsaid(story: Story, s: Statement, sentence: Span) -> str:
    """The sentence without what the statement says: its source, and what stands beside it."""
    out, at = [], sentence[0]
    for a, b in (*s.evidence.content, (sentence[1], sentence[1])):
        if a >= at:
            out.append(story.text[at : min(a, sentence[1])])
        at = max(at, b)
    return " ".join(out)
