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
from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
)

from onrecord.data import Count, Facet, Facets, Found, Page, Query, Statement
from onrecord.errors import QueryError
from onrecord.ledger.matching import Condition, Run, among, hits, holds, in_hits, near
from onrecord.ledger.query import Place, checked, digest_of, exact_name, place_of, runs_of, storable, token_of
from onrecord.ledger.tables import act, person, statement, version, voice
from onrecord.ledger.terms import SIZE, SPEAKER, terms_of

MOST_COUNTED = 10_000
MOST_A_PAGE = 1000
_FEW = 4000
"""Where 4,000 of 1,000,000 match, gathering them and walking to the 20th cost the same."""
_FEW_ARTICLES = 200
_REACH = 10_000
"""Rows that a walk looks at before all that matches is gathered after all."""
_SIZES = 16
"""Sizes that are asked for one by one before all that matches is gathered."""
_LOOKED_AT = 20_000
"""Rows with the words asked for that a count looks at."""


class _Asked(NamedTuple):
    """A query read: conditions on a statement's columns, and the runs that terms must hold."""

    query: Query
    plain: list[Condition]
    runs: list[Run]
    """On the statement's terms: its words, its speaker."""
    text: tuple[Run, ...]
    """On the article's terms."""
    whose: list[Condition]
    """Of whom they are: one of these holds."""

    @property
    def positive(self) -> list[Run]:
        return [r for r in self.runs if not r.negative]

    def lacking(self, connection: Connection) -> list[Condition]:
        """That a statement's row holds none of the runs that it may not hold."""
        return [holds(connection, r) for r in self.runs if r.negative]

    @property
    def looked_at(self) -> list[Condition]:
        """All that a statement's row must meet but for its words."""
        return [*self.plain, or_(*self.whose)] if self.whose else self.plain


def page(connection: Connection, query: Query, *, limit: int = 20, token: str | None = None) -> Page:
    """A page of the statements that answer the query. Errors: QueryError.

    The pages that follow leave out what came into the ledger after the first was given.
    """
    if not 1 <= limit <= MOST_A_PAGE:
        raise QueryError(f"limit: a number from 1 to {MOST_A_PAGE}")
    asked = _read(connection, query)
    place = place_of(token, asked.query) if token is not None else None
    upto = place.upto if place else connection.scalar(_NEWEST_VERSION) or 0
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
    return _counted(connection, query, [])[0]


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
    total, rows = _counted(connection, query, columns, most=most)
    return total, tuple(
        _facet(field, ((row[i], row[-1]) for row in rows), total.more) for i, field in enumerate(fields)
    )


def by_day(connection: Connection, query: Query) -> tuple[tuple[tuple[date | None, str | None, int], ...], bool]:
    """How many answers each outlet has on each day, over 10,000 of them at most, and whether there are more."""
    total, rows = _counted(connection, query, [statement.c.published, statement.c.outlet])
    return tuple((day, outlet, number) for day, outlet, number in rows), total.more


def _facet(field: Facet, values: Iterable[tuple[Any, int]], more: bool) -> Facets:
    numbers = Counter[str | None]()
    for v, number in values:
        numbers[v.isoformat()[: 7 if field == "month" else 10] if isinstance(v, date) else v] += number
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    return Facets(field=field, values=tuple(ordered), more=more)


def denials(connection: Connection, of: Sequence[Found]) -> tuple[Found, ...]:
    """The statements of latest versions that deny one of these in its own article, newest first."""
    s = statement.c
    denies = s.article_id.in_({f.article_id for f in of}), s.denies.in_({f.statement.id for f in of})
    stands = s.is_latest, s.size.is_not(None), s.review != "rejected"
    chosen = select(s.n).where(*denies, *stands).order_by(s.published.desc(), s.n.desc())
    return tuple(found_of(row) for row in rows_of(connection, connection.scalars(chosen.limit(MOST_A_PAGE)).all()))


