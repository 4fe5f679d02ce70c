"""Adding: each article word for word once, a change as a version, what was told as stored is there, nothing by half."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text

from onrecord.data import Added, Record, Rejection
from onrecord.errors import LedgerError
from onrecord.ledger import Ledger, intake
from onrecord.ledger.tables import act, statement, version
from tests.ledger.conftest import record

OLD, NEW = "onrecord 0.1.0 model old", "onrecord 0.1.0 model new"


def rows(ledger: Ledger, *columns: Any) -> list[tuple[Any, ...]]:
    with ledger.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


def changed(of: Record, title: str) -> Record:
    return replace(of, article=replace(of.article, title=title))


def test_adding_twice_changes_nothing(ledger: Ledger) -> None:
    both = [record("a"), record("b")]
    assert ledger.add(both) == Added(new=2, statements=2)
    before = rows(ledger, *act.c)
    assert ledger.add(both) == Added(unchanged=2) == ledger.add([*both, *both][1:3])
    assert rows(ledger, *act.c) == before


def test_the_same_article_twice_in_one_run_is_stored_once(ledger: Ledger) -> None:
    assert ledger.add([record("a"), record("a")]) == Added(new=1, unchanged=1, statements=1)


def test_a_changed_article_is_a_new_version_and_both_stay(ledger: Ledger) -> None:
    first = record("a")
    assert ledger.add([first, changed(first, "B")]) == Added(new=1, changed=1, statements=2)
    assert ledger.add([changed(first, "C")]) == Added(changed=1, statements=1)
    assert rows(ledger, version.c.number, version.c.is_latest) == [(1, False), (2, False), (3, True)]
    assert rows(ledger, statement.c.version, statement.c.is_latest) == [(1, False), (2, False), (3, True)]
    assert ledger.article("a", 1) == first and ledger.article("a").article.title == "C"


def test_a_text_that_changed_back_is_no_new_version(ledger: Ledger) -> None:
    """A folder with both wordings, added again and again, adds nothing."""
    wordings = [record("a"), changed(record("a"), "B")]
    ledger.add(wordings)
    assert ledger.add(wordings) == Added(unchanged=2)


def test_reread_is_a_version_with_the_same_text_once_for_each_reader(ledger: Ledger) -> None:
    one = record("a")
    ledger.add([one], reader=OLD)
    assert ledger.add([one], reader=NEW) == Added(unchanged=1), "only where it is asked for"
    assert ledger.add([one], reader=NEW, reread=True) == Added(reread=1, statements=1)
    assert ledger.add([one], reader=NEW, reread=True) == ledger.add([one], reader=OLD, reread=True)
    assert [(v.number, v.change, v.reader) for v in ledger.versions("a")] == [(1, "first", OLD), (2, "reread", NEW)]


def test_reread_by_the_same_reader_with_other_statements_is_a_version(ledger: Ledger) -> None:
    one = record("a", [("Ann Lee", "We will mend it"), ("Bo Roe", "It is late")])
    ledger.add([one], reader=OLD)
    assert ledger.add([replace(one, statements=one.statements[:1])], reader=OLD, reread=True).reread == 1


def test_has_tells_the_very_text_and_who_read_it(ledger: Ledger) -> None:
    one = record("a")
    ledger.add([one], reader=OLD)
    assert ledger.has(one.article) and ledger.has(one.article, reader=OLD)
    assert not ledger.has(one.article, reader=NEW) and not ledger.has(changed(one, "B").article)
    assert not ledger.has(record("b").article)


def test_numbers_have_no_gaps_and_ids_repeat_across_ledgers(ledger: Ledger) -> None:
    ledger.add([record("a", [("Ann Lee", "One"), ("Bo Roe", "Two")]), record("b")])
    ledger.add([record("c")])
    assert rows(ledger, act.c.seq, act.c.subject) == [(1, "a"), (2, "b"), (3, "c")]
    assert rows(ledger, version.c.n, version.c.act) == [(1, 1), (2, 2), (3, 3)]
    assert rows(ledger, statement.c.n, statement.c.version) == [(1, 1), (2, 1), (3, 2), (4, 3)]


def test_an_article_without_statements_is_stored(ledger: Ledger) -> None:
    bare = Record(article=record("a").article, statements=())
    assert ledger.add([bare]) == Added(new=1) and ledger.article("a") == bare


# Rejections


def test_rejections_are_passed_on_at_once_and_counted(ledger: Ledger) -> None:
    bad, seen = Rejection(source="x.txt", reason="empty", detail="Nothing."), list[Rejection]()

    def outcomes() -> Iterator[Record | Rejection]:
        yield bad
        assert seen == [bad], "before the next article is read"
        yield record("a")

    assert ledger.add(outcomes(), on_rejection=seen.append) == Added(new=1, rejected=1, statements=1)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"article": {"text": "a\0b" * 50}}, "U+0000"),
        ({"article": {"title": "a\0b"}}, "U+0000"),
        ({"article": {"outlet": "x" * 501}}, "outlet"),
        ({"article": {"id": ""}}, "id"),
        ({"article": {"title": "\ud800"}}, "Unicode"),
        ({"article": {"text": "short"}}, "statements[0].evidence.content"),
    ],
)
def test_what_no_database_can_hold_is_rejected_with_the_field_and_the_rest_is_stored(
    ledger: Ledger, change: dict[str, dict[str, Any]], named: str
) -> None:
    seen = list[Rejection]()
    bad = replace(record("bad"), article=replace(record("bad").article, **change["article"]))
    assert ledger.add([bad, record("a")], on_rejection=seen.append) == Added(new=1, rejected=1, statements=1)
    assert len(seen) == 1 and named in seen[0].detail


def test_two_statements_with_one_id_are_rejected_in_an_article_and_across_articles(ledger: Ledger) -> None:
    """Reviews are kept by a statement's id: they must not reach into another article."""
    seen = list[Rejection]()
    twice = record("a", [("Ann Lee", "One"), ("Bo Roe", "Two")])
    twice = replace(twice, statements=(twice.statements[0], replace(twice.statements[1], id=twice.statements[0].id)))
    stolen = replace(record("c"), statements=(replace(record("c").statements[0], id="b-0"),))
    assert ledger.add([twice, record("b"), stolen], on_rejection=seen.append) == Added(new=1, rejected=2, statements=1)
    assert "same id" in seen[0].detail and "article b" in seen[1].detail
    assert ledger.add([stolen]) == Added(rejected=1), "also in another run"


