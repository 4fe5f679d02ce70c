"""Whatever is done to a ledger outside of onrecord is told with its row; nothing is told of one that was left alone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from onrecord.data import Breach
from onrecord.errors import QueryError
from onrecord.ledger import Ledger, review, verify
from onrecord.ledger.chain import act_digest, body_digest
from tests.ledger.conftest import record

B1 = "statement b-1 (2) of version 1 of article b"


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Three articles, one in two versions, one forgotten, one reviewed: acts 1 to 6."""
    said = [("Ann Lee", "We will mend the harbour wall"), ("Bo Roe", "It is late"), ("Ann Lee", "It is not")]
    ledger.add([record("a", said), record("b", said[:2]), record("c", said[:1])])
    second = record("a", said)
    ledger.add([replace(second, article=replace(second.article, title="Wall is mended"))])
    ledger.forget("c", reason="asked for", by="Eve")
    with ledger.writing() as connection:
        review.confirm(connection, "b-0", by="Eve")
    return ledger


def tamper(url: str, *lines: str) -> None:
    """As somebody would with the database's own tools, with its guards off."""
    if "://" in url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            for line in lines:
                connection.execute(line)
        return
    file = sqlite3.connect(url)
    file.execute("PRAGMA foreign_keys=OFF")
    for line in lines:
        file.execute(line)
    file.commit()
    file.close()


def told(ledger: Ledger) -> list[tuple[str, str]]:
    return [(b.kind, b.place) for b in ledger.verify().breaches]


def test_a_ledger_that_was_left_alone_holds(filled: Ledger) -> None:
    found = filled.verify()
    assert found.breaches == ()
    assert (found.acts, found.versions, found.statements) == (6, 4, 8)
    assert re.fullmatch(r"6-[0-9a-f]{64}", found.digest)


def test_an_empty_ledger_holds(ledger: Ledger) -> None:
    assert ledger.verify().breaches == () and ledger.verify().digest == f"0-{'0' * 64}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("UPDATE version SET title = 'Wall falls' WHERE n = 2", ("altered", "version 1 of article b")),
        ("UPDATE version SET text = replace(text, 'late', 'soon') WHERE n = 2", ("altered", "version 1 of article b")),
        ("UPDATE version SET published = '2024-01-01' WHERE n = 1", ("altered", "version 1 of article a")),
        ("UPDATE version SET reader = 'me' WHERE n = 1", ("altered", "version 1 of article a")),
        ("UPDATE version SET text = NULL WHERE n = 2", ("altered", "version 1 of article b")),
        ("UPDATE version SET title = 'X' WHERE article_id = 'c'", ("altered", "version 1 of article c")),
        ("UPDATE version SET is_latest = NOT is_latest WHERE n = 1", ("altered", "version 1 of article a")),
        ("UPDATE version SET terms = ' other ' WHERE n = 1", ("altered", "version 1 of article a")),
        ("UPDATE version SET text_digest = digest FROM act WHERE n = 1", ("altered", "version 1 of article a")),
        ("DELETE FROM version WHERE n = 2", ("removed", "the version of article b that act 2 stored")),
        ("UPDATE statement SET body = replace(body, 'Bo', 'Al') WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET body = NULL WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET id = 'zz' WHERE n = 5", ("altered", "statement zz (2)")),
        ("UPDATE statement SET speaker = 'Al Roe' WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET words = 'It is early' WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET denial = NOT denial WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET said_latest = '2030-01-01' WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET score = 0.91 WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET outlet = 'Other' WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET is_latest = NOT is_latest WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET review = 'confirmed' WHERE n = 5", ("altered", B1)),
        ("UPDATE statement SET review = 'unreviewed' WHERE id = 'b-0'", ("altered", "statement b-0 (1)")),
        ("UPDATE statement SET added = 6 WHERE n = 5", ("removed", "statement 2 of version 1 of article b")),
        ("DELETE FROM statement WHERE n = 5", ("removed", "statement 2 of version 1 of article b")),
        ("UPDATE statement SET version = 99 WHERE n = 5", ("inserted", "statement b-1 (row 5)")),
        ("UPDATE statement SET version = 4, position = 9 WHERE n = 5", ("inserted", "statement b-1 (10)")),
        ("UPDATE statement SET person = NULL WHERE n = 5", ("altered", "statement b-1 of article b")),
        ("UPDATE person SET name = 'Ann of Lee' WHERE name = 'Ann Lee'", ("altered", "person")),
        ("UPDATE person SET terms = ' other ' WHERE name = 'Ann Lee'", ("altered", "person")),
        ("UPDATE person SET said = said + 1 WHERE name = 'Ann Lee'", ("altered", "person")),
        ("UPDATE act SET by = 'Bob' WHERE seq = 5".replace(" by ", ' "by" '), ("altered", "act 5")),
        ("UPDATE act SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 2", ("altered", "act 2")),
        ("UPDATE act SET body = replace(body, 'asked', 'begged') WHERE seq = 5", ("altered", "act 5")),
        ("UPDATE act SET body = NULL WHERE seq = 6", ("altered", "act 6")),
        ("UPDATE act SET digest = body_digest WHERE seq = 3", ("altered", "act 4")),
        ("DELETE FROM act WHERE seq = 4", ("removed", "act 4")),
        ("DELETE FROM act WHERE seq IN (1, 2)", ("removed", "acts 1 to 2")),
        ("UPDATE act SET seq = 0 WHERE seq = 1", ("inserted", "act 0")),
    ],
)  # fmt: skip
def test_each_tampering_is_told_with_its_row(filled: Ledger, url: str, line: str, expected: tuple[str, str]) -> None:
    tamper(url, line)
    kind, place = expected
    assert any(k == kind and p.startswith(place) for k, p in told(filled)), told(filled)


