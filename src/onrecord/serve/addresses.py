"""Addresses of pages, and what of a text may stand in one or in a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

from msgspec.structs import replace

from onrecord.data import Query
from onrecord.ledger.query import write_query

_PLAIN = re.compile(r"[A-Za-z0-9_-]")
_ENCODED = re.compile(r"(?:[A-Za-z0-9_-]|~[0-9A-F]{2})+")
_LINE_END = re.compile("\r(?!\n)|[\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_NOT_URL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def encoded(id: str) -> str:
    """An id as one segment of a path: what is no letter, digit, `_` or `-` is `~` and two hexadecimal digits a byte.

    Ids are whatever a source gives: percent-encoding would not save a `/` or `..` from servers between here and there
    (Datasette's tilde encoding, for the same reason).
    """
    return "".join(c if _PLAIN.fullmatch(c) else "".join(f"~{b:02X}" for b in c.encode()) for c in id)


def decoded(segment: str) -> str | None:
    """The id; None where the segment is not what `encoded` makes."""
    if not _ENCODED.fullmatch(segment):
        return None
    parts = re.split(r"~(..)", segment)
    raw = b"".join(bytes.fromhex(p) if i % 2 else p.encode() for i, p in enumerate(parts))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def article_url(id: str, version: int | None = None) -> str:
    """The page of an article, its newest version where none is named."""
    return f"/articles/{encoded(id)}" + (f"?version={version}" if version is not None else "")


def statement_url(id: str) -> str:
    """The page of a statement."""
    return f"/statements/{encoded(id)}"


def person_url(id: str, *, limit: int | None = None, token: str | None = None) -> str:
    """The page of a person."""
    return _turned(f"/people/{encoded(id)}", [], limit, token)


def utterance_url(id: str) -> str:
    """The page of an utterance."""
    return f"/utterances/{encoded(id)}"


def query_url(path: str, query: Query, *, limit: int | None = None, token: str | None = None, **changes: object) -> str:
    """The address of a query with some fields changed."""
    return _turned(path, write_query(replace(query, **changes) if changes else query), limit, token)


def _turned(path: str, pairs: Iterable[tuple[str, str]], limit: int | None, token: str | None) -> str:
    """The address of a page of answers, so long and behind the one whose token this is."""
    pairs = [*pairs, *([("limit", str(limit))] if limit else []), *([("token", token)] if token else [])]
    return f"{path}?{urlencode(pairs, quote_via=quote)}" if pairs else path


def web_url(url: str | None) -> str | None:
    """The address where it is one of the web, else None: nothing that runs, reads a file or mails may be a link."""
    if not url or url != url.strip() or _NOT_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def shown(text: str | None) -> str:
    """The text with control characters and those that turn the direction of what follows as U+FFFD, as many long.

    A line ends at U+000A, however the text ends it: HTML reads U+000D U+000A as one character, which would move the
    offsets of all that follows. U+200E and U+200F stay: they turn nothing beyond the element that isolates them.
    """
    if not text:
        return ""
    return _CONTROL.sub("\ufffd", _LINE_END.sub("\n", text.replace("\r\n", " \n")))


def in_xml(text: str | None) -> str:
    """The text without what no XML document may hold."""
    return _NOT_XML.sub("\ufffd", text) if text else ""
