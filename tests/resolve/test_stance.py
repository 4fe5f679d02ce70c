# ruff: noqa: E501 - a case stays on its line
"""Denial and fate: only where the article's words say so, and pointing at what is denied."""

from __future__ import annotations

import pytest

from .conftest import Resolve

DENIALS = [
    "{s Ana Ito} {c denied} {q that the tram was late}.",
    "{s Ana Ito} {c rejected} {q the claim that the tram was late}.",
    "{s Ana Ito} {c dismissed} {q reports of a late tram}.",
    "{s Ana Ito} {c disputed} {q the figure}.",
    "{s Ana Ito} {c pushed back}, saying {q the tram ran well}.",
    "{s Ana Ito} {c called} {q the report false}.",
    "{s Ana Ito} {c said} {q the report is false}.",
    "“{q That is not true},” {s Ana Ito} {c said}.",
    "“{q There is no truth to it},” {s Ana Ito} {c said}.",
    "“{q I never said that},” {s Ana Ito} {c said}.",
    "{s A source} {c told} us, contrary to rumors, “{q there’s no talk of a sale}.”",
    "{s Ana Ito} {c said} {q she had nothing to do with the late tram}.",
    "“{q No, this is not about trams},” {s Ana Ito} {c said}.",
    "{s A source} {c told} us {q that, whatever people say, “nobody is talking about trams.”}",
    "“{q It never crossed my mind},” {s Ana Ito} {c said}.",
    "{s Ana Ito} {c has called} {q the warming sea a hoax}.",
    "{s An appeals court} {c overturned} {q the ruling}.",
    "{q The tram ran}, though {s records} {c show} {q that none did}.",
]
PLAIN = [
    "{s Ana Ito} {c said} {q the tram was late}.",
    "{s Ana Ito} {c did not deny} {q that the tram was late}.",
    "“{q There’s no tram today},” {s Ana Ito} {c said}.",
    "{s Ana Ito} {c said} {q the board had denied it}.",
    "{s Ana Ito} {c would reject} {q the plan}.",
    "{s Ana Ito} {c said} {q the idea of more trams is absurd}.",
    "{s The board} {c rejected} {q a request for more trams}.",
    "Yet {s a study} {c found} {q that trams are late}.",
    "{s Ana Ito} {c knew} {q the talk was wrong}.",
    "“{q It’s not new in Leith},” {s Ana Ito} {c said}.",
    "{s Ana Ito} {c said} {q she did not know him}.",
    "{c A dispute over} {q trams} came up.",
]
FATES = [
    ("{s Ana Ito} {c later deleted a post claiming} {q that the tram was sold}.", "deleted"),
    ("{s Ana Ito} has deleted a post {c claiming} {q that the tram was sold}.", "deleted"),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. She later deleted the tweet.", "deleted"),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. The post was removed on Tuesday.", "deleted"),
    ("{s Ana Ito} {c said} {q the tram was sold}. She later retracted the claim.", "retracted"),
    ("{s Ana Ito} {c said} {q the tram was sold}. On Tuesday she walked back the remark.", "retracted"),
    ("{s Ana Ito} {c called} {q riders thieves}. She apologized for the remark on Tuesday.", "apologised"),
    ("{s The Post} {c reported} {q that the tram was sold}. It has since corrected the story.", "corrected"),
    ("Records show a sale, contradicting {s Ana Ito’s} {c claim} {q that the tram was not sold}.", "disputed"),
    ("{s Ana Ito} {c said} {q the tram was sold}.", None),
    ("{s Ana Ito} {c said} {q the tram was sold}. Nobody deleted the emails.", None),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. She did not delete the tweet.", None),
]


@pytest.mark.parametrize("text", DENIALS)
def test_is_a_denial(resolve: Resolve, text: str) -> None:
    (statement,) = resolve(text)
    assert statement.denial
    assert len(statement.evidence.denial) == 1


@pytest.mark.parametrize("text", PLAIN)
def test_is_no_denial(resolve: Resolve, text: str) -> None:
    (statement,) = resolve(text)
    assert not statement.denial
    assert statement.evidence.denial == ()


@pytest.mark.parametrize(("text", "fate"), FATES, ids=[row[0][:80] for row in FATES])
def test_fate_is(resolve: Resolve, text: str, fate: str | None) -> None:
    (statement,) = resolve(text)
    assert statement.fate == fate
    assert bool(statement.evidence.fate) == (fate is not None)


def test_a_denial_points_to_the_statement_that_it_denies(resolve: Resolve) -> None:
    claim, no = resolve(
        "{s1 Ana Ito} {c1 said} {q1 the harbour tram had been sold to Orbis Motors}.\n\n"
        "{s2 Omar Haddad} {c2 denied} {q2 that the tram had been sold}."
    )
    assert claim.denies is None
    assert no.denies == claim.id


def test_nobody_denies_himself(resolve: Resolve) -> None:
    _, no = resolve(
        "{s1 Ana Ito} {c1 said} {q1 the harbour tram was sold}. {s2 She} {c2 denied} {q2 that the tram was stolen}."
    )
    assert no.denies is None


def test_what_is_denied_is_disputed(resolve: Resolve) -> None:
    claim, _ = resolve(
        "{s1 Ana Ito} {c1 claimed} {q1 the harbour tram had been sold}, though {s2 records} {c2 contradict} {q2 that the tram had been sold}."
    )
    assert claim.fate == "disputed"


def test_fate_on_is_the_day_it_was_taken_back(resolve: Resolve) -> None:
    (statement,) = resolve(
        "On Monday {s Ana Ito} {c tweeted} {q that the tram was sold}. She deleted the tweet on Tuesday."
    )
    assert str(statement.said_on.earliest) == "2024-05-13"  # type: ignore[union-attr]
    assert str(statement.fate_on.earliest) == "2024-05-14"  # type: ignore[union-attr]
