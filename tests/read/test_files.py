"""Files become captures within their limits: compression, JSON Lines, sizes."""

import gzip
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Capture, Rejection
from onrecord.read import article, captures
from onrecord.read.files import MAX_BYTES, read_stream, sniffed

TWO = b'{"id": "a", "text": "One said so."}\n{"id": "b", "text": "Two said so."}\n'


def read(content: bytes, name: str) -> list[Capture]:
    return list(read_stream(io.BytesIO(content), name))


def ids(found: list[Capture]) -> list[str]:
    return [getattr(article(capture), "id", "rejected") for capture in found]


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("x.jsonl", TWO, [1, 2]),
        ("x.ndjson", TWO.replace(b"\n", b"\r\n"), [1, 2]),
        ("x.jsonl", b"\n \n" + TWO, [3, 4]),
        ("x.jsonl", b"\xef\xbb\xbf" + TWO, [1, 2]),
        ("x.jsonl", TWO.decode().encode("utf-16"), [1, 2]),
        ("x.jsonl", TWO.decode().encode("utf-32"), [1, 2]),
        ("x.jsonl", TWO.rstrip(), [1, 2]),
        ("x.json", TWO, [1, 2]),  # JSON Lines under another name
        ("x.json", b"[" + TWO.strip().replace(b"\n", b",\n") + b"]", [1, 2]),
        ("x.json", b"\n\n[\n" + TWO.strip().replace(b"\n", b"\n,\n") + b"\n]", [4, 6]),
        ("x.jsonl.gz", gzip.compress(TWO), [1, 2]),
        ("x.jsonl.gz", gzip.compress(TWO[:40]) + gzip.compress(TWO[40:]), [1, 2]),
        ("x.JSONL", TWO, [1, 2]),
    ],
)
def test_each_article_is_its_own_capture_with_its_line(name: str, content: bytes, lines: list[int]) -> None:
    found = read(content, name)
    assert [capture.line for capture in found] == lines
    assert ids(found) == ["a", "b"]


def test_a_json_file_with_one_object_over_many_lines_is_one_capture() -> None:
    (capture,) = read(b'{\n  "id": "a",\n  "text": "One said so."\n}\n', "x.json")
    assert (capture.line, ids([capture])) == (None, ["a"])


def test_equal_items_of_a_list_are_counted_each_on_its_line() -> None:
    item = b'{"text": "He said {\\"text\\": 1}."}'
    assert [capture.line for capture in read(b"[" + b",\n".join([item] * 3) + b"]", "x.json")] == [1, 2, 3]


def test_a_broken_line_is_rejected_by_its_number_and_the_run_goes_on() -> None:
    first, second = TWO.splitlines(keepends=True)
    found = [article(capture) for capture in read(first + b'{"id": "x", "text": "cut\n' + second, "x.jsonl")]
    assert [type(outcome) for outcome in found] == [Article, Rejection, Article]
    assert isinstance(found[1], Rejection)
    assert (found[1].source, found[1].reason) == ("x.jsonl:2", "malformed")


def test_a_line_over_the_limit_is_rejected_and_the_run_goes_on() -> None:
    first, second = TWO.splitlines(keepends=True)
    found = read(first + b" " * (MAX_BYTES + 1) + b"\n" + second, "x.jsonl")
    assert [capture.line for capture in found] == [1, 2, 3]
    assert found[1].fault is not None
    assert (found[1].fault.reason, found[1].fault.source) == ("too_large", "x.jsonl:2")
    assert ids([found[0], found[2]]) == ["a", "b"]


