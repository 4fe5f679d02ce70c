# ruff: noqa: E501 - a case stays on its line
"""Polling: a poll's respondents answer through it, on the days that it was taken."""

from __future__ import annotations

from .conftest import Resolve

POLL = "Trams are late, {c1 according to} {s1 a poll by the Orbis Institute}{q1 , always}. "


def test_a_share_of_those_asked_speaks_through_the_poll(resolve: Resolve) -> None:
    text = (
        POLL
        + "{s2 Forty-seven percent} {c2 said} {q2 trams are late}, while {s3 three in 10 riders} {c3 said} {q3 they love them}."
    )
    got = [(s.channel.kind, s.channel.name) for s in resolve(text) if s.channel]
    assert got == [("report_or_poll", "Orbis Institute")] * 3


def test_answers_are_of_the_days_that_the_poll_was_taken(resolve: Resolve) -> None:
    text = (
        POLL
        + "{s2 Forty-seven percent} {c2 said} {q2 trams are late}. The poll was conducted April 30 to May 4 by phone."
    )
    said = resolve(text)[1].said_on
    assert said is not None
    assert (str(said.earliest), str(said.latest)) == ("2024-04-30", "2024-05-04")


def test_a_poll_over_new_year_ends_after_it_begins(resolve: Resolve) -> None:
    text = POLL + "{s2 Forty percent} {c2 said} {q2 trams are late}. The poll was taken between Dec. 28 and Jan. 3."
    said = resolve(text, published="2024-01-10")[1].said_on
    assert said is not None
    assert (str(said.earliest), str(said.latest)) == ("2023-12-28", "2024-01-03")


def test_those_who_answer_after_respondents_answer_too(resolve: Resolve) -> None:
    text = (
        POLL
        + "{s2 Forty percent} {c2 said} {q2 trams are late}, against 3 percent {s3 who} {c3 said} {q3 they are early}."
    )
    assert [s.channel is not None for s in resolve(text)] == [True, True, True]


def test_riders_without_a_poll_answer_through_nothing(resolve: Resolve) -> None:
    (statement,) = resolve("{s Forty percent} {c said} {q trams are late}.")
    assert statement.channel is None
