"""The stretches between quotation marks that belong to statements: what Quotebank and GDELT call quotations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import Final, NamedTuple

from onrecord.data import Record, Span, Statement
from onrecord.text import CLOSING, OPENING, is_single, marks, paragraphs

_LEADING: Final = re.compile(r"[\s\"“”„«»‘’'`]*")
_TRAILING: Final = re.compile(r"[\s\"“”„«»‘’'`]*\Z")


class Quotation(NamedTuple):
    """Words between quotation marks, without these: [start, end) of the text."""

    start: int
    end: int
    statement: Statement


def quotations(record: Record) -> list[Quotation]:
    """The quotations of the direct and mixed statements, in the order of the text.

    “We waited,” she said. “We can wait more” is one statement and two quotations: both formats take the words of
    each from one place. Where several statements share words, the first has them.
    """
    text = record.article.text
    inside = _inside(text)
    found: dict[Span, Statement] = {}
    for s in record.statements:
        for start, end in s.evidence.content if s.form != "indirect" else ():
            for a, b in _overlapping(inside, start, end):
                stretch = _trimmed(text, max(a, start), min(b, end))
                if stretch[0] < stretch[1]:
                    found.setdefault(stretch, s)
    return [Quotation(start, end, s) for (start, end), s in sorted(found.items(), key=lambda item: item[0])]


def before(text: str, start: int, limit: int) -> str:
    """The text from `limit` to a quotation, without the mark that opens it, on one line."""
    return " ".join(_TRAILING.sub("", text[limit:start]).split())


def after(text: str, end: int, limit: int) -> str:
    """The text from a quotation to `limit`, without the mark that closes it, on one line."""
    return " ".join(_LEADING.sub("", text[end:limit], count=1).split())


def _inside(text: str) -> list[Span]:
    """The stretches between double marks and, outside of these, between single ones; in order.

    A double mark never closed holds to the paragraph's end, as in quotations of several paragraphs.
    """
    out: list[Span] = []
    for paragraph in paragraphs(text):
        found = marks(text, (paragraph.start, paragraph.end))
        double = _pairs([m for m in found if not is_single(text, m[0], m[1])], paragraph.end)
        single = _pairs([m for m in found if is_single(text, m[0], m[1])], None)
        out += double + [(a, b) for a, b in single if not _overlapping(double, a, b)]
    return sorted(out)


def _pairs(found: list[tuple[int, int, int]], end: int | None) -> list[Span]:
    out: list[Span] = []
    opened: int | None = None
    for i, j, kind in found:
        if opened is not None and kind in (OPENING, CLOSING):
            out.append((opened, i))
        opened = j if kind == OPENING else None
    if opened is not None and end is not None:
        out.append((opened, end))
    return out


def _overlapping(spans: list[Span], start: int, end: int) -> list[Span]:
    """Those of `spans`, sorted and not overlapping, that share a code point with [start, end)."""
    first = bisect_right(spans, start, key=itemgetter(1))
    return spans[first : bisect_left(spans, end, key=itemgetter(0))]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end] if start < end else ""
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
