"""Digests over rows, and the chain over the acts that stored them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec

NOTHING = bytes(32)
"""The digest before the first act."""

ROW = 16
"""Bytes of a row's digest."""


def row_digest(row: Mapping[Any, Any], columns: Sequence[str]) -> bytes:
    """16 bytes of the SHA-256 over the named columns as a JSON array (dates as ISO 8601, bytes as base64)."""
    return sha256(msgspec.json.encode([row[c] for c in columns])).digest()[:ROW]


def body_digest(body: str) -> bytes:
    """32 bytes: the SHA-256 over an act's body in UTF-8."""
    return sha256(body.encode()).digest()


def act_digest(before: bytes, row: Mapping[Any, Any]) -> bytes:
    """32 bytes: the SHA-256 over the digest of the act before and this act's columns as a JSON array.

    The body counts by its digest, so that a body which had to be forgotten leaves the chain whole.
    """
    columns = [row[c] for c in ("seq", "at", "by", "kind", "subject", "body_digest")]
    return sha256(before + msgspec.json.encode(columns)).digest()
