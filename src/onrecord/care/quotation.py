"""Quotations against what is known of them: the wording on record, and posts that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from onrecord.care.card import phrases
from onrecord.care.story import Story, speaker_of
from onrecord.care.terms import Hit
from onrecord.data import Comparison, Span
from onrecord.text import marks, quotation


class OnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The nearest wording on record of a quotation, as a ledger gives it."""

    words: str
    comparison: Comparison
    """How the quotation (right) stands to the words on record (left)."""


Lookup = Callable[[str, str | None], OnRecord | None]
"""A quotation's words and its speaker's name → what the record has of them; None where it has nothing like it."""

LEAST = 4
"""Words: shorter quotations are phrases that many people use."""

_SEEN = phrases("quotation.seen")

_WHEN = phrases("quotation.when")


def altered(story: Story, lookup: Lookup) -> Iterator[Hit]:
    """A quotation whose words are not those that the record has of the same speaker."""
    for s in story.record.statements:
        if s.form == "indirect":
            continue
        for span in (q for piece in s.evidence.content for q in _quoted(story, piece)):
            words = story.text[slice(*span)]
            if len(words.split()) < LEAST:
                continue
            found = lookup(words, s.speaker.name)
            if found is None or found.comparison.relation != "altered":
                continue
            changed = [(found.words[slice(*e.left)].strip(), words[slice(*e.right)].strip())
                       for e in found.comparison.edits if e.sense is not None]  # fmt: skip
            how = "; ".join(
                f"“{a}” became “{b}”" if a and b else f"“{a}” is gone" if a else f"“{b}” was added"
                for a, b in changed[:3]
            )
            message = f"These are not the words that the record has of {speaker_of(s)}{': ' + how if how else ''}."
            yield Hit(span, message, suggestion=found.words, statement=s.id)


def _quoted(story: Story, piece: Span) -> Iterator[Span]:
    """The parts of a piece that stand between quotation marks, without the marks; all of it where it holds none."""
    if not marks(story.text, piece):
        yield piece
        return
    states = quotation(story.text, piece)
    start = None
    for i, state in enumerate([*states, 0]):
        inside = state in (1, 2)
        if inside and start is None:
            start = i
        elif not inside and start is not None:
            yield piece[0] + start, piece[0] + i
            start = None


def deleted(story: Story) -> Iterator[Hit]:
    """A deleted post that is quoted, with no word on when it was posted, seen or deleted, or who kept it."""
    for s in story.record.statements:
        if s.fate != "deleted" or s.fate_on is not None or s.evidence.said_on:
            continue
        n = story.paragraph(s.evidence.content[0][0])
        last = min(n + 1, len(story.paragraphs) - 1)
        around = (story.paragraphs[max(0, n - 1)].start, story.paragraphs[last].end)
        told = story.sentence(s.evidence.content[0][0])
        if _SEEN.search(story.text, *around) or _WHEN.search(story.text, *told):
            continue
        span = (s.evidence.cue or s.evidence.fate or s.evidence.content)[0]
        message = f"This post of {speaker_of(s)} is gone: say when it was seen and who has kept it."
        yield Hit(
            span, message, "note" if story.is_quoted(span[0]) else None, statement=s.id, related=s.evidence.content
        )
