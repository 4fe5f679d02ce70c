"""The verbs that ask a ledger: what they print, for a person and for a program, and their exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec
import pytest

from onrecord.cli import main
from onrecord.data import Check, Facets, Found, Likeness, Record, Sense, Verdict
from onrecord.glossary import LIKENESS, SENSES, VERDICTS
from onrecord.ledger import Ledger
from tests.ledger.conftest import record

WALL = "We will mend the harbour wall before the boats leave"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "record.db"
    with Ledger.open(path) as opened:
        opened.add([record("a1", [("Ann [red]Lee", WALL), ("Omar Lind", "No \x1b[31mboat leaves in the rain")])])
    return path


class Done(NamedTuple):
    status: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, as a new one takes a second to start; its output is no terminal."""

    def done(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["onrecord", *arguments, "--ledger", str(ledger)])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as stopped:
            main()
        return Done(int(stopped.value.code or 0), *capsys.readouterr())

    return done


@pytest.mark.parametrize(
    "arguments",
    [["find", ""], ["check", WALL, "--speaker", ""]]
    + [["find", option, given] for option in ("--speaker", "--person", "--outlet", "--token") for given in ("", " ")],
)
def test_what_is_given_and_empty_does_not_ask_for_everything(run: Run, arguments: list[str]) -> None:
    """As of "$NAME" where that is not set."""
    done = run(*arguments)
    assert (done.status, done.stdout) == (2, "") and "there is no word in it" in done.stderr


def test_find_prints_a_statement_a_line_and_the_next_page(run: Run) -> None:
    done = run("find", "--limit", "1")
    assert done.status == 0
    (line,) = done.stdout.splitlines()
    assert msgspec.json.decode(line, type=Found).article_id == "a1"
    token = done.stderr.split("--token ")[1].strip()
    more = run("find", "--limit", "1", "--token", token)
    assert msgspec.json.decode(more.stdout, type=Found) != msgspec.json.decode(line, type=Found)
    assert "--token" not in more.stderr


def test_find_for_a_person_is_a_table_that_drives_no_terminal(run: Run) -> None:
    done = run("find", "leave*", "--no-json")
    assert "Ann [red]Lee" in " ".join(done.stdout.split())
    assert "\x1b[31m" not in done.stdout
    assert "2 of 2" in done.stdout


def test_find_in_a_narrow_terminal_shows_blocks_with_whole_ids(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = [line.rstrip() for line in run("find", "leave*", "--speaker", "ann", "--no-json").stdout.splitlines()]
    assert (lines[0], lines[-3:]) == ("Ann [red]Lee", ["  2024-03-14 · The Gull", "  a1-0", "1 of 1"])
    assert " ".join("".join(lines[1:-3]).split()) == WALL


def test_find_counts_by_a_field(run: Run) -> None:
    done = run("find", "--facet", "outlet", "--json")
    assert msgspec.json.decode(done.stdout, type=Facets).values == (("The Gull", 2),)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--basis", "anon"], "basis: 'anon' is none of"),
        (['"open'], "words: a quotation mark is not closed"),
        (["--token", "x"], "token: not a page's token"),
        (["--facet", "wind"], "field: one of speaker"),
    ],
)
def test_find_refuses_what_it_cannot_answer(run: Run, arguments: list[str], says: str) -> None:
    done = run("find", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize(
    ("quotation", "speaker", "status", "verdict"),
    [
        (WALL, "Lee", 0, "verbatim"),
        ("the harbour wall before the boats leave", "Lee", 0, "shortened"),
        (WALL.replace("harbour", "garden"), "Lee", 1, "altered"),
        (WALL, "Omar Lind", 1, "another_speaker"),
        ("nothing of this kind was said by anyone", "Lee", 1, "not_found"),
    ],
)
def test_check_tells_by_its_exit_status(run: Run, quotation: str, speaker: str, status: int, verdict: str) -> None:
    done = run("check", "-", "--speaker", speaker, stdin=quotation)
    assert done.status == status
    assert msgspec.json.decode(done.stdout, type=Check).verdict == verdict


def test_check_shows_the_difference_word_by_word(run: Run) -> None:
    done = run("check", WALL.replace("harbour", "garden"), "--no-json")
    assert "On record, but altered." in done.stdout
    assert "harbour [garden] wall" in " ".join(done.stdout.split())
    assert f"What changes: {SENSES['wording']}" in done.stdout


def test_each_verdict_likeness_and_sense_is_told_in_words() -> None:
    assert set(VERDICTS) == set(get_args(Verdict)) and set(SENSES) == set(get_args(Sense))
    assert {*LIKENESS, "same"} == set(get_args(Likeness))


def test_show_prints_a_statement_or_an_article(run: Run) -> None:
    assert msgspec.json.decode(run("show", "a1-0").stdout, type=Found).words == WALL
    assert len(msgspec.json.decode(run("show", "a1").stdout, type=Record).statements) == 2
    assert WALL in " ".join(run("show", "a1-0", "--no-json").stdout.split())
    done = run("show", "nobody")
    assert done.status == 2
    assert "nobody" in done.stderr
