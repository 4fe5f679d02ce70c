"""What `onrecord extract --json` printed is read again, equal; what is none says what is wrong with it."""

from __future__ import annotations

import msgspec
import pytest

from onrecord.data import Capture, Record, Rejection
from onrecord.read import is_record, record
from tests.ledger.conftest import record as made


def capture(content: bytes, *, fault: Rejection | None = None) -> Capture:
    return Capture(source="r.jsonl", content=content, media_type="application/json", line=3, fault=fault)


def test_a_record_is_told_from_an_article_and_read_as_it_was_written() -> None:
    written = msgspec.json.encode(made("a"))
    assert is_record(capture(written)) and record(capture(written)) == made("a")
    assert not is_record(capture(msgspec.json.encode(made("a").article)))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"article": {}}', b"\xff", b'{"statements": [], "text": ""}']
)
def test_what_is_no_record_is_left_to_be_read_as_an_article(content: bytes) -> None:
    assert not is_record(capture(content))


def test_a_capture_with_a_fault_or_of_another_kind_is_no_record() -> None:
    written = msgspec.json.encode(made("a"))
    assert not is_record(capture(written, fault=Rejection(source="x", reason="unreadable", detail="")))
    assert not is_record(Capture(source="x.txt", content=written, media_type="text/plain"))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b'"form":"direct"', b'"form":"shouted"', "$.statements[0].form"),
        (b'"id":"a"', b'"id":7', "$.article.id"),
        (b'"published":"2024-03-14"', b'"published":"soon"', "$.article.published"),
        (b'"evidence":{"content":[[', b'"evidence":{"content":[["x",', "evidence.content"),
        (b'"text":', b'"words":', "text"),
    ],
)
def test_a_wrong_field_is_named_with_the_line(old: bytes, new: bytes, named: str) -> None:
    content = msgspec.json.encode(made("a")).replace(old, new)
    found = record(capture(content))
    assert isinstance(found, Rejection) and found.source == "r.jsonl:3" and found.reason == "malformed"
    assert named in found.detail


def test_json_that_is_nested_too_deeply_is_rejected() -> None:
    content = b'{"article": ' + b"[" * 100_000 + b', "statements": []}'
    assert not is_record(capture(content))
    assert isinstance(record(capture(content)), Rejection)


def test_every_record_goes_there_and_back() -> None:
    assert isinstance(record(capture(msgspec.json.encode(Record(article=made("a").article, statements=())))), Record)
