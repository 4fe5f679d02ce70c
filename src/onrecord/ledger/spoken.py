"""Utterances as the ledger's links make them today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, FromClause, Row, distinct, func, literal, or_, select, union_all

from onrecord.data import Carried, LinkKind, Parting, Utterance, UtteranceLine
from onrecord.errors import QueryError
from onrecord.gathering import Carrier, Saying, gathered, is_told, utterance_id, when
from onrecord.ledger import linkage
from onrecord.ledger.linkage import found, saying_of
from onrecord.ledger.tables import act, link, linked, parted, partly, saying, statement, version
from onrecord.ledger.versions import check_article

_CHUNK = 500
"""Values in one IN (…)."""


def one(connection: Connection, id: str) -> Utterance:
    """The utterance of this id, or the one that it is part of since. Raises QueryError where there is none."""
    together = found(connection, id)
    told = None if together is None else _told(connection, together)
    if told is None:
        raise QueryError(f"utterance {id}: there is none in this ledger; `onrecord link` links what is not linked yet")
    return told


def page(
    connection: Connection,
    *,
    article: str | None = None,
    statement: str | None = None,
    articles: int = 2,
    limit: int = 20,
) -> list[Utterance]:
    """The utterances that so many articles carry, the last seen first; those of an article, of a statement."""
    if limit < 1 or articles < 1:
        raise QueryError("limit, articles: 1 or more")
    if article is not None:
        check_article(connection, article)
    found = list[tuple[int, date | None]]()
    for row in _reported():
        last = func.max(row.c.published).label("last")
        query = select(row.c.together, last).group_by(row.c.together)
        query = query.having(func.count(distinct(row.c.version)) >= articles)
        if article is not None:
            here = select(saying.c.together).join(linked, linked.c.version == saying.c.version)
            query = query.where(row.c.together.in_(here.where(linked.c.article_id == article)))
        if statement is not None:
            query = query.where(row.c.together.in_(select(saying.c.together).where(saying.c.id == statement)))
        query = query.order_by(last.is_(None), last.desc(), row.c.together.desc()).limit(limit)
        found += ((n, day) for n, day in connection.execute(query))
    found.sort(key=lambda row: (row[1] or date.min, row[0]), reverse=True)
    return [u for n, _ in found[:limit] if (u := _told(connection, n)) is not None]


def _reported() -> tuple[FromClause, FromClause]:
    """Each utterance's sayings: of those that have none of another's, and of the few that have.

    Apart, since the first are read in the order of an index; together a million would be sorted.
    """
    shared = select(partly.c.together)
    columns = (saying.c.version, saying.c.published)
    own = select(saying.c.together, *columns)
    others = select(partly.c.together, *columns).join(saying, saying.c.n == partly.c.saying)
    return (
        own.where(saying.c.together.not_in(shared)).subquery(),
        union_all(own.where(saying.c.together.in_(shared)), others).subquery(),
    )


def answers_to(connection: Connection, id: str) -> tuple[str, ...]:
    """The ids of the utterances that deny or answer the one of this id."""
    together = found(connection, id)
    if together is None:
        raise QueryError(f"utterance {id}: there is none in this ledger")
    own = select(saying.c.n).where(saying.c.together == together)
    side = select(saying.c.side).where(saying.c.together == together)
    by = select(link.c.a).where(link.c.kind == "answers", link.c.b.in_(own))
    answers = select(saying.c.together).where(saying.c.n.in_(by), saying.c.side.not_in(side))
    numbers = connection.scalars(answers.distinct()).all()
    claims = select(saying.c.id).where(saying.c.together == together)
    here = select(linked.c.article_id).join(saying, saying.c.version == linked.c.version)
    near = statement.c.article_id.in_(here.where(saying.c.together == together))  # it denies in its own article
    denials = select(statement.c.id).where(near, statement.c.denies.in_(claims), statement.c.is_latest)
    within = connection.scalars(select(saying.c.together).where(saying.c.id.in_(denials)).distinct()).all()
    ids = {_id(connection, n) for n in {*numbers, *within} - {together}}
    return tuple(sorted(i for i in ids if i))


def lines(connection: Connection, ids: Iterable[str]) -> tuple[UtteranceLine, ...]:
    """The utterances of these ids as lists show them, oldest first: an id is that of the earliest saying."""
    wanted, found = sorted(set(ids)), dict[str, Saying]()
    for i in range(0, len(wanted), _CHUNK):
        query = select(saying.c.utterance, saying.c.body).where(saying.c.utterance.in_(wanted[i : i + _CHUNK]))
        for row in connection.execute(query.order_by(saying.c.n)):
            one = saying_of(row.body)
            found[row.utterance] = max(found.get(row.utterance, one), one, key=lambda s: len(s.words))
    return tuple(
        UtteranceLine(id=id, words=s.words, speaker=s.speaker, published=s.published)
        for id, s in sorted(found.items(), key=lambda item: when(item[1]))
    )


def carried(connection: Connection, statements: Iterable[str]) -> tuple[Carried, ...]:
    """How many others report what these statements do; nothing of those that no other article reports."""
    wanted, out = sorted(set(statements)), list[Carried]()
    columns = (saying.c.id, saying.c.utterance, saying.c.published, version.c.article_id, version.c.outlet)
    own = select(saying.c.together, *columns, literal(True).label("own"))
    others = select(partly.c.together, *columns, literal(False).label("own")).join(
        saying, saying.c.n == partly.c.saying
    )
    for i in range(0, len(wanted), _CHUNK):
        chunk = set(wanted[i : i + _CHUNK])
        here = select(saying.c.together).where(saying.c.id.in_(chunk))
        both = (
            query.join(version, version.c.n == saying.c.version).where(of.in_(here))
            for query, of in ((own, saying.c.together), (others, partly.c.together))
        )
        rows = connection.execute(union_all(*both).order_by("together"))
        for _, group in groupby(rows, key=lambda row: row.together):
            out += _carried(list(group), chunk)
    return tuple(out)


def _carried(group: Sequence[Row[Any]], wanted: set[str]) -> Iterable[Carried]:
    """Of one utterance's own sayings, those that are wanted."""
    articles = {row.article_id for row in group}
    outlets = {row.outlet for row in group if row.outlet}
    own = {row.id: row for row in group if row.own}
    first = min(own.values(), key=lambda row: (row.published or date.max, row.id))
    for row in own.values():
        if len(articles) > 1 and row.id in wanted:
            others = len(outlets - {row.outlet})
            yield Carried(statement=row.id, utterance=first.utterance, articles=len(articles) - 1, outlets=others)


