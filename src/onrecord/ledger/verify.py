"""Compares a ledger with its own chain: what was altered, removed or inserted outside of the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.exc import DatabaseError

from onrecord.data import Breach, Verification
from onrecord.errors import QueryError
from onrecord.ledger import linkage, people, review, store, tally
from onrecord.ledger.chain import NOTHING, act_digest, body_digest, row_digest
from onrecord.ledger.search import TABLES, TRIGGERS, copied_search
from onrecord.ledger.splits import standing_splits
from onrecord.ledger.store import AddBody
from onrecord.ledger.tables import READ_STATEMENT, READ_VERSION, act, decision, naming, person, statement, version
from onrecord.ledger.terms import version_terms
from onrecord.ledger.versions import article_of

_ACTS = 50
"""Acts that are held in memory with what they stored."""
_PERSONS = 200
"""Persons that are held in memory, with those who could be one with them."""


class _Report:
    """The breaches found so far, the first of them in full."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.breaches = list[Breach]()
        self.more = self.acts = self.versions = self.statements = 0

    def add(self, kind: Literal["altered", "removed", "inserted"], place: str, detail: str) -> None:
        if len(self.breaches) < self.limit:
            self.breaches.append(Breach(kind=kind, place=place, detail=detail))
        else:
            self.more += 1


def verified(connection: Connection, *, against: str | None, limit: int) -> Verification:
    """What is not as the chain says. Reads every row once; holds what 50 acts stored.

    `against` is a digest that was noted before. Raises QueryError where it is none.
    """
    report = _Report(limit)
    anchor = _anchor(against)
    forgotten = _forgotten(connection)
    before, last = NOTHING, 0
    for acts in _chunks(connection):
        for row in acts:
            _check_act(row, before, last, anchor, forgotten, report)
            before, last = row.digest, row.seq
        _check_stored(connection, acts, forgotten, report)
    if anchor and anchor[0] > last:
        report.add("removed", _acts(last + 1, anchor[0]), "The chain ends before the act whose digest was noted.")
    _check_strays(connection, report)
    _check_persons(connection, report)
    for place, detail in linkage.strays(connection):
        report.add("inserted", place, detail)
    return Verification(
        acts=report.acts,
        versions=report.versions,
        statements=report.statements,
        digest=shown(last, before),
        breaches=tuple(report.breaches),
        more=report.more,
    )


def shown(seq: int, digest: bytes) -> str:
    """The digest of an act as it is printed and noted: its number, a hyphen, 64 hexadecimal digits."""
    return f"{seq}-{digest.hex()}"


def _anchor(against: str | None) -> tuple[int, bytes] | None:
    if against is None:
        return None
    seq, _, digest = against.strip().partition("-")
    if not (seq.isascii() and seq.isdigit()) or len(digest) != 64 or set(digest.lower()) - set("0123456789abcdef"):
        raise QueryError("against: a digest as `onrecord verify` prints it, a number, a hyphen and 64 digits 0 to f")
    return int(seq), bytes.fromhex(digest)


def _forgotten(connection: Connection) -> dict[str, int]:
    """By article the last act that forgot it."""
    query = select(act.c.subject, func.max(act.c.seq)).where(act.c.kind == "forget").group_by(act.c.subject)
    return {row[0]: row[1] for row in connection.execute(query)}


