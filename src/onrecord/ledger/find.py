"""Answers to a query, a page at a time, in an order that an index gives.

A query's words match either few statements or many. Few (up to `_FEW`) are gathered from the full-text index and
sorted. Many are never gathered: the index of the order is walked, and each row is asked for the words, so that with
one statement in a hundred a page of 20 looks at some 2,000 rows, whatever the ledger holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select, text, tuple_

from onrecord.data import Count, Facet, Facets, Found, Page, Query, Statement
from onrecord.errors import QueryError
from onrecord.ledger.matching import Condition, Run, among, hits, holds, in_hits
from onrecord.ledger.query import Place, checked, digest_of, place_of, runs_of, storable, token_of
from onrecord.ledger.tables import person, statement, version, voice
from onrecord.ledger.terms import SIZE, SPEAKER, terms_of

MOST_COUNTED = 10_000
MOST_A_PAGE = 1000
_FEW = 4000
"""Where 4,000 of 1,000,000 match, gathering them and walking to the 20th cost the same."""
_FEW_ARTICLES = 200
_REACH = 30_000
"""Rows that a walk looks at before all that matches is gathered after all."""
_SIZES = 16
"""Sizes that are asked for one by one before all that matches is gathered."""
_LOOKED_AT = 20_000
"""Rows with frequent words that a count looks at."""


class _Asked(NamedTuple):
    """A query read: conditions on a statement's columns, and the runs that terms must hold."""

    query: Query
    plain: list[Condition]
    runs: list[Run]
    """On the statement's terms: its words, its speaker."""
    text: tuple[Run, ...]
    """On the article's terms."""


def page(connection: Connection, query: Query, *, limit: int = 20, token: str | None = None) -> Page:
    """A page of the statements that answer the query. Errors: QueryError.

    The pages that follow leave out what came into the ledger after the first was given.
    """
    if not 1 <= limit <= MOST_A_PAGE:
        raise QueryError(f"limit: a number from 1 to {MOST_A_PAGE}")
    asked = _read(connection, query)
    place = place_of(token, asked.query) if token is not None else None
    upto = place.upto if place else connection.scalar(select(func.coalesce(func.max(version.c.n), 0))) or 0
    stood = [statement.c.version <= upto] if place else []
    if asked.query.versions == "latest":
        stood.append(_stood(upto) if place else statement.c.is_latest)
    numbers = _numbers(connection, asked._replace(plain=[*asked.plain, *stood]), place, limit + 1)
    rows = rows_of(connection, numbers[:limit])
    found = tuple(found_of(row) for row in rows)
    if len(numbers) <= limit:
        return Page(found=found, next=None)
    last = rows[-1]
    key = last.size if asked.query.order == "best" else last.published
    return Page(found=found, next=token_of(Place(digest_of(asked.query), upto, last.n, key)))


def count(connection: Connection, query: Query) -> Count:
    """How many statements answer the query, 10,000 at most. Errors: QueryError."""
    values, more = _counted(connection, _read(connection, query), statement.c.n)
    return Count(number=len(values), more=more)


def facets(connection: Connection, query: Query, field: Facet) -> Facets:
    """How the answers to the query divide by one field, over 10,000 of them at most. Errors: QueryError."""
    return divided(connection, query, [field])[1][0]


def divided(
    connection: Connection, query: Query, fields: Sequence[Facet], *, most: int | None = None
) -> tuple[Count, tuple[Facets, ...]]:
    """How many statements answer the query, `most` at most, and how these divide by each field. Errors: QueryError."""
    wrong = next((f for f in fields if f not in get_args(Facet)), None)
    if wrong is not None:
        raise QueryError(f"field: one of {', '.join(get_args(Facet))}")
    special = {"person": person.c.id, "month": statement.c.published, "day": statement.c.published}
    columns = [special[f] if f in special else statement.c[f] for f in fields]
    rows, more = _counted(connection, _read(connection, query), statement.c.n, *columns, most=most)
    found = (_facet(field, [row[i] for row in rows], more) for i, field in enumerate(fields, 1))
    return Count(number=len(rows), more=more), tuple(found)


