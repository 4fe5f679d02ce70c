"""People who need care: minors by their full name, and illness held up as the reason for violence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.care.card import phrases
from onrecord.care.diagnosis import mental
from onrecord.care.names import FULL, is_person
from onrecord.care.story import Story
from onrecord.care.terms import Hit
from onrecord.data import Severity, Span

_MINOR = re.compile(
    rf"\b(?P<a>{FULL}), (?:who (?:is|was|turned) )?(?:aged? )?(?P<x>[1-9]|1[0-7])"
    rf"(?=[,.](?!\d)|[;:)]| (?:was|is|has|had|who|from|and(?! \d)|of(?! (?:th(?:em|ese|ose|e)|who(?:m|se)|which)\b))\b)"
    rf"|\b(?P<b>{FULL}), (?:a|an|the) (?P<y>[1-9]|1[0-7])[- ]year[- ]old\b"
    rf"|(?P<thing>\b(?i:an?|the|his|her|its|our|their|this|that) )?\b(?P<z>[1-9]|1[0-7])[- ]year[- ]old "
    rf"(?P<person>(?:boy|girl|pupil|student|schoolboy|schoolgirl|daughter|son|teenager|suspect|victim|defendant|"
    rf"brother|sister|niece|nephew|classmate|sophomore|freshman),? )?(?:(?:named|called) )?(?P<c>{FULL})",
)
_THING = re.compile(r"\b(?:an?|the|his|her|its|our|their)\s$", re.IGNORECASE)
"""What stands before the name of a car or a ship, and before no person's."""
_CRIME = phrases("people.crime")
_FIGHTS = phrases("unnamed.fights")
_DEAD = phrases("people.dead")
_THEN = phrases("people.then")
_POLICE = phrases("people.police")
_ILL = phrases("people.ill")
_VIOLENT = phrases("people.violent")
_KNOWS = phrases("people.knows")


def minor(story: Story) -> Iterator[Hit]:
    """A child's full name beside crime, illness or sex."""
    seen: set[str] = set()
    for m in _MINOR.finditer(story.text):
        group = next(g for g in "abc" if m[g])
        name, (start, end) = m[group], m.span(group)
        if name in seen or not is_person(name) or not _is_child(story, m, name):
            continue
        sentence = story.sentence(start)
        until = story.sentence(min(sentence[1] + 1, story.paragraph_span(start)[1] - 1))[1]  # and the next one
        found = _crime(story, (sentence[0], until))
        if (
            found is None
            or _DEAD.search(story.text, sentence[0], until)
            or _THEN.search(story.text, sentence[0], until)
        ):
            continue
        if re.search(
            r"\b(?:mother|father|parents?) of $|\bjudge $", story.text[max(0, start - 20) : start], re.IGNORECASE
        ):
            continue
        seen.add(name)
        message = f"{name} is a minor, named in full beside “{found.group()}”: the name follows a child for life."
        severity: Severity | None = "note" if story.is_quoted(start) else None
        yield Hit((start, end), message, severity, "Leave the name out, unless law and the child’s interest allow it.")


def _is_child(story: Story, m: re.Match[str], name: str) -> bool:
    """Whether the age is a person's: “16-year-old Jo Hay”, but “a 16-year-old Jo Hay” only where the story says who."""
    if not m["c"]:
        return _THING.search(story.text, max(0, m.start() - 8), m.start()) is None
    speaks = any(s.speaker.name == name for s in story.record.statements)
    return speaks or bool(m["person"]) or not m["thing"]


def _crime(story: Story, span: Span) -> re.Match[str] | None:
    """The first word of crime, illness or sex that is not what somebody fights."""
    found = _CRIME.finditer(story.text, *span)
    return next((m for m in found if not _FIGHTS.search(story.text, max(span[0], m.start() - 60), m.start())), None)


def joined(story: Story) -> Iterator[Hit]:
    """Illness given with violence, on the word of police or of bystanders, who cannot know."""
    seen: set[Span] = set()
    for s in story.record.statements:
        source = story.words_of(s.evidence.source)
        if not _POLICE.search(f"{source} {s.speaker.name or ''}"):
            continue
        for a, b in s.evidence.content:
            found = _ILL.search(story.text, a, b) or mental().search(story.text, a, b)
            if found is None:
                continue
            paragraph = story.paragraph_span(found.start())
            sentence = story.sentence(found.start())
            if sentence in seen or _KNOWS.search(story.text, *sentence) or not _VIOLENT.search(story.text, *paragraph):
                continue
            if re.search(
                r"\b(?:not|no|n[’']t|never|without)\b", story.text[max(a, found.start() - 40) : found.start()]
            ):
                continue
            seen.add(sentence)
            message = (
                f"“{found.group()}” is joined to violence on the word of {source or 'this source'}: "
                "has this source the knowledge to say so?"
            )
            suggestion = "Give it only from somebody who knows the person’s history, and say how they know."
            yield Hit(found.span(), message, "note" if story.is_quoted(found.start()) else None, suggestion, s.id)
