"""Who speaks in a statement, and when, as far as it is told: what keeps two in the same words from being one act."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from onrecord.data import Basis
from onrecord.gathering import Likeness, Saying, named_alike

_SURE = 0.8
"""Of a speaker's score: one less sure parts nothing."""
_FAR_SAID = 3
"""Days between two dates of speaking that make two occasions."""
_FAR_PUBLISHED = 120
"""Days between two articles, where no date of speaking is known, that make two occasions."""
_FAR_PHRASE = 21
"""The same for a few words of one speaker, which come again sooner: a slogan, a name for one's opponent."""
_FAR_UNTOLD = 5
"""The same for these where one of the speakers is not known."""


class Voice(NamedTuple):
    """Who speaks and when, of a statement."""

    speaker: str | None
    """The name, where the statement is sure of it."""
    basis: Basis
    said: tuple[date, date] | None
    published: date | None


def voice_of(saying: Saying) -> Voice:
    """The voice of a saying; of a passage that no statement covers, the dates alone."""
    stated = saying.statement.speaker if saying.statement else None
    return Voice(
        saying.speaker if stated and stated.score >= _SURE else None,
        stated.basis if stated else "none",
        saying.said,
        saying.published,
    )


def is_another(a: Voice, b: Voice) -> bool:
    """Whether both speakers are sure, both people or both groups, and not one.

    What one outlet gives as a company's words another gives as its spokesman's.
    """
    return a.basis == b.basis and named_alike(a.speaker, b.speaker, groups=a.basis == "named_group") == "other"


def occasions(a: Voice, b: Voice, *, phrase: bool) -> Likeness:
    """Whether both were said on the same occasion, as far as dates tell.

    `phrase`: a few words, or such as nothing but the words ties together.
    """
    if a.said and b.said:
        apart = max((b.said[0] - a.said[1]).days, (a.said[0] - b.said[1]).days)
        return "same" if apart <= 0 else "other" if apart > _FAR_SAID else "unknown"
    if a.published and b.published:
        known = a.speaker is not None and b.speaker is not None
        far = _FAR_PUBLISHED if not phrase else _FAR_PHRASE if known else _FAR_UNTOLD
        return "other" if abs((a.published - b.published).days) > far else "unknown"
    return "unknown"
