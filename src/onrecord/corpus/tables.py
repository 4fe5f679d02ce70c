"""A shard's outcomes as Parquet: statements, articles and rejections, by the month published.

Equal outcomes give equal bytes: rows keep the order of the documents, and all that Parquet leaves open is set here.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from onrecord.corpus import spool
from onrecord.data import Record, Rejection
from onrecord.export import flat
from onrecord.export.parquet import row_columns, row_schema
from onrecord.whole import put

if TYPE_CHECKING:
    import pyarrow

STATEMENTS, ARTICLES, REJECTIONS = "statements", "articles", "rejections"
NO_MONTH: Final = "unknown"
"""The partition of articles without a date. Hive's own name for it, which is read as null, pandas cannot read."""

_REPEATED: Final = ("article_id", "title", "outlet", "language", "form", "speaker", "basis", "channel")
"""Columns whose values come again: a dictionary of the others costs 14 % more."""
_GROUP = 500
"""Records in a row group: 10 MB of news at most."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of documents."""

    articles: int = 0
    statements: int = 0
    rejections: dict[str, int] = {}
    """By reason, the names sorted."""

    def __add__(self, other: Counts) -> Counts:
        both = Counter(self.rejections) + Counter(other.rejections)
        return Counts(
            articles=self.articles + other.articles,
            statements=self.statements + other.statements,
            rejections=dict(sorted(both.items())),
        )

    @property
    def documents(self) -> int:
        return self.articles + sum(self.rejections.values())


class Tables:
    """The tables of one shard in the making: written beside the output, and moved there when they are whole."""

    def __init__(self, name: str, out: Path, part: Path) -> None:
        self._name, self._out, self._part = name, out, part

    def write(self, file: Iterable[bytes]) -> Counts:
        """Write what a spool holds, and move it to its place; what was there of this shard is replaced."""
        shutil.rmtree(self._part, ignore_errors=True)
        months, rejected = dict[str, list[bytes]](), list[Rejection]()
        for found in file:
            one = spool.outcome(found)
            if isinstance(one, Rejection):
                rejected.append(one)
            else:
                months.setdefault(month_of(one), []).append(found)
        statements = 0
        for month in sorted(months):
            statements += self._month(month, months[month])
        if rejected:
            rows = [[getattr(one, name) for one in rejected] for name in Rejection.__struct_fields__]
            schema = rejection_schema()
            with self._writer(REJECTIONS, "", schema) as writer:
                writer.write_table(_table(rows, schema))
        self._move()
        reasons = Counter(one.reason for one in rejected)
        return Counts(
            articles=sum(map(len, months.values())), statements=statements, rejections=dict(sorted(reasons.items()))
        )

    def _month(self, month: str, lines: list[bytes]) -> int:
        count, folder = 0, f"month={month}"
        statements, articles = statement_schema(), article_schema()
        with (
            self._writer(STATEMENTS, folder, statements) as statement_writer,
            self._writer(ARTICLES, folder, articles) as article_writer,
        ):
            pending = iter(lines)
            while group := list(islice(pending, _GROUP)):
                records = [one for one in map(spool.outcome, group) if isinstance(one, Record)]
                article_writer.write_table(_table(list(_article_columns(records)), articles))
                columns = list(_statement_columns(records))
                if columns[0]:
                    statement_writer.write_table(_table(columns, statements))
                count += len(columns[0])
        if not count:
            self._path(STATEMENTS, folder).unlink()
        return count

    def _path(self, table: str, folder: str) -> Path:
        return self._part / table / folder / f"{self._name}.parquet"

    def _writer(self, table: str, folder: str, schema: pyarrow.Schema) -> Any:
        return opened_table(self._path(table, folder), schema)

    def _move(self) -> None:
        for path in sorted(self._part.rglob("*.parquet")):
            place = self._out / path.relative_to(self._part)
            place.parent.mkdir(parents=True, exist_ok=True)
            put(path, place)  # the shard's mark, which comes next, must not outlive its tables
        shutil.rmtree(self._part, ignore_errors=True)


def opened_table(path: Path, schema: pyarrow.Schema) -> Any:
    """A Parquet file to be written. All that pyarrow leaves open is set, so that no later default changes the bytes.

    Statistics of texts and ids serve no query, and Arrow's own schema says nothing that Parquet's does not: without
    these, 224 small files of statements took 3.2 MB in the place of 5.2, of articles 1.0 in the place of 2.5.
    """
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    return parquet.ParquetWriter(
        path, schema, version="2.6", compression="zstd", compression_level=3, data_page_version="1.0",
        store_schema=False, write_statistics=["published"] if "published" in schema.names else False,
        use_dictionary=[name for name in _REPEATED if name in schema.names],
    )  # fmt: skip


def month_of(record: Record) -> str:
    """`2020-07`; NO_MONTH where the article does not tell."""
    published = record.article.published
    return f"{published.year:04}-{published.month:02}" if published else NO_MONTH


def statement_schema() -> pyarrow.Schema:
    """The columns of `statements`: those of `onrecord export --format parquet`, and the statement whole, as JSON."""
    import pyarrow as pa

    return row_schema().append(pa.field("statement", pa.string(), nullable=False))


def article_schema() -> pyarrow.Schema:
    """The columns of `articles`."""
    import pyarrow as pa

    strings = dict.fromkeys(("id", "title", "url", "outlet", "language", "text"), pa.string())
    types = strings | {"byline": pa.list_(pa.string()), "published": pa.date32(), "statements": pa.int32()}
    order = ("id", "title", "url", "outlet", "byline", "published", "language", "text", "statements")
    return pa.schema([pa.field(n, types[n], nullable=n not in ("id", "byline", "text", "statements")) for n in order])


def rejection_schema() -> pyarrow.Schema:
    """The columns of `rejections`."""
    import pyarrow as pa

    return pa.schema([pa.field(name, pa.string(), nullable=False) for name in Rejection.__struct_fields__])


def _article_columns(records: list[Record]) -> Iterator[list[object]]:
    for name in ("id", "title", "url", "outlet", "byline", "published", "language", "text"):
        yield [getattr(record.article, name) for record in records]
    yield [len(record.statements) for record in records]


def _statement_columns(records: list[Record]) -> Iterator[list[object]]:
    yield from row_columns([row for record in records for row in flat.rows(record)])
    yield [msgspec.json.encode(s).decode() for record in records for s in record.statements]


def _table(columns: list[list[Any]], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow as pa

    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