class Endless(io.RawIOBase):
    """JSON Lines without end."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return TWO * 10_000


def test_json_lines_are_streamed_not_loaded() -> None:
    """Of an endless file, 100 MB of lines are captured in 10 MB of memory."""
    found: Iterator[Capture] = read_stream(Endless(), "x.jsonl")  # type: ignore[arg-type]
    tracemalloc.start()
    for _ in range(100_000):
        next(found)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["x.txt", "x.html", "x.txt.gz"])
def test_a_document_over_the_limit_is_too_large_and_not_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(40 * MAX_BYTES)  # sparse: reading it would take 2 GB
    tracemalloc.start()
    (capture,) = captures(path)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert capture.fault is not None
    assert (capture.fault.reason, capture.content) == ("too_large", b"")


def test_a_stream_over_the_limit_is_too_large() -> None:
    (capture,) = read(b"a" * (MAX_BYTES + 1), "-")
    assert capture.fault is not None
    assert capture.fault.reason == "too_large"


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz"])
def test_a_decompression_bomb_ends_at_the_limit(name: str) -> None:
    """Of blank lines too, of which no single one is too long."""
    bomb = gzip.compress((b" " * 999_999 + b"\n") * 10) * 30  # 300 MB in 300 kB
    (capture,) = read(bomb, name)
    assert capture.fault is not None
    assert capture.fault.reason == "too_large"


def test_compressed_text_and_pages_are_read() -> None:
    assert read(gzip.compress(b"He said yes."), "x.txt.gz")[0].content == b"He said yes."
    assert read(gzip.compress(b"<p>x"), "x.htm.gz")[0].media_type == "text/html"
    assert read(gzip.compress(b"<html><p>x"), "-")[0].media_type == "text/html"


def test_damaged_compression_is_malformed_after_the_lines_before_it() -> None:
    whole = gzip.compress(
        b"".join(b'{"id": "%d", "text": "%s."}\n' % (n, bytes(str(n**50), "ascii")) for n in range(50_000))
    )
    found = read(whole[: len(whole) // 2], "x.jsonl.gz")
    assert len(found) > 100
    assert found[-1].fault is not None
    assert found[-1].fault.reason == "malformed"
    assert all(capture.fault is None for capture in found[:-1])


@pytest.mark.parametrize(
    ("name", "content"), [("x.jsonl", b""), ("x.jsonl", b"\n \n"), ("x.json", b"[]"), ("x.json", b"[\n]")]
)
def test_a_json_file_without_articles_is_empty(name: str, content: bytes) -> None:
    (capture,) = read(content, name)
    assert capture.fault is not None
    assert capture.fault.reason == "empty"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"By Jane Doe", "text/plain"),
        (b"<3 this, he said", "text/plain"),
        (b"", "text/plain"),
        (b"{ not json, he said", "text/plain"),
        (b"[1] he said", "text/plain"),
        (b"<pursue it>, she wrote", "text/plain"),
        (b"  <HTML lang=en>", "text/html"),
        (b"<!-- saved --><html>", "text/html"),
        (b"<p>Hi", "text/html"),
        (b"<?xml version='1.0'?><html/>", "text/html"),
        (b"<?xml version='1.0'?><rss/>", "text/plain"),
        (b'{"text"', "application/json"),
        (b'[\n {"text"', "application/json"),
        (b"{}", "application/json"),
    ],
)
def test_media_type_is_told_by_the_first_bytes(head: bytes, expected: str) -> None:
    assert sniffed(head) == expected


@given(st.lists(st.binary(max_size=60)), st.integers(1, 9))
def test_lines_are_the_same_however_the_bytes_arrive(pieces: list[bytes], size: int) -> None:
    content = b"[" + b"\n".join(pieces)

    class Slow(io.BytesIO):
        def read1(self, _size: int | None = -1, /) -> bytes:
            return self.read(size)

    assert list(read_stream(Slow(content), "x.jsonl")) == read(content, "x.jsonl")


@settings(deadline=None)  # the first page waits for trafilatura's import
@given(st.binary(max_size=300), st.sampled_from(["x.txt", "x.html", "x.jsonl", "x.json", "x.txt.gz", "x.json.gz", "-"]))
def test_any_bytes_in_any_file_give_captures_that_give_articles_or_rejections(content: bytes, name: str) -> None:
    for data in (content, gzip.compress(content), b"[" + content, b"\xff\xfe" + content, b"\x1f\x8b\x08" + content):
        found = read(data, name)
        assert found
        for capture in found:
            assert isinstance(article(capture), Article | Rejection)
