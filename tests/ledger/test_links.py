"""The ledger's links: the same utterances as in memory, in any order, kept when articles change, parted by hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text

from onrecord import linking
from onrecord.data import Linked, Record, Utterance
from onrecord.errors import ActError, QueryError
from onrecord.gathering import utterance_id
from onrecord.ledger import Ledger
from onrecord.link import Linker, utterances
from onrecord.link.copies import word_runs
from tests.ledger.test_verify import tamper
from tests.link.conftest import EVENT, record

SAID = "“We will not close the harbour before winter, and nobody should fear for the old ferry.”"
PIECES = [
    "We will not close the harbour before winter.", "Nobody should fear for the old ferry.", "No comment.",
    "We may close the harbour before winter.", "A herring in every pot and a lantern on every pier.",
]  # fmt: skip
NAMES = [None, "Ana Ito", "Ito", "Ben Lund"]
DAYS = [None, date(2021, 3, 1), date(2021, 3, 9), date(2022, 5, 1)]
EVENTS = [EVENT, "In Vell it rained all through that week, said the Vell Echo of Saturday. "]
quotations = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(lambda said: f"“{' '.join(said)}”")


@st.composite
def archives(draw: st.DrawFn) -> list[Record]:
    """Some articles of each a quotation or two, made of few pieces so that many agree."""
    out = []
    for n in range(draw(st.integers(2, 6))):
        said = draw(st.lists(quotations, min_size=1, max_size=2, unique=True).filter(_are_apart))
        day, denial = draw(st.sampled_from(DAYS)), draw(st.booleans())
        event = draw(st.sampled_from(EVENTS))
        by = [(draw(st.sampled_from(NAMES)), words) for words in said]
        out.append(record(f"art{n}", *by, published=day, event=event, denial=denial))
    return out


def _are_apart(said: list[str]) -> bool:
    """Whether none is the other's beginning: `record` finds each by its words."""
    return len({words.strip("“”") for words in said}) == len(said)


def stored(ledger: Ledger) -> list[Utterance]:
    return sorted(ledger.utterances(articles=1, limit=1000), key=lambda u: u.id)


def in_memory(*records: Record, apart: list[tuple[str, str]] | None = None) -> list[Utterance]:
    return sorted(utterances(records, apart=apart or []), key=lambda u: u.id)


def empty(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        linking.linkage.clear(connection)
        for table in ("voice", "statement", "naming", "version", "person"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("DELETE FROM parted"))
        connection.execute(text("DELETE FROM act"))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(archives(), st.randoms(use_true_random=False), st.integers(1, 6))
def test_any_order_and_any_batches_give_the_utterances_of_the_linker(
    ledger: Ledger, archive: list[Record], order: random.Random, batch: int
) -> None:
    empty(ledger)
    shuffled = list(archive)
    order.shuffle(shuffled)
    for one in shuffled:
        ledger.add([one])
        if order.random() < 0.5:
            linking.catch_up(ledger, batch=batch)
    linking.catch_up(ledger, batch=batch)
    assert stored(ledger) == in_memory(*archive)


def test_linking_again_does_nothing_and_making_all_anew_gives_the_same(ledger: Ledger) -> None:
    both = [record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID))]
    ledger.add(both)
    assert linking.catch_up(ledger) == Linked(articles=2, statements=2, links=1)
    before = stored(ledger)
    assert linking.catch_up(ledger) == Linked()
    assert linking.catch_up(ledger, again=True) == Linked(articles=2, statements=2, links=1)
    assert stored(ledger) == before == in_memory(*both)


CLOSE, FEAR = "“We will not close the harbour before winter”", "“nobody should fear for the old ferry”"


