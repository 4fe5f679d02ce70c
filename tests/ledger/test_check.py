"""A quotation beside what is on record: the verdict, the statement, and each alteration by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.data import Check, Likeness, Query, Sense, Verdict
from onrecord.errors import QueryError
from onrecord.ledger import Ledger
from onrecord.ledger.check import likeness

from .conftest import record

WALL = "We will not mend the harbour wall before the 14 boats have left Leith in autumn"
RAIN = "Rain is what filled the old cellars, and nobody in the council office answered the telephone"
FERRY = "The ferry must run on Sundays or the island school loses half of its teachers"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Three statements on record, one of them twice, and noise beside them. For tests that only read."""
    if request.param == "sqlite":
        url = str(tmp_path_factory.mktemp("check") / "record.db")
    else:
        import psycopg

        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA asked")
        url = f"{server}&options=-csearch_path%3Dasked"
    noise = [("Omar Haddad", f"The {w} of the harbour is not what we will ever see in Leith") for w in "abcdefgh"]
    with Ledger.open(url) as ledger:
        ledger.add([record("a1", [("Ann Lee", WALL), ("Omar Haddad", RAIN)])])
        ledger.add([record("a2", [("Ann Lee", WALL)], published=date(2023, 1, 2), outlet="The Tern")])
        ledger.add([record("a3", [("Zoë Ash", FERRY), *noise])])
        yield ledger


def senses(found: Check) -> list[Sense]:
    return [e.sense for e in found.matches[0].comparison.edits if e.sense]


@pytest.mark.parametrize(
    ("quotation", "verdict", "named"),
    [
        (WALL, "verbatim", []),
        (WALL.upper() + " …", "verbatim", []),
        ("mend the harbour wall before the 14 boats have left Leith", "shortened", ["negation"]),
        ("the island school loses half of its teachers", "shortened", []),
        (WALL.replace("harbour", "garden"), "altered", ["wording"]),
        (WALL.replace("harbour ", ""), "altered", ["wording"]),
        (WALL.replace("harbour", "old harbour"), "altered", ["wording"]),
        (WALL.replace("not ", ""), "altered", ["negation"]),
        (WALL.replace("14", "40"), "altered", ["number"]),
        (WALL.replace("Leith", "Hull"), "altered", ["name"]),
        (FERRY.replace("must", "may"), "altered", ["modal"]),
        ("A sentence that is in no article of this ledger at all", "not_found", []),
    ],
)
def test_the_verdict_and_each_alteration(filled: Ledger, quotation: str, verdict: Verdict, named: list[Sense]) -> None:
    found = filled.check(quotation)
    assert found.verdict == verdict
    assert not found.joined
    if verdict == "not_found":
        assert found.matches == ()
    else:
        assert found.matches[0].found.words == (WALL if "boats" in quotation.lower() else FERRY)
        assert senses(found) == named


def test_the_earliest_is_the_first(filled: Ledger) -> None:
    assert [m.found.outlet for m in filled.check(WALL).matches[:2]] == ["The Tern", "The Gull"]


def test_neither_the_earliest_nor_another_speaker_is_lost_among_many_that_say_the_same(ledger: Ledger) -> None:
    """More than are compared, and than have their words counted; the earliest was stored last."""
    many = [record(f"m{n}", [("Ann Lee", WALL)], published=date(2024, 1, 1)) for n in range(230)]
    ledger.add(
        [*many, record("z", [("Omar Haddad", WALL)]), record("y", [("Ann Lee", WALL)], published=date(2020, 5, 1))]
    )
    assert ledger.check(WALL).matches[0].found.article_id == "y"
    found = ledger.check(WALL, speaker="Omar Haddad")
    assert (found.verdict, found.matches[0].found.article_id) == ("verbatim", "z")


@pytest.mark.parametrize(
    ("speaker", "verdict", "like"),
    [
        ("Ann Lee", "verbatim", "same"),
        ("lee", "verbatim", "same"),
        ("Mrs Ann Lee", "verbatim", "same"),
        ("Bruce Lee", "another_speaker", "namesake"),
        ("Omar Haddad", "another_speaker", "other"),
    ],
)
def test_whose_words_they_are(filled: Ledger, speaker: str, verdict: Verdict, like: Likeness) -> None:
    found = filled.check(WALL, speaker=speaker)
    assert (found.verdict, found.matches[0].likeness) == (verdict, like)


@pytest.mark.parametrize(
    ("asked", "recorded", "like"),
    [
        ("Hillary Clinton", "Hillary Rodham Clinton", "same"),
        ("Hillary Rodham Clinton", "Hillary Clinton", "same"),
        ("Zoe Ash", "Zoë Ash", "same"),
        ("Ann Lee", "Lee", "perhaps"),
        ("Ann Lee", "A. Lee", "perhaps"),
        ("Ann Lee", "Omar Haddad and Ann Lee", "same"),
        ("Ann Lee", "Ann and Omar Lee", "same"),
        ("Ann Lee and Omar Haddad", "Omar Haddad and Ann Lee", "same"),
        ("Ann Haddad", "Ann Lee and Omar Haddad", "namesake"),  # each of them is asked, not both as one
        ("Ann Lee", "Omar Lee", "namesake"),
        ("Ann Lee", None, "unnamed"),
        ("Ann Lee", "the council", "other"),
    ],
)
def test_likeness_of_names(asked: str, recorded: str | None, like: Likeness) -> None:
    assert likeness(asked, recorded) == like


