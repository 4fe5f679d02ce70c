"""Utterances as Parquet, by the month that each was first seen in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from onrecord.corpus.tables import NO_MONTH, opened_table
from onrecord.data import Report, Utterance, Variant

if TYPE_CHECKING:
    import pyarrow

_GROUP: Final = 2_000
"""Utterances of one month that are held in memory."""


def write(found: Iterable[tuple[Utterance, dict[str, str]]], root: Path, name: str) -> int:
    """The number of utterances, written to `root`/month=…/`name`.parquet; with each, the story of its articles.

    What is there of that name is replaced.
    """
    for path in root.glob(f"month=*/{name}.parquet"):
        path.unlink()
    pending, writers, count = dict[str, list[tuple[Utterance, dict[str, str]]]](), dict[str, Any](), 0
    schema = utterance_schema()

    def put(month: str) -> None:
        if month not in writers:
            writers[month] = opened_table(root / f"month={month}" / f"{name}.parquet", schema)
        writers[month].write_table(_table(pending.pop(month), schema))

    for one in found:
        day = one[0].first_seen
        month = f"{day.year:04}-{day.month:02}" if day else NO_MONTH
        pending.setdefault(month, []).append(one)
        count += 1
        if len(pending[month]) == _GROUP:
            put(month)
    for month in sorted(pending):
        put(month)
    for writer in writers.values():
        writer.close()
    return count


def move(parts: Path, place: Path) -> None:
    """Put the tables in their place, where those of an earlier linking may be."""
    old = place.with_name(f"{place.name}.{os.getpid()}.old")
    if place.exists():
        os.replace(place, old)
    parts.mkdir(parents=True, exist_ok=True)
    os.replace(parts, place)
    shutil.rmtree(old, ignore_errors=True)


def utterance_schema() -> pyarrow.Schema:
    """The columns of `utterances`: what is asked for most, and `utterance`, the whole of it as JSON."""
    import pyarrow as pa

    string, strings, day = pa.string(), pa.list_(pa.string()), pa.date32()
    variant = pa.struct([("words", string), ("statements", strings), ("outlets", strings), ("senses", strings)])
    report = pa.struct(
        [("statement_id", string), ("article_id", string), ("outlet", string), ("published", day), ("story", string),
         ("attributed", pa.bool_()), ("partly", pa.bool_())]
    )  # fmt: skip
    columns = {
        "utterance_id": string, "words": string, "speaker": string, "other_speakers": strings, "first_seen": day,
        "last_seen": day, "articles": pa.int32(), "sources": pa.int32(), "outlets": strings,
        "altered_sense": pa.bool_(), "variants": pa.list_(variant), "reports": pa.list_(report), "also_said": strings,
        "attributed_to_another": strings, "answers": strings, "utterance": string,
    }  # fmt: skip
    nullable = ("speaker", "first_seen", "last_seen")
    return pa.schema([pa.field(name, kind, nullable=name in nullable) for name, kind in columns.items()])


def _table(found: list[tuple[Utterance, dict[str, str]]], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow as pa

    return pa.Table.from_pylist([_row(one, stories) for one, stories in found], schema=schema)


def _row(one: Utterance, stories: dict[str, str]) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(one, name) for name in Utterance.__struct_fields__}
    return row | {
        "utterance_id": one.id,
        "articles": len({report.article_id for report in one.statements}),
        "outlets": sorted({report.outlet for report in one.statements if report.outlet}),
        "variants": list(map(_variant, one.variants)),
        "reports": [_report(report, stories) for report in one.statements],
        "utterance": msgspec.json.encode(one).decode(),
    }


def _variant(one: Variant) -> dict[str, object]:
    return {"words": one.words, "statements": one.reports, "outlets": one.outlets, "senses": one.senses}


def _report(one: Report, stories: dict[str, str]) -> dict[str, object]:
    return {
        "statement_id": one.id,
        "article_id": one.article_id,
        "outlet": one.outlet,
        "published": one.published,
        "story": stories[one.article_id],
        "attributed": one.attributed,
        "partly": one.partly,
    }
