"""A text cut where spans begin and end, so that overlapping and nested ones can be marked in place.

Every piece knows all the spans that it lies in. Nothing is dropped, and no character stands twice.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.data import Form, Statement

BREAK = re.compile(r"\r?\n[ \t\r]*+\n\s*+")
"""Between two paragraphs."""
_ROLES = ("content", "cue", "source", "speaker", "basis", "channel", "said_on", "denial", "fate")
_MOST_AT_ONCE = 12
"""Spans that one piece is marked with: in news up to 4 overlap; a hostile record may nest thousands."""


class Mark(NamedTuple):
    """A span that a piece lies in."""

    number: int
    """Of the statement on the page, counted from 1."""
    role: str
    form: Form


class Piece(NamedTuple):
    """A stretch of the text within which no span begins or ends."""

    start: int
    text: str
    marks: tuple[Mark, ...]
    begins: tuple[int, ...]
    """Numbers of the statements whose content begins here, or in the white space before."""

    @property
    def form(self) -> Form | None:
        """Of the content that it lies in: the innermost, where several do, which began last."""
        return next((m.form for m in reversed(self.marks) if m.role == "content"), None)

    @property
    def classes(self) -> str:
        """For the style sheet."""
        roles = {m.role for m in self.marks}
        found = [self.form or "", *(r for r in ("cue", "source") if r in roles)]
        return " ".join(filter(None, found))

    @property
    def keys(self) -> str:
        """`3-content 3-said_on 4-cue`, for the script that lights them up."""
        return " ".join(dict.fromkeys(f"{m.number}-{m.role}" for m in self.marks))


class Paragraph(NamedTuple):
    """A paragraph with the numbers of the statements that begin in it."""

    pieces: tuple[Piece, ...]
    notes: tuple[int, ...]


class _Edge(NamedTuple):
    at: int
    order: int
    """0 closes, 1 opens: what ends here ends before what begins."""
    size: int
    """Of what opens here the longest opens first, so that the innermost is the last."""
    mark: Mark


def paragraphs(text: str, statements: Sequence[Statement]) -> list[Paragraph]:
    """The text in paragraphs, each in pieces; the blank lines between paragraphs are left out."""
    waiting = deque(sorted((s.evidence.content[0][0], n) for n, s in enumerate(statements, 1)))
    out, edges = list[Paragraph](), _edges(statements)
    at, active = 0, list[Mark]()
    for start, end in _stretches(text):
        while at < len(edges) and edges[at].at <= start:
            _turn(active, edges[at])
            at += 1
        pieces, here = list[Piece](), start
        while here < end:
            there = min(edges[at].at, end) if at < len(edges) else end
            begins = []
            while waiting and waiting[0][0] <= here:
                begins.append(waiting.popleft()[1])
            pieces.append(Piece(here, text[here:there], tuple(active[-_MOST_AT_ONCE:]), tuple(begins)))
            while at < len(edges) and edges[at].at <= there:
                _turn(active, edges[at])
                at += 1
            here = there
        out.append(Paragraph(tuple(pieces), tuple(sorted(n for piece in pieces for n in piece.begins))))
    return out


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs, as [start, end)."""
    here = len(text) - len(text.lstrip())
    for gap in BREAK.finditer(text, here):
        yield here, gap.start()
        here = gap.end()
    if here < len(text):
        yield here, len(text)


def _edges(statements: Sequence[Statement]) -> list[_Edge]:
    out = []
    for n, s in enumerate(statements, 1):
        for role in _ROLES:
            for start, end in getattr(s.evidence, role):
                mark = Mark(n, role, s.form)
                out += [_Edge(start, 1, start - end, mark), _Edge(end, 0, 0, mark)]
    return sorted(out)


def _turn(active: list[Mark], edge: _Edge) -> None:
    if edge.order:
        active.append(edge.mark)
    else:
        active.remove(edge.mark)
