"""`onrecord export` as a person or a script runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from onrecord.export import FORMATS
from tests.export.made import exported, story

COMMAND = [sys.executable, "-m", "onrecord"]


def onrecord(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, timeout=120)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_bytes(exported([story(), story(id="b")], format="jsonl"))
    return path


def test_records_in_a_file_out(source: Path) -> None:
    out = source.with_name("out.parquet")
    done = onrecord("export", source, "--format", "parquet", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert pq.read_table(out).num_rows == 8
    assert sorted(p.name for p in source.parent.iterdir()) == ["out.parquet", "records.jsonl"]


def test_what_extract_prints_is_exported_from_a_pipe() -> None:
    text = "“We will win,” said Jane Doe. Nobody in the hall of Aldermoor that night believed it, and it rained.\n"
    records = onrecord("extract", "-", stdin=text.encode()).stdout
    done = onrecord("export", "-", "--format", "flat", stdin=records)
    assert done.returncode == 0 and json.loads(done.stdout.splitlines()[0])["content"] == "“We will win,”"
    assert onrecord("export", "-", "--format", "jsonl", stdin=records).stdout == records


def test_a_line_that_is_no_record_is_named_and_the_rest_is_exported(source: Path) -> None:
    lines = source.read_bytes().splitlines()
    wrong = lines[0].replace(b'"basis":"named_group"', b'"basis":"a group"')
    source.write_bytes(b"\n".join([lines[0], wrong, b"{broken", lines[1], b'{"id": "x", "text": "y"}']) + b"\n")
    done = onrecord("export", source, "--format", "attributions")
    assert done.returncode == 1 and [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["ferry-1", "b"]
    first, second, third = done.stderr.decode().splitlines()
    assert f"{source}:2" in first and "$.statements[2].speaker.basis: Invalid enum value 'a group'" in first
    assert f"{source}:3" in second and "JSON" in second
    assert f"{source}:5" in third and "`article`" in third


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing.jsonl", "--format", "csv"], "nothing.jsonl"),
        (["SOURCE", "--format", "xml"], "choose one of"),
        (["SOURCE", "--format", "parquet"], "--out"),
        (["SOURCE", "--format", "brat"], "--out"),
        (["SOURCE", "--format", "csv", "--out", "missing/out.csv"], "missing/out.csv"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(source: Path, arguments: list[str], told: str) -> None:
    done = onrecord("export", *[str(source) if a == "SOURCE" else a for a in arguments])
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode() and done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_out_replaces_no_source_and_no_ledger(source: Path) -> None:
    ledger = source.with_name("record.db")
    onrecord("add", source, "--ledger", ledger)
    for kept, arguments in ((source, [source]), (ledger, ["--ledger", ledger])):
        before = kept.read_bytes()
        done = onrecord("export", *arguments, "--format", "flat", "--out", kept)
        assert done.returncode == 2 and b"it is read" in done.stderr and kept.read_bytes() == before


def test_help_names_every_format() -> None:
    shown = " ".join(onrecord("export", "--help").stdout.decode().replace("│", " ").split())
    assert all(f"{name}, " in shown or f"{name}:" in shown for name in FORMATS) and "Examples" in shown


def test_a_ledger_is_exported_whole_or_what_answers_a_query(source: Path) -> None:
    ledger = source.with_name("record.db")
    source.write_bytes(exported([story()], format="jsonl"))
    assert onrecord("add", source, "--ledger", ledger).returncode == 0
    whole = onrecord("export", "--ledger", ledger)
    assert whole.returncode == 0 and whole.stdout == source.read_bytes()
    name = story().statements[0].speaker.name or ""
    some = onrecord("export", "--ledger", ledger, "--query", f"speaker={name}&form=direct", "--format", "flat")
    rows = [json.loads(line) for line in some.stdout.splitlines()]
    assert some.returncode == 0 and rows and {(r["speaker"], r["form"]) for r in rows} == {(name, "direct")}


@pytest.mark.parametrize(
    ("arguments", "naming"),
    [
        (["SOURCE", "--ledger", "RECORD"], "--ledger"),
        (["SOURCE", "--query", "speaker=lee"], "--query"),
        (["SOURCE", "--query", ""], "--query"),
        (["--ledger", "none.db"], "none.db"),
        (["--ledger", "RECORD", "--query", "colour=red"], "colour"),
        (["--ledger", "RECORD", "--query", "nonsense"], "nonsense"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_writes_nothing(source: Path, arguments: list[str], naming: str) -> None:
    ledger = source.with_name("record.db")
    onrecord("add", source, "--ledger", ledger)
    done = onrecord("export", *({"RECORD": str(ledger), "SOURCE": str(source)}.get(a, a) for a in arguments))
    assert done.returncode == 2 and done.stdout == b"" and naming in done.stderr.decode()


def test_without_a_source_the_ledger_is_that_of_the_environment_or_record_db(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(source.parent)
    assert b"record.db" in onrecord("export").stderr
    other = exported([story(id="b")], format="jsonl")
    source.write_bytes(other)
    onrecord("add", source)
    source.write_bytes(exported([story()], format="jsonl"))
    onrecord("add", source, "--ledger", "one.db")
    assert onrecord("export").stdout == other
    monkeypatch.setenv("ONRECORD_LEDGER", "one.db")
    assert onrecord("export").stdout == source.read_bytes()
    monkeypatch.setenv("ONRECORD_LEDGER", "none.db")
    done = onrecord("export", source)
    assert done.returncode == 0 and done.stdout == source.read_bytes()
