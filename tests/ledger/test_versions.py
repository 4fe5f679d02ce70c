"""How an article changed: every word that did, and no other; statements matched by words and speaker."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from onrecord.data import Channel, FieldChange, Record, TextEdit
from onrecord.errors import QueryError
from onrecord.ledger import Ledger
from onrecord.ledger.versions import statement_changes, text_edits
from tests.ledger.conftest import record

ANN, BO = "Ann Lee", "Bo Roe"
WALL, LATE = "We will mend the harbour wall before winter", "It is late for that now"

TEXTS = st.lists(st.sampled_from(["a", "b", "c,", "“d”", "\n", "\n\n", "é", "😀"]), max_size=30).map(" ".join)


def edits(old: str, new: str) -> list[tuple[str, str, str]]:
    return [(e.kind, e.old_words, e.new_words) for e in text_edits(old, new)]


def kinds(old: Record, new: Record) -> list[tuple[str, str | None, str | None, tuple[str, ...]]]:
    return [(c.kind, c.old_words, c.new_words, c.fields) for c in statement_changes(old, new)]


# Words


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a  b\n\nc ", []),
        ("a b c", "a x c", [("replaced", "b", "x")]),
        ("a b c", "a c", [("dropped", "b", "")]),
        ("a c", "a b c", [("added", "", "b")]),
        ("a b", "a b.", [("replaced", "b", "b.")]),
        ("", "a", [("added", "", "a")]),
        ("a\n\nb c\n\nd", "a\n\nb x\n\nd", [("replaced", "c", "x")]),
    ],
)
def test_words_that_were_replaced_dropped_and_added(old: str, new: str, expected: list[tuple[str, str, str]]) -> None:
    assert edits(old, new) == expected or old.split() == new.split()


@given(TEXTS, TEXTS)
def test_the_edits_lead_from_the_old_words_to_the_new_and_their_spans_hold_them(old: str, new: str) -> None:
    found = text_edits(old, new)
    made, at = "", 0
    for e in found:
        assert at <= e.old[0] <= e.old[1] <= len(old) and 0 <= e.new[0] <= e.new[1] <= len(new)
        assert old[slice(*e.old)].split() == e.old_words.split()
        assert new[slice(*e.new)].split() == e.new_words.split()
        made += f"{old[at : e.old[0]]} {e.new_words} "
        at = e.old[1]
    assert (made + old[at:]).split() == new.split()


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert text_edits(text, text) == ()


def test_texts_made_to_be_slow_are_not() -> None:
    pick = random.Random(1).choice
    for alphabet in ("ab", "a\n", "abcdefghijklmnop\n"):
        one, other = (" ".join(pick(alphabet) for _ in range(9_999)) for _ in range(2))
        start = time.process_time()
        text_edits(one, other)
        assert time.process_time() - start < 5


# Statements


def test_the_same_statements_elsewhere_in_the_text_are_no_change() -> None:
    said = [(ANN, WALL), (BO, LATE)]
    assert kinds(record("a", said), record("a", said[::-1])) == []


def test_vanished_and_appeared() -> None:
    found = kinds(record("a", [(ANN, WALL)]), record("a", [(BO, LATE)]))
    assert found == [("vanished", f"{WALL}", None, ()), ("appeared", None, LATE, ())]


def test_changed_words_of_one_speaker_are_one_statement_that_changed() -> None:
    new = WALL.replace("will", "may").replace("before winter", "one day")
    assert kinds(record("a", [(ANN, WALL)]), record("a", [(ANN, new)])) == [("changed", WALL, new, ("words",))]


def test_the_same_words_given_to_another_are_a_changed_speaker() -> None:
    assert kinds(record("a", [(ANN, WALL)]), record("a", [(BO, WALL)])) == [("changed", WALL, WALL, ("speaker",))]


def test_of_two_alike_each_finds_its_own() -> None:
    """The same speaker goes before the same words, and these before like words."""
    old = record("a", [(ANN, WALL), (BO, WALL)])
    assert kinds(old, record("a", [(BO, WALL), (ANN, WALL)])) == []
    assert kinds(old, record("a", [(BO, WALL)])) == [("vanished", WALL, None, ())]


def test_a_field_that_changed_is_named_and_a_score_is_none() -> None:
    old = record("a")
    read = old.statements[0]
    other = replace(read, score=0.1, speaker=replace(read.speaker, score=0.2), channel=Channel(kind="tv"), denial=True)
    assert [c.fields for c in statement_changes(old, replace(old, statements=(other,)))] == [("channel", "denial")]


# In a ledger


def test_versions_and_differences(ledger: Ledger) -> None:
    first = record("a", [(ANN, WALL), (BO, LATE)])
    second = record(
        "a", [(ANN, WALL.replace("will", "will not"))], title="Wall stays broken", published=date(2024, 3, 15)
    )
    ledger.add([first], reader="one")
    ledger.add([second], reader="two")
    found = ledger.versions("a")
    assert [(v.number, v.change, v.reader, v.statements) for v in found] == [
        (1, "first", "one", 2),
        (2, "changed", "two", 1),
    ]
    d = ledger.difference("a", 1, 2)
    assert d.fields == (
        FieldChange(field="title", old="Harbour wall to be mended", new="Wall stays broken"),
        FieldChange(field="published", old="2024-03-14", new="2024-03-15"),
    )
    assert d.text[0] == TextEdit(kind="added", old=(9, 9), new=(9, 12), old_words="", new_words="not")
    assert [(s.kind, s.fields) for s in d.statements] == [("changed", ("words",)), ("vanished", ())]
    back = ledger.difference("a", 2, 1)
    assert (back.text[0].kind, back.text[0].new_words) == ("dropped", "")


def test_a_reread_differs_in_statements_alone(ledger: Ledger) -> None:
    one = record("a", [(ANN, WALL), (BO, LATE)])
    ledger.add([one], reader="old")
    ledger.add([replace(one, statements=one.statements[1:])], reader="new", reread=True)
    d = ledger.difference("a", 1, 2)
    assert (d.fields, d.text, [s.kind for s in d.statements]) == ((), (), ["vanished"])


def test_an_article_or_version_that_is_not_there_is_told(ledger: Ledger) -> None:
    ledger.add([record("a")])
    for ask in (lambda: ledger.versions("b"), lambda: ledger.article("b"), lambda: ledger.difference("b", 1, 2)):
        with pytest.raises(QueryError, match="article b: there is none"):
            ask()
    with pytest.raises(QueryError, match="article a: there is no version 7"):
        ledger.article("a", 7)
