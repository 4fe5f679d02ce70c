"""What the two kinds of JSON-LD share: names for things, and JSON that can stand in a page."""

from __future__ import annotations

import re
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from onrecord.data import Article

_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x20<>\"{}|\\^`]+", re.IGNORECASE)
# What would end a <script>, begin a comment or an entity, or end a line of JavaScript; in JSON all of these stand
# inside strings only
_ESCAPED: Final = (
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


def encoded(value: object) -> bytes:
    """The value as JSON that can be pasted between <script type="application/ld+json"> and </script>."""
    out = msgspec.json.encode(value)
    for raw, escaped in _ESCAPED:
        out = out.replace(raw, escaped)
    return out


def identifier(*parts: str) -> str:
    """A urn:uuid (RFC 9562, version 5) that is the same whenever the parts are."""
    return uuid5(NAMESPACE_URL, msgspec.json.encode(("onrecord", *parts)).decode()).urn


def address(article: Article) -> str | None:
    """The article's URL where it is an absolute one with http or https and can stand as an IRI; else None."""
    return article.url if article.url and _ADDRESS.fullmatch(article.url) else None
