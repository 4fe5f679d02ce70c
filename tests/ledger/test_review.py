"""Review: what a person says of a statement, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text as sql

from onrecord.data import Article, Attribution, Correction, Query, Record, Statement
from onrecord.errors import ActError, QueryError
from onrecord.ledger import Ledger
from onrecord.ledger.corrections import changes, corrected, correction_of, put_to, whole
from onrecord.ledger.review import acts_on, columns
from onrecord.resolve.resolver import statement_id

from .conftest import record, statement

SAID = (("Ann Lee", "We will mend the harbour wall"), ("Bo Finch", "It never leaked"), ("Cy Marsh", "Nobody asked me"))
STORY = record("a1", SAID)
IDS = [s.id for s in STORY.statements]


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    ledger.add([STORY])
    return ledger


def rows(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.reading() as connection:
        query = "SELECT s.*, p.name AS person_name FROM statement s LEFT JOIN person p ON p.n = s.person ORDER BY s.n"
        return [dict(row._mapping) for row in connection.execute(sql(query))]


def as_told(ledger: Ledger) -> None:
    """That the columns of today are what the acts make of the reading, and the chain holds."""
    with ledger.reading() as connection:
        for row in connection.execute(
            sql("SELECT s.*, v.text FROM statement s JOIN version v ON v.n = s.version")
        ).all():
            expected = columns(row.body, acts_on(connection, [row.id])[row.id], row.text)
            assert {c: row._mapping[c] for c in ("speaker", "basis", "review", "today", "words")} == {
                c: expected[c] for c in ("speaker", "basis", "review", "today", "words")
            }
    assert ledger.verify().breaches == ()


def shifted(words: str, *, at: int = 0) -> Record:
    """The story with other words put before its text or, of the same length, over its first words."""
    text = words + STORY.article.text[len(words) :] if at == 0 else STORY.article.text + words
    return Record(article=replace(STORY.article, text=text), statements=STORY.statements)


# The acts


def test_confirm_reject_correct_and_what_stays_of_the_machine_s_reading(told: Ledger) -> None:
    before = [r["body"] for r in rows(told)]
    told.confirm(IDS[0], by="Una")
    told.reject(IDS[1], by="Una", note="a caption")
    told.correct(
        IDS[2], Correction(speaker="Cyrus Marsh", channel=None, said_on=(date(2024, 1, 1), date(2024, 1, 2))), by="Una"
    )
    assert [r["review"] for r in rows(told)] == ["confirmed", "rejected", "corrected"]
    assert [r["body"] for r in rows(told)] == before
    (found,) = told.find(Query(speaker="Cyrus")).found
    assert found.statement.speaker.name == "Cyrus Marsh" and found.statement.channel is None
    assert found.statement.said_on and found.statement.said_on.latest == date(2024, 1, 2)
    assert found.person == told.people("cyrus")[0].id
    reading = told.reading_of(IDS[2])
    assert reading.read == STORY.statements[2] and reading.statement != reading.read
    as_told(told)


def test_what_was_rejected_answers_and_counts_only_where_the_query_asks_for_it(told: Ledger) -> None:
    first = told.find(Query(), limit=1000).found[0]
    assert first.person
    said, before = told.person(first.person).statements, told.count(Query()).number
    act = told.reject(first.statement.id, by="Una")
    assert first.statement.id not in [f.statement.id for f in told.find(Query()).found]
    assert [f.statement.id for f in told.find(Query(review="rejected")).found] == [first.statement.id]
    assert told.count(Query()).number == before - 1 and told.person(first.person).statements == said - 1
    assert told.verify().breaches == ()
    told.undo(act, by="Una")
    assert told.count(Query()).number == before and told.person(first.person).statements == said
    assert told.verify().breaches == ()


def test_each_act_keeps_who_when_before_and_after(told: Ledger) -> None:
    told.correct(IDS[0], Correction(speaker="Anna Lee", fate="retracted"), by="Una", note="see the tape")
    told.correct(IDS[0], Correction(fate=None), by="Olu")
    first, second = told.history(IDS[0])
    assert (first.by, first.verdict, first.version, first.note) == ("Una", "correct", 1, "see the tape")
    assert first.before == Correction(speaker="Ann Lee", fate=None)
    assert first.after == Correction(speaker="Anna Lee", fate="retracted")
    assert (second.before, second.after) == (Correction(fate="retracted"), Correction(fate=None))
    assert first.at <= second.at
    assert rows(told)[0]["fate"] is None and rows(told)[0]["speaker"] == "Anna Lee"
    as_told(told)


def test_spans_can_be_corrected_and_are_found_by_their_words(told: Ledger) -> None:
    text = STORY.article.text
    start = text.index("harbour")
    told.correct(IDS[0], Correction(content=((start, start + 12),), cue=(), source=()), by="Una")
    (row, *_) = rows(told)
    assert (row["words"], row["form"]) == ("harbour wall", "direct")
    assert [f.words for f in told.find(Query(words="harbour")).found] == ["harbour wall"]
    assert told.find(Query(words="mend")).found == ()
    rain = text.index("It rained")
    told.correct(IDS[1], Correction(content=((rain, rain + 9),)), by="Una")
    assert rows(told)[1]["form"] == "indirect"
    as_told(told)


def test_a_turn_without_marks_stays_direct_when_its_content_is_corrected() -> None:
    """Regression: a transcript's turn became indirect, since nothing in it stands between marks."""
    text = "LEE: We will mend the wall. It never leaked."
    turn = statement("t-0", (5, len(text)), (3, 4), (0, 3), name="Lee")
    assert corrected(turn, Correction(content=((5, 27),)), text, ()).form == "direct"
    assert corrected(turn, Correction(content=((5, 27),), form="mixed"), text, ()).form == "mixed"


