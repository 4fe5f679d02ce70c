"""Runs of terms put to a database's full-text index, the same for SQLite's FTS5 and PostgreSQL's tsvector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    any_,
    cast,
    column,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

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
        return list(connection.scalars(_in_postgresql(of, runs).limit(most)))
    # As it stands: a check puts some 20 of these, and building the statement takes longer than answering it
    asked = f"SELECT rowid FROM {of.name}_search WHERE {of.name}_search MATCH ? LIMIT ?"
    return list(connection.exec_driver_sql(asked, (_fts(runs), most)).scalars())


def in_hits(connection: Connection, asked: ColumnElement[int], of: Table, runs: Sequence[Run]) -> Condition:
    """Whether a number is that of a row that holds all these runs."""
    if connection.dialect.name == "postgresql":
        return asked.in_(_in_postgresql(of, runs))
    index = table(f"{of.name}_search", column("rowid", Integer), column(f"{of.name}_search"))
    return asked.in_(select(index.c.rowid).where(index.c[index.name].op("MATCH")(_fts(runs))))


def among(connection: Connection, asked: ColumnElement[int], numbers: Sequence[int]) -> Condition:
    """Whether a number is one of these, as one parameter however many they are."""
    if connection.dialect.name == "postgresql":
        return asked == any_(literal(list(numbers), ARRAY(Integer)))
    each = func.json_each(msgspec.json.encode(numbers).decode()).table_valued("value")
    return asked.in_(select(each.c.value))


def holds(terms: Column[Any], run: Run) -> Condition:
    """Whether a row's terms hold the run, or do not where it is negative, seen by looking at the row."""
    # Terms are letters and digits: no % or _ of LIKE is among them
    line = " " + " ".join(run.terms) + ("" if run.beginning else " ")
    found = terms.like(f"%{line}%")
    return ~found if run.negative else found


def _fts(runs: Sequence[Run]) -> str:
    """The runs in the language of FTS5: each in quotation marks, which no term holds."""
    return " AND ".join('"' + " ".join(r.terms) + '"' + "*" * r.beginning for r in runs)


def _in_postgresql(of: Table, runs: Sequence[Run]) -> Select[tuple[int]]:
    """The rows that hold all terms by the index; of runs, those that hold them side by side."""
    lexemes = [f"'{t}'" + ":*" * (r.beginning and i == len(r.terms)) for r in runs for i, t in enumerate(r.terms, 1)]
    search: ColumnElement[Any] = column("search")
    asked = search.op("@@")(cast(literal(" & ".join(lexemes)), TSQUERY))
    return select(of.c.n).where(asked, *(holds(of.c.terms, r) for r in runs if len(r.terms) > 1))
