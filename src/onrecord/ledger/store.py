"""Storing records: each article as a version, its statements, and the act that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, func, insert, select, update

from onrecord.data import Added, Article, Record, Rejection, Statement
from onrecord.ledger import people, tally
from onrecord.ledger.chain import NOTHING, ROW, act_digest, body_digest, row_digest
from onrecord.ledger.tables import READ_STATEMENT, READ_VERSION, act, statement, version
from onrecord.ledger.terms import size, statement_terms, version_terms


class AddBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `add`."""

    rows: bytes
    """The digest of the version's row, then those of its statements, each of `chain.ROW` bytes."""

    def digests(self) -> list[bytes]:
        """The version's, then its statements' in the order of their positions."""
        return [self.rows[i : i + ROW] for i in range(0, len(self.rows), ROW)]


class ForgetBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `forget`."""

    reason: str


class Known(NamedTuple):
    """A version that the ledger has of an article."""

    number: int
    text_digest: bytes
    reader: str
    statements: bytes
    """The digests of its statements."""
    is_forgotten: bool = False


class _Forgotten(NamedTuple):
    at: str
    reason: str


def put(
    connection: Connection, records: Sequence[Record], *, reader: str, reread: bool = False, again: bool = False
) -> tuple[Added, list[Rejection]]:
    """How many of the records were stored, and those refused: forgotten articles, ids that are another's.

    The same article, word for word, is stored once, and with `reread` once for each reader or set of statements.
    `again` stores what was forgotten. The statements of an article's newest version are its latest.
    """
    ids = sorted({r.article.id for r in records})
    known = versions_of(connection, ids)
    forgotten = {} if again else _forgotten(connection, ids)
    owners = _owners(connection, [s.id for r in records for s in r.statements])
    batch, refused = _Batch(connection, reader), list[Rejection]()
    counts = dict.fromkeys(Added.__struct_fields__, 0)
    for record in records:
        article = record.article
        if article.id in forgotten:
            refused.append(_refusal(article.id, forgotten[article.id]))
            continue
        if other := next((s.id for s in record.statements if owners.get(s.id, article.id) != article.id), None):
            detail = f"Its statement {other} has the id of one of article {owners[other]}; ids must differ."
            refused.append(Rejection(source=article.id, reason="malformed", detail=detail))
            continue
        before = known[article.id]
        rows = [statement_row(s, i, article) for i, s in enumerate(record.statements)]
        digests = b"".join(row_digest(r, READ_STATEMENT) for r in rows)
        this = Known(len(before) + 1, text_digest(article), reader, digests)
        standing = [k for k in before if not k.is_forgotten]
        same = [k for k in standing if k.text_digest == this.text_digest]
        if same and not (reread and all((k.reader, k.statements) != (this.reader, this.statements) for k in same)):
            counts["unchanged"] += 1
            continue
        batch.add(article, rows, this)
        owners.update((s.id, article.id) for s in record.statements)
        before.append(this)
        counts["reread" if same else "changed" if standing else "new"] += 1
        counts["statements"] += len(rows)
    batch.write()
    return Added(**counts), refused


class _Batch:
    """Rows to be stored together: the acts follow one another, numbers go on from the last."""

    def __init__(self, connection: Connection, reader: str) -> None:
        self.connection = connection
        self.reader = reader
        self.seq, self.digest = last_act(connection)
        self.n = connection.scalar(select(func.max(version.c.n))) or 0
        self.statement_n = connection.scalar(select(func.max(statement.c.n))) or 0
        self.acts, self.versions, self.statements = (
            list[dict[str, Any]](),
            list[dict[str, Any]](),
            list[dict[str, Any]](),
        )

    def add(self, article: Article, rows: list[dict[str, Any]], this: Known) -> None:
        """Note an article's version and its statements."""
        self.seq, self.n = self.seq + 1, self.n + 1
        row = {**_article_columns(article), "n": self.n, "number": this.number, "act": self.seq, "reader": self.reader}
        row |= {"text_digest": this.text_digest, "is_latest": True}
        body = AddBody(rows=row_digest(row, READ_VERSION) + this.statements)
        encoded = msgspec.json.encode(body).decode()
        self.acts.append(act_row(self.seq, self.digest, by=self.reader, kind="add", subject=article.id, body=encoded))
        self.digest = self.acts[-1]["digest"]
        self.versions.append(row)
        for n, found in enumerate(rows, self.statement_n + 1):
            self.statements.append({**found, "n": n, "version": self.n})
        self.statement_n += len(rows)

    def write(self) -> None:
        """Store all that was noted."""
        spoken: dict[int, list[tuple[str | None, str]]] = {v["n"]: [] for v in self.versions}
        for row in self.statements:
            spoken[row["version"]].append((row["speaker"], row["basis"]))
        told = people.tell(
            self.connection, [people.Named(v["n"], v["article_id"], v["text"], spoken[v["n"]]) for v in self.versions]
        )
        for row in self.statements:
            row["person"] = people.person_of(told, row)
        for table, rows in ((act, self.acts), (version, self.versions), (statement, self.statements)):
            if rows:
                _insert(self.connection, table, rows)
        people.keep(self.connection, told)
        changed = [v["article_id"] for v in self.versions if v["number"] > 1]
        mark_latest(self.connection, changed)
        older = self.connection.scalars(select(version.c.n).where(version.c.article_id.in_(changed))).all()
        numbers = {*older, *(v["n"] for v in self.versions)}
        tally.recount(self.connection, tally.speakers(self.connection, sorted(numbers)))


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Store rows that all have the same columns in the same order.

    By the driver itself: what SQLAlchemy does for each value took as long as the rest of the insert.
    """
    columns = ", ".join(f'"{name}"' for name in rows[0])
    if connection.dialect.name == "sqlite":
        plain = [tuple(v.isoformat() if isinstance(v, date) else v for v in row.values()) for row in rows]
        marks = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", plain)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def mark_latest(connection: Connection, article_ids: Sequence[str]) -> None:
    """Mark the versions and statements of these articles that a later one stands before."""
    if not article_ids:
        return
    other = version.alias()
    newest = select(func.max(other.c.number)).where(other.c.article_id == version.c.article_id).scalar_subquery()
    of_these = version.c.article_id.in_(set(article_ids))
    connection.execute(
        update(version).where(of_these, version.c.is_latest, version.c.number < newest).values(is_latest=False)
    )
    older = select(version.c.n).where(of_these, ~version.c.is_latest)
    connection.execute(
        update(statement).where(statement.c.version.in_(older), statement.c.is_latest).values(is_latest=False)
    )


def versions_of(connection: Connection, article_ids: Iterable[str]) -> defaultdict[str, list[Known]]:
    """What the ledger has of each of these articles, oldest first; an empty list for one that it has not."""
    v = version.c
    columns = (v.article_id, v.number, v.text_digest, v.reader, act.c.body, v.text.is_(None))
    query = select(*columns).join(act, act.c.seq == v.act).order_by(v.article_id, v.number)
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for article_id, number, digest, reader, body, is_forgotten in connection.execute(
        query.where(version.c.article_id.in_(article_ids))
    ):
        rows = msgspec.json.decode(body, type=AddBody).rows
        found[article_id].append(Known(number, digest, reader, rows[ROW:], bool(is_forgotten)))
    return found


def _owners(connection: Connection, statement_ids: Sequence[str]) -> dict[str, str]:
    """Whose these statements are, of those that the ledger has: by id, the article's id."""
    owners: dict[str, str] = {}
    query = select(statement.c.id, statement.c.article_id)
    for i in range(0, len(statement_ids), 500):
        found = connection.execute(query.where(statement.c.id.in_(statement_ids[i : i + 500])))
        owners.update((id, article_id) for id, article_id in found)
    return owners


