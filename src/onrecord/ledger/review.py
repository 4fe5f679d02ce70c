"""Review: a person confirms, rejects or corrects a statement, or adds one that the machine missed.

Each of these is an act on the statement's id, and nothing is written over: the machine's reading stays in
`statement.body`, and `standing` makes the columns of today from it and from the acts. An act names all the values that
it left standing, and the words that it was about. So it holds in another version of the article too, or in another
machine's reading of it, wherever the same spans hold the same words, and nowhere else.

One who reviews says what they saw, by `Reading.state`; where another act or another reading came between, theirs is
refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, literal, or_, select, text, tuple_, update

from onrecord.data import Correction, Evidence, Judgement, Reading, Review, ReviewAct, Statement
from onrecord.errors import ActError, QueryError
from onrecord.ledger import people, store, tally
from onrecord.ledger.corrections import ROLES, added, changes, corrected, given, put_to, whole
from onrecord.ledger.query import NO_TOKEN, storable
from onrecord.ledger.splits import UndoBody
from onrecord.ledger.tables import act, statement, version, voice
from onrecord.ledger.versions import check_article

LONGEST_NOTE = 2000
"""Code points."""


class ReviewBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of an act of the kind `review`."""

    verdict: Judgement
    version: int
    about: str = ""
    """A digest of the words that the statement's spans hold."""
    before: Correction = Correction()
    after: Correction = Correction()
    stands: Correction = Correction()
    """Every field as the act left it."""
    statement: Statement | None = None
    """The statement, where it was added."""
    note: str = ""


class Standing(NamedTuple):
    """How a statement stands today."""

    statement: Statement
    review: Review


class Done(NamedTuple):
    """An act on a statement, read."""

    seq: int
    at: str
    by: str
    body: ReviewBody | UndoBody


def standing(body: str, acts: Sequence[Done], text: str) -> Standing:
    """How a statement of this reading stands after these acts, in an article of this text."""
    read = msgspec.json.decode(body, type=Statement)
    holds = [d for d in not_undone(acts) if d.verdict != "finish" and d.about == about(text, read.evidence, d.stands)]
    if not holds:
        return Standing(read, "unreviewed")
    found = put_to(read, holds[-1].stands)
    if holds[-1].verdict == "reject":
        return Standing(found, "rejected")
    return Standing(found, "corrected" if whole(found) != whole(read) else "confirmed")


def columns(body: str, acts: Sequence[Done], text: str) -> dict[str, Any]:
    """The columns of `statement` that say how it stands today, but for `person`."""
    found = standing(body, acts, text)
    changed = found.statement != msgspec.json.decode(body, type=Statement)
    return {
        **store.today(found.statement, text),
        "today": msgspec.json.encode(found.statement).decode() if changed else None,
        "review": found.review,
    }


def about(text: str, evidence: Evidence, stands: Correction) -> str:
    """16 hexadecimal digits of the SHA-256 over the words of these spans, as read and as they were left standing."""
    fields = given(stands)
    parts = [
        [text[start:end] for start, end in spans]
        for role in ROLES
        for spans in (getattr(evidence, role), fields.get(role, ()))
    ]
    return sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def acts_on(connection: Connection, ids: Iterable[str]) -> dict[str, list[Done]]:
    """The reviews of these statements, and what undid them, oldest first; those that were forgotten are left out."""
    out: dict[str, list[Done]] = {id: [] for id in ids}
    kinds = ("review", "undo")
    query = select(act).where(act.c.kind.in_(kinds), act.c.body.is_not(None)).order_by(act.c.seq)
    wanted = list(out)
    for i in range(0, len(wanted), 500):
        for row in connection.execute(query.where(act.c.subject.in_(wanted[i : i + 500]))):
            out[row.subject].append(done(row))
    return out


def done(row: Row[Any]) -> Done:
    """A row of `act`, of the kind review or undo, read."""
    body = msgspec.json.decode(row.body, type=ReviewBody) if row.kind == "review" else None
    return Done(row.seq, row.at, row.by, body or msgspec.json.decode(row.body, type=UndoBody))


def not_undone(acts: Sequence[Done]) -> list[ReviewBody]:
    """The reviews among these acts that stand."""
    gone = {d.body.act for d in acts if isinstance(d.body, UndoBody)}
    return [d.body for d in acts if isinstance(d.body, ReviewBody) and d.seq not in gone]


def reading(connection: Connection, id: str) -> Reading:
    """The statement with this id, as the newest version that has it says. Raises ActError where there is none."""
    row = _row(connection, id)
    return reading_of(row, acts_on(connection, [id])[id])


