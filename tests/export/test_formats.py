"""Writing is whole or not at all, takes records one by one, and holds for every format of the table."""

from __future__ import annotations

import gc
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from onrecord import text
from onrecord.data import Record
from onrecord.errors import ExportError
from onrecord.export import FORMATS, write
from tests.export.made import STORY, exported, records, story

FILES = [name for name, format_ in FORMATS.items() if format_.suffix]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_story_whole(tmp_path: Path, name: str) -> None:
    out = tmp_path / f"out{FORMATS[name].suffix}"
    write(iter([story(), story(id="b")]), out, format=name)
    assert list(tmp_path.iterdir()) == [out] and FORMATS[name].what


@pytest.mark.parametrize("name", FORMATS)
def test_a_stopped_export_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    def stopped() -> Iterator[Record]:
        yield story()
        raise KeyboardInterrupt

    out = tmp_path / "out"
    if FORMATS[name].to_file:
        out.write_text("old")
    with pytest.raises(KeyboardInterrupt, match=r"stopped; what was done is in .*out\.part"):
        write(stopped(), out, format=name)
    assert (out.read_text() == "old") if FORMATS[name].to_file else not out.exists()
    assert (tmp_path / "out.part").exists()


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(one=records(surrogates=True))
def test_no_text_breaks_any_format(name: str, one: Record) -> None:
    content = exported([one], format=name)
    if name != "parquet":
        content.decode("utf-8")


@pytest.mark.parametrize("name", ["jsonl", "webannotation", "attributions"])
def test_a_lone_surrogate_becomes_the_replacement_character_and_offsets_hold(name: str) -> None:
    whole = story(id="\udc80", text=STORY.replace("Ferry row", "Ferry r\ud800w"))
    content = exported([whole, story()], format=name).decode()
    assert "Ferry r\ufffdw" in content and "\\ud800" not in content
    if name == "jsonl":
        first, second = map(json.loads, content.splitlines())
        assert first["statements"] == second["statements"] and first["article"]["id"] == "\ufffd"


def test_an_unknown_format_names_those_that_are() -> None:
    with pytest.raises(ExportError, match="'xml' is no format; choose one of jsonl, flat, csv"):
        write([], io.BytesIO(), format="xml")


def test_brat_needs_a_folder_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="folder"):
        write([], io.BytesIO(), format="brat")
    (tmp_path / "mine").mkdir()
    write([], tmp_path / "mine", format="brat")  # empty: nothing is lost
    with pytest.raises(ExportError, match="mine: is there already"):
        write([], tmp_path / "mine", format="brat")
    (tmp_path / "new.part").mkdir()
    with pytest.raises(ExportError, match=r"new\.part: left by an export"):
        write([], tmp_path / "new", format="brat")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match="link: is there already"):
        write([], tmp_path / "link", format="brat")


@pytest.mark.parametrize("name", ["jsonl", "brat"])
def test_a_path_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"missing/out.*No such file"):
        write([story()], tmp_path / "missing" / "out", format=name)


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_records(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what Python holds: thrice the records, and the peak is about the same. Kept, 200 would be 300 kB or more."""
    monkeypatch.setattr("onrecord.export.parquet.ROW_GROUP", 100)
    monkeypatch.setattr("onrecord.text._marks", text._marks.__wrapped__)  # it keeps a thousand paragraphs, no more

    def distinct(n: int) -> Record:
        """Other words each time: Quotebank's line for one quotation holds all of its occurrences."""
        record = story(id=str(n))
        text = record.article.text.replace("safe", f"{n:04}").replace("take", f"{n:04}").replace("tale", f"{n:04}")
        return msgspec.structs.replace(record, article=msgspec.structs.replace(record.article, text=text))

    def peak(count: int) -> int:
        gc.collect()
        tracemalloc.reset_peak()
        write(map(distinct, range(count)), tmp_path / str(count), format=name)
        return tracemalloc.get_traced_memory()[1]

    write([story()], tmp_path / "warm", format=name)
    tracemalloc.start()
    try:
        small = peak(100)
        assert peak(300) < 1.2 * small + 60_000
    finally:
        tracemalloc.stop()
