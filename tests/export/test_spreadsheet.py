"""CSV is read back by Python's csv module and by pandas, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import io
import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Record
from onrecord.export.flat import Row
from onrecord.export.spreadsheet import guarded
from tests.export.made import PIECES, exported, marked, records, story


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def unguarded(cell: str) -> str:
    """What docs/export.md tells a program to do."""
    return re.sub(r"^'(?='*\s*[=+\-@＝＋－＠\t\r\n])", "", cell)


@settings(max_examples=50)
@given(records())
def test_spans_and_words_survive_to_the_character(one: Record) -> None:
    rows = read(exported([one], format="csv"))
    assert len(rows) == len(one.statements)
    for row, roles in zip(rows, marked(one), strict=True):
        assert {k.removesuffix("_spans"): json.loads(v) for k, v in row.items() if k.endswith("_spans") and v} == roles
        words = " ".join(one.article.text[a:b] for a, b in roles["content"])
        assert unguarded(row["content"]) == words.replace("\0", "\ufffd")


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join))
def test_the_guard_can_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0", "'=1"],
)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    one = story(id=text, title=text, outlet=text, byline=(text, text), language=text)
    (row, *_) = read(exported([one], format="csv"))
    for name in ("article_id", "title", "outlet", "byline", "language"):
        assert row[name].startswith(f"'{text}"), "an apostrophe, then the text as it is"


def test_every_line_has_the_columns_of_the_header_and_ends_in_crlf() -> None:
    content = exported([story(title='a "b", c\nd')], format="csv")
    assert content.startswith(b"\xef\xbb\xbfarticle_id,") and content.endswith(b"\r\n")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(line) for line in lines} == {len(Row.__struct_fields__)}
    assert b'"a ""b"", c\nd"' in content, "RFC 4180: quotation marks doubled"


def test_pandas_reads_it() -> None:
    table = pd.read_csv(io.BytesIO(exported([story()], format="csv")), parse_dates=["published", "said_earliest"])
    assert list(table.columns) == list(Row.__struct_fields__) and len(table) == 4
    assert table["published"].dt.date.astype(str).tolist() == ["2024-03-14"] * 4
    assert table["denial"].tolist() == [False, False, True, False]
    assert table["score"].tolist() == [0.97, 0.5, 1.0, 1.0] and table["speaker"].isna().tolist() == [0, 1, 0, 0]
    assert table.loc[0, "byline"] == "Jo Reed; Max Oyelaran"


def test_no_statement_is_a_header_alone() -> None:
    assert read(exported([], format="csv")) == [] and exported([], format="csv").count(b"\r\n") == 1