def _forgotten(connection: Connection, article_ids: Iterable[str]) -> dict[str, _Forgotten]:
    """Of these articles, those whose newest version was forgotten."""
    query = (
        select(act.c.subject, act.c.at, act.c.body)
        .join(version, version.c.article_id == act.c.subject)
        .where(act.c.kind == "forget", act.c.subject.in_(article_ids), version.c.is_latest, version.c.text.is_(None))
        .order_by(act.c.seq)
    )
    return {
        subject: _Forgotten(at, msgspec.json.decode(body, type=ForgetBody).reason)
        for subject, at, body in connection.execute(query)
    }


def _refusal(article_id: str, mark: _Forgotten) -> Rejection:
    return Rejection(
        source=article_id,
        reason="forgotten",
        detail=f"Its text was removed on {mark.at[:10]} ({mark.reason}); --again stores it nevertheless.",
    )


def text_digest(article: Article) -> bytes:
    """The SHA-256 over the article as JSON: equal where nothing that a reader sees has changed."""
    return sha256(msgspec.json.encode(article)).digest()


def words_of(text: str, read: Statement) -> str:
    """The content, its parts joined by one space."""
    return " ".join(text[start:end] for start, end in read.evidence.content)


def last_act(connection: Connection) -> tuple[int, bytes]:
    """The number and the digest of the last act; 0 and `chain.NOTHING` where nothing was done yet."""
    last = connection.execute(select(act.c.seq, act.c.digest).order_by(act.c.seq.desc()).limit(1)).first()
    return (last.seq, last.digest) if last else (0, NOTHING)


def write_act(connection: Connection, *, by: str, kind: str, subject: str, body: str) -> int:
    """The number of the act, now the last of the chain. Must be called while no other writer is at work."""
    seq, before = last_act(connection)
    row = act_row(seq + 1, before, by=by, kind=kind, subject=subject, body=body)
    connection.execute(insert(act).values(row))
    return seq + 1


def act_row(seq: int, before: bytes, *, by: str, kind: str, subject: str, body: str) -> dict[str, Any]:
    """The columns of an act that follows the one with the digest `before`."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    row = {"seq": seq, "at": at, "by": by, "kind": kind, "subject": subject, "body": body}
    row["body_digest"] = body_digest(body)
    row["digest"] = act_digest(before, row)
    return row


def _article_columns(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "byline": msgspec.json.encode(article.byline).decode(),
        "published": article.published,
        "language": article.language,
        "text": article.text,
        "terms": version_terms(article.title, article.text),
    }


def statement_row(read: Statement, position: int, article: Article) -> dict[str, Any]:
    """The columns of a statement as the machine read it, but for `n` and `version`."""
    return {
        "id": read.id,
        "position": position,
        "body": msgspec.json.encode(read).decode(),
        **today(read, article.text),
        "review": "unreviewed",
        "article_id": article.id,
        "outlet": article.outlet,
        "published": article.published,
        "is_latest": True,
    }


def today(read: Statement, text: str) -> dict[str, Any]:
    """The columns that say how a statement stands, made from its reading or from its correction."""
    words = words_of(text, read)
    return {
        "words": words,
        "terms": statement_terms(words, read.speaker.name),
        "size": size(words),
        "form": read.form,
        "speaker": read.speaker.name,
        "basis": read.speaker.basis,
        "channel": read.channel.kind if read.channel else None,
        "channel_name": read.channel.name if read.channel else None,
        "said_earliest": read.said_on.earliest if read.said_on else None,
        "said_latest": read.said_on.latest if read.said_on else None,
        "denial": read.denial,
        "denies": read.denies,
        "fate": read.fate,
        "score": read.score,
    }