def _facet(field: Facet, values: Iterable[Any], more: bool) -> Facets:
    numbers = Counter(v.isoformat()[: 7 if field == "month" else 10] if isinstance(v, date) else v for v in values)
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    return Facets(field=field, values=tuple(ordered), more=more)


def denials(connection: Connection, of: Sequence[Found]) -> tuple[Found, ...]:
    """The statements of latest versions that deny one of these in its own article, newest first."""
    s = statement.c
    denies = s.article_id.in_({f.article_id for f in of}), s.denies.in_({f.statement.id for f in of})
    chosen = select(s.n).where(*denies, s.is_latest, s.size.is_not(None)).order_by(s.published.desc(), s.n.desc())
    return tuple(found_of(row) for row in rows_of(connection, connection.scalars(chosen.limit(MOST_A_PAGE)).all()))


_ROWS = (
    select(statement, version.c.title, version.c.url, version.c.number, person.c.id.label("person_id"))
    .join(version, version.c.n == statement.c.version)
    .outerjoin(person, person.c.n == statement.c.person)
)


def rows_of(connection: Connection, numbers: Sequence[int]) -> list[Row[Any]]:
    """The rows of these statements with what `found_of` needs, in this order."""
    chosen = _ROWS.where(among(connection, statement.c.n, numbers))
    rows = {row.n: row for row in connection.execute(chosen)}
    return [rows[n] for n in numbers]


def one(connection: Connection, id: str) -> Found:
    """The statement with this id, in the latest version of its article that has it. Errors: QueryError."""
    storable("statement", id)
    numbers = select(statement.c.n).where(statement.c.id == id).order_by(statement.c.version.desc()).limit(1)
    rows = rows_of(connection, connection.scalars(numbers).all())
    if not rows:
        raise QueryError(f"statement {id}: there is none in this ledger; `onrecord find` tells their ids")
    return found_of(rows[0])


def found_of(row: Row[Any]) -> Found:
    """What a page shows of a row of `rows_of`."""
    return Found(
        statement=msgspec.json.decode(row.today or row.body, type=Statement),
        words=row.words,
        article_id=row.article_id,
        version=row.number,
        title=row.title,
        url=row.url,
        outlet=row.outlet,
        published=row.published,
        person=row.person_id,
        review=row.review,
    )


def conditions_of(connection: Connection, query: Query) -> list[Condition]:
    """What a statement's row must meet to answer the query, seen by looking at each row. Errors: QueryError."""
    asked = _read(connection, query)
    runs = (holds(statement.c.terms, r) for r in asked.runs)
    return [*asked.plain, *runs, *_about_article(connection, asked)]


def _read(connection: Connection, query: Query) -> _Asked:
    query = checked(query)
    runs = list(runs_of(query.words, "words")) if query.words is not None else []
    if query.speaker is not None:
        names = terms_of(query.speaker)
        if not names:
            raise QueryError("speaker: there is no word in it")
        runs += [Run((SPEAKER + name,)) for name in dict.fromkeys(names)]
    plain = _conditions(query)
    if query.person is not None:
        plain.append(_said_by(connection, query.person))
    return _Asked(query, plain, runs, runs_of(query.text, "text") if query.text is not None else ())


def _conditions(q: Query) -> list[Condition]:
    s = statement.c
    equal = {
        "article": s.article_id, "outlet": s.outlet, "basis": s.basis, "channel": s.channel, "form": s.form,
        "fate": s.fate, "review": s.review,
    }  # fmt: skip
    out: list[Condition] = [s.size.is_not(None)]  # not forgotten
    out += [column == getattr(q, name) for name, column in equal.items() if getattr(q, name) is not None]
    bounds = (
        (q.said_from, s.said_latest, True),
        (q.said_to, s.said_earliest, False),
        (q.published_from, s.published, True),
        (q.published_to, s.published, False),
        (q.score_from, s.score, True),
    )
    out += [column >= bound if least else column <= bound for bound, column, least in bounds if bound is not None]
    if q.denial is not None:
        out.append(_DENIAL if q.denial else s.denial.is_(False))
    if q.review not in (None, "unreviewed"):
        out.append(_REVIEWED)
    return out


