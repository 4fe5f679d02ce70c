"""Denial: only where the words say so, and pointing at what is denied."""

from __future__ import annotations

import pytest

from .conftest import Resolve, marked

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
    "“{q She just made it up},” {s Ana Ito} {c said} of the claim.",
    "{s Ana Ito} {c said} {q the board did not, at any time, sell the tram}.",
    "{s Ana Ito} {c said} {q the emails had no bearing on the tram}.",
    "“{q Neither of these trams was sold},” {s Ana Ito} {c said}.",
    "{s A source} {c said} {q that contrary to rumors nobody sold the tram}.",
    "“{q It is political theater},” {s Ana Ito} {c said}.",
    "{s Ana Ito} {c took issue with} {q the claim that trams are late}.",
    "{s Ana Ito} {c has always denied} {q that}.",
    "{q A claim that the tram was late} {c was denied by} {s Ana Ito}.",
    "{q Rumours of a sale} {c were rejected by} {s the board}.",
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
    "{s Ana Ito} {c rebuffs} {q an offer of trams}.",
    "{s The board} {c denied} {q the change that riders sought}.",
    "{q A motion for more trams} {c was denied}.",
    "{s Ana Ito} {c took issue with} {q a new tram line}.",
    "{s Ana Ito} {c has since disavowed} {q her own plan}.",
    "{s Ana Ito} {c rejected} {q that}.",
    "“{q It never braked},” {s Ana Ito} {c said}.",
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{s Ana Ito} {c said}: {q “No, trams are fine.”}", "No"),
        ("{s Ana Ito} {c said}: {q “It never crossed my mind.”}", "It never crossed"),
        ("{s Ana Ito} {c said}: {q “It’s false.”}", "It’s false"),
        ("{s Ana Ito} {c said} {q the report is false}.", "is false"),
    ],
)
def test_evidence_of_a_denial_is_whole_words(resolve: Resolve, text: str, words: str) -> None:
    """It begins and ends in no mark or space."""
    (statement,) = resolve(text)
    ((start, end),) = statement.evidence.denial
    assert marked(text)[0][start:end] == words


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
