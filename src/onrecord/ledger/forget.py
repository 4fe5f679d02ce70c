"""Removes an article's text for good, and leaves the mark that it did."""

from __future__ import annotations

import re
from collections.abc import Iterable
from time import sleep
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, delete, exists, select, text, update
from sqlalchemy.exc import OperationalError

from onrecord.errors import ActError, LedgerError
from onrecord.ledger import linkage, review
from onrecord.ledger.people import drop_unnamed
from onrecord.ledger.search import TABLES
from onrecord.ledger.store import ForgetBody, write_act
from onrecord.ledger.tables import act, naming, person, statement, version, voice
from onrecord.ledger.tally import recount, speakers
from onrecord.ledger.versions import check_article


def erase(connection: Connection, article_id: str, *, reason: str, by: str) -> int:
    """How many versions lost their text: with it go title, address, byline, statements, and reviews of these.

    0 where all was forgotten before. Raises QueryError where there is no such article, ActError for a blank reason.
    """
    if not reason.strip():
        raise ActError("reason: say why; it is all that stays to tell whoever adds the article again")
    check_article(connection, article_id)
    rows = connection.execute(select(version.c.n, version.c.text).where(version.c.article_id == article_id)).all()
    numbers = [r.n for r in rows if r.text is not None]
    if not numbers:
        return 0
    body = msgspec.json.encode(ForgetBody(reason=reason)).decode()
    write_act(connection, by=by, kind="forget", subject=article_id, body=body)
    theirs = select(statement.c.n).where(statement.c.version.in_(numbers))
    ids = select(statement.c.id).where(statement.c.version.in_(numbers))
    # What a review says of a statement quotes it; the digests of act and body stay, and so does the chain
    subjects = act.c.subject.in_(ids) | act.c.subject.in_([article_id, *review.ever_added(connection, article_id)])
    connection.execute(update(act).where(act.c.kind.in_(("review", "undo")), subjects).values(body=None))
    spoke = speakers(connection, numbers)
    linkage.drop(connection, numbers)
    connection.execute(delete(voice).where(voice.c.statement.in_(theirs)))
    connection.execute(delete(naming).where(naming.c.version.in_(numbers)))
    connection.execute(delete(statement).where(statement.c.version.in_(numbers)))
    recount(connection, spoke)
    # Of all persons: whom the article named before somebody corrected it, no naming tells any more
    unnamed = select(person.c.n).where(~exists().where(naming.c.person == person.c.n))
    drop_unnamed(connection, connection.scalars(unnamed).all())
    blank = {"title": None, "url": None, "byline": "[]", "text": None, "terms": None}
    connection.execute(update(version).where(version.c.n.in_(numbers)).values(blank))
    return len(numbers)


def check_owner(connection: Connection, name: str) -> None:
    """Nothing, where this user may rewrite the tables. Raises LedgerError, since PostgreSQL would only warn of it."""
    if connection.dialect.name != "postgresql":
        return
    stranger = text(
        "SELECT 1 FROM pg_class WHERE oid = ANY (CAST(:tables AS regclass[])) AND "
        "NOT pg_has_role(relowner, 'USAGE') LIMIT 1"
    )
    if connection.scalar(stranger, {"tables": list(_WORDED)}):
        raise LedgerError(
            f"{name}: not allowed: only the owner of the ledger's tables can rewrite them without the words; "
            "nothing was forgotten"
        )


def scrub(engine: Engine, name: str) -> None:
    """Take what was deleted out of the files too: of their free pages, full-text indexes, statistics, SQLite's log.

    Raises LedgerError where another program holds on to it, and says to try again.
    """
    holding = _rewrite_tables(engine) if engine.dialect.name == "postgresql" else _rewrite_file(engine, name)
    if holding:
        raise LedgerError(
            f"{name}: forgotten, but another program is reading, so that the words are still in {holding}: "
            "when it has ended, run the same command again"
        )


def _rewrite_file(engine: Engine, name: str) -> str | None:
    """The file in which the words had to stay, if any."""
    raw = engine.raw_connection()
    try:
        driver = raw.driver_connection
        assert driver is not None
        for table in TABLES:  # a deleted word stays in the index until its parts are merged
            driver.execute(f"INSERT INTO {table}_search({table}_search) VALUES ('optimize')")
        driver.execute("VACUUM")
        busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    return f"{name}-wal" if busy else None


_WORDED = ("act", "version", "statement", "person", "naming", "voice", "saying", "wording", "linked")
"""The tables of PostgreSQL that hold words, or point to what does."""
_TRIES = 3
_BLOCKED = "1s"
"""As long as new readers wait behind a rewriting that itself waits for an old one."""
_PAUSE = 0.5
"""Seconds for those who waited behind it, and for the server's own autovacuum, whose snapshot sees dead rows too."""
_NUMBER = re.compile(r"\d+")


def _rewrite_tables(engine: Engine) -> str | None:
    """The table in which the words had to stay, if any: it is in use, or a snapshot still sees its dead rows."""
    told = list[str]()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(lambda notice: told.append(notice.message_detail or ""))  # only now can it be read
        connection.detach()  # it is closed at the end, and the time limit with it
        connection.execute(text(f"SET lock_timeout = '{_BLOCKED}'"))
        for table in _WORDED:
            for _ in range(_TRIES):
                told.clear()
                if _is_rewritten(connection, table) and not _dead_rows(told):
                    break
                sleep(_PAUSE)
            else:
                return f"the table {table}"
    return None


def _is_rewritten(connection: Connection, table: str) -> bool:
    """Whether the table could be locked and rewritten. Its statistics are made anew, which quote frequent values."""
    try:
        connection.execute(text(f"VACUUM (FULL, ANALYZE, VERBOSE) {table}"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != "55P03":
            raise
        return False
    return True


def _dead_rows(told: Iterable[str]) -> int:
    """How many dead rows VACUUM had to keep: the number with which its details begin, in whatever language.

    Asked of VACUUM itself, since an ordinary user is shown no other user's snapshots.
    """
    return sum(int(m[0]) for detail in told if (m := _NUMBER.search(detail)))
