"""What was forgotten is gone to the last byte of the ledger's files, the mark stays, and the chain holds."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from onrecord.data import Added, Correction, Query, Rejection
from onrecord.errors import ActError, LedgerError, QueryError
from onrecord.ledger import Ledger, review
from tests.ledger.conftest import record

SECRET = ("Zyxomma Quillfeather", "Thraxian bulwarks outlast vermilion gales")
"""Words that stand nowhere else."""
WORDS = b"zyxomma quillfeather thraxian bulwarks outlast vermilion gales kestrelgate".split()


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """The secret in two versions and a review, between two articles that stay."""
    first = record("secret", [SECRET], title="Kestrelgate")
    ledger.add([record("a"), first, record("b", [("Ann Lee", "It is late")])])
    ledger.add([replace(first, article=replace(first.article, title="Kestrelgate again"))])
    with ledger.writing() as connection:
        review.confirm(connection, "secret-0", by="Eve", note="Thraxian indeed")
    return ledger


def files(url: str) -> Iterator[Path]:
    """The ledger's files: SQLite's with its log; PostgreSQL's tables and indexes, but not its log, which goes on."""
    if "://" not in url:
        yield from Path(url).parent.glob("record.db*")
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        folder = Path(parse_qs(urlsplit(url).query)["host"][0]) / "data"
        for (path,) in connection.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL AND "
            "(relnamespace = current_schema::regnamespace OR oid IN (SELECT reltoastrelid FROM pg_class "
            "WHERE relnamespace = current_schema::regnamespace))"
        ):
            yield folder / path


def words_in(url: str) -> set[bytes]:
    held = b"".join(path.read_bytes() for path in files(url) if path.exists()).lower()
    return {word for word in WORDS if word in held}


def test_no_word_is_left_in_any_file(filled: Ledger, url: str) -> None:
    filled.reading().__enter__().close()
    assert words_in(url) >= {b"thraxian", b"zyxomma", b"kestrelgate"}, "they are found where they are"
    assert filled.forget("secret", reason="asked for", by="Eve") == 2
    assert words_in(url) == set()


def test_what_a_review_said_goes_too_where_it_was_undone(filled: Ledger, url: str) -> None:
    thraxian = Correction(content=((1, 9),), basis="named_person", speaker="Zyxomma Quillfeather")
    seq, _ = filled.add_missed("secret", thraxian, by="Eve", note="Vermilion, says Kestrelgate")
    filled.undo(seq, by="Eve")
    filled.forget("secret", reason="asked for", by="Eve")
    assert words_in(url) == set()
    assert filled.verify().breaches == ()


def test_a_speaker_whom_the_machine_read_goes_too_where_somebody_corrected_it(filled: Ledger, url: str) -> None:
    filled.correct("secret-0", Correction(speaker="Ann Lee"), by="Eve")
    filled.forget("secret", reason="asked for", by="Eve")
    assert words_in(url) == set()
    assert [p.name for p in filled.people()] == ["Ann Lee"]
    assert filled.verify().breaches == ()


def test_a_mark_stays_and_the_chain_holds(filled: Ledger) -> None:
    filled.forget("secret", reason="asked for", by="Eve")
    assert filled.verify().breaches == ()
    assert [(v.is_forgotten, v.title, v.statements) for v in filled.versions("secret")] == [(True, None, 0)] * 2
    with pytest.raises(QueryError, match="forgotten"):
        filled.article("secret")
    with pytest.raises(QueryError, match="forgotten"):
        filled.difference("secret", 1, 2)


def test_other_articles_and_speakers_stay_as_they_were(filled: Ledger) -> None:
    filled.add([record("c", [(SECRET[0], "It is early")])])
    filled.forget("secret", reason="asked for", by="Eve")
    assert filled.article("a") == record("a")
    assert filled.article("c").statements[0].speaker.name == SECRET[0]
    assert filled.verify().breaches == ()


def test_adding_it_again_is_refused_with_the_reason_unless_asked_for(filled: Ledger) -> None:
    filled.forget("secret", reason="court order 7", by="Eve")
    again, seen = record("secret", [SECRET], title="Kestrelgate"), list[Rejection]()
    assert filled.add([again], on_rejection=seen.append) == Added(rejected=1)
    assert seen[0].reason == "forgotten" and "court order 7" in seen[0].detail and "--again" in seen[0].detail
    assert not filled.has(again.article)
    assert filled.add([again], again=True) == Added(new=1, statements=1)
    assert filled.article("secret") == again and filled.verify().breaches == ()
    assert filled.add([again]) == Added(unchanged=1), "it is there again"


def test_it_can_be_forgotten_twice_with_one_mark(filled: Ledger) -> None:
    assert [filled.forget("secret", reason="asked for", by="Eve") for _ in range(2)] == [2, 0]
    assert filled.verify().acts == 6


def test_what_is_not_there_cannot_be_forgotten(filled: Ledger) -> None:
    with pytest.raises(QueryError, match="article none"):
        filled.forget("none", reason="x", by="Eve")


