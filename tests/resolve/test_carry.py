# ruff: noqa: E501 - a case stays on its line
"""Carry: statements without a day take the likeliest of the article's, and none where none is likely."""

from __future__ import annotations

from onrecord.resolve.carry import LIKELY, weights

from .conftest import Resolve

VOTE = (
    "{s1 A harbour council} {c1 voted} Tuesday {q1 to sell the tram}.\n\n“{q2 It is late},” {s2 said council member Ana Ito}{c2 .}\n\n"
    "“{q3 It is old},” {s3 Omar Haddad} {c3 said}.\n\n“{q4 It is loud},” {s4 Lena Moss} {c4 replied}."
)


def test_a_carried_day_is_marked_where_it_stands_and_no_surer_than_likely(resolve: Resolve) -> None:
    carried = [s for s in resolve(VOTE)[1:] if s.said_on]
    assert carried
    for statement in carried:
        assert statement.said_on is not None
        assert str(statement.said_on.earliest) == "2024-05-14"
        assert LIKELY <= statement.said_on.score <= 1 or statement.said_on.score <= 0.9
        assert len(statement.evidence.said_on) == 1


def test_what_somebody_has_long_held_takes_no_day(resolve: Resolve) -> None:
    text = "{s1 Ana Ito} {c1 said on Monday} {q1 the tram is late}.\n\n{s2 Omar Haddad} {c2 has long argued} {q2 that it is old}."
    assert resolve(text)[1].said_on is None


def test_an_old_year_is_not_carried_to_another_speaker(resolve: Resolve) -> None:
    text = "In 2012 {s1 Ana Ito} {c1 said} {q1 the tram is late}.\n\n{s2 Omar Haddad} {c2 says} {q2 it is old}."
    assert resolve(text)[1].said_on is None


def test_without_any_day_nothing_is_carried(resolve: Resolve) -> None:
    assert [s.said_on for s in resolve("{s1 Ana Ito} {c1 said} {q1 no}. {s2 She} {c2 said} {q2 yes}.")] == [None, None]


def test_what_had_been_so_is_less_likely_to_carry_a_day_than_what_was_said() -> None:
    assert weights()["same cue perfect"] < weights()["same cue said"]
    assert weights()["other cue perfect"] < weights()["other cue said"]
