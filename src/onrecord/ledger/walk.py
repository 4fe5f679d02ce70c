"""All records of a ledger that answer a query, article by article: for exports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from onrecord.data import Query, Record, Statement
from onrecord.ledger.find import conditions_of
from onrecord.ledger.tables import statement, version
from onrecord.ledger.versions import article_of

_ARTICLES = 50
"""Held in memory at a time."""


def records(connection: Connection, query: Query) -> Iterator[Record]:
    """The articles in the order in which they were stored, each with those of its statements that answer the query.

    Statements stand as they do today; rejected ones are left out unless the query asks for them. An article without
    an answer is left out, unless all is asked for. Errors: QueryError, at the first record.
    """
    s = statement.c
    conditions = conditions_of(connection, query)
    is_all = query == Query(versions=query.versions, order=query.order)
    wanted = [version.c.text.is_not(None), *([version.c.is_latest] if query.versions == "latest" else [])]
    last = 0
    while True:
        chosen = select(version).where(version.c.n > last, *wanted).order_by(version.c.n).limit(_ARTICLES)
        rows: Sequence[Row[Any]] = connection.execute(chosen).all()
        if not rows:
            return
        first, last = rows[0].n, rows[-1].n
        found: dict[int, list[Statement]] = defaultdict(list)
        bodies = select(s.version, s.body, s.today).where(s.version.between(first, last), *conditions)
        for read in connection.execute(bodies):
            found[read.version].append(msgspec.json.decode(read.today or read.body, type=Statement))
        for row in rows:
            if is_all or row.n in found:
                # What a person added or moved stands where the text has it
                of_it = sorted(found[row.n], key=lambda f: (f.evidence.content[0][0], f.evidence.content[-1][1]))
                yield Record(article=article_of(row), statements=tuple(of_it))