def test_an_utterance_is_found_by_any_id_it_ever_had(ledger: Ledger) -> None:
    later = record("a", ("Ana Ito", CLOSE), published=date(2021, 3, 1))
    ledger.add([later])
    linking.catch_up(ledger)
    (before,) = stored(ledger)
    ledger.add([record("c", ("Ana Ito", SAID), published=date(2021, 2, 1))])
    linking.catch_up(ledger)
    (after,) = stored(ledger)
    assert ledger.utterance(before.id) == after and after.id != before.id
    with pytest.raises(QueryError, match="none in this ledger"):
        ledger.utterance("0" * 16)


def test_a_report_that_has_two_sentences_does_not_join_the_reports_of_one_each(ledger: Ledger) -> None:
    """It counts as a report of both, wherever reports are counted."""
    halves = [
        record("a", ("Ana Ito", CLOSE), published=date(2021, 3, 1), outlet="Vell Echo"),
        record("b", ("Ana Ito", FEAR), published=date(2021, 3, 2), outlet="Ardley Post"),
    ]
    both = record("c", ("Ana Ito", SAID), published=date(2021, 3, 3), outlet="Brenmouth Sun")
    ledger.add(halves)
    linking.catch_up(ledger)
    before = [u.id for u in stored(ledger)]
    ledger.add([both])
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(*halves, both) and [u.id for u in stored(ledger)] == before
    one, other = (ledger.utterance(utterance_id(r.statements[0].id)) for r in halves)
    assert [(s.article_id, s.partly) for s in one.statements] == [("a", False), ("c", False)]
    assert [(s.article_id, s.partly) for s in other.statements] == [("b", False), ("c", True)]
    assert [u.id for u in ledger.utterances(articles=2)] == [other.id, one.id]
    assert ledger.utterances(articles=3) == [] and ledger.utterance(utterance_id(both.statements[0].id)) == one
    counted = {c.statement: (c.utterance, c.articles) for c in ledger.carried([r.statements[0].id for r in halves])}
    assert counted == {halves[0].statements[0].id: (one.id, 1), halves[1].statements[0].id: (other.id, 1)}
    ledger.forget("c", reason="asked for", by="Eve")
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(*halves) and not ledger.verify().breaches


def test_a_changed_article_is_linked_by_its_newest_version_alone_and_its_old_id_leads_on(ledger: Ledger) -> None:
    bridge = record("a", ("Ana Ito", SAID), published=date(2021, 3, 1))
    halves = [
        record("b", ("Ana Ito", CLOSE), published=date(2021, 3, 2)),
        record("c", ("Ana Ito", FEAR), published=date(2021, 3, 3)),
    ]
    ledger.add([bridge, *halves])
    linking.catch_up(ledger)
    old = ledger.utterance(utterance_id(bridge.statements[0].id))
    assert [s.article_id for s in old.statements] == ["a", "b"]
    changed = record(
        "a",
        ("Ana Ito", "“It rained in Ardley all through the long night of the herring.”"),
        event=EVENT + "It was cold. ",
    )
    ledger.add([changed])
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(changed, *halves)
    assert ledger.utterance(old.id).statements[0].article_id == "b"


def test_a_forgotten_article_leaves_nothing_in_the_links(ledger: Ledger) -> None:
    kept = record("b", ("Ito", SAID))
    ledger.add([record("a", ("Ana Ito", SAID)), kept])
    linking.catch_up(ledger)
    ledger.forget("a", reason="asked for", by="Eve")
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(kept)
    assert not ledger.verify().breaches


def test_what_comes_after_the_newest_article_was_forgotten_is_linked_with_the_wording_that_others_kept(
    ledger: Ledger,
) -> None:
    """What waits is told by the last version linked, and a wording goes with the last saying that has it."""
    kept, other = record("a", ("Ana Ito", SAID)), record("b", ("Ito", "“A lantern on every pier, and gulls at dawn.”"))
    ledger.add([kept, other, record("c", ("Ito", SAID))])
    linking.catch_up(ledger)
    ledger.forget("c", reason="asked for", by="Eve")
    ledger.forget("b", reason="asked for", by="Eve")
    later = record("d", ("Ito", SAID))
    ledger.add([later])
    assert linking.catch_up(ledger).articles == 1
    assert stored(ledger) == in_memory(kept, later)
    with ledger.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM wording")) == 1
    assert not ledger.verify().breaches


