"""JSON Lines of bare spans: gold and predictions as eval/score.py reads them, and training data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

import msgspec

from onrecord.data import Record, Spans


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution's spans; a role that the text does not name is empty."""

    content: Spans
    cue: Spans
    source: Spans


class MarkedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """One line."""

    id: str
    text: str
    attributions: tuple[Marked, ...]


def write(records: Iterable[Record], file: IO[bytes]) -> None:
    """An article a line with the spans of its statements; an article without any is kept, since it is a finding too."""
    for record in records:
        evidence = [s.evidence for s in record.statements]
        marked = tuple(Marked(content=e.content, cue=e.cue, source=e.source) for e in evidence)
        line = MarkedArticle(id=record.article.id, text=record.article.text, attributions=marked)
        file.write(msgspec.json.encode(line) + b"\n")