_SEEN = (statement, version.c.text, version.c.title, version.c.number)


def _row(connection: Connection, id: str) -> Row[Any]:
    query = select(*_SEEN).join(version, version.c.n == statement.c.version).where(statement.c.id == id)
    row = connection.execute(query.order_by(version.c.number.desc()).limit(1)).first()
    if row is None or row.body is None or row.text is None:
        raise ActError(f"{id}: no statement has this id, or its article was forgotten; `onrecord find` shows ids")
    return row


def reading_of(row: Row[Any], acts: Sequence[Done]) -> Reading:
    """What a reviewer sees of a row of `statement`, with its version's text, title and number."""
    found = standing(row.body, acts, row.text)
    return Reading(
        state=f"{row.number}.{acts[-1].seq if acts else 0}",
        review=found.review,
        statement=found.statement,
        read=None if row.added else msgspec.json.decode(row.body, type=Statement),
        words=store.words_of(row.text, found.statement),
        doubts=doubts(found.statement),
        article_id=row.article_id,
        version=row.number,
        title=row.title,
        outlet=row.outlet,
        published=row.published,
    )


def doubts(read: Statement) -> tuple[str, ...]:
    """Why a statement should be looked at."""
    told = (
        (read.score < 0.5, f"score {read.score:.2f}"),
        (read.speaker.basis == "none", "no source"),
        (read.speaker.basis in ("unnamed_person", "unnamed_group"), "unnamed"),
        (read.speaker.name is not None and read.speaker.score < 0.6, f"speaker's score {read.speaker.score:.2f}"),
        (read.denial, "denial"),
        (read.fate is not None, f"fate {read.fate}"),
        (read.form == "mixed", "mixed"),
    )
    return tuple(doubt for holds, doubt in told if holds)


def confirm(connection: Connection, id: str, *, by: str, seen: str | None = None, note: str = "") -> int:
    """The number of the act that says that the statement is right as it stands."""
    return _judge(connection, id, "confirm", Correction(), by, seen, note)


def reject(connection: Connection, id: str, *, by: str, seen: str | None = None, note: str = "") -> int:
    """The number of the act that says that it is no statement."""
    return _judge(connection, id, "reject", Correction(), by, seen, note)


def correct(
    connection: Connection, id: str, correction: Correction, *, by: str, seen: str | None = None, note: str = ""
) -> int:
    """The number of the act that corrects these fields, and says that the others are right."""
    return _judge(connection, id, "correct", correction, by, seen, note)


def _judge(
    connection: Connection, id: str, verdict: Judgement, correction: Correction, by: str, seen: str | None, note: str
) -> int:
    row = _row(connection, id)
    acts = acts_on(connection, [id])[id]
    now = reading_of(row, acts)
    if seen is not None and seen != now.state:
        raise ActError(f"{id}: is at {now.state}, and you saw {seen}: {_between(acts)}; look at it again, then decide")
    new = now.statement
    if verdict == "correct":
        others = set(_siblings(connection, row.version)) - {id}
        new = corrected(now.statement, correction, row.text, others)
        if new == now.statement:
            raise ActError(f"{id}: nothing to correct, it stands so already; confirm it")
    old, stands = whole(now.statement), whole(new)
    before, after = changes(old, stands)
    body = ReviewBody(
        verdict=verdict,
        version=row.number,
        about=about(row.text, msgspec.json.decode(row.body, type=Statement).evidence, stands),
        before=before,
        after=after,
        stands=stands,
        note=checked_note(note),
    )
    seq = write(connection, by, id, body)
    apply(connection, [id])
    return seq


def _between(acts: Sequence[Done]) -> str:
    if not acts:
        return "the article was read anew"
    last = acts[-1]
    what = last.body.verdict if isinstance(last.body, ReviewBody) else "undo"
    return f"act {last.seq} ({what} by {last.by}) or another reading came between"


def checked_note(note: str) -> str:
    """The note. Raises ActError where it is too long, or no text."""
    if "\0" in note:
        raise ActError("note: no text holds a NUL character")
    if len(note) > LONGEST_NOTE:
        raise ActError(f"note: up to {LONGEST_NOTE} characters are taken")
    return note


def write(connection: Connection, by: str, subject: str, body: ReviewBody) -> int:
    """The number of the act that keeps this review."""
    encoded = msgspec.json.encode(body).decode()
    return store.write_act(connection, by=by, kind="review", subject=subject, body=encoded)


def _siblings(connection: Connection, number: int) -> Sequence[str]:
    return connection.scalars(select(statement.c.id).where(statement.c.version == number)).all()


