"""WARC files: which records are pages, what their headers tell, and damage that costs only itself."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Capture, Rejection
from onrecord.read import article, captures
from onrecord.read.warc import captures as records
from tests.corpus.made import OK, page, record, warc


def found(*members: bytes) -> list[Capture]:
    return list(records(io.BytesIO(b"".join(members)), "a.warc.gz"))


def zipped(one: bytes) -> bytes:
    return gzip.compress(one, mtime=0)


def urls(all_found: list[Capture]) -> list[str | None]:
    return [one.url for one in all_found]


def test_a_file_gives_its_pages_with_address_charset_and_offset(tmp_path: Path) -> None:
    offsets = warc(tmp_path / "a.warc.gz", [page(n) for n in range(3)])
    all_found = list(captures(tmp_path / "a.warc.gz"))
    assert [one.offset for one in all_found] == offsets
    assert urls(all_found) == [f"https://echo.example/{n}" for n in range(3)]
    assert {(one.media_type, one.charset) for one in all_found} == {("text/html", "utf-8")}
    assert all_found[1].place == f"{tmp_path / 'a.warc.gz'}@{offsets[1]}"


def test_without_compression_it_is_the_same(tmp_path: Path) -> None:
    raw = [record(page(n), url=f"https://echo.example/{n}") for n in range(3)]
    (tmp_path / "a.warc").write_bytes(b"".join(raw))
    all_found = list(captures(tmp_path / "a.warc"))
    assert [one.offset for one in all_found] == [0, len(raw[0]), len(raw[0]) + len(raw[1])]
    assert [one.content.decode() for one in all_found] == [page(n) for n in range(3)]


def test_a_file_compressed_as_a_whole_is_read_too() -> None:
    raw = b"".join(record(page(n), url=f"https://echo.example/{n}") for n in range(3))
    assert urls(found(zipped(raw))) == [f"https://echo.example/{n}" for n in range(3)]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", "response"),
        ("HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /b\r\n\r\n", "response"),
        ("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", "response"),
        ("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n", "response"),
        ("HTTP/1.1 200 OK\r\n\r\n", "response"),
        ("GET / HTTP/1.1\r\nHost: echo.example\r\n\r\n", "request"),
    ],
)
def test_what_is_no_page_is_passed_over(head: str, kind: str) -> None:
    assert urls(
        found(zipped(record(page(1), head=head, kind=kind)), zipped(record(page(2), url="https://b.example/")))
    ) == ["https://b.example/"]


def test_the_address_is_the_fetched_one_and_the_day_fetched_is_no_publication() -> None:
    bare = page(1).replace('<meta property="article:published_time" content="2024-02-02">', "")
    lying = bare.replace("<head>", '<head><link rel="canonical" href="https://other.example/x">')
    (one,) = map(article, found(zipped(record(lying, url="https://echo.example/7"))))
    assert isinstance(one, Article) and one.url == "https://echo.example/7" and one.published is None


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("windows-1251", "Он сказал"), ("shift_jis", "彼は言った"), ("gb18030", "他说"), ("iso-8859-2", "Řekl to včera")],
)
def test_the_charset_of_the_header_is_heard(encoding: str, words: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={encoding}\r\n\r\n"
    (one,) = map(article, found(zipped(record(page(1, words=words).encode(encoding, "replace"), head=head))))
    assert isinstance(one, Article) and words in one.text


@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1251", "us-ascii", "nonsense", '"utf-8"', "utf-16"])
def test_a_wrong_charset_garbles_no_utf8(stated: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={stated}\r\n\r\n"
    (one,) = map(article, found(zipped(record(page(1), head=head))))
    assert isinstance(one, Article) and "“We have room" in one.text


def test_chunks_and_content_encodings_are_undone() -> None:
    body = gzip.compress(page(1).encode())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    head = OK.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    (one,) = found(zipped(record(chunked, head=head)))
    assert one.content.decode() == page(1)
    (kept,) = found(zipped(record(page(1), head=head)))
    assert kept.content.decode() == page(1), "the crawler has undone them and kept the header"


@pytest.mark.parametrize("change", ["lower case", "upper case", "no type of the block", "lines of HTTP end in LF"])
def test_variants_that_iso_28500_allows_and_crawlers_write_are_read(change: str) -> None:
    """Names of fields in any case; a block that is HTTP whether or not its type says so; a head with bare LF."""
    head, _, block = record(page(1), url="https://echo.example/1").partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if change == "lower case":
        lines = [b":".join([name.lower(), *value]) for name, *value in (line.split(b":", 1) for line in lines[1:])]
    elif change == "upper case":
        lines = [b":".join([name.upper(), *value]) for name, *value in (line.split(b":", 1) for line in lines[1:])]
    elif change == "no type of the block":
        lines = [line for line in lines[1:] if not line.startswith(b"Content-Type")]
    else:
        block = block.replace(b"\r\n", b"\n", OK.count("\r\n"))
        lines = [line for line in lines[1:] if not line.startswith(b"Content-Length")]
        lines.append(b"Content-Length: %d" % len(block.removesuffix(b"\r\n\r\n")))
    raw = b"\r\n".join([b"WARC/1.0", *lines]) + b"\r\n\r\n" + block
    (one,) = list(records(io.BytesIO(raw), "a.warc"))
    assert one.content.decode() == page(1) and (one.url, one.charset) == ("https://echo.example/1", "utf-8")


def test_an_answer_without_a_status_is_told() -> None:
    (one,) = found(zipped(record(page(1), head="HTTP/1.1 fine\r\nContent-Type: text/html\r\n\r\n")))
    assert rejection(one).reason == "malformed" and "no status" in rejection(one).detail


def rejection(one: Capture) -> Rejection:
    told = article(one)
    assert isinstance(told, Rejection)
    return told


def test_a_damaged_member_costs_itself_and_is_named_by_its_byte() -> None:
    members = [zipped(record(page(n), url=f"https://echo.example/{n}")) for n in range(3)]
    broken = bytearray(members[1])
    broken[len(broken) // 2 : len(broken) // 2 + 20] = bytes(20)
    first, bad, last = found(members[0], bytes(broken), members[2])
    assert urls([first, last]) == ["https://echo.example/0", "https://echo.example/2"]
    assert rejection(bad).reason == "malformed" and rejection(bad).source == f"a.warc.gz@{len(members[0])}"


def test_a_member_that_was_cut_does_not_take_the_next_with_it() -> None:
    members = [zipped(record(page(n), url=f"https://echo.example/{n}")) for n in range(3)]
    first, bad, last = found(members[0], members[1][:-200], members[2])
    assert urls([first, last]) == ["https://echo.example/0", "https://echo.example/2"]
    assert rejection(bad).reason == "malformed"


@pytest.mark.parametrize(
    ("gap", "what"),
    [
        (zipped(record(page(9)))[:15], "cut inside of the first bytes"),
        (zipped(page(9).encode()), "gzip of no WARC"),
        (bytes(60) + zipped(record(page(9)))[60:], "zeroed where a member begins"),
        (b"noise", "noise"),
    ],
)
def test_what_is_no_record_in_a_compressed_file_is_told_wherever_it_lies(gap: bytes, what: str) -> None:
    one, other = (zipped(record(page(n), url=f"https://echo.example/{n}")) for n in (1, 2))
    for before, after in [(b"", b""), (one, b""), (b"", other), (one, other)]:
        bad = [told for told in found(before, gap, after) if told.fault]
        assert [rejection(told).source for told in bad] == [f"a.warc.gz@{len(before)}"], what
        assert rejection(bad[0]).reason == "malformed"
        assert len(found(before, gap, after)) == 1 + bool(before) + bool(after)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_empty_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (one,) = captures(tmp_path / name)
    assert rejection(one).reason == "empty"


def test_a_file_that_ends_inside_of_a_record_says_so() -> None:
    one = zipped(record(page(1)))
    good, bad = found(one, one[:-50])
    assert good.fault is None and "ends inside" in rejection(bad).detail
    raw = record(page(1))
    good, bad = list(records(io.BytesIO(raw + raw[:-50]), "a.warc"))
    assert good.fault is None and rejection(bad).source == f"a.warc@{len(raw)}"


def test_without_compression_reading_goes_on_behind_garbage() -> None:
    raw = record(page(1), url="https://echo.example/1")
    bad, good = list(records(io.BytesIO(b"garbage\r\n\r\n" + raw), "a.warc"))
    assert rejection(bad).reason == "malformed" and good.url == "https://echo.example/1"


def test_a_bomb_is_too_large() -> None:
    bomb = zipped(record(b"<p>" + b"a" * 60_000_000))
    bad, good = found(bomb, zipped(record(page(1))))
    assert rejection(bad).reason == "too_large" and good.fault is None
    inner = gzip.compress(b"<p>" + b"a" * 60_000_000)
    head = OK.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n")
    (packed,) = found(zipped(record(inner, head=head)))
    assert rejection(packed).reason == "too_large"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=8), st.integers(0, 5000))
def test_whatever_the_bytes_it_ends_and_no_exception_comes(changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(b"".join(zipped(record(page(n))) for n in range(3)))
    for place, value in changes:
        content[place % len(content)] = value
    for one in records(io.BytesIO(bytes(content[: len(content) - cut % len(content)])), "a"):
        assert isinstance(article(one), Article | Rejection)


@settings(max_examples=60)
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_raise(noise: bytes, compressed: bool) -> None:
    content = (b"\x1f\x8b\x08" if compressed else b"WARC/1.0\r\n") + noise
    assert all(isinstance(article(one), Article | Rejection) for one in records(io.BytesIO(content), "a"))


@settings(max_examples=150)
@given(st.integers(1, 4000), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 600), st.booleans()), max_size=3))
def test_parts_of_a_file_give_what_the_whole_gives(size: int, damage: list[tuple[int, int, bool]]) -> None:
    """Each record once, and each gap where bytes were zeroed or are missing."""
    content = bytearray(b"".join(zipped(record(page(n), url=f"https://echo.example/{n}")) for n in range(4)))
    for place, length, is_missing in damage:
        place %= len(content) + 1
        content[place : place + length] = b"" if is_missing else bytes(len(content[place : place + length]))
    parts = [
        one
        for start in range(0, len(content) or 1, size)
        for one in records(io.BytesIO(content), "a.warc.gz", start=start, end=start + size)
    ]
    assert parts == found(bytes(content)) and parts


def test_parts_of_a_file_that_is_not_compressed_give_what_the_whole_gives() -> None:
    content = b"".join(record(page(n), url=f"https://echo.example/{n}") for n in range(4))
    parts = [
        one
        for start in range(0, len(content), 700)
        for one in records(io.BytesIO(content), "a.warc.gz", start=start, end=start + 700)
    ]
    assert parts == found(content) and len(parts) == 4