# Written as the partial indexes have them, so that they are used
_DENIAL: Condition = text("statement.denial")  # type: ignore[assignment]
_REVIEWED: Condition = text("statement.review <> 'unreviewed'")  # type: ignore[assignment]


def _said_by(connection: Connection, id: str) -> Condition:
    """Whether the statement is of the person with this id, or of the one merged into, alone or with others."""
    n = connection.scalar(select(func.coalesce(person.c.merged_into, person.c.n)).where(person.c.id == id))
    together = connection.scalars(select(voice.c.statement).where(voice.c.person == n).limit(1)).first()
    alone = statement.c.person == n
    # An OR is not walked in the order of an index: only where it must be
    return (
        alone
        if together is None
        else or_(alone, statement.c.n.in_(select(voice.c.statement).where(voice.c.person == n)))
    )


def _stood(upto: int) -> Condition:
    """Whether the statement was of its article's latest version when `upto` was the newest version of all."""
    old, new = version.alias("old"), version.alias("new")
    followed = and_(new.c.article_id == old.c.article_id, new.c.number == old.c.number + 1)
    since = select(old.c.n).join(new, followed).where(new.c.n > upto, old.c.n <= upto)
    return or_(statement.c.is_latest, statement.c.version.in_(since))


class _Phase(NamedTuple):
    """A part of the answers within which `columns` give the order: those with a date, then those without."""

    ahead: list[Condition]
    columns: tuple[ColumnElement[Any], ...]
    down: bool
    size: int = 0
    """The least size that lies ahead, where that is the order."""

    def beside(self, values: Sequence[Any], *, behind: bool) -> Condition:
        """Whether a row comes strictly behind the one with these values, or not behind it."""
        here, there = tuple_(*self.columns), tuple_(*(literal(v) for v in values))
        if behind:
            return here < there if self.down else here > there
        return here >= there if self.down else here <= there

    @property
    def order(self) -> list[ColumnElement[Any]]:
        return [c.desc() if self.down else c.asc() for c in self.columns]


def _phases(order: str, place: Place | None) -> Iterable[_Phase]:
    """The parts of the answers that lie behind `place`, in their order."""
    s = statement.c
    if order == "best":
        phases = [_Phase([], (s.size, s.n), False, place.key if place and isinstance(place.key, int) else 1)]
    else:
        dated = _Phase([s.published.is_not(None)], (s.published, s.n), order == "newest")
        undated = _Phase([s.published.is_(None)], (s.n,), order == "newest")
        phases = [dated, undated] if place is None or place.key is not None else [undated]
    if place is not None:
        values = [place.n] if place.key is None else [place.key, place.n]
        phases[0].ahead.append(phases[0].beside(values, behind=True))
    return phases


def _numbers(connection: Connection, asked: _Asked, place: Place | None, limit: int) -> list[int]:
    """The numbers of the statements behind `place`, in the order asked for, `limit` at most."""
    positive = [r for r in asked.runs if not r.negative]
    few = hits(connection, statement, positive, _FEW + 1) if positive else []
    conditions = [*asked.plain, *_about_article(connection, asked)]
    out: list[int] = []
    for phase in _phases(asked.query.order, place):
        chosen = select(statement.c.n).where(*phase.ahead, *conditions).order_by(*phase.order).limit(limit - len(out))
        if positive and len(few) <= _FEW:
            negative = (holds(statement.c.terms, r) for r in asked.runs if r.negative)
            out += connection.scalars(chosen.where(among(connection, statement.c.n, few), *negative))
        else:
            out += _walked(connection, asked, chosen, phase, limit - len(out))
        if len(out) == limit:
            break
    return out


