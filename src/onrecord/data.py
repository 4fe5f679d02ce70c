"""Every value that onrecord passes on, frozen, in the order of the flow.

    Capture ─▶ Article ─▶ Attribution ─▶ Statement ─▶ Record
         └──────────────▶ Rejection

Spans are half-open pairs of Unicode code point offsets into `Article.text`, which is never altered after
reading. Each type here is also its JSON form: `msgspec.json.encode(record)` is the record on the wire.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Span = tuple[int, int]
"""Half-open [start, end) in Unicode code points."""

Spans = tuple[Span, ...]
"""Spans of one role: sorted, not overlapping, each at least one code point long."""

MediaType = Literal["text/plain", "text/html", "application/json"]
Form = Literal["direct", "indirect", "mixed"]
Basis = Literal["named_person", "named_group", "unnamed_person", "unnamed_group", "document", "none"]
ChannelKind = Literal[
    "twitter", "facebook", "instagram", "other_social", "tv", "radio", "podcast", "newspaper", "interview",
    "speech", "debate", "press_conference", "statement", "email_or_letter", "phone", "court", "hearing", "book",
    "report_or_poll", "ad", "text_message", "in_person_private",
]  # fmt: skip
Fate = Literal["deleted", "retracted", "apologised", "corrected", "disputed"]
Reason = Literal["empty", "binary", "too_large", "too_short", "no_article", "malformed", "unreadable", "failed"]


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that were found, not yet read."""

    source: str
    """Where: a path, `-` for standard input; `line` tells the rest."""
    content: bytes
    media_type: MediaType
    line: int | None = None
    """The line of a JSON Lines file, counted from 1."""
    fault: Rejection | None = None
    """Why there are no bytes to read, where there are none: the file is too large, the folder is closed to us."""

    @property
    def place(self) -> str:
        """`source` or `source:line`, as an error names it."""
        return self.source if self.line is None else f"{self.source}:{self.line}"


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """A document that could not be read, as a value: one bad page stops nothing."""

    source: str
    """As `Capture.place` gives it."""
    reason: Reason
    detail: str
    """One sentence for a person: what is wrong and, where it helps, what to do."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """Clean text with what is known of its publication."""

    id: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    published: date | None = None
    language: str | None = None
    """ISO 639-1, as the document states it."""
    text: str


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """What the model sees in one article's text: somebody's words, the cue that says so, and whose they are."""

    content: Spans
    """At least one; several where the words are cut by their cue: “…,” she said. “…”"""
    cue: Spans = ()
    source: Spans = ()
    """Empty where the text names no source."""
    score: float = 1.0
    """Calibrated probability that content and source are right, 0 to 1."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The spans that each field of a statement rests on. Roles may overlap one another; spans of one role don't."""

    content: Spans
    cue: Spans
    source: Spans
    speaker: Spans = ()
    """Where the article gives the fullest name."""
    basis: Spans = ()
    """The stated reason why a source goes unnamed."""
    channel: Spans = ()
    said_on: Spans = ()
    denial: Spans = ()
    fate: Spans = ()


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Whose words these are."""

    name: str | None
    """The fullest name that the article gives; None where it gives none. Several people are joined by " and "."""
    basis: Basis
    score: float = 1.0


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """Through what the words reached the public."""

    kind: ChannelKind
    name: str | None = None
    score: float = 1.0


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `earliest` to `latest`, both included: as precise as the text is, never more."""

    earliest: date
    latest: date
    score: float = 1.0


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution resolved: who really spoke, on what basis, through what, when."""

    id: str
    form: Form
    speaker: Speaker
    channel: Channel | None = None
    said_on: Period | None = None
    denial: bool = False
    denies: str | None = None
    """The id of the statement in the same article that this one denies."""
    fate: Fate | None = None
    fate_on: Period | None = None
    """When it was deleted, retracted …, where the article tells."""
    score: float = 1.0
    """As `Attribution.score`."""
    evidence: Evidence


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """An article with its statements, in the order of the text."""

    article: Article
    statements: tuple[Statement, ...]