def _chunks(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    """All acts in their order, some at a time."""
    last = None
    while rows := connection.execute(
        select(act).where(*([] if last is None else [act.c.seq > last])).order_by(act.c.seq).limit(_ACTS)
    ).all():
        yield rows
        last = rows[-1].seq


def _check_act(
    row: Row[Any],
    before: bytes,
    last: int,
    anchor: tuple[int, bytes] | None,
    forgotten: Mapping[str, int],
    report: _Report,
) -> None:
    """Whether the act follows the one before it, and its body is the one that it was written with."""
    report.acts += 1
    place = f"act {row.seq}"
    if row.seq > last + 1:
        report.add("removed", _acts(last + 1, row.seq - 1), "Acts are numbered without a gap.")
    elif row.seq <= last:
        report.add("inserted", place, "Acts are numbered from 1.")
    if row.body is not None and body_digest(row.body) != row.body_digest:
        report.add("altered", place, "Its body is not the one that its digest was made over.")
    elif row.body is None and (row.kind not in ("review", "undo") or row.seq > max(forgotten.values(), default=0)):
        report.add("altered", place, "It has lost its body, and nothing was forgotten that would be the reason.")
    if row.seq == last + 1 and act_digest(before, row._mapping) != row.digest:
        report.add(
            "altered", place, "Its digest does not follow from the act before it: one of the two is not as it was."
        )
    if anchor and row.seq == anchor[0] and row.digest != anchor[1]:
        report.add("altered", place, "Its digest is not the one that was noted: the chain up to it was made anew.")


def _acts(first: int, last: int) -> str:
    return f"act {first}" if first == last else f"acts {first} to {last}"


def _check_stored(
    connection: Connection, acts: Sequence[Row[Any]], forgotten: Mapping[str, int], report: _Report
) -> None:
    """Whether what these acts stored is there, as they stored it, and nothing else is said to be theirs."""
    in_these = version.c.act.between(acts[0].seq, acts[-1].seq)
    other = version.alias("other")
    newest = select(func.max(other.c.number)).where(other.c.article_id == version.c.article_id).scalar_subquery()
    versions = defaultdict[int, list[Row[Any]]](list)
    for row in connection.execute(select(version, newest.label("newest")).where(in_these).order_by(version.c.n)):
        versions[row.act].append(row)
    statements = defaultdict[int, list[Row[Any]]](list)
    of_these = select(version.c.n).where(in_these)
    reviewed = connection.scalar(select(act.c.seq).where(act.c.kind == "review").limit(1)) is not None
    for row in connection.execute(
        select(statement).where(statement.c.version.in_(of_these)).order_by(statement.c.version, statement.c.position)
    ):
        statements[row.version].append(row)
    ids = [r.id for rows in statements.values() for r in rows] if reviewed else []
    of = _Stored(versions, statements, review.acts_on(connection, ids), forgotten)
    for row in acts:
        _check_act_rows(row, of, report)
    _check_added(connection, acts, report)


class _Stored(NamedTuple):
    """What some acts stored."""

    versions: Mapping[int, list[Row[Any]]]
    """By act."""
    statements: Mapping[int, list[Row[Any]]]
    """By version, those that people added too."""
    reviews: Mapping[str, list[review.Done]]
    """By statement's id."""
    forgotten: Mapping[str, int]


def _check_act_rows(of: Row[Any], stored: _Stored, report: _Report) -> None:
    """Whether an act stored one version, its statements, and these are there."""
    versions, digests = stored.versions.get(of.seq, []), _digests(of)
    report.versions += len(versions)
    report.statements += sum(len(stored.statements.get(v.n, ())) for v in versions)
    own = [v for v in versions if digests and v.article_id == of.subject][:1]
    for row in versions:
        if row not in own:
            report.add("inserted", _version(row), f"Act {row.act} did not store it.")
    if digests and not own:
        report.add("removed", f"the version of article {of.subject} that act {of.seq} stored", "It is not there.")
    for row in own:
        is_forgotten = stored.forgotten.get(row.article_id, 0) > row.act
        _check_version(row, digests[0], is_forgotten, report)
        _check_statements(row, [] if is_forgotten else digests[1:], stored, report)


def _digests(of: Row[Any]) -> list[bytes]:
    """The digests of the rows that an act stored; none where it stored none, or its body was spoilt."""
    if of.kind != "add" or of.body is None:
        return []
    try:
        return msgspec.json.decode(of.body, type=AddBody).digests()
    except msgspec.DecodeError:
        return []


def _version(row: Row[Any]) -> str:
    return f"version {row.number} of article {row.article_id}"


def _check_version(row: Row[Any], digest: bytes, is_forgotten: bool, report: _Report) -> None:
    place = _version(row)
    if row.is_latest != (row.number == row.newest):
        report.add("altered", place, "Its is_latest is not what the numbers of the versions say.")
    if is_forgotten:
        if any(row._mapping[c] is not None for c in ("title", "url", "text", "terms")) or row.byline != "[]":
            report.add("altered", place, "It was forgotten, and holds something again.")
    elif row.text is None or row_digest(row._mapping, READ_VERSION) != digest:
        report.add("altered", place, f"Its text, title or another field is not what act {row.act} stored.")
    elif row.terms != version_terms(row.title, row.text) or row.text_digest != store.text_digest(article_of(row)):
        report.add("altered", place, "What it is found by is not made of its title and text.")


def _check_statements(of: Row[Any], digests: list[bytes], stored: _Stored, report: _Report) -> None:
    """Whether a version's statements are those that its act stored, and stand today as their reviews left them."""
    rows = stored.statements.get(of.n, [])
    read = {r.position: r for r in rows if r.added is None}
    for position, digest in enumerate(digests):
        row = read.pop(position, None)
        if row is None:
            report.add("removed", f"statement {position + 1} of {_version(of)}", f"Act {of.act} stored it.")
        elif row_digest(row._mapping, READ_STATEMENT) != digest:
            report.add("altered", _statement(row, of), f"It is not what act {of.act} stored.")
        else:
            _check_today(row, of, stored.reviews.get(row.id, []), report)
    for row in read.values():
        report.add("inserted", _statement(row, of), f"Act {of.act} did not store it, or its article was forgotten.")
    for row in rows:
        if row.added is not None and _is_added(row, stored.reviews.get(row.id, [])):
            _check_today(row, of, stored.reviews[row.id], report)
        elif row.added is not None:
            report.add("inserted", _statement(row, of), f"Act {row.added} did not add it.")


def _is_added(row: Row[Any], reviews: list[review.Done]) -> bool:
    """Whether a person added this very statement."""
    bodies = [d.body.statement for d in reviews if d.seq == row.added and isinstance(d.body, review.ReviewBody)]
    return any(b is not None and msgspec.json.encode(b).decode() == row.body for b in bodies)


def _statement(row: Row[Any], of: Row[Any]) -> str:
    return f"statement {row.id} ({row.position + 1}) of {_version(of)}"


def _check_today(row: Row[Any], of: Row[Any], reviews: list[review.Done], report: _Report) -> None:
    """Whether the columns of today are made of the reading, of its reviews, and of the article."""
    if of.text is None:  # which was told already
        return
    expected = {c: getattr(of, c) for c in ("article_id", "outlet", "published", "is_latest")}
    expected |= review.columns(row.body, reviews, of.text)
    wrong = [name for name, value in expected.items() if row._mapping[name] != value]
    if wrong:
        report.add("altered", _statement(row, of), f"{', '.join(wrong)}: not as its reading and its reviews say.")


def _check_added(connection: Connection, acts: Sequence[Row[Any]], report: _Report) -> None:
    """Whether what these acts added by hand is there, but where it was undone."""
    for row in acts:
        if row.kind != "review" or row.body is None or b'"verdict":"add"' not in row.body.encode():
            continue
        here = select(statement.c.n).where(statement.c.added == row.seq)
        undone = [
            d.body.act
            for d in review.acts_on(connection, [row.subject])[row.subject]
            if not isinstance(d.body, review.ReviewBody)
        ]
        if row.seq not in undone and connection.scalar(here.limit(1)) is None:
            report.add("removed", f"statement {row.subject}", f"Act {row.seq} added it by hand.")


def _check_strays(connection: Connection, report: _Report) -> None:
    """Whether each version has its act, and each statement its version."""
    query = select(version).outerjoin(act, act.c.seq == version.c.act).where(act.c.seq.is_(None))
    for row in connection.execute(query):
        report.versions += 1
        report.add("inserted", _version(row), f"There is no act {row.act} that stored it.")
    lone = select(statement.c.id, statement.c.n, statement.c.version)
    for row in connection.execute(
        lone.outerjoin(version, version.c.n == statement.c.version).where(version.c.n.is_(None))
    ):
        report.statements += 1
        report.add("inserted", f"statement {row.id} (row {row.n})", f"There is no version with the n {row.version}.")


def _check_persons(connection: Connection, report: _Report) -> None:
    """Whether each statement is given to whom its naming says, and persons are one as rules and decisions have it."""
    whose = func.coalesce(person.c.merged_into, person.c.n)
    named = (naming.c.version == statement.c.version) & (naming.c.name == statement.c.speaker)
    query = (
        select(statement.c.id, statement.c.article_id)
        .outerjoin(naming, named & (naming.c.part == naming.c.name) & statement.c.basis.in_(people.NAMED))
        .outerjoin(person, person.c.n == naming.c.person)
        .where(statement.c.person.is_distinct_from(whose))
    )
    for id, article_id in connection.execute(query):
        report.add("altered", f"statement {id} of article {article_id}", "Its person is not the one its naming says.")
    _check_splits(connection, report)
    last = 0
    while numbers := connection.scalars(
        select(person.c.n).where(person.c.n > last).order_by(person.c.n).limit(_PERSONS)
    ).all():
        for row in people.unsettled(connection, numbers):
            if last < row.n <= numbers[-1]:  # the others are told in their turn
                report.add("altered", f"person {row.id}", "It is not joined or named as the rules and decisions say.")
        for id in tally.miscounted(connection, numbers):
            report.add("altered", f"person {id}", "Its number of statements is not how many it has.")
        last = numbers[-1]
    for name, column, kinds in (
        ("decision", decision.c.act, ("merge", "split", "apart")),
        ("renaming", person.c.renaming, ("rename",)),
    ):
        stray = select(column).outerjoin(act, act.c.seq == column)
        for number in connection.scalars(
            stray.where(column.is_not(None), act.c.kind.is_(None) | act.c.kind.not_in(kinds)).distinct()
        ):
            report.add("inserted", f"{name} of act {number}", "There is no such act.")


def _check_splits(connection: Connection, report: _Report) -> None:
    """Whether those whom an act split off have the names that it gave to them, and no others."""
    splits = {split.id: split for split in standing_splits(connection)}
    of = select(naming.c.name, person.c.id, version.c.article_id).join(person, person.c.n == naming.c.person)
    of = of.join(version, version.c.n == naming.c.version).distinct()
    for name, id, article_id in connection.execute(of.where(person.c.key.is_(None))):
        if id not in splits or article_id not in splits[id].articles:
            report.add("altered", f"the name {name} in article {article_id}", "No act split it off from anybody.")
    for split in splits.values():
        left = of.where(person.c.id.in_(split.people), version.c.article_id.in_(split.articles))
        for name, _, article_id in connection.execute(left):
            report.add("altered", f"the name {name} in article {article_id}", f"Act {split.seq} split it off.")


def check_file(connection: Connection) -> Iterator[Breach]:
    """What SQLite itself finds wrong with the file: pages, indexes, and the full-text indexes beside their tables.

    Writes nothing to the file, and keeps no writer waiting.
    """
    for (said,) in connection.execute(text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield Breach(kind="altered", place="the file", detail=f"SQLite says: {' '.join(said.split())}.")
    query = text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    there = {row.name: row.sql for row in connection.execute(query)}
    for name, line in TRIGGERS.items():
        if " ".join(there.get(name, "").split()) != line:
            detail = "It keeps the full-text index, and is not there as onrecord made it."
            yield Breach(kind="altered" if name in there else "removed", place=f"trigger {name}", detail=detail)
    for table in TABLES:
        try:
            for line in copied_search(table):
                connection.execute(text(line))
            connection.execute(text(f"INSERT INTO {table}_copy({table}_copy, rank) VALUES ('integrity-check', 1)"))
        except DatabaseError as error:
            if not getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
                raise
            yield Breach(
                kind="altered",
                place=f"the full-text index of {table}",
                detail="It does not hold the words that the table holds: something may not be found, or found wrongly.",
            )