def _walked(connection: Connection, asked: _Asked, chosen: Select[int], phase: _Phase, limit: int) -> Sequence[int]:
    """The numbers found by walking the order; where too few are near, by gathering all that match."""
    looked_at = chosen.where(*(holds(statement.c.terms, r) for r in asked.runs))
    if _has_index(asked.query):
        return connection.scalars(looked_at).all()
    positive = [r for r in asked.runs if not r.negative]
    if asked.query.order == "best" and positive:
        return _shortest(connection, asked, chosen, positive, phase.size, limit)
    index = f"INDEXED BY statement_{'size' if asked.query.order == 'best' else 'published'}"
    looked_at = looked_at.with_hint(statement, index, "sqlite")
    q = asked.query
    days = _conditions(Query(published_from=q.published_from, published_to=q.published_to))
    reach = select(*phase.columns).where(*phase.ahead, *days).order_by(*phase.order).offset(_REACH).limit(1)
    edge = connection.execute(reach).first() if positive else None
    if edge is None:
        return connection.scalars(looked_at).all()
    near = connection.scalars(looked_at.where(phase.beside(edge, behind=False))).all()
    return near if len(near) == limit else _gathered(connection, asked, chosen, positive)


def _shortest(
    connection: Connection, asked: _Asked, chosen: Select[int], positive: list[Run], first: int, limit: int
) -> Sequence[int]:
    """The numbers found size by size. A walk would look at 100,000 statements too short to hold a frequent word."""
    out: list[int] = []
    for size in range(first, first + _SIZES):
        of_size = chosen.where(statement.c.size == size).limit(limit - len(out))
        out += _gathered(connection, asked, of_size, [*positive, Run((f"{SIZE}{size}",))])
        if len(out) == limit:
            return out
    return _gathered(connection, asked, chosen, positive)


def _gathered(connection: Connection, asked: _Asked, chosen: Select[int], positive: list[Run]) -> Sequence[int]:
    """The numbers found by gathering all that match from the full-text index."""
    negative = (holds(statement.c.terms, r) for r in asked.runs if r.negative)
    return connection.scalars(chosen.where(in_hits(connection, statement.c.n, statement, positive), *negative)).all()


def _has_index(q: Query) -> bool:
    """Whether an index other than that of the order leads to the answers."""
    rare = q.review not in (None, "unreviewed") or q.denial
    return bool(rare or q.text or any(v is not None for v in (q.person, q.article, q.outlet, q.channel, q.fate)))


def _about_article(connection: Connection, asked: _Asked) -> list[Condition]:
    """Conditions on the statement's article: its terms hold the runs."""
    out = [
        ~in_hits(connection, statement.c.version, version, [r._replace(negative=False)])
        for r in asked.text
        if r.negative
    ]
    positive = [r for r in asked.text if not r.negative]
    if positive:
        few = hits(connection, version, positive, _FEW_ARTICLES + 1)
        if len(few) <= _FEW_ARTICLES:
            out.append(among(connection, statement.c.version, few))
        else:
            out.append(in_hits(connection, statement.c.version + 0, version, positive))
    return out


def _counted(
    connection: Connection, asked: _Asked, *columns: ColumnElement[Any], most: int | None = None
) -> tuple[Sequence[Row[Any]], bool]:
    """The values of some columns in the answers, `most` (else `MOST_COUNTED`) at most, and whether there are more."""
    most = most or MOST_COUNTED
    conditions = [*asked.plain, *_about_article(connection, asked)]
    if asked.query.versions == "latest":
        conditions.append(statement.c.is_latest)
    positive = [r for r in asked.runs if not r.negative]
    unseen = False
    if positive and not _has_index(asked.query):
        near = hits(connection, statement, positive, _LOOKED_AT)
        unseen = len(near) == _LOOKED_AT
        conditions.append(among(connection, statement.c.n, near))
        conditions += [holds(statement.c.terms, r) for r in asked.runs if r.negative]
    else:
        conditions += [holds(statement.c.terms, r) for r in asked.runs]
    chosen = select(*columns).select_from(statement).where(*conditions).limit(most + 1)
    if any(c is person.c.id for c in columns):
        chosen = chosen.outerjoin(person, person.c.n == statement.c.person)
    values = connection.execute(chosen).all()
    return values[:most], unseen or len(values) > most
