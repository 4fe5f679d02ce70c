"""JSON Lines of records are read back by Python's own json, and a line that is no record says why."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import given, settings

from onrecord.data import Capture, Record, Rejection
from onrecord.export.flat import Row
from onrecord.read import record
from tests.conftest import strictly_equal
from tests.export.made import STORY, exported, marked, records, story


def capture(content: bytes) -> Capture:
    return Capture(source="r.jsonl", line=7, content=content, media_type="application/json")


@settings(max_examples=50)
@given(records())
def test_a_record_survives_to_the_character(one: Record) -> None:
    line = exported([one, one], format="jsonl").split(b"\n")[1]
    back = json.loads(line)
    assert back["article"]["text"] == one.article.text
    assert [{r: v for r, v in s["evidence"].items() if v} for s in back["statements"]] == marked(one)
    again = record(capture(line))
    assert isinstance(again, Record) and strictly_equal(again, one)


@settings(max_examples=50)
@given(records())
def test_a_flat_line_has_the_words_that_its_spans_mark(one: Record) -> None:
    lines = [json.loads(line) for line in exported([one], format="flat").split(b"\n")[:-1]]
    assert len(lines) == len(one.statements)
    for line, roles in zip(lines, marked(one), strict=True):
        assert {k.removesuffix("_spans"): v for k, v in line.items() if k.endswith("_spans") and v} == roles
        assert line["content"] == " ".join(one.article.text[a:b] for a, b in roles["content"])


def test_a_flat_line_tells_all_that_the_record_does() -> None:
    first, second, third, fourth = (json.loads(line) for line in exported([story()], format="flat").splitlines())
    assert list(first) == list(Row.__struct_fields__)
    assert first["article_id"] == "ferry-1" and first["byline"] == ["Jo Reed", "Max Oyelaran"]
    assert (first["channel"], first["channel_name"], first["channel_score"]) == ("newspaper", "Harbour Echo", 0.9)
    assert (first["said_earliest"], first["said_latest"], first["published"]) == (
        "2024-03-11",
        "2024-03-11",
        "2024-03-14",
    )
    assert first["content"] == "“The boats are safe,” “I would take my own children.”" and first["source"] == "Ana Ito"
    assert second["speaker"] is None and second["basis"] == "unnamed_person" and second["cue"] == ""
    assert third["denial"] is True and third["denies"] == "00000000000000a2"
    assert (fourth["fate"], fourth["fate_earliest"], fourth["fate_latest"]) == ("deleted", "2024-02-01", "2024-02-29")


LINE = msgspec.json.encode(story())
SPAN = b'"cue":[[49,53]]'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "It is not valid JSON"),
        (LINE.replace(b"Ferry row", b"Ferry \xff", 1), "It is not valid (UTF-8|JSON)"),
        (b"[" * 100_000, "valid JSON|nested|Expected `object`"),
        (b'{"id": "a", "text": "b"}', "required field `article`.*onrecord extract --json"),
        (LINE.replace(b'"form":"mixed"', b'"form":"sung"'), r"^\$\.statements\[1\]\.form: Invalid enum value 'sung'"),
        (LINE.replace(b'"latest":"2024-03-14"', b'"latest":"soon"'), r"^\$\.statements\[2\]\.said_on\.latest: Invalid"),
        (LINE.replace(b'"denial":true', b'"denial":1'), r"^\$\.statements\[2\]\.denial: Expected `bool`"),
        (LINE.replace(SPAN, b'"cue":[[49,9999]]'), r"^\$\.statements\[0\]\.evidence\.cue: \[49, 9999\] is no span"),
        (LINE.replace(SPAN, b'"cue":[[-3,4]]'), r"evidence\.cue: \[-3, 4\]"),
        (LINE.replace(SPAN, b'"cue":[[53,49]]'), r"evidence\.cue: \[53, 49\]"),
        (LINE.replace(SPAN, b'"cue":[[49,53],[52,60]]'), r"evidence\.cue: \[52, 60\] is no span after 53"),
    ],
)
def test_a_line_that_is_no_record_is_a_rejection_that_names_the_field(content: bytes, told: str) -> None:
    assert SPAN in LINE and content != LINE
    found = record(capture(content))
    assert isinstance(found, Rejection) and found.source == "r.jsonl:7" and found.reason == "malformed"
    assert re.search(told, found.detail), found.detail


def test_a_statement_without_words_is_refused() -> None:
    bare = json.loads(LINE)
    bare["statements"][1]["evidence"]["content"] = []
    found = record(capture(json.dumps(bare).encode()))
    assert isinstance(found, Rejection) and "$.statements[1].evidence.content" in found.detail


def test_a_page_is_no_record_and_a_fault_is_passed_on() -> None:
    page = record(Capture(source="a.html", content=STORY.encode(), media_type="text/html"))
    assert isinstance(page, Rejection) and "onrecord extract" in page.detail
    fault = Rejection(source="b", reason="unreadable", detail="It is closed.")
    assert record(Capture(source="b", content=b"", media_type="application/json", fault=fault)) is fault
