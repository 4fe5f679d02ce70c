"""Parquet is read back by pyarrow and by pandas, with its types."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from onrecord.data import Record
from onrecord.export import parquet, write
from onrecord.export.flat import Row
from tests.export.made import ROLES, exported, marked, records, story


@settings(max_examples=40)
@given(records())
def test_spans_and_words_survive_to_the_character(one: Record) -> None:
    rows = pq.read_table(io.BytesIO(exported([one], format="parquet"))).to_pylist()
    assert len(rows) == len(one.statements)
    for row, roles in zip(rows, marked(one), strict=True):
        found = {role: [[s["start"], s["end"]] for s in row[f"{role}_spans"]] for role in ROLES}
        assert {role: spans for role, spans in found.items() if spans} == roles
        assert row["content"] == " ".join(one.article.text[a:b] for a, b in roles["content"])


def test_columns_have_types() -> None:
    schema = pq.read_schema(io.BytesIO(exported([story()], format="parquet")))
    assert schema.names == list(Row.__struct_fields__)
    for name in ("published", "said_earliest", "said_latest", "fate_earliest", "fate_latest"):
        assert schema.field(name).type == pa.date32()
    for name in ("score", "speaker_score", "channel_score", "said_score"):
        assert schema.field(name).type == pa.float64()
    assert schema.field("denial").type == pa.bool_() and schema.field("byline").type == pa.list_(pa.string())
    spans = schema.field("content_spans").type
    assert pa.types.is_list(spans) and [(f.name, f.type) for f in spans.value_type] == [
        ("start", pa.int32()),
        ("end", pa.int32()),
    ]


def test_pandas_reads_it() -> None:
    table = pd.read_parquet(io.BytesIO(exported([story()], format="parquet")))
    assert table["said_earliest"].tolist() == [date(2024, 3, 11), date(2024, 2, 1), date(2024, 3, 11), date(2023, 1, 1)]
    assert table["denial"].dtype == bool and table["score"].dtype == float
    assert table["speaker"].isna().tolist() == [False, True, False, False]
    assert [dict(span) for span in table.loc[0, "cue_spans"]] == [{"start": 49, "end": 53}]


def test_it_is_written_in_row_groups_as_records_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that memory does not grow: the first group is in the file before the last record is asked for."""
    monkeypatch.setattr(parquet, "ROW_GROUP", 1000)
    out = tmp_path / "a.parquet"
    sizes = []

    def many() -> Iterator[Record]:
        for n in range(600):
            sizes.append(out.with_name("a.parquet.part").stat().st_size)
            yield story(id=str(n))

    write(many(), out, format="parquet")
    file = pq.ParquetFile(out)
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [1000, 1000, 400]
    assert sizes[-1] > sizes[260] > 4


def test_no_statement_is_a_table_of_no_rows() -> None:
    table = pq.read_table(io.BytesIO(exported([], format="parquet")))
    assert table.num_rows == 0 and table.schema.names == list(Row.__struct_fields__)


def test_without_pyarrow_it_says_what_to_install_and_leaves_no_file(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from onrecord import ExportError\nfrom onrecord.export import write\n"
        "try: write([], sys.argv[1], format='parquet')\nexcept ExportError as error: print(error)"
    )
    out = tmp_path / "a.parquet"
    done = subprocess.run([sys.executable, "-c", program, out], capture_output=True, text=True, check=True)
    assert "pip install 'onrecord[parquet]'" in done.stdout and not [*tmp_path.iterdir()]