def test_nothing_is_forgotten_for_a_blank_reason(filled: Ledger) -> None:
    before = filled.verify().acts
    with pytest.raises(ActError, match="reason: say why"):
        filled.forget("secret", reason=" \n", by="Eve")
    assert filled.verify().acts == before and filled.article("secret").article.text


def test_a_reader_that_holds_on_to_the_words_is_told_of(tmp_path: Path) -> None:
    url = str(tmp_path / "record.db")
    with Ledger.open(url, wait=0.2) as ledger:
        ledger.add([record("secret", [SECRET])])
        reader = sqlite3.connect(url, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM version").fetchone()
        with pytest.raises(LedgerError, match="run the same command again"):
            ledger.forget("secret", reason="x", by="Eve")
        reader.close()
        assert ledger.forget("secret", reason="x", by="Eve") == 0
        assert words_in(url) == set()


def test_who_cannot_rewrite_the_tables_forgets_nothing(postgresql: str, database: str) -> None:
    """PostgreSQL skips the rewriting of another's table with a warning, and the words would stay."""
    schema = database.rsplit("%3D", 1)[1]
    with Ledger.open(database) as ledger:
        ledger.add([record("secret", [SECRET])])
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE desk_{schema} LOGIN")
            connection.execute(f"GRANT ALL ON SCHEMA {schema} TO desk_{schema}")
            connection.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO desk_{schema}")
        with Ledger.open(database.replace("onrecord@", f"desk_{schema}@")) as desk:
            assert desk.add([record("a")]).new == 1
            with pytest.raises(LedgerError, match=r"only the owner .* nothing was forgotten"):
                desk.forget("secret", reason="x", by="Eve")
        assert ledger.article("secret") == record("secret", [SECRET])
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute(f"GRANT onrecord TO desk_{schema}")
        with Ledger.open(database.replace("onrecord@", f"desk_{schema}@")) as desk:
            desk.forget("secret", reason="x", by="Eve")
    assert words_in(database) == set()


def test_a_snapshot_that_still_sees_the_words_is_told_of(database: str) -> None:
    """It holds no lock on the tables, so that they are rewritten, but with the dead rows that it may ask for."""
    with Ledger.open(database) as ledger, Ledger.open(database) as other:
        ledger.add([record("secret", [SECRET])])
        with other.reading() as connection:
            connection.execute(text("SELECT count(*) FROM decision"))
            with pytest.raises(LedgerError, match=r"the table version: .* run the same command again"):
                ledger.forget("secret", reason="x", by="Eve")
        assert ledger.forget("secret", reason="x", by="Eve") == 0
        assert words_in(database) == set()


def test_a_snapshot_that_ends_soon_is_waited_for(database: str) -> None:
    """PostgreSQL's own autovacuum has one now and then: beside it forgetting failed in one run of this suite."""
    with Ledger.open(database) as ledger, Ledger.open(database) as other:
        ledger.add([record("secret", [SECRET])])
        held = threading.Event()

        def look() -> None:
            with other.reading() as connection:
                connection.execute(text("SELECT count(*) FROM decision"))
                held.set()
                sleep(0.7)

        reader = threading.Thread(target=look)
        reader.start()
        held.wait()
        assert ledger.forget("secret", reason="x", by="Eve") == 1
        reader.join()
    assert words_in(database) == set()


def test_readers_go_on_where_forgetting_waits_for_one(database: str) -> None:
    with Ledger.open(database) as ledger, Ledger.open(database) as other:
        ledger.add([record("a"), record("secret", [SECRET])])
        export, refused = other.records(), list[BaseException]()

        def forget() -> None:
            try:
                ledger.forget("secret", reason="x", by="Eve")
            except LedgerError as error:
                refused.append(error)

        next(export)
        forgetting = threading.Thread(target=forget)
        forgetting.start()
        waits = list[float]()
        while forgetting.is_alive():
            began = monotonic()
            other.find(Query())
            waits.append(monotonic() - began)
        forgetting.join()
        assert "run the same command again" in str(refused[0])
        assert max(waits) < 5, "it waited for the end of one try, not for that of the export"
        export.close()
        assert ledger.forget("secret", reason="x", by="Eve") == 0
        assert words_in(database) == set()


def test_statistics_are_made_anew_without_the_words(database: str) -> None:
    def statistics() -> str:
        with psycopg.connect(database, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT histogram_bounds, most_common_vals, most_common_elems FROM pg_stats "
                "WHERE schemaname = current_schema"
            )
            return str(rows.fetchall()).lower()

    with Ledger.open(database) as ledger:
        ledger.add([record("secret", [SECRET]), *(record(f"a{n}", [(f"Ann L{n}", "It is late")]) for n in range(9))])
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("ANALYZE")
        assert "thraxian" in statistics(), "they are found where they are"
        ledger.forget("secret", reason="x", by="Eve")
    assert not [word for word in WORDS if word.decode() in statistics()]
