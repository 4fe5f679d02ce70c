"""Removes an article's text for good, and leaves the mark that it did."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, Engine, delete, exists, select, text, update

from onrecord.errors import LedgerError, QueryError
from onrecord.ledger import linkage, review
from onrecord.ledger.people import drop_unnamed
from onrecord.ledger.search import TABLES
from onrecord.ledger.store import ForgetBody, write_act
from onrecord.ledger.tables import act, naming, person, statement, version, voice
from onrecord.ledger.tally import recount, speakers


def erase(connection: Connection, article_id: str, *, reason: str, by: str) -> int:
    """How many versions lost their text: with it go title, address, byline, statements, and reviews of these.

    0 where all was forgotten before. Raises QueryError where there is no such article.
    """
    rows = connection.execute(select(version.c.n, version.c.text).where(version.c.article_id == article_id)).all()
    if not rows:
        raise QueryError(f"article {article_id}: there is none in this ledger; ids are told by `onrecord find`")
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


def scrub(engine: Engine, name: str) -> None:
    """Take what was deleted out of the file too: of its free pages, its full-text indexes, its log.

    Raises LedgerError where another program holds on to it, and says to try again.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("act", "version", "statement", "person", "naming", "voice", "saying", "wording", "linked"):
                connection.execute(text(f"VACUUM (FULL) {table}"))
        return
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
    if busy:
        raise LedgerError(
            f"{name}: forgotten, but another program is reading, so that the words are still in {name}-wal: "
            "when it has ended, run the same command again"
        )
