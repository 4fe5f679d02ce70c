"""All records that answer a query, as they stand today, for exports; on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date

from onrecord.data import Correction, Query, Record
from onrecord.ledger import Ledger
from tests.ledger.conftest import record

SAID = [
    ("a", [("Ann Lee", "The wall is old"), ("Bo Ray", "The wall is new")], date(2024, 3, 14)),
    ("b", [("Ann Lee", "We wait for rain")], date(2024, 4, 2)),
    ("c", [], None),
]


def filled(ledger: Ledger) -> list[Record]:
    made = [record(id, said, published=day) for id, said, day in SAID]
    ledger.add(made)
    return made


def words(found: list[Record]) -> list[list[str]]:
    return [[r.article.text[slice(*s.evidence.content[0])] for s in r.statements] for r in found]


def test_all_that_is_stored_comes_back_as_it_was_in_its_order(ledger: Ledger) -> None:
    made = filled(ledger)
    assert list(ledger.records()) == made


def test_a_query_leaves_what_answers_it(ledger: Ledger) -> None:
    filled(ledger)
    assert words(list(ledger.records(Query(speaker="lee")))) == [["The wall is old"], ["We wait for rain"]]
    assert words(list(ledger.records(Query(words="wall -old")))) == [["The wall is new"]]
    assert words(list(ledger.records(Query(words='"for rain"')))) == [["We wait for rain"]]
    assert words(list(ledger.records(Query(published_from=date(2024, 4, 1))))) == [["We wait for rain"]]
    assert words(list(ledger.records(Query(text="wait")))) == [["We wait for rain"]]
    assert list(ledger.records(Query(speaker="nobody"))) == []


def test_more_articles_than_are_held_at_a_time_all_come_once(ledger: Ledger) -> None:
    ledger.add(record(f"n{n}", [("Ann Lee", f"This is number {n}")]) for n in range(120))
    assert [r.article.id for r in ledger.records()] == [f"n{n}" for n in range(120)]


def test_corrections_show_and_what_was_rejected_does_not(ledger: Ledger) -> None:
    filled(ledger)
    ledger.reject("a-0", by="kim")
    ledger.correct("b-0", Correction(speaker="Cy Orr"), by="kim")
    found = list(ledger.records())
    assert words(found) == [["The wall is new"], ["We wait for rain"], []]
    assert found[1].statements[0].speaker.name == "Cy Orr"
    assert words(list(ledger.records(Query(review="rejected")))) == [["The wall is old"]]


def test_of_an_article_that_changed_the_latest_version_comes_or_all(ledger: Ledger) -> None:
    filled(ledger)
    changed = record("b", [("Ann Lee", "We wait for snow")], published=date(2024, 4, 2))
    ledger.add([changed])
    assert words(list(ledger.records())) == [["The wall is old", "The wall is new"], [], ["We wait for snow"]]
    assert len(list(ledger.records(Query(versions="all")))) == 4