def test_who_saw_another_state_is_refused(told: Ledger) -> None:
    seen = told.reading_of(IDS[0]).state
    told.confirm(IDS[0], by="Una", seen=seen)
    with pytest.raises(ActError, match=r"confirm by Una.*look at it again"):
        told.reject(IDS[0], by="Olu", seen=seen)
    assert len(told.history(IDS[0])) == 1
    told.reject(IDS[0], by="Olu", seen=told.reading_of(IDS[0]).state)
    seen = told.reading_of(IDS[1]).state
    told.add([shifted(" It snowed.", at=1)])
    with pytest.raises(ActError, match="read anew"):
        told.confirm(IDS[1], by="Olu", seen=seen)


def test_undo_takes_the_last_act_back_and_only_the_last(told: Ledger) -> None:
    untouched = rows(told)
    first = told.correct(IDS[0], Correction(speaker="Anna Lee"), by="Una")
    second = told.reject(IDS[0], by="Olu")
    with pytest.raises(ActError, match=f"act {second} on the same statement came after"):
        told.undo(first, by="Una")
    told.undo(second, by="Olu")
    assert rows(told)[0]["review"] == "corrected"
    told.undo(first, by="Una")
    assert rows(told) == untouched
    assert [(a.verdict, a.undone_by) for a in told.history(IDS[0])][:2] == [("correct", 5), ("reject", 4)]
    with pytest.raises(ActError, match="was undone"):
        told.undo(first, by="Una")
    as_told(told)


def test_a_rejection_keeps_the_corrections_and_a_later_confirmation_brings_them_back(told: Ledger) -> None:
    told.correct(IDS[0], Correction(speaker="Anna Lee"), by="Una")
    told.reject(IDS[0], by="Olu")
    assert (rows(told)[0]["review"], rows(told)[0]["speaker"]) == ("rejected", "Anna Lee")
    told.confirm(IDS[0], by="Una")
    assert (rows(told)[0]["review"], rows(told)[0]["speaker"]) == ("corrected", "Anna Lee")
    told.correct(IDS[0], Correction(speaker="Ann Lee"), by="Olu")
    assert rows(told)[0]["review"] in ("confirmed", "corrected") and rows(told)[0]["speaker"] == "Ann Lee"
    as_told(told)


# What was missed


