"""Reports of an utterance parted by hand: the act, and the pairs of sayings that it keeps apart.

The act names statements. When a new version of an article has their words elsewhere, under other ids, the pairs follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, or_, select

from onrecord.errors import ActError
from onrecord.ledger.linkage import found, settle
from onrecord.ledger.splits import UndoBody
from onrecord.ledger.store import write_act
from onrecord.ledger.tables import parted, saying


class PartBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `part`."""

    statements: tuple[str, ...]
    """Ids of those that are not of one utterance with the `rest`."""
    rest: tuple[str, ...]


def with_parted(connection: Connection) -> set[int]:
    """The components in which people have parted sayings."""
    ids = select(parted.c.one).union(select(parted.c.other))
    pairs = select(saying.c.component).where(saying.c.id.in_(ids))
    return set(connection.scalars(pairs.distinct()))


def part(connection: Connection, id: str, statements: Sequence[str], *, by: str) -> tuple[int, int]:
    """The act that parts these statements from the others of an utterance, and its component, to be settled.

    Raises ActError where one is not of the utterance, or none would be left.
    """
    together = found(connection, id)
    if together is None:
        raise ActError(f"utterance {id}: there is none in this ledger; `onrecord link` shows them")
    rows = connection.execute(select(saying.c.id, saying.c.component).where(saying.c.together == together)).all()
    ids, chosen = {row.id for row in rows}, set(statements)
    if not chosen or chosen - ids:
        named = f"statement {min(chosen - ids)}: is not of" if chosen else "no statement is named of"
        raise ActError(f"{named} utterance {id}; `onrecord utterance {id}` shows its statements")
    if chosen == ids:
        raise ActError(f"utterance {id}: these are all of its statements; nothing would be left")
    body = PartBody(tuple(sorted(chosen)), tuple(sorted(ids - chosen)))
    seq = write_act(connection, by=by, kind="part", subject=id, body=msgspec.json.encode(body).decode())
    pairs = [{"act": seq, "one": a, "other": b} for a, b in product(body.statements, body.rest)]
    connection.execute(insert(parted), pairs)
    return seq, rows[0].component


def undo_part(connection: Connection, done: Row[Any], *, by: str) -> int:
    """The number of the act that undoes this one, of the kind `part`."""
    body = msgspec.json.encode(UndoBody(done.seq)).decode()
    seq = write_act(connection, by=by, kind="undo", subject=done.subject, body=body)
    ids = select(parted.c.one).where(parted.c.act == done.seq)
    components = list(connection.scalars(select(saying.c.component).where(saying.c.id.in_(ids)).distinct()))
    connection.execute(delete(parted).where(parted.c.act == done.seq))
    for component in components:
        settle(connection, component)
    return seq


def follow(connection: Connection, before: Sequence[tuple[str, int]], now: Sequence[tuple[str, int]]) -> None:
    """Let what was parted of an article's older version hold for the same words in its newer one.

    Of each version's sayings the id and what is equal for equal words, in the order of the text. What has no such words
    now is parted from nothing, until a version has them under the same id again.
    """
    olds, news = _by_words(before, besides=now), _by_words(now, besides=before)
    moved = {old: new for words, ids in olds.items() for old, new in zip(ids, news.get(words, ()), strict=False)}
    touched = or_(parted.c.one.in_(list(moved)), parted.c.other.in_(list(moved)))
    pairs = connection.execute(select(parted).where(touched)).all()
    connection.execute(delete(parted).where(touched))
    stored = select(parted).where(parted.c.act.in_([pair.act for pair in pairs]))
    known = {(act, one, other) for act, one, other in connection.execute(stored)}
    wanted = {(act, moved.get(one, one), moved.get(other, other)) for act, one, other in pairs} - known
    if wanted:
        connection.execute(insert(parted), [dict(zip(("act", "one", "other"), w, strict=True)) for w in sorted(wanted)])


def _by_words(sayings: Iterable[tuple[str, int]], *, besides: Collection[tuple[str, int]]) -> dict[int, list[str]]:
    """The statements of each wording, but for those that `besides` has as well.

    One that has two wordings is taken by its whole, which comes first.
    """
    first: dict[str, int] = {}
    for id, words in sayings:
        first.setdefault(id, words)
    out: dict[int, list[str]] = {}
    for id, words in first.items():
        if (id, words) not in besides:
            out.setdefault(words, []).append(id)
    return out
