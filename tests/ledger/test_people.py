"""Who is one person with whom, by rules and by hand, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import psycopg
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from onrecord.data import Correction, Evidence, Query, Record, Speaker
from onrecord.errors import ActError, QueryError
from onrecord.ledger import Ledger

from .conftest import record

WORDS = "The wall will stand"


def named(id: str, *names: str, basis: str = "named_person", said: str = WORDS) -> Record:
    """An article in which these say the same words, on this basis."""
    made = record(id, [(name, f"{said} {i}") for i, name in enumerate(names)])
    speakers = [Speaker(name=name, basis=basis) for name in names]  # type: ignore[arg-type]
    changed = zip(made.statements, speakers, strict=True)
    return Record(article=made.article, statements=tuple(msgspec.structs.replace(s, speaker=who) for s, who in changed))


def partition(ledger: Ledger) -> set[frozenset[tuple[str, str]]]:
    """Who is one with whom: sets of (article, name)."""
    query = (
        "SELECT v.article_id, n.part, p.id, q.id FROM naming n JOIN version v ON v.n = n.version "
        "JOIN person p ON p.n = n.person LEFT JOIN person q ON q.n = p.merged_into"
    )
    out: dict[str, set[tuple[str, str]]] = {}
    with ledger.reading() as connection:
        for article, part, own, root in connection.execute(text(query)):
            out.setdefault(root or own, set()).add((article, part))
    return {frozenset(s) for s in out.values()}


def everything(ledger: Ledger) -> list[tuple[object, ...]]:
    """All that is kept of persons, without row numbers."""
    with ledger.reading() as connection:
        return sorted(
            tuple(row)
            for row in connection.execute(
                text(
                    "SELECT p.id, p.name, p.written, q.id AS root, coalesce(p.reason, '') FROM person p "
                    "LEFT JOIN person q ON q.n = p.merged_into"
                )
            )
        )


def one(ledger: Ledger, words: str) -> str:
    found = ledger.people(words)
    assert len(found) == 1, found
    return found[0].id


def says(ledger: Ledger, id: str) -> set[str]:
    """The articles in which the person speaks, as find tells."""
    return {f.article_id for f in ledger.find(Query(person=id), limit=1000).found}


def consistent(ledger: Ledger) -> None:
    assert ledger.verify().breaches == ()


# By rule


def test_a_person_is_one_across_articles_by_middle_name_initial_and_short_name(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Rosa Ito"), named("3", "Ana R. Ito"), named("4", "Bill Finch")])
    ledger.add([named("5", "William J. Finch"), named("6", "Bea Ito")])
    ana = ledger.person(one(ledger, "ana"))
    assert (ana.name, ana.statements, ana.articles) == ("Ana Rosa Ito", 3, 3)
    assert {n.name: n.reason for n in ana.names} == {
        "Ana Ito": None, "Ana Rosa Ito": "middle name", "Ana R. Ito": "middle initial",
    }  # fmt: skip
    assert says(ledger, ana.id) == {"1", "2", "3"}
    assert says(ledger, one(ledger, "finch")) == {"4", "5"}
    consistent(ledger)


def test_every_id_ever_given_answers(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Rosa Ito")])
    long = one(ledger, "ito")
    ledger.add([named("2", "Ana Ito")])
    assert one(ledger, "ito") != long and ledger.person(long).id == one(ledger, "ito")
    assert says(ledger, long) == {"1", "2"}


def test_a_bare_surname_is_the_only_bearer_in_its_own_article_and_nobody_elsewhere(ledger: Ledger) -> None:
    ledger.add(
        [named("1", "Ana Ito", "Ito"), named("2", "Ito"), named("3", "Ito"), named("4", "Ana Ito", "Bea Ito", "Ito")]
    )
    ana = next(p.id for p in ledger.people("ana"))
    assert says(ledger, ana) == {"1", "4"} and ledger.person(ana).statements == 3
    alone = [p for p in ledger.people("ito") if p.name == "Ito"]
    assert len(alone) == 3 and all(p.statements == 1 for p in alone)
    perhaps = ledger.person(alone[0].id).perhaps
    assert {(p.name, p.reason) for p in perhaps} == {("Ana Ito", "bare surname"), ("Bea Ito", "bare surname")}
    consistent(ledger)


def test_another_bearer_in_the_text_keeps_the_bare_surname_apart(ledger: Ledger) -> None:
    made = named("1", "Ana Ito", "Ito")
    other = msgspec.structs.replace(made.article, text=made.article.text + " Cyrus Ito was not there.")
    ledger.add([Record(article=other, statements=made.statements)])
    assert len(ledger.people("ito")) == 2


@pytest.mark.parametrize(
    "apart",
    [
        ["Ana R. Ito", "Ana Q. Ito"],
        ["Joe Finch Jr.", "Joe Finch Sr."],
        ["Joe Finch", "Joe Finch Jr."],
        ["A. Ito", "Ana Ito"],
        ["Jan de Vries", "Jan Vries"],
        ["Ana Ito", "Ana R. Ito", "Ana Q. Ito"],
    ],
)
def test_names_with_evidence_against_them_are_not_joined(ledger: Ledger, apart: list[str]) -> None:
    ledger.add(named(str(i), name) for i, name in enumerate(apart))
    assert len(partition(ledger)) == len(apart)


def test_a_name_that_fits_two_leaves_both_and_says_so(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana R. Ito")])
    assert len(ledger.people("ito")) == 1
    ledger.add([named("3", "Ana Q. Ito")])
    assert len(ledger.people("ito")) == 3
    bare = next(p.id for p in ledger.people("ito") if p.name == "Ana Ito")
    assert {p.reason for p in ledger.person(bare).perhaps} == {"middle initial, but so may another"}
    assert says(ledger, bare) == {"1"}
    consistent(ledger)


def test_those_who_speak_together_are_each_counted(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito and Bea Finch"), named("2", "Ana Ito"), named("3", "Ana R. Ito and Cy Marsh")])
    ana = one(ledger, "ito")
    assert says(ledger, ana) == {"1", "2", "3"} and ledger.person(ana).statements == 3
    assert says(ledger, one(ledger, "marsh")) == {"3"}
    consistent(ledger)


def test_the_unnamed_are_nobody_and_groups_are_kept_apart_from_persons(ledger: Ledger) -> None:
    ledger.add(
        [
            named("1", "Ito Institute", basis="named_group"), named("2", "the ITO Institute", basis="document"),
            named("3", "Ito Institute"), named("4", "spokesman"),
        ]
    )  # fmt: skip
    kinds = sorted((p.kind, p.statements) for p in ledger.people("ito"))
    assert kinds == [("group", 2), ("person", 1)]
    assert ledger.people("spokesman") == []
    made = record("5", [("Ana Ito", WORDS)])
    nobody = msgspec.structs.replace(made.statements[0], speaker=Speaker(name=None, basis="unnamed_person"))
    ledger.add([Record(article=made.article, statements=(nobody,))])
    assert all(f.person is None for f in ledger.find(Query(article="5")).found)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_people_follow_one_another_also_where_several_have_as_many_statements(
    ledger: Ledger, limit: int
) -> None:
    said = ["Ana Ito", "Bea Finch", "bea finch-hall", "Cy Marsh", "Cy Marsh", "Dee Olson", "Dee Olson", "Eve Park"]
    ledger.add([named(str(n), name) for n, name in enumerate(said)])
    everybody = ledger.people(limit=100)
    found = ledger.people(limit=limit)
    while page := ledger.people(limit=limit, after=found[-1]):
        found += page
    assert found == everybody and len(found) == 6


def test_pages_of_people_go_on_where_the_last_one_stood_whatever_became_of_it(ledger: Ledger) -> None:
    ledger.add([named(str(n), name) for n, name in enumerate(("Ana Ito", "Bo Finch", "Cy Marsh", "Dee Olson"))])
    ana, bo = ledger.people(limit=2)
    rest = ["Cy Marsh", "Dee Olson"]
    assert [p.name for p in ledger.people(after=bo)] == rest
    merged = ledger.merge(ana.id, bo.id, by="Desk")
    assert [p.name for p in ledger.people(after=bo)] == rest
    ledger.undo(merged, by="Desk")
    ledger.add([named("9", "Bo Finch")])
    assert [p.name for p in ledger.people(after=bo)] == rest, "also where it has more statements now"
    for article in ("1", "9"):
        ledger.forget(article, reason="asked for", by="Desk")
    assert [p.name for p in ledger.people(after=bo)] == rest, "or is nobody's name"


def test_people_are_in_the_order_of_code_points_whatever_a_databases_collation(postgresql: str) -> None:
    names = ["Zed Moss", "ana ito", "Émile Roe", "Ann Lee", "ANN LEESON"]
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE american TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        )
    with Ledger.open(postgresql.replace("/postgres?", "/american?")) as ledger:
        ledger.add([named(str(n), name) for n, name in enumerate(names)])
        found = ledger.people(limit=2)
        assert [p.name for p in found + ledger.people(after=found[-1])] == sorted(names)


# The order of adding

NO_SHRINK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each example opens three ledgers: to make a failing one smaller took minutes."""