def test_a_missed_statement_is_added_found_corrected_and_undone(told: Ledger) -> None:
    text = STORY.article.text
    at = text.index("It rained")
    new = Correction(content=((at, at + 9),), basis="named_person", speaker="Ann Lee")
    seq, id = told.add_missed("a1", new, by="Una")
    assert id == statement_id("a1", Attribution(content=((at, at + 9),)))
    (found,) = told.find(Query(words="rained")).found
    assert (found.review, found.statement.form, found.person) == ("confirmed", "indirect", told.people("ann")[0].id)
    assert told.reading_of(id).read is None and told.people("ann")[0].statements == 2
    with pytest.raises(ActError, match="has a statement with these spans"):
        told.add_missed("a1", new, by="Olu")
    later = told.correct(id, Correction(speaker="Bo Finch"), by="Olu")
    as_told(told)
    told.undo(later, by="Olu")
    told.undo(seq, by="Una")
    assert told.find(Query(words="rained")).found == () and len(rows(told)) == 3
    as_told(told)


# Another version, another reading


def test_reviews_carry_over_to_where_the_same_words_stand_and_nowhere_else(told: Ledger) -> None:
    told.correct(IDS[0], Correction(speaker="Anna Lee"), by="Una")
    told.confirm(IDS[1], by="Una")
    text = STORY.article.text
    at = text.index("It rained")
    told.add_missed("a1", Correction(content=((at, at + 9),), basis="none"), by="Una")
    told.add([shifted(" It snowed.", at=1)])
    latest = [r for r in rows(told) if r["is_latest"]]
    assert [r["review"] for r in latest] == ["corrected", "confirmed", "unreviewed", "confirmed"]
    assert latest[0]["speaker"] == "Anna Lee" and latest[0]["person_name"] == "Anna Lee"
    as_told(told)
    told.add([shifted("“He")])  # the same spans, other words: of the first statement alone
    latest = [r for r in rows(told) if r["is_latest"]]
    assert [(r["review"], r["speaker"]) for r in latest] == [
        ("unreviewed", "Ann Lee"), ("confirmed", "Bo Finch"), ("unreviewed", "Cy Marsh"), ("confirmed", None),
    ]  # fmt: skip
    as_told(told)


def test_another_reading_of_the_same_text_does_not_overrule_a_person(told: Ledger) -> None:
    told.confirm(IDS[0], by="Una")
    other = tuple(replace(s, speaker=replace(s.speaker, name="Dee Poe"), denial=True) for s in STORY.statements)
    told.add([Record(article=STORY.article, statements=other)], reader="another", reread=True)
    latest = [r for r in rows(told) if r["is_latest"]]
    assert [(r["speaker"], bool(r["denial"]), r["review"]) for r in latest] == [
        ("Ann Lee", False, "corrected"), ("Dee Poe", True, "unreviewed"), ("Dee Poe", True, "unreviewed"),
    ]  # fmt: skip
    as_told(told)


def test_a_forgotten_article_takes_its_reviews_with_it(told: Ledger) -> None:
    told.correct(IDS[0], Correction(speaker="Anna Lee"), by="Una")
    told.forget("a1", reason="asked", by="Desk")
    with pytest.raises(ActError, match="was forgotten"):
        told.confirm(IDS[0], by="Una")
    assert told.queue() == [] and told.review_figures().reviewed == 0 and list(told.gold()) == []
    assert told.verify().breaches == ()


