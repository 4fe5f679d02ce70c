"""Parquet, a statement a row, with types. Needs pyarrow: `pip install 'onrecord[parquet]'`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

from onrecord.data import Record
from onrecord.export.flat import ROLES, Row, rows

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP: Final = 20_000
"""Rows held in memory at a time: some 20 MB of news."""

_DATES: Final = ("published", "said_earliest", "said_latest", "fate_earliest", "fate_latest")
_SCORES: Final = ("speaker_score", "channel_score", "said_score", "score")
_NEVER_NULL: Final = frozenset(
    """
    article_id byline statement_id form basis speaker_score denial score content cue source content_spans cue_spans
    source_spans speaker_spans basis_spans channel_spans said_on_spans denial_spans fate_spans
    """.split()
)


def write(records: Iterable[Record], file: IO[bytes]) -> None:
    """A row for each statement, in row groups of `ROW_GROUP`, compressed with zstd.

    Dates are date32, scores float64, `byline` is a list of strings, spans are list<struct<start: int32, end: int32>>.
    """
    import pyarrow
    from pyarrow import parquet

    schema = row_schema()
    every = (row for record in records for row in rows(record))
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(every, ROW_GROUP)):
            columns = [
                pyarrow.array(values, field.type) for values, field in zip(row_columns(group), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))


def row_columns(group: list[Row]) -> Iterator[list[object]]:
    """The values of the rows, column by column, as `row_schema` has them."""
    for name in Row.__struct_fields__:
        yield [getattr(row, name) for row in group]


def row_schema() -> pyarrow.Schema:
    """The columns of a statement's row, with their types."""
    import pyarrow as pa

    spans = pa.list_(pa.struct([pa.field("start", pa.int32(), False), pa.field("end", pa.int32(), False)]))
    types = dict.fromkeys(Row.__struct_fields__, pa.string())
    types |= dict.fromkeys(_DATES, pa.date32()) | dict.fromkeys(_SCORES, pa.float64())
    types |= {f"{role}_spans": spans for role in ROLES} | {"byline": pa.list_(pa.string()), "denial": pa.bool_()}
    return pa.schema([pa.field(name, kind, nullable=name not in _NEVER_NULL) for name, kind in types.items()])
