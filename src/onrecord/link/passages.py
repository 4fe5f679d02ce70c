"""The quoted passages of a text, for finding words that the record has no statement of."""

from __future__ import annotations

import re

from onrecord.data import Span

_MARK = re.compile(r"``|''|[\"“”„«»]")
_LONGEST = 4000
"""Code points. A mark never closed would make the rest of the article a quotation."""
_PARAGRAPH = 700
"""Code points that one paragraph of a quotation has at most: where another one opens farther on, its mark was lost."""
_PLACE = re.compile(r"\w")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*")
"""Of a page, as between the marks of an attribute of HTML that was left in the text: nobody says it."""


def passages(text: str) -> list[Span]:
    """The spans between double quotation marks, in order, without the marks and the white space beside them.

    A mark that stands the same at both ends opens where none is open. One at the start of a line opens anew where the
    passage is open already: newspapers set each paragraph of a long quotation so.
    """
    out: list[Span] = []
    start = -1
    for m in _MARK.finditer(text):
        i, j = m.span()
        if start >= 0 and i - start > _LONGEST:
            start = -1
        opens = m.group() in ("``", "“", "„", "«") or (m.group() not in "”»" and _opens(text, i, j, start))
        if start >= 0:
            is_lost = opens and i - start > _PARAGRAPH
            _keep(text, start, _line_end(text, start, i) if is_lost else i, out)
        start = j if opens else -1
    if start >= 0 and len(text) - start <= _LONGEST:
        _keep(text, start, _line_end(text, start, len(text)), out)
    return out


def _line_end(text: str, start: int, end: int) -> int:
    """Where a passage ends that nothing closes before `end`: with its line, since what follows may be anybody's."""
    line = text.find("\n", start, end)
    return line if line >= 0 else end


def _opens(text: str, i: int, j: int, start: int) -> bool:
    """Whether a mark that looks the same at both ends opens a passage; `start` is where an open one began, or -1."""
    before, after = text[i - 1 : i] or "\n", text[j : j + 1] or "\n"
    if start >= 0:
        return before in "\r\n" and not after.isspace()
    return not after.isspace() or before.isspace()


def _keep(text: str, start: int, end: int, out: list[Span]) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end and _PLACE.search(text, start, end) and not _ADDRESS.fullmatch(text, start, end):
        out.append((start, end))
