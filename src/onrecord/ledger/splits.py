"""Whom somebody split off from a person in some articles: read from the acts, so that nothing else can lose it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from onrecord.ledger.tables import act


class SplitBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of an act of the kind `split`: what the subject said in these articles, or under these names."""

    articles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Whom these articles or names mean by rule."""


class UndoBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `undo`; its subject is that of the act undone."""

    act: int


class Split(NamedTuple):
    """An act that parts what some people said in some articles."""

    seq: int
    subject: str
    articles: frozenset[str]
    people: frozenset[str]
    """None in an act that was done before these were kept."""

    @property
    def id(self) -> str:
        """Of the person whom it made."""
        return person_id("split", str(self.seq))


def person_id(*what: str) -> str:
    """16 hexadecimal digits of the SHA-256 over what makes the person: kind, name in normal form, article."""
    return sha256("\n".join(what).encode()).hexdigest()[:16]


def undone(connection: Connection, subjects: Collection[str]) -> dict[int, int]:
    """The acts on these subjects that were undone → the acts that undid them."""
    query = select(act.c.seq, act.c.body).where(
        act.c.subject.in_(subjects), act.c.kind == "undo", act.c.body.is_not(None)
    )
    return {msgspec.json.decode(row.body, type=UndoBody).act: row.seq for row in connection.execute(query)}


def standing_splits(connection: Connection) -> list[Split]:
    """The splits by article that were not undone, in their order."""
    rows = connection.execute(
        select(act.c.seq, act.c.subject, act.c.body).where(act.c.kind == "split").order_by(act.c.seq)
    ).all()
    gone = undone(connection, {row.subject for row in rows}) if rows else {}
    bodies = ((row, msgspec.json.decode(row.body, type=SplitBody)) for row in rows if row.seq not in gone)
    return [Split(row.seq, row.subject, frozenset(b.articles), frozenset(b.people)) for row, b in bodies if b.articles]


def split_off(connection: Connection, article_ids: Collection[str]) -> Mapping[tuple[str, str], Split]:
    """Article and person, as the rules have it → the last split that parts the person's words there."""
    return {
        (article, id): split
        for split in standing_splits(connection)
        for article in split.articles.intersection(article_ids)
        for id in split.people or (split.subject,)
    }
