"""Articles whose review is finished, as training and test data."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, Row, select

from onrecord.data import Gold, GoldAttribution, GoldLabel, Statement
from onrecord.errors import ActError
from onrecord.ledger.review import ReviewBody, acts_on, checked_note, not_undone, write
from onrecord.ledger.tables import act, statement, version


def finish(connection: Connection, article_id: str, *, by: str, note: str = "") -> int:
    """The number of the act that says that an article's statements are reviewed, and that none is missing.

    Raises ActError where one of its latest version was not reviewed.
    """
    of = connection.execute(
        select(version.c.n, version.c.number, version.c.text).where(
            version.c.article_id == article_id, version.c.is_latest
        )
    ).first()
    if of is None or of.text is None:
        raise ActError(f"{article_id}: no article has this id, or its text was forgotten")
    left = connection.scalars(
        select(statement.c.id).where(statement.c.version == of.n, statement.c.review == "unreviewed")
    ).all()
    if left:
        raise ActError(f"{article_id}: {len(left)} statements are not reviewed, {left[0]} for one")
    return write(connection, by, article_id, ReviewBody("finish", of.number, note=checked_note(note)))


def finished(connection: Connection) -> Iterator[Gold]:
    """The articles whose latest version is reviewed: each statement was confirmed, corrected or rejected, and a person
    has said (`finish`) that none is missing. In the order of their ids; what was rejected is left out.
    """
    query = select(act.c.subject).where(act.c.kind == "review", act.c.kind != "add").distinct()
    some = select(version).where(version.c.article_id.in_(query), version.c.is_latest, version.c.text.is_not(None))
    for of in connection.execute(some.order_by(version.c.article_id)).all():
        done = [b for b in not_undone(acts_on(connection, [of.article_id])[of.article_id]) if b.verdict == "finish"]
        rows = connection.execute(select(statement).where(statement.c.version == of.n)).all()
        if any(b.version == of.number for b in done) and all(row.review != "unreviewed" for row in rows):
            yield _gold(of, [msgspec.json.decode(r.today or r.body, type=Statement) for r in rows if _stands(r)])


def _stands(row: Row[tuple[object, ...]]) -> bool:
    return bool(row.review != "rejected")


def _gold(of: Row[tuple[object, ...]], read: list[Statement]) -> Gold:
    read.sort(key=lambda s: (s.evidence.content, s.evidence.cue, s.evidence.source))
    return Gold(
        id=of.article_id,
        text=of.text,
        attributions=tuple(
            GoldAttribution(source=s.evidence.source, cue=s.evidence.cue, content=s.evidence.content) for s in read
        ),
        labels=tuple(
            GoldLabel(
                content=s.evidence.content,
                speaker=s.speaker.name,
                basis=s.speaker.basis,
                channel=s.channel.kind if s.channel else None,
                channel_name=s.channel.name if s.channel else None,
                said_on=(s.said_on.earliest, s.said_on.latest) if s.said_on else None,
                denial=s.denial,
                fate=s.fate,
            )
            for s in read
        ),
    )
