# ruff: noqa: E501 - a case stays on its line
"""Fate: only where the article says what became of these very words, and on which day."""

from __future__ import annotations

import pytest

from .conftest import Resolve

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
    ("{s Ana Ito} {c wrongly claimed} {q that the tram was sold}.", "disputed"),
    ("{s Ana Ito’s} {c claim} {q that the tram was sold} isn’t true.", "disputed"),
    ("{s Ana Ito’s} {c claim} {q that the tram was sold} is true.", None),
    ("In a tweet that she later deleted, {s Ana Ito} {c wrote}: {q “The tram was sold.”}", "deleted"),
    ("In a Facebook post he has since deleted, {s Ana Ito} {c said} {q the tram was sold}.", "deleted"),
    ("{q “It was sold,”} {c wrote} {s Ana Ito} in a tweet which was later deleted.", "deleted"),
    ("{q “It was sold,”} {s Ana Ito} {c tweeted} on Monday, before deleting the post.", "deleted"),
    ("{s Ana Ito} {c wrote} on Twitter: {q “The tram is sold.”} She took it down on Tuesday.", "deleted"),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. Ito later deleted it.", "deleted"),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. It has since been deleted.", "deleted"),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. The post has now been taken down.", "deleted"),
    ("{s Ana Ito} {c tweeted} {q that the tram was sold}. The post was not removed.", None),
    ("{s Ana Ito} {c tweeted} {q that the flag was ugly}. They took it down on Tuesday.", None),
    ("{s Ana Ito} {c tweeted} {q that the flag was ugly}. Workers took it down on Tuesday.", None),
    ("{s Ana Ito} {c said} {q she would sell the house}. She later deleted it.", None),
    ("{s Ana Ito} {c said} {q the tram was sold}. On Monday she walked it back.", "retracted"),
    ("{s Ana Ito} {c said} {q the dog was loose}. She walked it back to the farm.", None),
    ("{s Ana Ito} {c said} {q the tram was sold}. She has since retracted it.", "retracted"),
    ("{s Ana Ito} {c said} {q the tram was sold}. She later corrected herself.", "corrected"),
    ("{s Ana Ito} {c said} {q the tram was sold}. Luis Vega corrected himself.", None),
    ("{s Ana Ito} {c criticised} {q the tweet}, which was deleted.", None),
    ("{s Ana Ito} {c answered} {q a tweet that was later deleted}.", None),
    ("{s Ana Ito} {c has denied} {q writing the post}, which was deleted.", None),
    ("{s Ana Ito} {c posted} {q a message}, which was deleted.", "deleted"),
    ("{s Ana Ito} {c mocked} {q riders} in a tweet, which was deleted.", "deleted"),
    ("{s A tweet}, which was later deleted, {c accused} {q Luis Vega of lying}.", "deleted"),
    ("Luis Vega deletes tweet as {s Ana Ito} {c calls for} {q calm}.", None),
    ("Luis Vega has since apologised for the remark, {s Ana Ito} {c said}, {q and all is well}.", None),
    ("{s Ana Ito} {c tweeted} at Luis Vega {q that trams are late}, before deleting the tweet.", "deleted"),
    ("In a tweet about the tram, {s Ana Ito} {c wrote} {q that the emails were deleted}.", None),
    ("While {s a judge} {c found} {q the sale lawful}, his ruling was overturned by an appeals court.", "disputed"),
]


@pytest.mark.parametrize(("text", "fate"), FATES, ids=[row[0][:80] for row in FATES])
def test_fate_is(resolve: Resolve, text: str, fate: str | None) -> None:
    (statement,) = resolve(text)
    assert statement.fate == fate
    assert bool(statement.evidence.fate) == (fate is not None)


def test_a_deletion_is_of_the_post_before_it(resolve: Resolve) -> None:
    """Not of another speaker's, further up."""
    first, second = resolve(
        "{q1 “She lies,”} {s1 Ana Ito} {c1 tweeted}.\n\n{q2 “I hate trams,”} {s2 Luis Vega} {c2 tweeted}. The tweet was deleted within an hour."
    )
    assert (first.fate, second.fate) == (None, "deleted")