def test_people_are_known_by_the_names_they_were_merged_or_renamed_under(ledger: Ledger) -> None:
    """But by none that only may be theirs: another of the surname stays another."""
    ledger.add([record("a1", [("Ann Lee", WALL)]), record("a2", [("Nan Quill", RAIN)]), record("a3", [("Lee", RAIN)])])
    person = {f.statement.speaker.name: str(f.person) for f in ledger.find(Query()).found}
    assert ledger.check(WALL, speaker="Nan Quill").matches[0].likeness == "other"
    ledger.merge(person["Ann Lee"], person["Nan Quill"], person["Lee"], by="desk")
    ledger.rename(person["Ann Lee"], "Dame Ann Ash", by="desk")
    for asked, like in (("Nan Quill", "same"), ("Ann Ash", "same"), ("Ann Lee", "same"), ("Bruce Lee", "namesake")):
        assert ledger.check(WALL, speaker=asked).matches[0].likeness == like


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I didn't do it", "I did not do it"),
        ("It's not over", "It is not over"),
        ("It isn't over", "It is not over"),
        ("We can't, and we won't", "We cannot, and we will not"),
        ("We had 3 of them", "We had three of them"),
        ("There were 25 of us", "There were twenty-five of us"),
        ("She was the 1st", "She was the first"),
        ("She was the 21st", "She was the twenty-first"),
        ("I apologise", "I apologize"),
        ("What colour", "What color"),
    ],
)
def test_a_short_quotation_is_found_however_it_is_written(ledger: Ledger, said: str, asked: str) -> None:
    """Contractions, number words and spellings make no difference, neither to comparing nor to looking up."""
    ledger.add([record("a1", [("Ann Lee", said)]), record("a2", [("Ann Lee", asked)])])
    for quotation in (said, asked):
        found = ledger.check(quotation)
        assert (found.verdict, {m.found.article_id for m in found.matches}) == ("verbatim", {"a1", "a2"})


def test_a_quotation_joined_from_two_statements_names_both(filled: Ledger) -> None:
    found = filled.check("We will not mend the harbour wall nobody in the council office answered the telephone")
    assert (found.verdict, found.joined) == ("altered", True)
    assert {m.found.words for m in found.matches[:2]} == {WALL, RAIN}


def test_a_statement_in_two_versions_is_one_match(ledger: Ledger) -> None:
    ledger.add([record("a1", [("Ann Lee", WALL)]), record("a1", [("Ann Lee", WALL), ("Omar Haddad", RAIN)])])
    assert [m.found.version for m in ledger.check(WALL).matches] == [2]


def test_what_the_newest_version_took_back_is_superseded(ledger: Ledger) -> None:
    """And comes after what still stands elsewhere, though that was said later; not where the newest has it too."""
    mended = WALL.replace("not ", "")
    ledger.add([record("a1", [("Ann Lee", mended)]), record("a1", [("Ann Lee", WALL)])])
    (old, new) = ledger.check(mended).matches
    assert (old.found.version, old.superseded, old.comparison.relation) == (1, True, "verbatim")
    assert (new.found.version, new.superseded, new.comparison.relation) == (2, False, "altered")
    ledger.add([record("a2", [("Ann Lee", mended)], published=date(2025, 1, 1))])
    assert [(m.found.article_id, m.superseded) for m in ledger.check(mended).matches[:2]] == [
        ("a2", False),
        ("a1", True),
    ]
    ledger.add([record("a1", [("Omar Haddad", RAIN), ("Ann Lee", f"{mended} and winter")])])
    assert not any(m.superseded for m in ledger.check(mended).matches)


def test_what_a_reviewer_rejected_is_not_on_record(ledger: Ledger) -> None:
    ledger.add([record("a1", [("Ann Lee", WALL)])])
    ledger.reject("a1-0", by="desk")
    assert ledger.check(WALL).verdict == "not_found"
    assert ledger.find(Query(review="rejected")).found[0].words == WALL
    assert ledger.find(Query(review="unreviewed")).found == ()


def test_what_only_the_article_says_is_told_to_be_no_statement(filled: Ledger) -> None:
    found = filled.check("said Ann Lee. “Rain is what filled")
    assert found.verdict != "verbatim"
    assert [m.article_id for m in found.mentions] == ["a1"]


def test_an_article_with_a_matching_statement_is_no_mention(filled: Ledger) -> None:
    found = filled.check(WALL[7:60])
    assert {m.found.article_id for m in found.matches} == {"a1", "a2"} and found.mentions == ()


def test_an_altered_quotation_comes_with_its_difference(filled: Ledger) -> None:
    found = filled.check(WALL.replace("harbour", "garden"))
    (edit,) = [e for e in found.matches[0].comparison.edits if e.kind != "same"]
    assert WALL[slice(*edit.left)] == "harbour"
    assert found.quotation[slice(*edit.right)] == "garden"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quotation=st.text(max_size=60) | st.text("\"“”-* a§¶%_\\()'&|!:<>^{}", max_size=30), speaker=st.text(max_size=9))
def test_any_string_is_judged_or_refused(filled: Ledger, quotation: str, speaker: str) -> None:
    try:
        found = filled.check(quotation, speaker=speaker)
    except QueryError as error:
        assert str(error).split(":")[0] in ("quotation", "speaker")
    else:
        assert bool(found.matches) == (found.verdict != "not_found")


def test_a_very_long_quotation_is_refused(filled: Ledger) -> None:
    with pytest.raises(QueryError, match="more than 1000 words"):
        filled.check("wall " * 1001)