# Bad corrections


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"speaker": None}, "speaker: the basis named_person needs a name|nothing"),
        ({"speaker": 7}, "speaker: expected"),
        ({"speaker": "a\x1b[1m"}, "speaker: 1 to 300 printable"),
        ({"speaker": "   "}, "speaker: 1 to 300"),
        ({"basis": "somebody"}, "basis: invalid enum value"),
        ({"basis": "unnamed_group", "speaker": "Ann Lee"}, "basis: unnamed_group has no name"),
        ({"basis": "named_group", "speaker": None}, "speaker: the basis named_group needs a name"),
        ({"channel": "pigeon"}, "channel: invalid enum value"),
        ({"channel": None, "channel_name": "CNN"}, "channel_name: there is no channel"),
        ({"said_on": ["2024-02-02", "2024-02-01"]}, "said_on: 2024-02-02 comes after 2024-02-01"),
        ({"said_on": ["2024-02-30", "2024-03-01"]}, r"said_on\[0\]: invalid"),
        ({"said_on": "2024-02-02"}, "said_on: expected"),
        ({"denial": "yes"}, "denial: expected"),
        ({"denies": "nothing", "denial": True}, "denies: nothing is not the id"),
        ({"denies": IDS[1]}, "denies: the statement is no denial"),
        ({"fate": "gone"}, "fate: invalid enum"),
        ({"form": "loud"}, "form: invalid enum"),
        ({"content": []}, "content: at least one span"),
        ({"content": [[0, 100000]]}, r"content: \[0, 100000\) is not a span of the text"),
        ({"content": [[5, 5]]}, "is not a span"),
        ({"content": [[-3, 5]]}, "is not a span"),
        ({"content": [[10, 20], [15, 30]]}, "overlaps the span before it"),
        ({"cue": [[20, 30], [10, 15]]}, "sort them"),
        ({"cue": [[1, 2, 3]]}, r"cue\[0\]"),
        ({"source": [[STORY.article.text.index(" "), STORY.article.text.index(" ") + 1]]}, "nothing but white space"),
        ({"sentiment": "glad"}, "sentiment: no such field; there are speaker"),
        ({"speaker": "Ann Lee"}, "nothing to correct"),
        ({}, "nothing to correct"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field_and_nothing_is_written(
    told: Ledger, fields: dict[str, object], said: str
) -> None:
    before = rows(told)
    if fields == {"speaker": None}:  # a person without a name is an unnamed one
        told.undo(told.correct(IDS[0], correction_of(fields), by="Una"), by="Una")
        return
    with pytest.raises(ActError, match=said):
        told.correct(IDS[0], correction_of(fields), by="Una")
    assert rows(told) == before and told.verify().acts == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda led: led.confirm("nothing", by="x"), "nothing: no statement has this id"),
        (lambda led: led.history("nothing"), "no statement has this id"),
        (lambda led: led.confirm(IDS[0], by="x", note="n" * 2001), "note: up to 2000"),
        (lambda led: led.confirm(IDS[0], by="x", note="a\0b"), "note: no text holds a NUL"),
        (lambda led: led.add_missed("a9", Correction(basis="none", content=((0, 3),)), by="x"), "a9: no article"),
        (lambda led: led.add_missed("a1", Correction(basis="none"), by="x"), "content: is needed"),
        (lambda led: led.add_missed("a1", Correction(content=((0, 3),)), by="x"), "basis: is needed"),
        (lambda led: led.finish("a1", by="x"), "3 statements are not reviewed"),
        (lambda led: led.finish("a9", by="x"), "a9: no article"),
    ],
)
def test_what_cannot_be_reviewed_is_told(told: Ledger, call: Any, said: str) -> None:
    with pytest.raises(ActError, match=said):
        call(told)
    assert told.verify().acts == 1


# Queue, figures, export


def test_the_queue_starts_with_what_is_least_sure(ledger: Ledger) -> None:
    a, b, c = STORY.statements
    ledger.add([Record(article=STORY.article, statements=(replace(a, denial=True), replace(b, score=0.3), c))])
    assert [r.statement.id for r in ledger.queue()] == [IDS[1], IDS[0], IDS[2]]
    assert [r.doubts for r in ledger.queue()] == [("score 0.30",), ("denial",), ()]
    ledger.confirm(IDS[1], by="Una", seen=ledger.queue(limit=1)[0].state)
    assert [r.statement.id for r in ledger.queue(limit=1)] == [IDS[0]]
    with pytest.raises(QueryError, match="article a9: there is none in this ledger"):
        ledger.queue(article_id="a9")


