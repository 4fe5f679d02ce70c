"""A quotation is compared with what a real ledger has of the same speaker in other articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.care import findings
from onrecord.data import Record
from onrecord.ledger import Ledger
from onrecord.pipeline import on_record
from tests.care.marked import story
from tests.care.test_cli_care import care
from tests.ledger.conftest import record

SAID = "We will open the new bridge in May, whatever the weather does"
CHANGED = "We will close the new bridge in May, whatever the weather does"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The address of a ledger in which Ann Roe said one thing."""
    with Ledger.open(tmp_path / "record.db") as made:
        made.add([record("a1", [("Ann Roe", SAID)])])
    return tmp_path / "record.db"


def altered(ledger: Path, found: Record) -> list[str]:
    with Ledger.open(ledger) as opened:
        given = findings(found, lookup=on_record(opened, found.article))
    return [f.message for f in given if f.rule == "sourcing.altered-quotation"]


def test_a_changed_word_is_found_in_the_ledger(ledger: Path) -> None:
    (message,) = altered(ledger, record("b1", [("Ann Roe", CHANGED)]))
    assert "“open” became “close”" in message


def test_the_same_words_another_speaker_and_the_article_itself_are_let_alone(ledger: Path) -> None:
    assert altered(ledger, record("b1", [("Ann Roe", SAID)])) == []
    assert altered(ledger, record("b1", [("Tom Ames", CHANGED)])) == []
    assert altered(ledger, record("a1", [("Ann Roe", CHANGED)])) == [], "an article is not held against itself"


def test_a_quotation_of_marks_only_is_no_question(ledger: Path) -> None:
    found, _ = story("“{q - - - - - -},” {s Ann Roe} {c said}.")
    assert altered(ledger, found) == []


def test_the_command_compares_where_a_ledger_is_named(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(f"“{CHANGED},” Ann Roe said on Monday at the town hall of Aldermoor.\n")
    done = care(path, "--ledger", ledger)
    assert done.returncode == 1 and "sourcing.altered-quotation" in done.stdout
    assert "altered-quotation" not in care(path).stdout
    missing = care(path, "--ledger", tmp_path / "none.db")
    assert missing.returncode == 2 and "none.db" in missing.stderr