def add(connection: Connection, article_id: str, correction: Correction, *, by: str, note: str = "") -> tuple[int, str]:
    """The act that adds a statement which the machine missed in the article's latest version; and its id."""
    query = select(version).where(version.c.article_id == article_id, version.c.is_latest)
    of = connection.execute(query).first()
    if of is None or of.text is None:
        raise ActError(f"{article_id}: no article has this id, or its text was forgotten")
    others = set(_siblings(connection, of.n))
    new = added("", correction, of.text, others)
    id = statement_id(article_id, new.evidence)
    if id in others:
        raise ActError(f"{id}: the article has a statement with these spans; correct or confirm that one")
    new = msgspec.structs.replace(new, id=id)
    body = ReviewBody(
        verdict="add",
        version=of.number,
        about=about(of.text, new.evidence, whole(new)),
        after=whole(new),
        stands=whole(new),
        statement=new,
        note=checked_note(note),
    )
    seq = write(connection, by, id, body)
    _insert(connection, of, [(seq, new)])
    return seq, id


def statement_id(article_id: str, evidence: Evidence) -> str:
    """As resolve.statement_id gives it: a machine that finds the same spans later finds the same statement."""
    spans = "|".join(";".join(f"{s},{e}" for s, e in getattr(evidence, role)) for role in ROLES)
    return sha256(f"{article_id}\n{spans}".encode()).hexdigest()[:16]


def ever_added(connection: Connection, article_id: str) -> list[str]:
    """The ids of the statements that people added to this article, those that were undone too: they have no row."""
    query = select(act).where(act.c.kind == "review", act.c.body.contains('"verdict":"add"'))
    added = ((row.subject, done(row).body) for row in connection.execute(query))
    return [
        id
        for id, body in added
        if isinstance(body, ReviewBody) and body.statement and statement_id(article_id, body.statement.evidence) == id
    ]


def _insert(connection: Connection, of: Row[Any], new: Sequence[tuple[int, Statement]]) -> None:
    """Put statements that people added behind those of a version."""
    n = connection.scalar(select(func.max(statement.c.n))) or 0
    here = select(func.max(statement.c.position)).where(statement.c.version == of.n)
    position = connection.scalar(here)
    position = -1 if position is None else position
    for i, (seq, read) in enumerate(new, 1):
        row = {
            "n": n + i, "version": of.n, "added": seq, "id": read.id, "position": position + i,
            "body": msgspec.json.encode(read).decode(), **store.today(read, of.text), "review": "confirmed",
            "article_id": of.article_id, "outlet": of.outlet, "published": of.published, "is_latest": of.is_latest,
        }  # fmt: skip
        connection.execute(insert(statement).values(row))
    apply(connection, [read.id for _, read in new])
    people.name_again(connection, of.n)


def undo(connection: Connection, row: Row[Any], *, by: str) -> int:
    """The number of the act that undoes this review. Raises ActError where a later one stands on it."""
    acts = acts_on(connection, [row.subject])[row.subject]
    gone = {d.body.act for d in acts if isinstance(d.body, UndoBody)}
    later = [d.seq for d in acts if d.seq > row.seq and isinstance(d.body, ReviewBody) and d.seq not in gone]
    if later:
        raise ActError(f"act {row.seq}: act {later[-1]} on the same statement came after it; undo that one first")
    body = msgspec.json.encode(UndoBody(row.seq)).decode()
    seq = store.write_act(connection, by=by, kind="undo", subject=row.subject, body=body)
    mine = select(statement.c.n).where(statement.c.added == row.seq)
    numbers = connection.scalars(select(statement.c.version).where(statement.c.added == row.seq)).all()
    if numbers:
        spoke = tally.speakers(connection, numbers)
        connection.execute(delete(voice).where(voice.c.statement.in_(mine)))
        connection.execute(delete(statement).where(statement.c.added == row.seq))
        for number in numbers:
            people.name_again(connection, number)
        tally.recount(connection, spoke)
    apply(connection, [row.subject])
    return seq


def history(connection: Connection, id: str) -> tuple[ReviewAct, ...]:
    """What was done in reviewing this statement, oldest first. Raises ActError where there is no such statement."""
    acts = acts_on(connection, [id])[id]
    if not acts:
        _row(connection, id)
    gone = {d.body.act: d.seq for d in acts if isinstance(d.body, UndoBody)}
    by_seq = {d.seq: d.body for d in acts if isinstance(d.body, ReviewBody)}
    out = []
    for d in acts:
        if isinstance(d.body, UndoBody):
            was = by_seq.get(d.body.act)
            if was is None:
                continue
            out.append(
                ReviewAct(
                    seq=d.seq, at=d.at, by=d.by, verdict="undo", version=was.version, before=was.after,
                    after=was.before, undoes=d.body.act,
                )
            )  # fmt: skip
        else:
            b = d.body
            out.append(
                ReviewAct(
                    seq=d.seq, at=d.at, by=d.by, verdict=b.verdict, version=b.version, before=b.before, after=b.after,
                    note=b.note, undone_by=gone.get(d.seq),
                )
            )  # fmt: skip
    return tuple(out)


