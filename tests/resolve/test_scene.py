"""Scene: sentences that report nobody's words tell the occasion of those around them."""

from __future__ import annotations

import pytest

from .conftest import Resolve

AFTER = [
    "{s Ana Ito} {c stated} {q that trams are late}.\n\nIto was speaking on CNN on Monday.",
    "{s Ana Ito} {c stated} {q that trams are late}.\n\nIto made the remarks on CNN on Monday.",
    "{s Ana Ito} {c stated} {q that trams are late}.\n\nThe remarks came in an interview with CNN on Monday.",
]


@pytest.mark.parametrize("text", AFTER)
def test_a_sentence_after_the_words_may_tell_their_occasion(resolve: Resolve, text: str) -> None:
    (statement,) = resolve(text)
    assert statement.channel is not None
    assert statement.channel.kind == "tv"
    assert str(statement.said_on.earliest) == "2024-05-13"  # type: ignore[union-attr]


def test_somebody_else_s_appearance_tells_nothing(resolve: Resolve) -> None:
    (statement,) = resolve("{s Ana Ito} {c stated} {q that trams are late}.\n\nOmar Haddad was speaking on CNN.")
    assert statement.channel is None


def test_the_sentence_before_brings_on_the_words_of_the_next_paragraph(resolve: Resolve) -> None:
    (statement,) = resolve("On Monday, Omar Haddad hit back.\n\n{q “No,”} {s he} {c said of} the plan.")
    assert str(statement.said_on.earliest) == "2024-05-13"  # type: ignore[union-attr]


def test_what_another_did_brings_on_nobody(resolve: Resolve) -> None:
    (statement,) = resolve("On Monday, Eva Lind hit back.\n\n{q “No,”} {s Omar Haddad} {c insists}.")
    assert statement.said_on is None


def test_the_place_that_somebody_is_from_does_not_act_for_them(resolve: Resolve) -> None:
    text = "Ohio {}Sen. Omar Haddad hit back on Monday.\n\n{{q “No,”}} {{s he}} {{c said of}} the plan."
    (statement,) = resolve(text.format(""))
    assert str(statement.said_on.earliest) == "2024-05-13"  # type: ignore[union-attr]
    (apart,) = resolve(text.format("voted, and "))
    assert apart.said_on is None


def test_the_turns_of_a_transcript_are_direct_without_quotation_marks(resolve: Resolve) -> None:
    text = "Radio 9 spoke to the mayor.\n\n{s1 HADDAD}{c1 :} {q1 Was it late?}\n\n{s2 ITO}{c2 :} {q2 It was}."
    assert [s.form for s in resolve(text)] == ["direct", "direct"]
    assert resolve("The plan: {s Ito} {c said} {q trams are late}.")[0].form == "indirect"
