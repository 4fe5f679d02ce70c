"""Tokens and sessions: who may read, add and review. The ledger's database keeps their SHA-256, never themselves.

They are 256 random bits, so that a plain digest is as good as a slow one: there is no dictionary of them to try. The
table stands beside the ledger's own, so that all workers on all machines share it; it is no part of the record and of
its chain of digests.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple, get_args

from sqlalchemy import (
    Column,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    inspect,
    or_,
    select,
)

from onrecord.errors import ActError
from onrecord.ledger import Ledger

Scope = Literal["read", "add", "review"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
SESSION = timedelta(days=30)
"""How long a browser stays signed in."""

access = Table(
    "access",
    MetaData(),
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the token
    Column("id", Text, nullable=False, unique=True),  # by which it is listed and revoked
    Column("kind", Text, nullable=False),  # token, or session: what a browser got for a token
    Column("name", Text, nullable=False),  # who acts with it: `by` of their acts
    Column("scopes", Text, nullable=False),  # separated by spaces
    Column("parent", Text),  # of a session: the id of the token it was got for
    Column("made", Text, nullable=False),  # UTC, ISO 8601
    Column("expires", Text),
    Index("access_parent", "parent"),
)


class Who(NamedTuple):
    """Somebody who has shown a token or a session."""

    id: str
    name: str
    scopes: frozenset[str]
    csrf: str = ""
    """What a form of their session must send; empty for a token."""
    expires: str | None = None
    made: str = ""
    parent: str | None = None
    """Of a session, the id of the token that it was got for."""


def make(ledger: Ledger, name: str, scopes: Iterable[str], *, expires: timedelta | None = None) -> str:
    """A new token, told this once. Raises ActError where the name or a scope is not one."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 100 or not name.isprintable():
        raise ActError("name: 1 to 100 printable characters, as they shall stand beside this token's acts")
    wrong = sorted(set(scopes) - set(SCOPES))
    if wrong or not set(scopes):
        raise ActError(f"scope: {wrong[0] if wrong else 'none'} is not one of {', '.join(SCOPES)}")
    return _put(ledger, "token", name, set(scopes), None, expires)


def session(ledger: Ledger, of: Who) -> str:
    """A new session for a browser that showed a token; sessions that have run out are taken off at the same time."""
    with ledger.writing() as connection:
        if _has_table(connection):
            connection.execute(delete(access).where(access.c.kind == "session", access.c.expires < _now()))
    return _put(ledger, "session", of.name, of.scopes, of.id, lasting(of))


def lasting(of: Who) -> timedelta:
    """How long a session that is got now lasts: no longer than the token that it is got for."""
    if of.expires is None:
        return SESSION
    return min(SESSION, datetime.fromisoformat(of.expires) - datetime.now(UTC))


def who(ledger: Ledger, secret: str, kind: Literal["token", "session"]) -> Who | None:
    """Whose token or session this is; None where it is none, was revoked or has run out."""
    with ledger.reading() as connection:
        if not _has_table(connection):
            return None
        a = access.c
        valid = or_(a.expires.is_(None), a.expires > _now())
        row = connection.execute(select(access).where(a.digest == _digest(secret), a.kind == kind, valid)).first()
    if row is None:
        return None
    csrf = sha256(b"csrf " + secret.encode()).hexdigest() if kind == "session" else ""
    return Who(row.id, row.name, frozenset(row.scopes.split()), csrf, row.expires, row.made, row.parent)


def listed(ledger: Ledger) -> list[Who]:
    """All tokens, oldest first."""
    with ledger.reading() as connection:
        if not _has_table(connection):
            return []
        rows = connection.execute(select(access).where(access.c.kind == "token").order_by(access.c.made)).all()
    return [Who(r.id, r.name, frozenset(r.scopes.split()), expires=r.expires, made=r.made) for r in rows]


def revoke(ledger: Ledger, id: str) -> None:
    """Take a token, and the sessions got for it, or one session, away. Raises ActError where there is none."""
    with ledger.writing() as connection:
        gone = (
            _has_table(connection)
            and connection.execute(delete(access).where(or_(access.c.id == id, access.c.parent == id))).rowcount
        )
    if not gone:
        raise ActError(f"{id}: no token has this id; `onrecord token list` shows them")


def _put(
    ledger: Ledger, kind: str, name: str, scopes: Iterable[str], parent: str | None, lasts: timedelta | None
) -> str:
    secret = ("or_" if kind == "token" else "") + secrets.token_urlsafe(32)
    row = {
        "digest": _digest(secret), "id": secrets.token_hex(4), "kind": kind, "name": name,
        "scopes": " ".join(s for s in SCOPES if s in set(scopes)), "parent": parent, "made": _now(),
        "expires": (datetime.now(UTC) + lasts).isoformat(timespec="seconds") if lasts else None,
    }  # fmt: skip
    with ledger.writing() as connection:
        access.create(connection, checkfirst=True)
        connection.execute(insert(access).values(row))
    return secret


def _has_table(connection: Connection) -> bool:
    return inspect(connection).has_table("access")


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
