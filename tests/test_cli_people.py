"""The verbs `people` and `review` as a person or a script runs them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import main
from onrecord.cli.ledger import did
from onrecord.ledger import Ledger
from tests.ledger.conftest import record


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "record.db") as ledger:
        ledger.add([record("a1", [("Ana Ito", "The wall stands"), ("Bea Finch", "It leaks")])])
        ledger.add([record("a2", [("Ana Q. Ito", "It stood")])])
    return tmp_path


def run(home: Path, *arguments: str, encoding: str = "utf-8", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """As a process would end, in this one: a start takes most of a second."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for encoding in (encoding, "utf-8"))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(home)
        patch.setattr(sys, "argv", ["onrecord", *arguments])
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as end:
            main()
    status = end.value.code
    assert isinstance(status, int)
    printed = (stream.detach().getvalue() for stream in (out, err))
    return subprocess.CompletedProcess(arguments, status, *printed)


def told(home: Path, *arguments: str, **environment: str) -> list[dict[str, Any]]:
    done = run(home, *arguments, **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_people_are_listed_merged_renamed_and_all_is_undone(home: Path) -> None:
    ana, bea = told(home, "people", "list")
    assert (ana["name"], ana["statements"], bea["name"]) == ("Ana Q. Ito", 2, "Bea Finch")
    (merged,) = told(home, "people", "merge", ana["id"], bea["id"], "--by", "Desk")
    (found,) = told(home, "people", "show", bea["id"])
    assert (found["id"], found["statements"], found["acts"][0]["by"]) == (ana["id"], 3, "Desk")
    (renamed,) = told(home, "people", "rename", ana["id"], "Them", ONRECORD_BY="Una")
    assert told(home, "people", "list", "them")[0]["id"] == ana["id"]
    for act in (renamed, merged):
        told(home, "undo", str(act["act"]))
    assert told(home, "people", "list") == [ana, bea]
    (split,) = told(home, "people", "split", ana["id"], "--article", "a2")
    assert told(home, "people", "show", split["person"])[0]["articles"] == 1
    told(home, "people", "apart", ana["id"], bea["id"])


def test_whoever_acts_at_a_terminal_is_told_the_command_that_undoes_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whole: with the ledger, where that has to be named."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("ONRECORD_LEDGER", "desk.db")
    did("desk.db", 3, person="p1")
    did("our record.db", 4)
    assert capsys.readouterr().out.splitlines() == [
        "act 3, person p1; to take it back: onrecord undo 3",
        "act 4; to take it back: onrecord undo 4 --ledger 'our record.db'",
    ]


def test_a_reader_is_shown_tables_without_markup_from_the_data(home: Path) -> None:
    ana = told(home, "people", "list", "ito")[0]["id"]
    told(home, "people", "rename", ana, "[red]Ana[/red]")
    for arguments in (["people", "list"], ["people", "show", ana]):
        assert b"[red]Ana[/red]" in run(home, *arguments, "--no-json").stdout
    assert b"state 1.0" in run(home, "review", "queue", "--no-json").stdout


def test_a_review_from_queue_to_training_data(home: Path) -> None:
    first, *_ = told(home, "review", "queue", "--article", "a1")
    id, seen = first["statement"]["id"], first["state"]
    fields = ["speaker=Anna Ito", "said_on=2024-01-01..2024-01-02", "channel=null", "denial=true"]
    told(home, "review", "correct", id, *fields, "--seen", seen, "--by", "Una", "--note", "tape")
    stale = run(home, "review", "confirm", id, "--seen", seen)
    assert stale.returncode == 2 and b"came between" in stale.stderr and b"Traceback" not in stale.stderr
    (shown,) = told(home, "review", "show", id)
    assert shown["statement"]["speaker"]["name"] == "Anna Ito" and shown["statement"]["channel"] is None
    (act,) = told(home, "review", "history", id)
    assert (act["by"], act["note"], act["after"]["said_on"]) == ("Una", "tape", ["2024-01-01", "2024-01-02"])
    told(home, "review", "reject", told(home, "review", "queue", "--article", "a1")[0]["statement"]["id"])
    assert b"nothing" in run(home, "review", "export", "--out", "nothing.jsonl").stdout
    (added,) = told(home, "review", "add", "a1", "content=[[1, 4]]", "basis=none")
    told(home, "review", "confirm", added["statement"])
    told(home, "review", "finish", "a1")
    same = run(home, "review", "export", "--out", "gold.jsonl", "--labels", "./gold.jsonl")
    assert same.returncode == 2 and b"--labels" in same.stderr and not (home / "gold.jsonl").exists()
    assert run(home, "review", "export", "--out", "gold.jsonl", "--labels", "labels.jsonl").returncode == 0
    gold, labels = (json.loads((home / f).read_text()) for f in ("gold.jsonl", "labels.jsonl"))
    assert set(gold) == {"id", "text", "attributions"} and len(gold["attributions"]) == len(labels["labels"]) == 2
    assert set(labels["labels"][0]) == {
        "content", "speaker", "basis", "channel", "channel_name", "said_on", "denial", "fate",
    }  # fmt: skip
    (figures,) = told(home, "review", "figures")
    assert figures["reviewed"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["people", "show", "x"], "x: no person has this id"),
        (["people", "list", "--", "%"], "words"),
        (["review", "confirm", "x"], "x: no statement has this id"),
        (["review", "correct", "a1-0", "basis"], "basis: give FIELD=VALUE"),
        (["review", "correct", "a1-0", "basis=loud"], "one of named_person, named_group"),
        (["review", "correct", "a1-0", "fate=null", "fate=null"], "fate: is given twice"),
        (["undo", "99"], "act 99: there is no such act"),
        (["people", "list", "--ledger", "absent.db"], "absent.db"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(home: Path, arguments: list[str], said: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == 2 and said in done.stderr.decode() and done.stderr.count(b"\n") == 1


def test_the_installed_command_has_the_verbs(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "people", "list"], capture_output=True, cwd=home, timeout=60
    )
    assert done.returncode == 0 and done.stdout.count(b"\n") == 2


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_json_is_utf8_and_readable_output_is_printed_whatever_standard_output_holds(home: Path, encoding: str) -> None:
    """A letter that it has not is a question mark; status 1 would mean that a quotation is not on record."""
    with Ledger.open(home / "record.db") as ledger:
        ledger.add([record("a3", [("Zoë Łęcki", "We will mend the café")])])
    for arguments in (["people", "list", "zoë"], ["find", "café"], ["review", "queue", "--article", "a3"]):
        (found,) = map(json.loads, run(home, *arguments, "--json", encoding=encoding).stdout.splitlines())
        assert "Zoë Łęcki" in json.dumps(found, ensure_ascii=False)
    for arguments in (["people", "list", "zoë"], ["find", "café"], ["check", "We will mend the café"], ["show", "a3"]):
        done = run(home, *arguments, "--no-json", encoding=encoding)
        assert (done.returncode, done.stderr) == (0, b"") and "?" in done.stdout.decode(encoding)