def test_one_altered_row_is_told_alone(filled: Ledger, url: str) -> None:
    tamper(url, "UPDATE statement SET body = replace(body, '0.9', '0.8'), score = 0.8 WHERE n = 5")
    assert told(filled) == [("altered", B1)]


def test_a_statement_put_in_is_told(filled: Ledger, url: str) -> None:
    columns = "body, words, terms, size, form, speaker, basis, denial, score, review, article_id, is_latest, version"
    row = f"SELECT 99, 'new', 7, {columns} FROM statement WHERE n = 4"
    tamper(url, f"INSERT INTO statement (n, id, position, {columns}) {row}")
    assert ("inserted", "statement new (8) of version 1 of article b") in told(filled)


def test_a_version_put_in_is_told(filled: Ledger, url: str) -> None:
    columns = "act, reader, byline, text, terms, text_digest, is_latest"
    for row in (f"99, 'new', 1, {columns}", f"98, 'n2', 1, 77, {columns[5:]}"):
        tamper(url, f"INSERT INTO version (n, article_id, number, {columns}) SELECT {row} FROM version WHERE n = 2")
    assert {("inserted", "version 1 of article new"), ("inserted", "version 1 of article n2")} <= set(told(filled))


def test_a_forger_who_makes_an_acts_digests_anew_is_betrayed_by_the_next_act(filled: Ledger, url: str) -> None:
    with filled.reading() as connection:
        before, row = connection.exec_driver_sql("SELECT * FROM act WHERE seq IN (4, 5) ORDER BY seq").all()
    body = '{"reason":"no reason"}'
    forged = {**row._mapping, "body": body, "body_digest": body_digest(body)}
    digests = body_digest(body).hex(), act_digest(bytes(before.digest), forged).hex()
    as_bytes = "decode('{}', 'hex')" if "://" in url else "x'{}'"
    values = ", ".join(f"{c} = {as_bytes.format(d)}" for c, d in zip(("body_digest", "digest"), digests, strict=True))
    tamper(url, f"UPDATE act SET body = '{body}', {values} WHERE seq = 5")
    assert told(filled) == [("altered", "act 6")]


# Against a digest that was noted


def test_acts_taken_off_the_end_are_told_by_a_noted_digest_only(filled: Ledger, url: str) -> None:
    noted = filled.verify().digest
    assert not filled.verify(against=noted).breaches
    tamper(url, "DELETE FROM act WHERE seq = 6", "UPDATE statement SET review = 'unreviewed'")
    assert not filled.verify().breaches, "the chain alone cannot know"
    assert [(b.kind, b.place) for b in filled.verify(against=noted).breaches] == [("removed", "act 6")]


def test_a_noted_digest_holds_while_the_ledger_grows(filled: Ledger) -> None:
    noted = filled.verify().digest
    filled.add([record("d")])
    found = filled.verify(against=noted)
    assert not found.breaches and found.digest.startswith("7-")


def test_a_chain_made_anew_is_told_by_a_noted_digest(ledger: Ledger, filled: Ledger) -> None:
    noted = f"3-{'ab' * 32}"
    assert [(b.kind, b.place) for b in filled.verify(against=noted).breaches] == [("altered", "act 3")]


@pytest.mark.parametrize("against", ["", "6", "x-00", "6-zz", f"-1-{'0' * 64}", f"६-{'0' * 64}"])
def test_what_is_no_digest_is_told(ledger: Ledger, against: str) -> None:
    with pytest.raises(QueryError, match="against"):
        ledger.verify(against=against)


def test_so_many_breaches_are_told_in_full_and_the_rest_counted(filled: Ledger, url: str) -> None:
    tamper(url, "UPDATE statement SET words = 'x'")
    found = filled.verify(limit=3)
    assert len(found.breaches) == 3 and found.more == 5


# SQLite's own


def test_a_full_text_index_that_was_changed_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = str(tmp_path_factory.mktemp("fts") / "record.db")
    with Ledger.open(url) as ledger:
        ledger.add([record("a")])
        tamper(
            url,
            "INSERT INTO statement_search (statement_search, rowid, terms) SELECT 'delete', n, terms FROM statement",
        )
        assert told(ledger) == [("altered", "the full-text index of statement")]


def test_a_trigger_that_was_taken_away_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = str(tmp_path_factory.mktemp("fts") / "record.db")
    with Ledger.open(url) as ledger:
        ledger.add([record("a")])
        tamper(url, "DROP TRIGGER statement_search_change")
        assert ("removed", "trigger statement_search_change") in told(ledger)


def test_the_file_is_checked_while_another_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = str(tmp_path / "record.db")

    def check_file(connection: Connection) -> Iterator[Breach]:
        for breach in check(connection):
            raise AssertionError(breach)
        with Ledger.open(url, wait=0.1) as other:
            assert other.add([record("b")]).new == 1
        yield from ()

    check = verify.check_file
    monkeypatch.setattr(verify, "check_file", check_file)
    with Ledger.open(url) as ledger:
        ledger.add([record("a")])
        assert ledger.verify().versions == 1
        monkeypatch.undo()
        assert ledger.verify().breaches == (), "nothing of the copies is left"
