"""Shards hold the input, all of it and each document once, in order, whatever their size."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from onrecord.corpus import plan, shard
from onrecord.corpus.plan import Settings
from onrecord.data import Article, Capture, Rejection
from onrecord.errors import CorpusError, SourceError
from onrecord.read import article
from onrecord.read import captures as read
from tests.corpus.made import news, page, story

SIZES = [0.0001, 0.0007, 0.003, 1.0]


def cut(sources: list[Path | str], megabytes: float) -> list[list[Capture]]:
    found = plan.inputs([str(one) for one in sources])
    return [list(shard.captures(one)) for one in plan.shards(found, Settings(shard_mb=megabytes))]


def joined(sources: list[Path | str], megabytes: float) -> list[Capture]:
    return [capture for one in cut(sources, megabytes) for capture in one]


@pytest.mark.parametrize("megabytes", SIZES)
def test_warc_and_json_lines_are_cut_anywhere(tmp_path: Path, megabytes: float) -> None:
    archive, lines = news(tmp_path / "a.warc.gz", 12), tmp_path / "b.jsonl"
    lines.write_text("\n".join(json.dumps({"id": n, "text": story(n)}) for n in range(20)) + "\n\n{broken\n")
    expected = [*read(archive), *read(lines)]
    assert joined([archive, lines], megabytes) == expected, "lines keep their numbers"
    assert megabytes > 0.003 or len(cut([archive], megabytes)) > 1


@pytest.mark.parametrize("megabytes", SIZES)
def test_a_folder_is_read_by_name_and_files_are_grouped(tmp_path: Path, megabytes: float) -> None:
    for name in ("b.html", "a.html", "c/d.html", ".hidden.html", "c/picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page(len(name)))
    assert [Path(one.source).name for one in joined([tmp_path], megabytes)] == ["a.html", "b.html", "d.html"]


@pytest.mark.parametrize("megabytes", SIZES)
def test_parquet_is_read_by_row_groups(tmp_path: Path, megabytes: float) -> None:
    rows = [{"id": n, "text": story(n), "published": f"2024-01-{n + 1:02}", "other": b"x"} for n in range(9)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=2)
    found = joined([tmp_path / "a.parquet"], megabytes)
    assert [one.line for one in found] == list(range(1, 10))
    articles = [one for one in map(article, found) if isinstance(one, Article)]
    assert [(one.id, one.text, str(one.published)) for one in articles] == [
        (str(n), story(n), f"2024-01-{n + 1:02}") for n in range(9)
    ]


def test_parquet_may_hold_pages_and_their_addresses(tmp_path: Path) -> None:
    rows = [{"url": "https://echo.example/1", "html": page(1)}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet")
    (one,) = map(article, joined([tmp_path / "a.parquet"], 1))
    assert isinstance(one, Article) and one.url == "https://echo.example/1" and one.title == "Boats 1"


def test_parquet_of_something_else_is_a_rejection(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"a": [1]}), tmp_path / "a.parquet")
    (one,) = map(article, joined([tmp_path / "a.parquet"], 1))
    assert isinstance(one, Rejection) and one.reason == "malformed"
    (tmp_path / "b.parquet").write_bytes(b"none")
    (one,) = map(article, joined([tmp_path / "b.parquet"], 1))
    assert isinstance(one, Rejection) and one.reason == "malformed"


def table(path: Path, **columns: object) -> list[Article | Rejection]:
    """What a Parquet file of these columns gives; without `text` or `html`, of three stories."""
    given = columns if "html" in columns or "text" in columns else {"text": [story(n) for n in range(3)], **columns}
    parquet.write_table(pyarrow.table(given), path / "a.parquet")
    return [article(one) for one in joined([path / "a.parquet"], 1)]


@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_timestamps_in_nanoseconds_are_dates(tmp_path: Path, zone: str | None) -> None:
    """As pandas writes them: 2024-03-09, 16:00 UTC and a nanosecond."""
    stamps = pyarrow.array([1_710_000_000_000_000_001, None, None], pyarrow.timestamp("ns", zone))
    first, *others = table(tmp_path, published=stamps)
    assert isinstance(first, Article) and str(first.published) == "2024-03-09"
    assert all(isinstance(one, Article) and one.published is None for one in others)


def test_text_as_bytes_is_decoded_as_a_text_file_is(tmp_path: Path) -> None:
    words = "“Nobody asked the café,” said Mara Quill."
    texts = [words.encode(), words.encode("cp1252"), words.encode("utf-16"), b"%PDF-1.7 " + bytes(99)]
    *found, last = table(tmp_path, text=pyarrow.array(texts, pyarrow.binary()))
    assert [one.text for one in found if isinstance(one, Article)] == [words] * 3
    assert isinstance(last, Rejection) and "a PDF" in last.detail and last.source.endswith(":4")


BROKEN = pyarrow.array([story(0).encode(), b"caf\xe9 closed", story(2).encode()])
ODD = {
    "a year beyond 9999": {"published": pyarrow.array([0, 1 << 58, 0], pyarrow.timestamp("us"))},
    "a day beyond 9999": {"published": pyarrow.array([0, 5_000_000, 0], pyarrow.int32()).cast(pyarrow.date32())},
    "no UTF-8": {"text": pyarrow.StringArray.from_buffers(3, *BROKEN.buffers()[1:])},
    "a page of numbers": {"html": pyarrow.array([None, [1], None])},
    "an address of numbers": {"html": [page(1)] * 3, "url": pyarrow.array([None, 7, None])},
    "a length of time": {"published": pyarrow.array([None, 1, None], pyarrow.duration("ns"))},
    "an unknown time zone": {"published": pyarrow.array([None, 1, None], pyarrow.timestamp("us", "Mars/Phobos"))},
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_value_of_parquet_costs_its_row(tmp_path: Path, odd: str) -> None:
    first, bad, last = table(tmp_path, **ODD[odd])
    assert isinstance(bad, Rejection) and bad.reason == "malformed" and bad.source.endswith("a.parquet:2")
    assert all(isinstance(one, Article) or one.reason == "empty" for one in (first, last))


@pytest.mark.parametrize("kind", ["UTF-16", "gzip"])
def test_lines_that_end_in_other_bytes_are_not_cut(tmp_path: Path, kind: str) -> None:
    """Whatever the file's name says: gzip may be called .jsonl."""
    path, lines = tmp_path / "a.jsonl", "\n".join(json.dumps({"text": story(n)}) for n in range(99))
    path.write_bytes(lines.encode("utf-16") if kind == "UTF-16" else gzip.compress(lines.encode()))
    assert joined([path], 0.0001) == list(read(path)) and len(list(read(path))) == 99


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such names")
def test_a_name_that_is_not_utf8_is_a_rejection(tmp_path: Path) -> None:
    for name in (b"a.html", b"caf\xe9.html", b"z.html"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(page(1))
    first, fault, last = map(article, joined([tmp_path], 1))
    assert isinstance(fault, Rejection) and fault.reason == "unreadable" and "not UTF-8" in fault.detail
    assert fault.source == rf"{tmp_path}/caf\xe9.html"
    assert isinstance(first, Article) and isinstance(last, Article)


@pytest.mark.parametrize("name", ["b.warc", "b.jsonl", "b.html", "b.parquet"])
def test_a_file_that_has_gone_is_a_rejection_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    for one in ("a.html", name, "c.html"):
        (tmp_path / one).write_text(page(1))
    planned = list(plan.shards(plan.inputs([str(tmp_path)]), Settings()))
    (tmp_path / name).unlink()
    first, fault, last = (article(capture) for one in planned for capture in shard.captures(one))
    assert isinstance(fault, Rejection) and fault.reason == "unreadable" and fault.source == str(tmp_path / name)
    assert isinstance(first, Article) and isinstance(last, Article)


def test_a_folder_is_read_as_extract_reads_it(tmp_path: Path) -> None:
    """The same files in the same order, links to files within it too, and what is closed to us as a rejection."""
    for name in ("z.html", "a.html", "closed/b.html", "m/c.html", "m/d.jsonl", "m/e.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps({"text": story(1)}) if name.endswith("l") else page(1))
    (tmp_path / "link.html").symlink_to("m/c.html")
    (tmp_path / "m/up").symlink_to("..")
    (tmp_path / "n.html").symlink_to(__file__)
    with closed(tmp_path, "closed", "m/d.jsonl", "m/e.html"):
        found, expected = joined([tmp_path], 1), list(read(tmp_path))
    told = [(Path(one.place).name, one.fault and one.fault.reason, one.content) for one in found]
    assert told == [(Path(one.place).name, one.fault and one.fault.reason, one.content) for one in expected]
    assert [name for name, *_ in told] == ["a.html", "closed", "link.html", "c.html", "d.jsonl", "e.html", "z.html"]
    assert [reason for _, reason, _ in told].count("unreadable") == 3


def test_a_named_file_that_is_closed_to_us_is_told_at_once(tmp_path: Path) -> None:
    path = news(tmp_path / "a.warc.gz", 1)
    with closed(tmp_path, path.name), pytest.raises(SourceError, match="Permission denied"):
        plan.inputs([str(path)])


@pytest.mark.parametrize("out", ["out", "m/out", "link/out", "../elsewhere"])
def test_what_a_run_writes_into_its_input_is_no_input(tmp_path: Path, out: str) -> None:
    """However it is named, and nothing else is left out."""
    root = tmp_path / "in"
    (root / "m").mkdir(parents=True)
    (root / "link").symlink_to("m")
    (root / "outer.html").write_text(page(1))
    expected = plan.inputs([str(root)])
    made = root / out
    made.mkdir()
    (made / "a.parquet").write_text("")
    (made / "b.jsonl").write_text("")
    assert plan.inputs([str(root)], made) == plan.inputs([f"{root}/"], made) == expected


@contextmanager
def closed(folder: Path, *names: str) -> Iterator[None]:
    """Within the folder, these are closed to us; to root too, who is nobody for a while."""
    for parent in (folder, *list(folder.parents)[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    for name in names:
        (folder / name).chmod(0)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if as_root:
            os.seteuid(0)
        for name in names:
            (folder / name).chmod(0o755)


def test_a_missing_source_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing"):
        plan.inputs([str(tmp_path / "nothing")])
    with pytest.raises(CorpusError, match="nothing to read"):
        plan.inputs([str(tmp_path)])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address of a server that gives its files: a process of its own, since Daft keeps the GIL."""
    command = [sys.executable, str(Path(__file__).with_name("server.py")), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield tmp_path, f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.terminate()


def test_what_the_engine_reads_from_afar_is_cut_and_read_alike(served: tuple[Path, str]) -> None:
    folder, address = served
    news(folder / "a.warc.gz", 6)
    here, there = (joined([one], 0.001) for one in (folder / "a.warc.gz", f"{address}/a.warc.gz"))
    assert [one.content for one in there] == [one.content for one in here] and len(there) == 6
    assert there[2].place == f"{address}/a.warc.gz@{here[2].offset}"
