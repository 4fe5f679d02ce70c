"""The real command: add, versions, verify, forget; what is printed, where, and the exit status."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import msgspec
import pytest

from onrecord.cli import main
from onrecord.data import Difference, Verification
from onrecord.ledger import Ledger
from tests.conftest import EXAMPLES
from tests.ledger.conftest import record

STORY = "“We will mend the wall,” said Jane Doe. Nobody in the hall of Aldermoor believed it, and it rained all night."


class Done(NamedTuple):
    """What a command printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def onrecord(*arguments: str | Path, stdin: str = "", env: dict[str, str] | None = None) -> Done:
    """The command, in this process, since one of its own takes a second to start; tests/test_kill.py starts some."""
    source, out, err = (TextIOWrapper(BytesIO(s.encode()), encoding="utf-8") for s in (stdin, "", ""))
    with (
        mock.patch.object(sys, "argv", ["onrecord", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", source),
        mock.patch.dict(os.environ, {"COLUMNS": "100", **(env or {})}),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stopped,
    ):
        main()
    printed = [(stream.flush(), stream.seek(0), stream.read())[2] for stream in (out, err)]
    return Done(int(stopped.value.code or 0), *printed)


def line(id: str, text: str = STORY, **fields: object) -> str:
    return json.dumps({"id": id, "text": text, **fields}) + "\n"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A ledger with one article in two versions."""
    path = tmp_path / "record.db"
    with Ledger.open(path) as ledger:
        ledger.add([record("a")])
        ledger.add([record("a", [("Ann Lee", "We will not mend the harbour wall")], title="Never")])
    return path


@pytest.mark.parametrize("verb", ["add", "versions", "verify", "forget"])
def test_help_teaches_by_example_and_names_the_ledger(verb: str) -> None:
    done = onrecord(verb, "--help")
    assert done.returncode == 0 and "Examples" in done.stdout and "--ledger" in done.stdout
    assert f"onrecord {verb}" in done.stdout and "ONRECORD_LEDGER" in done.stdout


def test_add_reads_extracts_and_stores_and_a_second_time_adds_nothing(tmp_path: Path) -> None:
    ledger = tmp_path / "record.db"
    done = onrecord("add", *EXAMPLES, "--ledger", ledger)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(rf"record\.db: articles: {len(EXAMPLES)} new; statements: [1-9]\d*\n", done.stdout)
    again = onrecord("add", *EXAMPLES, env={"ONRECORD_LEDGER": str(ledger)})
    assert f"0 new, {len(EXAMPLES)} there already; statements: 0" in again.stdout


def test_what_extract_printed_is_stored_as_it_is_and_needs_no_model(tmp_path: Path) -> None:
    ledger, records = tmp_path / "record.db", tmp_path / "records.jsonl"
    onrecord("extract", *EXAMPLES, "--out", records)
    done = onrecord("add", records, "--ledger", ledger, "--bundle", tmp_path / "none")
    assert done.returncode == 0, done.stderr
    expected = msgspec.json.decode(b"[" + b",".join(records.read_bytes().splitlines()) + b"]", type=list[msgspec.Raw])
    with Ledger.open(ledger) as opened:
        for raw in expected:
            id = json.loads(bytes(raw))["article"]["id"]
            assert msgspec.json.encode(opened.article(id)) == bytes(raw)
            assert opened.versions(id)[0].reader.endswith("records")


def test_articles_and_records_may_stand_in_one_stream(tmp_path: Path) -> None:
    lines = [line("1"), msgspec.json.encode(record("2")).decode() + "\n", line("3", STORY + " More.")]
    done = onrecord("add", "-", "--ledger", tmp_path / "record.db", stdin="".join(lines))
    assert "articles: 3 new" in done.stdout and done.returncode == 0


def test_each_rejection_is_a_line_and_the_rest_is_stored(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "b.jsonl").write_text(line("1") + '{"article": {"id": "2"}, "statements": []}\n{broken\n')
    done = onrecord("add", tmp_path / "empty.txt", tmp_path / "b.jsonl", "--ledger", tmp_path / "record.db")
    assert done.returncode == 1 and "1 new, 3 rejected" in done.stdout
    lines = done.stderr.splitlines()
    assert len(lines) == 3 and "empty.txt" in lines[0] and "b.jsonl:2" in lines[1] and "$.article" in lines[1]


def test_a_missing_source_makes_no_ledger(tmp_path: Path) -> None:
    done = onrecord("add", tmp_path / "none.txt", "--ledger", tmp_path / "record.db")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and not (tmp_path / "record.db").exists()


@pytest.mark.parametrize("verb", [["versions", "a"], ["verify"], ["forget", "a", "--reason", "x", "--yes"]])
def test_a_question_makes_no_ledger(tmp_path: Path, verb: list[str]) -> None:
    done = onrecord(*verb, "--ledger", tmp_path / "record.db")
    assert done.returncode == 2 and "no ledger here" in done.stderr and list(tmp_path.iterdir()) == []


def test_reread_makes_a_version_by_another_model_once(tmp_path: Path) -> None:
    """The shipped model stands for the newer one; the older is that of a records file."""
    ledger = tmp_path / "record.db"
    extracted = onrecord("extract", "-", stdin=line("1")).stdout
    onrecord("add", "-", "--ledger", ledger, stdin=extracted)
    assert "1 there already" in onrecord("add", "-", "--ledger", ledger, stdin=line("1")).stdout
    reread = onrecord("add", "-", "--ledger", ledger, "--reread", stdin=line("1"))
    assert "0 new, 1 read again" in reread.stdout
    assert "1 there already" in onrecord("add", "-", "--ledger", ledger, "--reread", stdin=line("1")).stdout
    assert "model " in onrecord("versions", "1", "--ledger", ledger).stdout


def test_versions_show_the_words_that_changed_and_json_is_the_values(stored: Path) -> None:
    done = onrecord("versions", "a", "--ledger", stored)
    assert done.returncode == 0 and "version 2  changed" in done.stdout
    assert "+ “We will {+not+} mend the" in done.stdout
    assert "title: [-Harbour wall to be mended-]{+Never+}" in done.stdout
    assert "statement changed (Ann Lee)" in done.stdout
    lines = onrecord("versions", "a", "--ledger", stored, "--json").stdout.splitlines()
    assert len(lines) == 3 and msgspec.json.decode(lines[2], type=Difference).text[0].new_words == "not"


def test_hostile_text_drives_no_terminal(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "record.db") as ledger:
        ledger.add([record("a")])
        ledger.add([record("a", [("Ann \x1b[2J Lee", "[red]We\x1b]0;x will\u202e")], title="\x1b[2J")])
    done = onrecord("versions", "a", "--ledger", tmp_path / "record.db")
    assert done.returncode == 0 and "[red]We" in done.stdout
    assert "\x1b" not in done.stdout and "\u202e" not in done.stdout


def test_verify_prints_a_digest_that_it_takes_back_and_tells_a_breach(stored: Path) -> None:
    done = onrecord("verify", "--ledger", stored)
    assert done.returncode == 0 and "2 acts, 2 versions, 2 statements: all as onrecord left it" in done.stdout
    digest = done.stdout.split()[-1]
    assert onrecord("verify", "--ledger", stored, "--against", digest).returncode == 0
    assert onrecord("verify", "--ledger", stored, "--against", "x").returncode == 2
    with sqlite3.connect(stored) as file:
        file.execute("UPDATE version SET title = 'Always' WHERE n = 2")
    file.close()
    bad = onrecord("verify", "--ledger", stored)
    assert bad.returncode == 1 and bad.stdout.startswith("altered: version 2 of article a: ")
    found = msgspec.json.decode(onrecord("verify", "--ledger", stored, "--json").stdout, type=Verification)
    assert [b.kind for b in found.breaches] == ["altered"]


def test_forget_asks_first_and_does_nothing_without_a_yes(stored: Path) -> None:
    done = onrecord("forget", "a", "--reason", "asked for", "--ledger", stored, stdin="n\n")
    assert done.returncode == 130 and "Never" in done.stderr and "Remove it" in done.stderr
    assert not onrecord("versions", "a", "--ledger", stored).stdout.count("forgotten")
    assert onrecord("forget", "a", "--ledger", stored).returncode == 2, "a reason is needed"


def test_forget_leaves_a_mark_with_who_and_why(stored: Path) -> None:
    done = onrecord("forget", "a", "--reason", "asked for", "--by", "Eve", "--yes", "--ledger", stored)
    assert (done.returncode, done.stdout) == (0, "a: forgotten, versions: 2\n")
    assert onrecord("versions", "a", "--ledger", stored).stdout.count("forgotten") == 2
    again = onrecord("add", "-", "--ledger", stored, stdin=msgspec.json.encode(record("a")).decode())
    assert again.returncode == 1 and "asked for" in again.stderr
    with sqlite3.connect(stored) as file:
        assert file.execute("""SELECT "by", body FROM act WHERE kind = 'forget'""").fetchall() == [
            ("Eve", '{"reason":"asked for"}')
        ]
    file.close()
    assert onrecord("verify", "--ledger", stored).returncode == 0


def test_an_article_that_is_not_there_is_one_line(stored: Path) -> None:
    done = onrecord("versions", "b", "--ledger", stored)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "article b: there is none" in done.stderr


def test_stray_bytes_for_an_id_are_one_line(stored: Path) -> None:
    done = onrecord("versions", "b\udcff", "--ledger", stored)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "not valid Unicode" in done.stderr
