"""The command prints utterances: a readable view, or JSON that the scorer and other programs read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from onrecord.data import Record, Utterance
from tests.link.conftest import record
from tests.link.test_linker import SAID

COMMAND = [sys.executable, "-m", "onrecord", "link"]


def written(folder: Path, *records: Record) -> Path:
    path = folder / "records.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in records))
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    changed = SAID.replace("“", "“Hear me, Ardley. ").replace(" not", "").replace("old", "[bold red]old\x1b[31m")
    return written(
        tmp_path, record("a", ("Ana Ito", SAID)), record("b", ("Ito", changed)), record("c", (None, "“Ho hum.”"))
    )


def test_json_is_one_utterance_a_line_with_each_statement_and_its_article(source: Path) -> None:
    done = subprocess.run([*COMMAND, source, "--json"], capture_output=True, check=True)
    found = [msgspec.json.decode(line, type=Utterance) for line in done.stdout.splitlines()]
    assert sorted(len(u.statements) for u in found) == [1, 2]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert all({"id", "words", "statements"} <= line.keys() for line in lines)
    assert {s["article_id"] for line in lines for s in line["statements"]} == {"a", "b", "c"}
    assert all(s["evidence"]["content"] for line in lines for s in line["statements"])


def test_the_view_shows_what_was_changed_and_no_text_drives_the_terminal(source: Path) -> None:
    done = subprocess.run([*COMMAND, source, "--no-json"], capture_output=True, check=True, text=True)
    assert "Ana Ito  1 source, 2 copies" in done.stdout
    assert "a difference may change the sense" in done.stdout
    assert "negation" in done.stdout
    assert "\x1b[31m" not in done.stdout and "[bold red]" in done.stdout
    assert "2 utterances, 1 of them in more than one article" in done.stdout


def test_articles_are_read_extracted_and_linked(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    text = "“We will never sell the old lighthouse of Ardley to smugglers,” said Ana Ito, the mayor of Brenmouth."
    path.write_text("".join(json.dumps({"id": id, "text": f"{text} It rained {id}."}) + "\n" for id in ("x", "y")))
    out = tmp_path / "utterances.jsonl"
    subprocess.run([*COMMAND, path, "--out", out], check=True, timeout=120)
    assert {s["article_id"] for s in json.loads(out.read_text().splitlines()[0])["statements"]} == {"x", "y"}


def test_an_id_that_comes_twice_is_rejected_by_name_and_the_rest_is_linked(tmp_path: Path) -> None:
    one = record("a", ("Ana Ito", SAID))
    done = subprocess.run([*COMMAND, written(tmp_path, one, one), "--json"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "the id a was read before" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "option", [["--out", "u.jsonl"], ["--json"], ["--no-json"], ["--workers", "2"], ["--bundle", "m"]]
)
def test_an_option_of_sources_is_refused_where_a_ledger_is_linked(tmp_path: Path, option: list[str]) -> None:
    done = subprocess.run([*COMMAND, "--ledger", "r.db", *option], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2 and option[0].replace("--no-", "--") in done.stderr and "SOURCE" in done.stderr


@pytest.mark.parametrize("option", [["--ledger", "none.db"], ["--again"]])
def test_an_option_of_a_ledger_is_refused_beside_a_source(source: Path, option: list[str]) -> None:
    done = subprocess.run([*COMMAND, source, *option], capture_output=True, text=True)
    assert done.returncode == 2 and option[0] in done.stderr and not done.stdout


def test_the_ledger_of_the_environment_may_stand_beside_a_source(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEDGER", "none.db")
    assert subprocess.run([*COMMAND, source, "--json"], capture_output=True).returncode == 0