def test_copies_of_one_wire_story_are_one_source(ledger: Ledger) -> None:
    story = " ".join(f"Boat {n} left Ardley with {n * 7} crates of herring bound for Brenmouth." for n in range(30))
    all_ = [*(record(id, ("Ana Ito", SAID), event=story) for id in "abc"), record("d", ("Ana Ito", SAID))]
    for one in all_:
        ledger.add([one])
        linking.catch_up(ledger)
    (found,) = stored(ledger)
    assert (len(found.statements), found.sources) == (4, 2)
    assert [found] == in_memory(*all_)


def test_a_copy_is_compared_with_one_text_of_a_story_that_it_is_of_and_with_all_where_it_is_of_none(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"Boat {n} left Ardley with {n * 7} crates of herring bound for Brenmouth." for n in range(30)]
    story, half = " ".join(lines), " ".join(lines[:10])
    read = list[str]()
    monkeypatch.setattr(linking, "word_runs", lambda text: read.append(text) or word_runs(text))
    copies = [record(f"{n:02}", ("Ana Ito", SAID), event=story) for n in range(12)]
    ledger.add([*copies, record("half", ("Ana Ito", SAID), event=half)])
    linking.catch_up(ledger)
    assert len(read) == 1 + 2 * 11 + 13
    assert stored(ledger) == in_memory(*copies, record("half", ("Ana Ito", SAID), event=half))


def test_what_was_parted_by_hand_stays_apart_in_later_linking_until_it_is_undone(ledger: Ledger) -> None:
    four = [record(id, ("Ana Ito", SAID)) for id in "abcd"]
    ids = [r.statements[0].id for r in four]
    ledger.add(four[:3])
    linking.catch_up(ledger)
    (whole,) = stored(ledger)
    seq = linking.part(ledger, whole.id, ids[0], by="Eve")
    apart = [(ids[0], ids[1]), (ids[0], ids[2])]
    assert stored(ledger) == in_memory(*four[:3], apart=apart)
    ledger.add(four[3:])
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(*four, apart=apart)
    linking.catch_up(ledger, again=True)
    assert stored(ledger) == in_memory(*four, apart=apart)
    assert not ledger.verify().breaches
    ledger.undo(seq, by="Eve")
    assert stored(ledger) == in_memory(*four)


def test_what_was_parted_stays_apart_among_reports_that_another_one_connects(ledger: Ledger) -> None:
    said = {"a": CLOSE, "b": FEAR, "c": SAID, "d": CLOSE, "e": f"{FEAR[:-1]} or the gulls of Ardley”"}
    all_ = [record(id, ("Ana Ito", words), published=date(2021, 3, 1)) for id, words in said.items()]
    ids = {r.article.id: r.statements[0].id for r in all_}
    ledger.add(all_[:4])
    linking.catch_up(ledger)
    found = ledger.utterance(utterance_id(ids["a"]))
    rest = [s.id for s in found.statements if not s.partly and s.id != ids["c"]]
    assert rest == [ids["a"], ids["d"]]
    seq = linking.part(ledger, found.id, ids["c"], by="Eve")
    apart = [(ids["c"], id) for id in rest]
    assert stored(ledger) == in_memory(*all_[:4], apart=apart)
    ledger.add(all_[4:])
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(*all_, apart=apart)
    ledger.undo(seq, by="Eve")
    assert stored(ledger) == in_memory(*all_)