NAMES = [
    "Ana Ito", "Ana R. Ito", "Ana Rosa Ito", "Ana Q. Ito", "Ito", "Bill Ito", "William Ito", "Will Ito", "ANA ITO",
    "William A. Ito", "Bill B. Ito", "Joe Ito", "Joe Ito Jr.", "Joseph Ito", "Joe Ito and Ana Ito", "J. Ito",
]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), max_size=8), st.randoms())
@settings(max_examples=12, deadline=None, phases=NO_SHRINK)
def test_the_order_of_adding_does_not_change_who_is_one(casts: list[list[str]], order: random.Random) -> None:
    articles = [named(str(i), *cast) for i, cast in enumerate(casts)]
    seen = []
    for how in range(3):
        shuffled = order.sample(articles, len(articles))
        with TemporaryDirectory() as folder, Ledger.open(Path(folder) / "order.db") as ledger:
            if how:
                for article in shuffled:
                    ledger.add([article])
            else:
                ledger.add(shuffled)
            seen.append((partition(ledger), everything(ledger)))
            consistent(ledger)
    assert seen[0] == seen[1] == seen[2]


# By hand


def test_merge_and_its_undoing(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Finch"), named("3", "Ana Q. Finch")])
    before, ito, finch = partition(ledger), one(ledger, "ito"), one(ledger, "finch")
    seq = ledger.merge(ito, finch, by="Desk")
    ana = ledger.person(finch)
    assert (ana.id, ana.statements) == (ito, 3) and says(ledger, finch) == {"1", "2", "3"}
    assert [(a.kind, a.by) for a in ana.acts] == [("merge", "Desk")]
    assert {n.reason for n in ana.names if n.name == "Ana Finch"} == {f"act {seq}"}
    consistent(ledger)
    with pytest.raises(ActError, match="one with it already"):
        ledger.merge(ito, finch, by="Desk")
    ledger.undo(seq, by="Chief")
    assert partition(ledger) == before and says(ledger, finch) == {"2", "3"}
    assert [(a.kind, a.undone_by is None) for a in ledger.person(ito).acts] == [("merge", False), ("undo", True)]
    with pytest.raises(ActError, match="was undone by act"):
        ledger.undo(seq, by="Chief")
    consistent(ledger)


def test_a_merge_by_hand_shows_the_name_that_was_kept(ledger: Ledger) -> None:
    ledger.add([named("1", "Edda Quill"), named("2", "Edda Quyll"), named("3", "Edda Maria Quyll"), named("4", "Ito")])
    quill, quyll = one(ledger, "quill"), one(ledger, "quyll")
    seq = ledger.merge(quill, quyll, by="Desk")
    assert ledger.person(quyll).name == "Edda Quill"
    ledger.add([named("5", "Edda Rosa Quill")])
    assert ledger.person(quyll).name == "Edda Rosa Quill", "its own, and fuller"
    ledger.undo(seq, by="Desk")
    assert ledger.person(quyll).name == "Edda Maria Quyll"
    ledger.add([named("6", "Ana Ito")])
    ledger.merge(ledger.people("ito", limit=2)[1].id, ledger.people("ana")[0].id, by="Desk")
    assert [p.name for p in ledger.people("ito")] == ["Ana Ito"], "a bare surname that is kept does not hide the name"
    consistent(ledger)


def test_of_names_of_as_many_words_the_longest_is_shown(ledger: Ledger) -> None:
    ledger.add([named("1", "Liz Ito"), named("2", "Elizabeth Ito")])
    assert [p.name for p in ledger.people("ito")] == ["Elizabeth Ito"]


def test_a_merge_by_hand_outlasts_a_name_that_would_part_it_by_rule(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana R. Ito"), named("3", "Nan Ito")])
    ledger.merge(one(ledger, "ana"), one(ledger, "nan"), by="Desk")
    ledger.add([named("4", "Ana Q. Ito"), named("5", "Nan Ito")])
    assert says(ledger, one(ledger, "nan")) == {"1", "2", "3", "5"}
    consistent(ledger)


def test_split_by_article_holds_for_later_versions_and_is_undone(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Ito"), named("3", "Ana Ito and Cy Marsh")])
    whole, ana = partition(ledger), one(ledger, "ito")
    seq, other = ledger.split(ana, articles=["2", "3"], by="Desk")
    assert (says(ledger, ana), says(ledger, other)) == ({"1"}, {"2", "3"})
    ledger.add([named("2", "Ana Ito", said="The wall fell"), named("4", "Ana Ito")])
    assert (says(ledger, ana), says(ledger, other)) == ({"1", "4"}, {"2", "3"})
    consistent(ledger)
    ledger.undo(seq, by="Desk")
    assert says(ledger, ana) == {"1", "2", "3", "4"} and ledger.people("ito")[0].id == ana
    assert {frozenset(p for p in s if p[0] != "4") for s in partition(ledger)} == whole
    consistent(ledger)


def test_split_by_article_outlasts_corrections_and_forgetting(ledger: Ledger) -> None:
    """It is read from the acts, of which these leave the split standing."""
    ledger.add([named("1", "Ana Ito"), named("2", "Dr. Ana Ito")])
    ana = one(ledger, "ito")
    seq, other = ledger.split(ana, articles=["2"], by="Desk")
    corrected = ledger.correct("2-0", Correction(speaker="Cy Marsh"), by="Desk")
    assert says(ledger, other) == set()
    ledger.undo(corrected, by="Desk")
    assert says(ledger, other) == {"2"} and ledger.verify().breaches == ()
    ledger.forget("2", reason="asked for", by="Desk")
    assert ledger.person(other).statements == 0, "somebody decided something of it"
    ledger.add([named("2", "ANA ITO")], again=True)
    assert (says(ledger, ana), says(ledger, other)) == ({"1"}, {"2"})
    consistent(ledger)
    ledger.undo(seq, by="Desk")
    assert says(ledger, ana) == {"1", "2"}
    consistent(ledger)


def test_of_two_splits_of_one_article_the_last_that_stands_holds(ledger: Ledger) -> None:
    ledger.add([named(str(n), "Ana Ito") for n in range(1, 5)])
    ana = one(ledger, "ito")
    first, b = ledger.split(ana, articles=["2", "3"], by="Desk")
    second, c = ledger.split(b, articles=["3"], by="Desk")
    ledger.add([named("3", "Ana Ito", said="The wall fell")])
    assert [says(ledger, p) for p in (ana, b, c)] == [{"1", "4"}, {"2"}, {"3"}]
    consistent(ledger)
    ledger.undo(first, by="Desk")
    assert [says(ledger, p) for p in (ana, b, c)] == [{"1", "2", "4"}, set(), {"3"}]
    consistent(ledger)
    ledger.undo(second, by="Desk")
    assert says(ledger, ana) == {"1", "2", "3", "4"}
    consistent(ledger)


def test_a_split_that_the_names_do_not_follow_is_told(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Ito")])
    seq, _ = ledger.split(one(ledger, "ito"), articles=["2"], by="Desk")
    with ledger.writing() as connection:
        connection.execute(text("UPDATE naming SET person = 1 WHERE version = 2"))
        connection.execute(text("UPDATE statement SET person = 1 WHERE version = 2"))
    told = {(b.place, b.detail) for b in ledger.verify().breaches}
    assert ("the name Ana Ito in article 2", f"Act {seq} split it off.") in told
    with ledger.writing() as connection:
        connection.execute(text("UPDATE naming SET person = (SELECT n FROM person WHERE key IS NULL)"))
    told = {(b.place, b.detail) for b in ledger.verify().breaches}
    assert ("the name Ana Ito in article 1", "No act split it off from anybody.") in told


def test_the_history_of_everybody_concerned_tells_all(ledger: Ledger) -> None:
    """Of whoever was split off, and of the other of a merge or a parting after it was undone."""
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Ito"), named("3", "Ana R. Ito"), named("4", "Bo Finch")])
    ana, bo = one(ledger, "ito"), one(ledger, "finch")
    _, other = ledger.split(ana, articles=["2"], by="Desk")
    assert [a.kind for a in ledger.person(other).acts] == ["split"]
    ledger.undo(ledger.merge(ana, bo, by="Desk"), by="Chief")
    ledger.undo(ledger.apart(ana, bo, by="Desk"), by="Chief")
    by_name, r = ledger.split(ana, names=["Ana R. Ito"], by="Desk")
    expected = [("merge", 7), ("undo", None), ("apart", 9), ("undo", None)]
    assert [(a.kind, a.undone_by) for a in ledger.person(bo).acts] == expected
    assert [a.seq for a in ledger.person(r).acts][-1] == by_name
    assert [a.kind for a in ledger.person(ana).acts] == ["split", "merge", "undo", "apart", "undo", "split"]


def test_split_by_name_outlasts_later_adds_and_is_undone(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana R. Ito")])
    ana = one(ledger, "ito")
    seq, other = ledger.split(ana, names=["Ana R. Ito"], by="Desk")
    ledger.add([named("3", "Ana R. Ito"), named("4", "Ana Rosa Ito")])
    assert says(ledger, other) == {"2", "3"} and says(ledger, ana) == {"1"}
    assert not {p.name for p in ledger.person(ana).perhaps} & {"Ana R. Ito"}
    consistent(ledger)
    ledger.undo(seq, by="Desk")
    assert len(ledger.people("ito")) == 1
    consistent(ledger)


def test_who_was_said_to_be_another_is_no_longer_perhaps_the_same(ledger: Ledger) -> None:
    ledger.add([named("1", "Joe Ito"), named("2", "Joe Ito Jr.")])
    father, son = (next(p.id for p in ledger.people("joe") if p.name == n) for n in ("Joe Ito", "Joe Ito Jr."))
    assert [p.id for p in ledger.person(father).perhaps] == [son]
    seq = ledger.apart(father, son, by="Desk")
    assert ledger.person(father).perhaps == ledger.person(son).perhaps == ()
    with pytest.raises(ActError, match=f"act {seq} says that some of these are two"):
        ledger.merge(father, son, by="Desk")
    consistent(ledger)
    ledger.undo(seq, by="Desk")
    assert [p.id for p in ledger.person(son).perhaps] == [father]


def test_rename_and_its_undoing(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito")])
    ana = one(ledger, "ana")
    first = ledger.rename(ana, "Ana Ito (council)", by="Desk")
    second = ledger.rename(ana, "Councillor Ito", by="Desk")
    ledger.add([named("2", "Ana Rosa Ito")])
    assert ledger.person(ana).name == "Councillor Ito" and one(ledger, "councillor") == ana
    ledger.undo(second, by="Desk")
    assert ledger.person(ana).name == "Ana Ito (council)"
    ledger.undo(first, by="Desk")
    assert ledger.person(ana).name == "Ana Rosa Ito"
    consistent(ledger)


def test_an_order_of_merges_decides_under_which_id_they_go_on(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Bea Ito"), named("3", "Cy Ito")])
    a, b, c = (one(ledger, n) for n in ("ana", "bea", "cy"))
    ledger.merge(b, a, by="Desk")
    last = ledger.merge(c, b, by="Desk")
    assert {ledger.person(i).id for i in (a, b, c)} == {c}
    ledger.undo(last, by="Desk")
    assert (ledger.person(a).id, ledger.person(c).id) == (b, c)
    consistent(ledger)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda led, i: led.person("nobody"), "no person has this id"),
        (lambda led, i: led.merge(i, "nobody", by="x"), "no person has this id"),
        (lambda led, i: led.merge(i, i, by="x"), "at least one other"),
        (lambda led, i: led.split(i, by="x"), "articles or names"),
        (lambda led, i: led.split(i, articles=["9"], by="x"), "9: no article of this id names Ana Ito"),
        (lambda led, i: led.split(i, articles=["1"], by="x"), "nothing would be left"),
        (lambda led, i: led.split(i, names=["Ana Ito"], by="x"), "nothing would be left"),
        (lambda led, i: led.split(i, names=["Bea  Ito"], by="x"), "has no name 'Bea  Ito' of its own"),
        (lambda led, i: led.rename(i, " ", by="x"), "name: 1 to"),
        (lambda led, i: led.rename(i, "a\x1b[2J", by="x"), "printable"),
        (lambda led, i: led.rename(i, "Ana Ito", by="x"), "is its name already"),
        (lambda led, i: led.apart(i, i, by="x"), "one person now"),
        (lambda led, i: led.undo(99, by="x"), "no such act"),
        (lambda led, i: led.undo(1, by="x"), "of the kind add"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_no_act(ledger: Ledger, call: object, said: str) -> None:
    ledger.add([named("1", "Ana Ito")])
    ana = one(ledger, "ana")
    with pytest.raises(ActError, match=said):
        call(ledger, ana)  # type: ignore[operator]
    assert ledger.verify().acts == 1


def test_a_list_without_a_word_is_refused_and_marks_are_no_patterns(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Bea Ito")])
    with pytest.raises(QueryError, match="words"):
        ledger.people("%_")
    assert [p.name for p in ledger.people(limit=1)] == ["Ana Ito"]
    assert ledger.people("it_") == ledger.people("it")


def test_people_are_found_by_the_beginnings_of_words_of_any_of_their_names(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Rosa Ito"), named("3", "Zoë Marsh")])
    ana = one(ledger, "ana")
    assert one(ledger, "ros it") == one(ledger, "ITO") == ana
    assert one(ledger, "zoe") == one(ledger, "zoë mar")
    assert ledger.people("arsh") == []
    ledger.rename(ana, "Councillor Ito", by="x")
    assert one(ledger, "counc") == one(ledger, "rosa") == ana


def test_the_list_counts_statements_of_latest_versions(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana Ito"), named("3", "Bea Marsh")])
    assert [(p.name, p.statements) for p in ledger.people()] == [("Ana Ito", 2), ("Bea Marsh", 1)]
    ledger.add([named("1", "Bea Marsh")])
    assert [(p.name, p.statements) for p in ledger.people()] == [("Bea Marsh", 2), ("Ana Ito", 1)]
    ledger.forget("3", reason="x", by="x")
    assert [(p.name, p.statements) for p in ledger.people()] == [("Ana Ito", 1), ("Bea Marsh", 1)]
    consistent(ledger)


names_of = st.lists(st.sampled_from(NAMES[:9]), min_size=3, max_size=6, unique=True)


@given(names_of, st.randoms())
@settings(max_examples=12, deadline=None, phases=NO_SHRINK)
def test_whatever_is_done_by_hand_and_undone_leaves_all_as_it_was(cast: Sequence[str], chance: random.Random) -> None:
    with TemporaryDirectory() as folder, Ledger.open(Path(folder) / "undo.db") as ledger:
        ledger.add(named(str(i), name) for i, name in enumerate(cast))
        before, acts = (partition(ledger), everything(ledger)), list[int]()
        for _ in range(6):
            ids = [p.id for p in ledger.people("ito")]
            a, b = chance.choice(ids), chance.choice(ids)
            try:
                match chance.randrange(4):
                    case 0:
                        acts.append(ledger.merge(a, b, by="x"))
                    case 1:
                        acts.append(ledger.apart(a, b, by="x"))
                    case 2:
                        acts.append(ledger.split(a, names=[chance.choice(ledger.person(a).names).name], by="x")[0])
                    case 3:
                        acts.append(ledger.rename(a, f"Ito {len(acts)}", by="x"))
            except ActError:
                continue
            consistent(ledger)
        chance.shuffle(acts)
        for seq in acts:
            ledger.undo(seq, by="x")
        assert (partition(ledger), everything(ledger)) == before
        consistent(ledger)


def test_evidence_is_not_touched(ledger: Ledger) -> None:
    ledger.add([named("1", "Ana Ito"), named("2", "Ana R. Ito")])
    found: Iterable[Evidence] = (f.statement.evidence for f in ledger.find(Query()).found)
    assert all(e.source for e in found)
    assert {f.statement.speaker.name for f in ledger.find(Query()).found} == {"Ana Ito", "Ana R. Ito"}
