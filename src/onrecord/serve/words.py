"""The words that pages use for the values of data.py."""

from __future__ import annotations

from typing import Final

NAMES: Final = {
    "named_person": "named person",
    "named_group": "named group",
    "unnamed_person": "unnamed person",
    "unnamed_group": "unnamed group",
    "document": "document",
    "none": "no source given",
    "twitter": "Twitter",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "other_social": "social network",
    "tv": "television",
    "radio": "radio",
    "podcast": "podcast",
    "newspaper": "newspaper",
    "interview": "interview",
    "speech": "speech",
    "debate": "debate",
    "press_conference": "press conference",
    "statement": "statement",
    "email_or_letter": "e-mail or letter",
    "phone": "phone",
    "court": "court",
    "hearing": "hearing",
    "book": "book",
    "report_or_poll": "report or poll",
    "ad": "advertisement",
    "text_message": "text message",
    "in_person_private": "in person, in private",
    "another_speaker": "another speaker",
    "not_found": "not found",
    "unreviewed": "not reviewed",
}
"""Where the value itself does not read as English."""

CHOSEN: Final = frozenset("basis channel form fate review versions order".split())
"""Fields of a query whose values are a few of data.py's; what others hold was written by somebody."""


def in_words(value: object, field: str) -> str:
    """The value of a query's field for a person."""
    return named(value) if field in CHOSEN else str(value)


def named(value: object) -> str:
    """The value for a person; a value without a name of its own reads as it is."""
    return NAMES.get(str(value), str(value).replace("_", " "))
