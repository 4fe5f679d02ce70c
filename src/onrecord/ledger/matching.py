"""Runs of terms put to a database's full-text index, the same for SQLite's FTS5 and PostgreSQL's tsvector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    Table,
    TableClause,
    and_,
    any_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from onrecord.ledger.tables import statement

Condition = ColumnElement[bool]


class Run(NamedTuple):
    """Terms that stand side by side, in this order; one term where a single word is asked for."""

    terms: tuple[str, ...]
    beginning: bool = False
    """Whether the last term is the beginning of a word."""
    negative: bool = False


def hits(connection: Connection, of: Table, runs: Sequence[Run], most: int) -> list[int]:
    """The numbers of rows of `of` (statement or version) that hold all these runs, `most` at most, in no order."""
    if connection.dialect.name == "postgresql":
        return [row.n for row in connection.execute(_in_postgresql(of, runs).limit(most)).all()]
    # As it stands: a check puts some 20 of these, and building the statement takes longer than answering it. In one
    # line of JSON, since a row for each number takes twice as long
    asked = f"SELECT rowid FROM {of.name}_search WHERE {of.name}_search MATCH ? LIMIT ?"
    found = connection.exec_driver_sql(f"SELECT json_group_array(rowid) FROM ({asked})", (_fts(runs), most))
    return msgspec.json.decode(found.scalar_one(), type=list[int])


def near(connection: Connection, of: Table, runs: Sequence[Run], most: int) -> Subquery:
    """The numbers of `hits` as a table with the column `n`, gone through no further than what is joined to it asks."""
    if connection.dialect.name == "postgresql":
        return _in_postgresql(of, runs).limit(most).subquery("near")
    index = _index(of)
    return (
        select(index.c.rowid.label("n")).where(index.c[index.name].op("MATCH")(_fts(runs))).limit(most).subquery("near")
    )


def _index(of: Table) -> TableClause:
    return table(f"{of.name}_search", column("rowid", Integer), column(f"{of.name}_search"))


def in_hits(connection: Connection, asked: ColumnElement[int], of: Table, runs: Sequence[Run]) -> Condition:
    """Whether a number is that of a row that holds all these runs."""
    if connection.dialect.name == "postgresql":
        return asked.in_(_in_postgresql(of, runs))
    index = _index(of)
    return asked.in_(select(index.c.rowid).where(index.c[index.name].op("MATCH")(_fts(runs))))


def among(connection: Connection, asked: ColumnElement[int], numbers: Sequence[int]) -> Condition:
    """Whether a number is one of these, as one parameter however many they are."""
    if connection.dialect.name == "postgresql":
        return asked == any_(literal(list(numbers), ARRAY(Integer)))
    each = func.json_each(msgspec.json.encode(numbers).decode()).table_valued("value")
    return asked.in_(select(each.c.value))


def holds(connection: Connection, run: Run) -> Condition:
    """Whether a statement holds the run, or does not where it is negative, seen by looking at its row."""
    found: Condition = statement.c.terms.like(_line(run))
    if connection.dialect.name == "postgresql":  # which knows from its statistics how many rows hold a term
        found = and_(_match(statement, run), found) if len(run.terms) > 1 else _match(statement, run)
    return ~found if run.negative else found


def _fts(runs: Sequence[Run]) -> str:
    """The runs in the language of FTS5: each in quotation marks, which no term holds."""
    return " AND ".join('"' + " ".join(r.terms) + '"' + "*" * r.beginning for r in runs)


def _in_postgresql(of: Table, runs: Sequence[Run]) -> Select[tuple[int]]:
    """The rows that hold all terms by the index; of runs, those that hold them side by side."""
    side_by_side = (of.c.terms.like(_line(r)) for r in runs if len(r.terms) > 1)
    return select(of.c.n).where(_match(of, *runs), *side_by_side)


def _match(of: Table, *runs: Run) -> Condition:
    """Whether a row's `search` holds all the terms of these runs, wherever they stand."""
    lexemes = [f"'{t}'" + ":*" * (r.beginning and i == len(r.terms)) for r in runs for i, t in enumerate(r.terms, 1)]
    search: ColumnElement[Any] = literal_column(f"{of.name}.search")
    return search.op("@@", is_comparison=True)(cast(literal(" & ".join(lexemes)), TSQUERY))


def _line(run: Run) -> str:
    """What LIKE finds the run by, in a row's terms. They are letters and digits: no % or _ of LIKE is among them."""
    return "% " + " ".join(run.terms) + ("%" if run.beginning else " %")