def test_figures_by_reviewer_and_by_field(told: Ledger) -> None:
    told.correct(IDS[0], Correction(speaker="Anna Lee", denial=True), by="Una")
    told.confirm(IDS[0], by="Olu")
    told.confirm(IDS[1], by="Una")
    told.correct(IDS[1], Correction(denial=True), by="Olu")
    told.confirm(IDS[2], by="Una")
    told.reject(IDS[2], by="Olu")
    told.undo(told.reject(IDS[2], by="Una"), by="Una")
    found = told.review_figures()
    assert found.reviewed == 3
    una, olu = sorted(found.reviewers, key=lambda r: r.by != "Una")
    assert (una.confirmed, una.corrected, una.rejected, una.undone) == (2, 1, 0, 1)
    assert (olu.confirmed, olu.corrected, olu.rejected, olu.undone) == (1, 1, 1, 0)
    by_field = {f.field: (f.corrected, f.agreed, f.second) for f in found.fields}
    assert by_field["denial"] == (2, 1, 2) and by_field["speaker"] == (1, 2, 2)
    assert by_field["statement"] == (1, 2, 3) and by_field["cue"] == (0, 2, 2)


def test_a_finished_article_is_gold_and_a_changed_one_is_no_longer(told: Ledger) -> None:
    told.confirm(IDS[0], by="Una")
    told.reject(IDS[1], by="Una")
    told.correct(IDS[2], Correction(speaker="Cyrus Marsh", source=()), by="Una")
    assert list(told.gold()) == []
    told.finish("a1", by="Una")
    (found,) = told.gold()
    assert [a.content for a in found.attributions] == [STORY.statements[i].evidence.content for i in (0, 2)]
    assert found.attributions[1].source == () and found.labels[1].speaker == "Cyrus Marsh"
    assert found.labels[0].said_on == (date(2024, 3, 12), date(2024, 3, 13))
    told.add([shifted(" It snowed.", at=1)])
    assert list(told.gold()) == []


SCORER = Path(__file__).parents[3] / "shared/eval/score.py"


@pytest.mark.skipif(not SCORER.exists(), reason="the project's score.py is not here")
def test_gold_is_read_by_the_scorer(told: Ledger, tmp_path: Path) -> None:
    for id in IDS:
        told.confirm(id, by="Una")
    told.finish("a1", by="Una")
    gold, read = tmp_path / "gold.jsonl", tmp_path / "read.jsonl"
    gold.write_bytes(b"".join(msgspec.json.encode(g) + b"\n" for g in told.gold()))
    read.write_bytes(msgspec.json.encode(STORY) + b"\n")
    scored = json.loads(subprocess.check_output([sys.executable, SCORER, gold, read, "--json"]))
    assert scored["e2e"]["f1"] == 1.0 and scored["e2e"]["gold"] == 3


# Pure parts

corrections = st.builds(
    Correction,
    speaker=st.sampled_from(["Ann Lee", "Dee Poe"]),
    denial=st.booleans(),
    fate=st.sampled_from([None, "deleted", "disputed"]),
    channel=st.sampled_from([None, "tv", "court"]),
    cue=st.sampled_from([(), ((1, 5),), ((1, 2), (4, 9))]),
)


@given(corrections, corrections)
def test_the_last_correction_stands_whatever_came_before(first: Correction, last: Correction) -> None:
    read = STORY.statements[0]
    assert whole(put_to(put_to(read, first), last)) == whole(put_to(read, last))
    before, after = changes(whole(read), whole(put_to(read, last)))
    assert put_to(put_to(read, last), before) == put_to(put_to(put_to(read, last), before), before)
    assert whole(put_to(read, after)) == whole(put_to(read, last))


@given(corrections)
@settings(max_examples=30)
def test_a_correction_survives_its_journey_through_json(correction: Correction) -> None:
    assert msgspec.json.decode(msgspec.json.encode(correction), type=Correction) == correction


def test_what_is_not_given_is_not_written() -> None:
    assert msgspec.json.encode(Correction(fate=None)) == b'{"fate":null}'
    assert correction_of({"fate": None}) == Correction(fate=None) != Correction()


def test_an_article_by_hand_needs_no_machine(ledger: Ledger) -> None:
    statements: Sequence[Statement] = ()
    ledger.add([Record(article=Article(id="b", text="“No,” said Ito."), statements=tuple(statements))])
    _, id = ledger.add_missed("b", Correction(content=((1, 4),), basis="unnamed_person"), by="Una")
    assert ledger.reading_of(id).statement.form == "direct"
    ledger.finish("b", by="Una")
    assert len(list(ledger.gold())) == 1