def test_what_is_taken_back_as_it_are_the_words_right_before(resolve: Resolve) -> None:
    first, second = resolve(
        "{s1 Ana Ito} {c1 said} {q1 the tram was sold}. {s2 She} {c2 called} {q2 riders thieves}. She later retracted it."
    )
    assert (first.fate, second.fate) == (None, "retracted")


def test_who_tells_of_a_deletion_in_between_is_no_poster(resolve: Resolve) -> None:
    first, _ = resolve(
        "{q1 “She lies,”} {s1 Ana Ito} {c1 tweeted}. {s2 An aide} {c2 told the Post} {q2 that she slept}. The tweet was deleted."
    )
    assert first.fate == "deleted"


def test_what_is_denied_is_disputed(resolve: Resolve) -> None:
    claim, _ = resolve(
        "{s1 Ana Ito} {c1 claimed} {q1 the harbour tram had been sold}, though {s2 records} {c2 contradict} {q2 that the tram had been sold}."
    )
    assert claim.fate == "disputed"


HEADLINE = "Ito deletes tweet as riders call for calm\n\n{s1 Ana Ito} {c1 tweeted} {q1 that riders were thieves}.\n\n"


def test_what_a_headline_says_was_deleted_is_the_one_post(resolve: Resolve) -> None:
    (only,) = resolve(HEADLINE + "It rained.")
    assert only.fate == "deleted"
    several = resolve(HEADLINE + "{s2 Ito} {c2 tweeted} {q2 that trams are late}.")
    assert [s.fate for s in several] == [None, None]
    told = resolve(HEADLINE + "{s2 Luis Vega} {c2 tweeted} {q2 that trams are late}.")
    assert [s.fate for s in told] == ["deleted", None]


def test_fate_on_is_the_day_it_was_taken_back(resolve: Resolve) -> None:
    (statement,) = resolve(
        "On Monday {s Ana Ito} {c tweeted} {q that the tram was sold}. She deleted the tweet on Tuesday."
    )
    assert str(statement.said_on.earliest) == "2024-05-13"  # type: ignore[union-attr]
    assert str(statement.fate_on.earliest) == "2024-05-14"  # type: ignore[union-attr]


def test_what_was_taken_back_by_its_kind_is_every_such_piece_of_the_same_person(resolve: Resolve) -> None:
    text = (
        "In one of her columns, {s1 Ana Ito} {c1 mocked} {q1 riders}.\n\nIn another column, {s2 she} {c2 compared} {q2 trams to prisons}.\n\n"
        "{s3 Omar Haddad} {c3 told} CNN {q3 that riders wept}.\n\nIto apologized for the columns on Tuesday."
    )
    assert [s.fate for s in resolve(text)] == ["apologised", "apologised", None]


@pytest.mark.parametrize(
    "later",
    [
        "Mayor Omar Haddad apologised for his remarks.",
        "The Harbour Post retracted its claim.",
        "On Monday Luis Vega, who rode it, deleted the tweet.",
    ],
)
def test_what_somebody_else_takes_back_is_not_the_speakers(resolve: Resolve, later: str) -> None:
    (statement,) = resolve(f"{{s Ana Ito}} {{c tweeted}} {{q that the tram was sold}}. {later}")
    assert statement.fate is None


@pytest.mark.parametrize(
    ("later", "fate"),
    [
        ("After a letter from Omar Haddad, Ito apologised for her remarks.", "apologised"),
        ("Ito, who works for Orbis Motors, retracted the claim.", "retracted"),
        ("On Monday Twitter removed the tweet.", "deleted"),
    ],
)
def test_what_the_speaker_takes_back_after_others_are_named_is_the_speakers(
    resolve: Resolve, later: str, fate: str
) -> None:
    (statement,) = resolve(f"{{s Ana Ito}} {{c tweeted}} {{q that the tram was sold}}. {later}")
    assert statement.fate == fate