# Written as the partial index has it, so that it is used
_UNREVIEWED: ColumnElement[bool] = text("statement.review = 'unreviewed' AND statement.is_latest")  # type: ignore[assignment]


_UNNAMED = ("unnamed_person", "unnamed_group", "none")


def queue(
    connection: Connection, *, article_id: str | None = None, limit: int = 20, after: str | None = None
) -> list[Reading]:
    """Statements of latest versions that nobody has reviewed: the least sure first, then the unnamed and denials.

    Raises QueryError where there is no such article, or no statement `after`.
    """
    s = statement.c
    order = s.score, s.basis.not_in(_UNNAMED), s.denial.is_(False), s.n
    chosen = select(s.n).where(_UNREVIEWED)
    if after is not None:
        storable("token", after)
        try:
            row = _row(connection, after)
        except ActError:
            raise QueryError(NO_TOKEN) from None
        read = msgspec.json.decode(row.body, type=Statement)  # as it stood in the queue, whatever a review made of it
        place = read.score, read.speaker.basis not in _UNNAMED, not read.denial, row.n
        chosen = chosen.where(tuple_(*order) > tuple_(*(literal(v) for v in place)))
    if article_id is not None:
        check_article(connection, article_id)
        chosen = chosen.where(statement.c.article_id == article_id)
    numbers = connection.scalars(chosen.order_by(*order).limit(limit)).all()
    query = select(*_SEEN).join(version, version.c.n == statement.c.version).where(statement.c.n.in_(numbers))
    rows = {row.n: row for row in connection.execute(query)}
    acts = acts_on(connection, [row.id for row in rows.values()])
    return [reading_of(rows[n], acts[rows[n].id]) for n in numbers]


def apply(connection: Connection, ids: Sequence[str]) -> None:
    """Bring the columns of today of these statements, in every version, to what the acts say."""
    acts = acts_on(connection, ids)
    query = select(*_SEEN).join(version, version.c.n == statement.c.version)
    renamed, judged = set[int](), set[int]()
    for row in connection.execute(query.where(statement.c.id.in_(ids), version.c.text.is_not(None))).all():
        values = columns(row.body, acts[row.id], row.text)
        if any(row._mapping[c] != v for c, v in values.items()):
            connection.execute(update(statement).where(statement.c.n == row.n).values(values))
        if (row.speaker, row.basis) != (values["speaker"], values["basis"]):
            renamed.add(row.version)
        if row.review != values["review"]:
            judged.add(row.version)
    for number in sorted(renamed):
        people.name_again(connection, number)
    tally.recount(connection, tally.speakers(connection, sorted(judged)))


def carry(connection: Connection, article_ids: Sequence[str]) -> None:
    """Bring the reviews of earlier versions to the latest versions of these articles, which have just been stored."""
    latest = select(version).where(version.c.article_id.in_(article_ids), version.c.is_latest)
    for of in connection.execute(latest).all():
        ids = _siblings(connection, of.n)
        reviewed = [id for id, acts in acts_on(connection, ids).items() if acts]
        if reviewed:
            apply(connection, reviewed)
        old = connection.execute(
            select(statement.c.id, statement.c.added)
            .where(statement.c.article_id == of.article_id, statement.c.added.is_not(None))
            .where(or_(statement.c.version < of.n, statement.c.version > of.n))
            .distinct()
        ).all()
        acts = acts_on(connection, [row.id for row in old if row.id not in ids])
        new = [
            (d.seq, d.body.statement)
            for row in old
            if row.id not in ids
            for d in acts[row.id]
            if d.seq == row.added and isinstance(d.body, ReviewBody) and d.body.statement
        ]
        held = [(seq, read) for seq, read in new if standing_holds(of.text, read, acts[read.id])]
        if held:
            _insert(connection, of, held)


def standing_holds(text: str, read: Statement, acts: Sequence[Done]) -> bool:
    """Whether the words that an added statement was about stand in this text too."""
    return standing(msgspec.json.encode(read).decode(), acts, text).review != "unreviewed"
