"""The lines around a story that tell who wrote it and when it came out, and nothing else."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.resolve.prose import Prose
from onrecord.resolve.timewords import FULL_DAY, MONTH

HEAD, FOOT = 6, 4
"""Paragraphs from the top and from the end among which the day of publication may stand."""
LONGEST = 150
"""Code points of such a line."""
BYLINE = re.compile(r"\W*(?:[Bb]y|BY):? (?=[A-Z])")
PART = re.compile(r"[^|•·–—\t]+")
DATE = re.compile(
    rf"""\W*+(?P<label>(?:(?:first|originally|last)\ )?(?:published|posted|updated|modified|edited|revised|issued|filed|
      released|dated?)\b:?|by\ [^\d:]{{2,60}}?(?=[\s,]))?\W*+
    (?:(?:{FULL_DAY}|mon|tues?|wed|thu|thurs?|fri|sat|sun|{MONTH}|of|on|the|at|[ap]\.?m|gmt|utc|bst|ce?s?t|[emp][sd]?t
      |\d[\d:./+-]*+(?:t\d[\d:.+-]*+z?|st|nd|rd|th|am|pm|z)?)(?:\W++|$))+""",
    re.VERBOSE,
)
"""A line, or part of one, that is a date but for a label, a byline, the weekday and the hour; in lower case."""


class Dated(NamedTuple):
    """Where a line around the story states a date."""

    start: int
    end: int
    is_labelled: bool
    """As the publication's. A bare date may be the day that is told: “18 November” over an entry of a diary."""


def dates(prose: Prose) -> list[Dated]:
    """The parts of first and last lines that are nothing but a date."""
    out: list[Dated] = []
    for start, end in {*prose.paragraphs[:HEAD], *prose.paragraphs[-FOOT:]}:
        if end - start > LONGEST:
            continue
        for part in PART.finditer(prose.folded, start, end):
            match = DATE.fullmatch(prose.folded, *part.span())
            if match:
                out.append(Dated(*part.span(), match["label"] is not None))
    return out


def is_byline(prose: Prose, paragraph: int) -> bool:
    """Whether a paragraph says who wrote the article; a sentence is longer or ends in a full stop."""
    start, end = prose.paragraphs[paragraph]
    return end - start < LONGEST and prose.text[end - 1] not in ".!?:" and bool(BYLINE.match(prose.text, start))
