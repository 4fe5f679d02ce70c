"""Quoted passages are found whatever the marks, and a mark never closed does not swallow the article."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.link.passages import passages


def found(text: str) -> list[str]:
    return [text[a:b] for a, b in passages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We sail,” she said. “Now.”", ["We sail,", "Now."]),
        ("`` We sail, '' she said. `` Now. ''", ["We sail,", "Now."]),
        ('" We sail, " she said. "Now."', ["We sail,", "Now."]),
        ("He called it «a wreck» again", ["a wreck"]),
        ('"We sail.\nWe sail at dawn," she said.', ["We sail.\nWe sail at dawn,"]),
        ("“First of all, no.\n“Second, no again,” he said.", ["First of all, no.", "Second, no again,"]),
        ("''Done,'' he said", ["Done,"]),
        ("No marks at all", []),
        ("“ ”", []),
        ('<a href="https://gull.example/story?id=2">The story</a>, "in full"', ["in full"]),
    ],
)
def test_passages_stand_between_marks(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_mark_never_closed_holds_to_the_end_of_its_line() -> None:
    assert found("She said “we sail\nThe rest is prose.") == ["we sail"]
    assert found("“open " + "x " * 5000 + "“We sail,” she said.") == ["We sail,"]


@given(st.text(alphabet="ab \n“”\"'`«»", max_size=60))
def test_passages_are_in_order_and_without_white_space_beside_them(text: str) -> None:
    spans = passages(text)
    assert spans == sorted(spans)
    assert all(text[a:b] == text[a:b].strip() and a < b for a, b in spans)


def test_a_hundred_thousand_marks_take_no_time() -> None:
    start = time.process_time()
    passages("“" * 100_000)
    passages('"a ' * 100_000)
    assert time.process_time() - start < 2


def test_a_mark_that_was_lost_before_the_next_one_opens_costs_its_line_alone() -> None:
    long = 'He said: "We mend it.\nThe tram was late.\n' + "It rained on the harbour all day long.\n" * 20
    text = f'{long}"Enough," she said.'
    assert [text[a:b] for a, b in passages(text)] == ["We mend it.", "Enough,"]
    short = 'He said: "We mend it.\nIt takes a year.\n"Enough," she said.'
    assert [short[a:b] for a, b in passages(short)] == ["We mend it.\nIt takes a year.", "Enough,"]