# Batches


def test_what_is_told_as_stored_is_there_for_others(ledger: Ledger, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)
    monkeypatch.setattr(intake.batches, "__kwdefaults__", {"size": 2})
    told = list[int]()

    def commit(added: Added) -> None:
        told.append(added.new)
        with Ledger.open(url) as other:
            assert len(rows(other, version.c.n)) == sum(told)

    ledger.add([record(str(n)) for n in range(5)], on_commit=commit)
    assert told == [2, 2, 1]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_was_read_before_the_reading_stopped_is_stored(ledger: Ledger, error: type[BaseException]) -> None:
    def outcomes() -> Iterator[Record]:
        yield record("a")
        raise error

    told = list[Added]()
    with pytest.raises(error):
        ledger.add(outcomes(), on_commit=told.append)
    assert told == [Added(new=1, statements=1)] and rows(ledger, version.c.article_id) == [("a",)]


def test_a_batch_that_fails_leaves_nothing(ledger: Ledger) -> None:
    """A statement's row is put in the way, so that the batch fails after its acts and versions were written."""
    ledger.add([record("a")])
    with ledger.writing() as connection:
        connection.execute(text("CREATE UNIQUE INDEX in_the_way ON statement (score)"))
    with pytest.raises(LedgerError):
        ledger.add([record("b"), record("c")])
    assert [rows(ledger, func.count(t.c[0])) for t in (act, version, statement)] == [[(1,)]] * 3
    assert not ledger.verify().breaches


def test_values_come_back_as_they_were_stored(ledger: Ledger) -> None:
    """Quotation marks, emoji, SQL, wild cards: nothing is syntax."""
    hostile = record("a'; DROP TABLE act; --", [("Ann “Q” Lee 😀", "100 % of _it_\\'\"; DELETE FROM version")])
    ledger.add([hostile])
    found = ledger.article(hostile.article.id)
    assert msgspec.json.encode(found) == msgspec.json.encode(hostile)


def test_a_refused_record_refuses_no_other_of_its_batch(ledger: Ledger) -> None:
    """Its statements' ids are nobody's, since it was not stored."""
    y = record("y")
    ledger.add([y])
    x, z = record("x", [("Ann Lee", "It is late")] * 2), record("z")
    x = replace(x, statements=(x.statements[0], replace(x.statements[1], id="y-0")))
    z = replace(z, statements=(replace(z.statements[0], id="x-0"),))
    refused = list[Rejection]()
    assert ledger.add([x, z, record("w", [("Ann Lee", "It is not")])], on_rejection=refused.append).new == 2
    assert [(r.source, "article y" in r.detail) for r in refused] == [("x", True)]


def test_a_name_of_too_many_bytes_is_rejected_alone(ledger: Ledger) -> None:
    """In letters that no database presses together: 430 of three bytes are taken, 480 are not."""
    letters = "".join(chr(0x4E00 + 37 * n) for n in range(480))
    refused = list[Rejection]()
    records = [record("a", [(letters, "It is late")]), record("b", [(letters[:430], "It is late")]), record("c")]
    assert ledger.add(records, on_rejection=refused.append).new == 2
    assert [(r.source, r.reason) for r in refused] == [("a", "malformed")] and "1440 bytes" in refused[0].detail
    assert ledger.article("b").statements[0].speaker.name == letters[:430]
