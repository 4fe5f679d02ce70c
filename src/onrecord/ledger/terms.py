"""The terms that a ledger finds words by: one normal form for both databases, made here and by nothing else.

SQLite's tokenisers and PostgreSQL's parsers cut text differently (hyphens, figures, letters beyond ASCII), so neither
sees a text: each is given the terms, parted by spaces. They hold letters and digits alone, so that what a person typed
is never syntax.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

from onrecord.ledger.names import fold

END = "¶"
"""Stands between two texts of one row, so that no run of words goes across. No term holds it."""
SPEAKER = "§"
"""Before each term of the speaker's name."""
SIZE = "¤"
"""Before the number of a statement's terms, so that short ones that hold a frequent word are found by the index."""

_TERM = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")
_LONGEST = 64
"""Code points of a term; the rest is cut off. PostgreSQL takes 2,046 bytes."""
_MOST = 1_000_000
"""Bytes of a row's terms; what comes after is not found by its words. A tsvector takes 1,048,575."""


def terms_of(text: str) -> list[str]:
    """The terms of a text, in order: runs of letters and digits, in lower case and without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = _MARKS.sub("", text)
    return [t[:_LONGEST] for t in _TERM.findall(text.lower())]


def statement_terms(words: str, speaker: str | None) -> str:
    """The column `terms` of a statement: how many they are, its words, and its speaker's name."""
    found = terms_of(words)
    return _column([f"{SIZE}{len(found)}", END, *found, END, *(SPEAKER + t for t in terms_of(speaker or ""))])


def version_terms(title: str | None, text: str) -> str:
    """The column `terms` of an article's version: title and text."""
    return _column([*terms_of(title or ""), END, *terms_of(text)])


def name_terms(key: str | None, name: str) -> str:
    """The column `terms` of a person: its name in normal form, and as it is shown."""
    return _column(list(dict.fromkeys(terms_of(f"{key or ''} {fold(name)}"))))


def size(words: str) -> int:
    """How many terms the words have."""
    return len(terms_of(words))


def _column(found: list[str]) -> str:
    """A space before each term and after the last, so that one comparison finds a whole one."""
    line = "".join(chain.from_iterable((" ", t) for t in found))
    if len(line) > _MOST // 4 and len(line.encode()) >= _MOST:
        line = line.encode()[:_MOST].decode(errors="ignore").rpartition(" ")[0]
    return line + " "