def last_acts(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """When each of these statements was last stored or reviewed: UTC, ISO 8601."""
    s, out = statement.c, dict[str, str]()
    stored = select(s.id, act.c.at).join(version, version.c.n == s.version).join(act, act.c.seq == version.c.act)
    reviewed = select(act.c.subject, act.c.at).where(act.c.kind.in_(("review", "undo")))
    for query in (stored.where(s.id.in_(ids)), reviewed.where(act.c.subject.in_(ids))):
        for id, at in connection.execute(query):
            out[id] = max(at, out.get(id, ""))
    return out


_DENIED = statement.alias("denied")
_ROWS = (
    select(
        statement,
        version.c.title,
        version.c.url,
        version.c.number,
        person.c.id.label("person_id"),
        _DENIED.c.id.label("denied_id"),
    )
    .join(version, version.c.n == statement.c.version)
    .outerjoin(person, person.c.n == statement.c.person)
    .outerjoin(
        _DENIED,
        and_(
            _DENIED.c.id == statement.c.denies,
            _DENIED.c.version == statement.c.version,
            _DENIED.c.review != "rejected",
        ),
    )
)


# Made once: to make a statement of SQLAlchemy's takes three times as long as to put it
_BY_NUMBER = _ROWS.where(statement.c.n.in_(bindparam("numbers", expanding=True)))
_BY_ID = _ROWS.where(statement.c.id == bindparam("id")).order_by(statement.c.version.desc()).limit(1)
_NEWEST_VERSION = select(func.coalesce(func.max(version.c.n), 0))


def rows_of(connection: Connection, numbers: Sequence[int]) -> list[Row[Any]]:
    """The rows of these statements with what `found_of` needs, in this order."""
    rows = {row.n: row for row in connection.execute(_BY_NUMBER, {"numbers": numbers}).all()}
    return [rows[n] for n in numbers]


def one(connection: Connection, id: str) -> Found:
    """The statement with this id, in the latest version of its article that has it. Errors: QueryError."""
    storable("statement", id)
    row = connection.execute(_BY_ID, {"id": id}).first()
    if row is None:
        raise QueryError(f"statement {id}: there is none in this ledger; `onrecord find` tells their ids")
    return found_of(row)


_STATEMENT = msgspec.json.Decoder(Statement)


def found_of(row: Row[Any]) -> Found:
    """What a page shows of a row of `rows_of`: a denial points to nothing that was rejected or is not there."""
    return Found(
        statement=replace(_STATEMENT.decode(row.today or row.body), denies=row.denied_id),
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
    runs = (holds(connection, r) for r in asked.runs)
    return [*asked.looked_at, *runs, *_about_article(connection, asked)]


def _read(connection: Connection, query: Query) -> _Asked:
    query = checked(query)
    runs = list(runs_of(query.words, "words")) if query.words is not None else []
    if query.speaker is not None:
        names = terms_of(query.speaker)
        if not names and exact_name(query.speaker) is None:
            raise QueryError("speaker: there is no word in it")
        runs += [Run((SPEAKER + name,)) for name in dict.fromkeys(names)]
    of_article = runs_of(query.text, "text") if query.text is not None else ()
    whose = _said_by(connection, query.person) if query.person is not None else []
    return _Asked(query, _conditions(query), runs, of_article, whose)


def _conditions(q: Query) -> list[Condition]:
    s = statement.c
    equal = {
        "article": s.article_id, "outlet": s.outlet, "basis": s.basis, "channel": s.channel, "form": s.form,
        "fate": s.fate, "review": s.review,
    }  # fmt: skip
    out: list[Condition] = [s.size.is_not(None)]  # not forgotten
    if q.speaker is not None and (name := exact_name(q.speaker)) is not None:
        out.append(s.speaker == name)
    out += [column == getattr(q, name) for name, column in equal.items() if getattr(q, name) is not None]
    bounds = (
        (q.said_from, s.said_latest, True),
        (q.said_to, s.said_earliest, False),
        (q.published_from, s.published, True),
        (q.published_to, s.published, False),
        (q.score_from, s.score, True),
    )
    out += [column >= bound if least else column <= bound for bound, column, least in bounds if bound is not None]
    if q.review is None:
        out.append(s.review != "rejected")
    if q.denial is not None:
        out.append(_DENIAL if q.denial else s.denial.is_(False))
    if q.review not in (None, "unreviewed"):
        out.append(_REVIEWED)
    return out


# Written as the partial indexes have them, so that they are used
_DENIAL: Condition = text("statement.denial")  # type: ignore[assignment]
_REVIEWED: Condition = text("statement.review <> 'unreviewed'")  # type: ignore[assignment]


def _said_by(connection: Connection, id: str) -> list[Condition]:
    """That a statement is of the person with this id, or of the one merged into: alone, and where so, with others.

    Each is asked for by itself, since an OR is not walked in the order of an index.
    """
    n = connection.scalar(select(func.coalesce(person.c.merged_into, person.c.n)).where(person.c.id == id))
    if n is None:
        return [false()]  # and not `person IS NULL`, which is all that nobody in particular said
    with_others = select(voice.c.statement).where(voice.c.person == n)
    has_others = connection.scalar(with_others.limit(1)) is not None
    return [statement.c.person == n, *([statement.c.n.in_(with_others)] if has_others else [])]


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
    few = hits(connection, statement, asked.positive, _FEW + 1) if asked.positive else []
    conditions = [*asked.plain, *_about_article(connection, asked)]
    n, out = statement.c.n, list[int]()
    for phase in _phases(asked.query.order, place):
        found = list[int]()
        for whose in asked.whose or [true()]:
            chosen = select(n).where(*phase.ahead, *conditions, whose).order_by(*phase.order).limit(limit - len(out))
            if asked.positive and len(few) <= _FEW:
                found += connection.scalars(chosen.where(among(connection, n, few), *asked.lacking(connection))).all()
            else:
                found += _walked(connection, asked, chosen, phase, limit - len(out))
        if len(asked.whose) > 1:
            both = select(n).where(among(connection, n, found)).order_by(*phase.order).limit(limit - len(out))
            found = list(connection.scalars(both).all())
        out += found
        if len(out) == limit:
            break
    return out


def _walked(connection: Connection, asked: _Asked, chosen: Select[int], phase: _Phase, limit: int) -> Sequence[int]:
    """The numbers found by walking the order; where too few are near, by gathering all that match."""
    looked_at = chosen.where(*(holds(connection, r) for r in asked.runs))
    if _has_index(asked.query):
        return connection.scalars(looked_at).all()
    if asked.query.order == "best" and asked.positive:
        return _shortest(connection, asked, chosen, phase.size, limit)
    if connection.dialect.name == "postgresql":  # knows of each word how many hold it, and walks or gathers by that
        return connection.scalars(looked_at).all()
    q = asked.query
    days = _conditions(Query(published_from=q.published_from, published_to=q.published_to))
    reach = select(*phase.columns).where(*phase.ahead, *days).order_by(*phase.order).offset(_REACH).limit(1)
    edge = connection.execute(reach).first() if asked.positive else None
    if edge is None:
        return connection.scalars(looked_at).all()
    found = connection.scalars(looked_at.where(phase.beside(edge, behind=False))).all()
    return found if len(found) == limit else _gathered(connection, asked, chosen, asked.positive)


def _shortest(connection: Connection, asked: _Asked, chosen: Select[int], first: int, limit: int) -> Sequence[int]:
    """The numbers found size by size. A walk would look at 100,000 statements too short to hold a frequent word."""
    out: list[int] = []
    for size in range(first, first + _SIZES):
        runs = [*asked.positive, Run((f"{SIZE}{size}",))]
        few = hits(connection, statement, runs, _FEW + 1)
        of_size = chosen.where(statement.c.size == size).limit(limit - len(out))
        if len(few) > _FEW:
            out += _gathered(connection, asked, of_size, runs)
        elif few:
            out += connection.scalars(
                of_size.where(among(connection, statement.c.n, few), *asked.lacking(connection))
            ).all()
        if len(out) == limit:
            return out
    return _gathered(connection, asked, chosen, asked.positive)


def _gathered(connection: Connection, asked: _Asked, chosen: Select[int], runs: Sequence[Run]) -> Sequence[int]:
    """The numbers found by gathering all that hold the runs from the full-text index."""
    held = in_hits(connection, statement.c.n, statement, runs)
    return connection.scalars(chosen.where(held, *asked.lacking(connection))).all()


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
    connection: Connection, query: Query, columns: Sequence[ColumnElement[Any]], *, most: int | None = None
) -> tuple[Count, Sequence[tuple[Any, ...]]]:
    """How many answers there are, `most` (else `MOST_COUNTED`) at most; rows of values with how many have them."""
    asked, most = _read(connection, query), most or MOST_COUNTED
    conditions = [*asked.looked_at, *_about_article(connection, asked)]
    if asked.query.versions == "latest":
        conditions.append(statement.c.is_latest)
    by_words = bool(asked.positive) and not (_has_index(asked.query) and _are_many(connection, asked.positive))
    conditions += asked.lacking(connection) if by_words else [holds(connection, r) for r in asked.runs]
    chosen = select(*columns, literal(1).label("number")).select_from(statement).where(*conditions).limit(most + 1)
    if by_words:
        first = near(connection, statement, asked.positive, _LOOKED_AT)
        chosen = chosen.join(first, first.c.n == statement.c.n)
    if any(c is person.c.id for c in columns):
        chosen = chosen.outerjoin(person, person.c.n == statement.c.person)
    rows = [tuple(row) for row in connection.execute(chosen if len(columns) > 2 else _grouped(chosen))]
    number = sum(row[-1] for row in rows)
    more = number > most or (by_words and _are_many(connection, asked.positive))
    if number > most:  # one of them only tells that there are more
        *rows, (*last, times) = rows
        rows += [(*last, times - 1)] if times > 1 else []
    return Count(number=min(number, most), more=more), rows


def _grouped(chosen: Select[Any]) -> Select[Any]:
    """The rows with how often each stands there as `number`. Of many columns few rows are the same: it does not pay."""
    *values, number = chosen.subquery().c
    return select(*values, func.coalesce(func.sum(number), 0).label("number")).group_by(*values)


def _are_many(connection: Connection, runs: Sequence[Run]) -> bool:
    """Whether so many statements hold all these runs that a count does not look at all of them."""
    first = near(connection, statement, runs, _LOOKED_AT)
    return connection.scalar(select(func.count()).select_from(first)) == _LOOKED_AT