def partings(connection: Connection, id: str) -> tuple[Parting, ...]:
    """The acts that stand and part this utterance's statements from others, oldest first."""
    together = found(connection, id)
    if together is None:
        raise QueryError(f"utterance {id}: there is none in this ledger")
    own = select(saying.c.id).where(saying.c.together == together)
    ids = set(connection.scalars(own))
    others: dict[int, set[str]] = {}
    for seq, one, other in connection.execute(
        select(parted).where(or_(parted.c.one.in_(own), parted.c.other.in_(own)))
    ):
        others.setdefault(seq, set()).update({one, other} - ids)
    acts = connection.execute(select(act).where(act.c.seq.in_(list(others))).order_by(act.c.seq)).all()
    return tuple(
        Parting(seq=row.seq, at=row.at, by=row.by, others=_ids(connection, sorted(others[row.seq]))) for row in acts
    )


def _ids(connection: Connection, statements: Sequence[str]) -> tuple[str, ...]:
    """The ids of the utterances that these statements are of."""
    numbers = set[int]()
    for i in range(0, len(statements), _CHUNK):
        query = select(saying.c.together).where(saying.c.id.in_(statements[i : i + _CHUNK]))
        numbers.update(connection.scalars(query))
    return tuple(sorted(id for n in numbers if (id := _id(connection, n))))


def _told(connection: Connection, together: int) -> Utterance | None:
    """The utterance; None for a quoted passage that no statement covers and no other article has."""
    group, rows = _group(connection, together)
    partly = _partly(connection, together)
    if not is_told(group, partly):
        return None
    articles = {s.article for s in (*group, *partly)}
    query = select(linked.c.article_id, version.c.outlet, linked.c.story).join(version, version.c.n == linked.c.version)
    carriers = {
        row.article_id: Carrier(row.outlet, row.story)
        for row in connection.execute(query.where(linked.c.article_id.in_(articles)))
    }
    return gathered(group, partly, _others(connection, together, group, rows), carriers)


def _group(connection: Connection, together: int) -> tuple[list[Saying], list[Row[Any]]]:
    query = select(saying.c.n, saying.c.side, saying.c.body).where(saying.c.together == together).order_by(saying.c.n)
    rows: list[Row[Any]] = list(connection.execute(query))
    return [saying_of(row.body) for row in rows], rows


def _links(connection: Connection, rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    own = [row.n for row in rows]
    return connection.execute(select(link).where(or_(link.c.a.in_(own), link.c.b.in_(own)))).all()


def _partly(connection: Connection, together: int) -> list[Saying]:
    """The sayings of other utterances that have the core of this one too."""
    query = select(saying.c.body).join(partly, partly.c.saying == saying.c.n).where(partly.c.together == together)
    return sorted(map(saying_of, connection.scalars(query)), key=when)


def _others(
    connection: Connection, together: int, group: Sequence[Saying], rows: Sequence[Row[Any]]
) -> dict[LinkKind, set[str]]:
    """By kind of link the ids of the utterances so linked.

    On one side not every two are compared: there no link counts, but what the cores tell.
    """
    own = {row.n for row in rows}
    met: dict[LinkKind, set[int]] = {}
    for x in _links(connection, rows):
        kind = cast(LinkKind, x.kind)
        if kind != "same" and not (kind == "answers" and x.a not in own):
            met.setdefault(kind, set()).add(x.b if x.a in own else x.a)
    found = {
        kind: set(connection.scalars(select(saying.c.together).where(saying.c.n.in_(n), saying.c.side != rows[0].side)))
        for kind, n in met.items()
    }
    for apart, numbers in linkage.apart(connection, together).items():
        found.setdefault(apart, set()).update(numbers)
    denied = {s.statement.denies for s in group if s.statement and s.statement.denies}
    if denied:
        claims = connection.scalars(select(saying.c.together).where(saying.c.id.in_(denied)))
        found.setdefault("answers", set()).update(claims)
    return {kind: {id for n in numbers - {together} if (id := _id(connection, n))} for kind, numbers in found.items()}


def _id(connection: Connection, together: int) -> str | None:
    group, _ = _group(connection, together)
    if not any(s.statement for s in group) and not is_told(group, _partly(connection, together)):
        return None
    return utterance_id(min(group, key=when).id)