def test_what_was_parted_follows_its_words_to_where_a_new_version_of_the_article_has_them(ledger: Ledger) -> None:
    three = [record(id, ("Ana Ito", SAID)) for id in "abc"]
    moved = record("a", ("Ana Ito", SAID), event=f"It rained in Vell. {EVENT}")
    gone = record("a", ("Ana Ito", "“No comment.”"))
    ids = [r.statements[0].id for r in (*three, moved)]
    assert len(set(ids)) == 4
    ledger.add(three)
    linking.catch_up(ledger)
    seq = linking.part(ledger, stored(ledger)[0].id, ids[0], by="Eve")
    for again in (False, True):
        ledger.add([moved])
        linking.catch_up(ledger, again=again)
        assert stored(ledger) == in_memory(moved, *three[1:], apart=[(ids[3], ids[1]), (ids[3], ids[2])])
        rest = utterance_id(ids[1])
        assert [(p.seq, p.others) for p in ledger.partings(utterance_id(ids[3]))] == [(seq, (rest,))]
    ledger.add([gone])
    linking.catch_up(ledger)
    assert [(p.seq, p.others) for p in ledger.partings(rest)] == [(seq, ())]
    assert not ledger.verify().breaches


def test_of_the_same_words_twice_in_an_article_each_stays_parted_or_not_in_a_new_version(ledger: Ledger) -> None:
    def twice(event: str) -> Record:
        one = record("a", ("Ana Ito", SAID), ("Ana Ito", f"Then: {SAID}"), event=event)
        second, at = one.statements[1], one.article.text.rindex(SAID)
        evidence = replace(second.evidence, content=((at, at + len(SAID)),))
        return replace(one, statements=(one.statements[0], replace(second, form="direct", evidence=evidence)))

    old, new, other = twice(EVENT), twice(f"It rained in Vell. {EVENT}"), record("b", ("Ana Ito", SAID))
    ledger.add([old, other])
    linking.catch_up(ledger)
    linking.part(ledger, stored(ledger)[0].id, old.statements[0].id, by="Eve")
    before = {frozenset(s.article_id for s in u.statements): len(u.statements) for u in stored(ledger)}
    ledger.add([new])
    linking.catch_up(ledger)
    assert {frozenset(s.article_id for s in u.statements): len(u.statements) for u in stored(ledger)} == before
    parted = {new.statements[0].id: {new.statements[1].id, other.statements[0].id}}
    assert stored(ledger) == in_memory(new, other, apart=[(a, b) for a, bs in parted.items() for b in bs])


def test_parting_names_what_is_wrong_and_writes_nothing(ledger: Ledger) -> None:
    ledger.add([record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID))])
    linking.catch_up(ledger)
    (whole,) = stored(ledger)
    for statements, message in (
        (["x"], "x: is not of"),
        ([], "no statement"),
        ([s.id for s in whole.statements], "all"),
    ):
        with pytest.raises(ActError, match=message):
            linking.part(ledger, whole.id, *statements, by="Eve")
    assert stored(ledger) == [whole] and ledger.verify().acts == 2


def test_the_utterances_of_an_article_and_of_a_statement_are_found(ledger: Ledger) -> None:
    other = record("c", ("Ben Lund", "“A herring in every pot and a lantern on every pier.”"))
    ledger.add([record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID)), other])
    linking.catch_up(ledger)
    (found,) = ledger.utterances()
    assert ledger.utterances(article="a") == [found] == ledger.utterances(statement=found.statements[1].id)
    assert ledger.utterances(article="c") == [] and len(ledger.utterances(article="c", articles=1)) == 1
    with pytest.raises(QueryError, match="article z: there is none in this ledger"):
        ledger.utterances(article="z")


def test_an_article_read_again_is_linked_as_it_was_read_last(ledger: Ledger) -> None:
    one = record("a", ("Ana Ito", SAID), (None, "“No comment.”"))
    fewer = replace(one, statements=one.statements[:1])
    ledger.add([one], reader="old")
    linking.catch_up(ledger)
    ledger.add([fewer], reader="new", reread=True)
    linking.catch_up(ledger)
    assert stored(ledger) == in_memory(fewer)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("DELETE FROM saying WHERE n = 1", "link of"),
        ("DELETE FROM wording", "saying of"),
        ("UPDATE saying SET utterance = 'x' WHERE n = 2", "saying 2"),
        ("INSERT INTO parted VALUES (1, 'a', 'b')", "parted of act 1"),
    ],
)
def test_verify_tells_links_that_point_to_nothing(ledger: Ledger, url: str, line: str, place: str) -> None:
    ledger.add([record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID))])
    linking.catch_up(ledger)
    assert not ledger.verify().breaches
    tamper(url, line)
    assert any(b.place.startswith(place) for b in ledger.verify().breaches)


