"""Findings over a record: where they stand, whose words they are, how grave they may be, how many rules there are."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.care import NAMES, RANK, Settings, findings
from onrecord.care.checker import ASKING, RULES
from onrecord.data import Article, Finding, Record
from tests.care.marked import story


def test_every_rule_has_one_name_and_every_name_one_rule() -> None:
    assert sorted(NAMES) == list(NAMES) and len(set(NAMES)) == len(NAMES) == len(RULES) + len(ASKING)


def test_a_finding_says_where_it_stands() -> None:
    record, _ = story("One.\nTwo.\r\nThe  lunatic left.")
    (found,) = findings(record)
    assert (found.line, found.column, found.words) == (3, 6, "lunatic")
    assert record.article.text[slice(*found.span)] == found.words


def test_columns_count_code_points() -> None:
    record, _ = story("\U0001f600 The lunatic left.")
    assert findings(record)[0].column == 7


def test_the_same_words_are_a_warning_of_the_outlet_and_a_note_in_a_quotation() -> None:
    own, _ = story("He is a lunatic, and he left the hall.")
    quoted, _ = story("“{q He is a lunatic},” {c said} {s Ann Roe}.")
    assert [f.severity for f in findings(own)] == ["warning"]
    (note,) = findings(quoted)
    assert note.severity == "note" and "Ann Roe" in note.message and note.suggestion is None
    assert note.statement == quoted.statements[0].id


def test_a_quotation_stays_a_note_whatever_the_settings_say() -> None:
    quoted, _ = story("“{q He is a lunatic},” {c said} {s Ann Roe}.")
    assert [f.severity for f in findings(quoted, Settings(rules={"words.stigma": "error"}))] == ["note"]


def test_a_quotation_that_runs_over_lines_without_marks_is_one() -> None:
    record, _ = story("“They came in.\nThe lunatic shouted.\nThey left,” said Ann Roe.")
    assert [f.severity for f in findings(record)] == ["note"]


@pytest.mark.parametrize(
    "text",
    [
        "NEW DELHI: The lunatic left.",
        "A man left. ¶ HARWICK: The lunatic left.",
        "A man left. ¶ Update: The lunatic left. ¶ Related: A maniac climbs a mast.",
        "A man left. ¶ The lunatic left, as Ann Roe (@annroe) tells it.",
        "A man left. ¶ The lunatic left in a van. By Ann Roe (@annroe)",
    ],
)
def test_no_dateline_label_or_handle_makes_a_paragraph_a_quotation(text: str) -> None:
    assert "warning" in {f.severity for f in findings(story(text)[0])}


@pytest.mark.parametrize(
    "text",
    [
        "They met. ¶ {s MORRIS}{c :} {q Who came?} ¶ {s2 LEE}{c2 :} {q2 The lunatic did.}",
        "They met. ¶ Q: Who came? ¶ A: The lunatic did.",
        "She posted it. ¶ The lunatic left! — Ann Roe (@annroe) May 3, 2024",
        "She posted it. ¶ The lunatic left! — Ann Roe (@annroe) 3 May 2024",
        "She posted it. ¶ The lunatic left! pic.twitter.com/abc",
    ],
)
def test_a_turn_of_a_transcript_and_the_copy_of_a_post_are_quotations(text: str) -> None:
    assert [f.severity for f in findings(story(text)[0])] == ["note"]


def test_a_title_that_stands_apart_is_read_too() -> None:
    article = Article(id="a", title="Lunatic climbs the mast of a ferry", text="A man climbed a mast on Monday.")
    (found,) = findings(Record(article=article, statements=()))
    assert (found.part, found.span, found.line, found.column) == ("title", (0, 7), 1, 1)


def test_a_story_in_another_language_has_no_findings() -> None:
    record, _ = story("The lunatic left.", language="de")
    assert findings(record) == ()
    record, _ = story("The lunatic left.", language="en")
    assert findings(record)


def test_a_finding_is_what_it_is_on_the_wire() -> None:
    record, _ = story("The lunatic left.")
    (found,) = findings(record)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Finding) == found


def test_a_diagnosis_that_the_family_tells_is_a_note_on_whose_it_is_and_no_warning() -> None:
    record, _ = story("“{q Tom has bipolar disorder},” {s Ann Ames} {c said} on Wednesday of her husband Tom Ames.")
    found = findings(record)
    assert {f.severity for f in found} == {"note"}
    (disclosed,) = (f for f in found if f.rule == "sourcing.disclosure")
    assert "Ann Ames" in disclosed.message and "2024-05-15" in disclosed.message


@given(st.text(alphabet="aAdinrs .,\n“”\"'15-suicdehm", max_size=300))
def test_no_text_breaks_a_rule(text: str) -> None:
    record = Record(article=Article(id="a", text=text, title=text[:40] or None), statements=())
    for found in findings(record):
        whole = text if found.part == "text" else text[:40]
        assert whole[slice(*found.span)] == found.words != "" and found.severity in RANK