def test_the_linker_and_the_ledger_agree_on_denials_across_articles(ledger: Ledger) -> None:
    claim = record("a", ("Ben Lund", "“Mayor Ito sold the town lighthouse to smugglers for seven barrels of herring”"))
    denial = record(
        "b", ("Ana Ito", "“I never sold the town lighthouse to smugglers for seven barrels of herring”"), denial=True
    )
    ledger.add([denial, claim])
    linking.catch_up(ledger)
    linker = Linker()
    linker.add(claim)
    linker.add(denial)
    assert stored(ledger) == sorted(linker.utterances(), key=lambda u: u.id)
    assert next(u.answers for u in stored(ledger) if u.statements[0].article_id == "b")


def test_the_command_links_as_articles_are_added_and_shows_and_parts_an_utterance(tmp_path: Path) -> None:
    source, ledger = tmp_path / "records.jsonl", tmp_path / "record.db"
    two = [record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID.replace(" not", "")), event="In Vell it rained. ")]
    source.write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in two))

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "onrecord", *arguments, "--ledger", str(ledger)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    run("add", str(source), "--no-link")
    assert "linked: 2 articles, 2 statements, 1 links" in run("link")
    assert "linked: 0 articles" in run("link") and "1 links" in run("link", "--again")
    (found,) = (json.loads(line) for line in run("utterance", "--article", "a", "--json").splitlines())
    shown = run("utterance", found["id"])
    assert "a difference may change the sense" in shown and "[negation]" in shown and two[1].statements[0].id in shown
    assert run("utterance", found["id"], "--part", two[1].statements[0].id, "--by", "Eve") == '{"act":3}\n'
    assert "1 article" in run("utterance", found["id"])


def test_what_pages_show_of_utterances_is_asked_for_all_statements_at_once(ledger: Ledger) -> None:
    records = [
        record("one", ("Ana Ito", SAID), published=date(2021, 3, 2), outlet="Vell Echo"),
        record("two", ("Ana Ito", SAID), published=date(2021, 3, 1), outlet="Ardley Post"),
        record("three", ("Ana Ito", SAID), published=None),
        record("alone", ("Ana Ito", "“A herring in every pot and a lantern on every pier.”"), outlet="Vell Echo"),
    ]
    ids = [r.statements[0].id for r in records]
    ledger.add(records)
    assert ledger.carried(ids) == ()
    linking.catch_up(ledger)
    one = ledger.utterances()[0]
    assert {(c.statement, c.utterance, c.articles, c.outlets) for c in ledger.carried([*ids, "none"])} == {
        (ids[0], one.id, 2, 1),
        (ids[1], one.id, 2, 1),
        (ids[2], one.id, 2, 2),
    }
    line = ledger.utterance_lines([one.id, one.id, "none"])
    assert [(x.id, x.words, x.speaker, x.published) for x in line] == [
        (one.id, SAID.strip("“”"), "Ana Ito", date(2021, 3, 1))
    ]
    seq = linking.part(ledger, one.id, ids[1], by="Eve")
    rest = ledger.utterance(utterance_id(ids[0]))
    for side, other in ((one.id, rest.id), (rest.id, one.id)):
        assert [(p.seq, p.by, p.others) for p in ledger.partings(side)] == [(seq, "Eve", (other,))]
    ledger.undo(seq, by="Eve")
    assert ledger.partings(one.id) == ()
    with pytest.raises(QueryError):
        ledger.partings("none")
