"""What people decide about persons: merge, split, keep apart, rename, and the undoing of each.

Each is an act. What stands of them is kept in `decision` (who is one, who is two, by act), in `person.renamed`, and in
the namings of whom was split off; from there people.regroup takes it, now and whenever articles are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from onrecord.errors import ActError
from onrecord.ledger.names import fold, parse
from onrecord.ledger.people import best_written, name_again, regroup, relink_versions
from onrecord.ledger.splits import SplitBody, UndoBody, person_id, standing_splits, undone
from onrecord.ledger.store import write_act
from onrecord.ledger.tables import act, decision, naming, person, version
from onrecord.ledger.terms import name_terms

LONGEST_NAME = 300
"""Code points."""


class MergeBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `merge`: these persons are the subject."""

    people: tuple[str, ...]


class ApartBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `apart`: this person is not the subject."""

    person: str


class RenameBody(msgspec.Struct, frozen=True):
    """The body of an act of the kind `rename`."""

    before: str
    after: str


def root_of(connection: Connection, id: str) -> Row[Any]:
    """The row of the person with this id, or of the one with whom it is one. Raises ActError where there is none."""
    merged = person.alias()
    query = select(person).where(
        person.c.n == select(func.coalesce(merged.c.merged_into, merged.c.n)).where(merged.c.id == id).scalar_subquery()
    )
    row = connection.execute(query).first() if "\0" not in id else None  # PostgreSQL cannot be asked for it
    if row is None:
        raise ActError(f"{id}: no person has this id; `onrecord people list NAME` shows ids")
    return row


def members_of(connection: Connection, root: int) -> list[Row[Any]]:
    """The rows that are one with this one, itself first."""
    query = select(person).where(or_(person.c.n == root, person.c.merged_into == root))
    return sorted(connection.execute(query), key=lambda row: (row.n != root, row.n))


def merge(connection: Connection, id: str, others: Sequence[str], *, by: str) -> int:
    """The number of the act that makes the others one with the person `id`, under whose id they go on."""
    root = root_of(connection, id)
    rows = {row.n: row for other in others if (row := root_of(connection, other)).n != root.n}
    if not rows:
        raise ActError(f"{root.name}: name at least one other person, who is not one with it already")
    members = [m.n for n in (root.n, *rows) for m in members_of(connection, n)]
    two = _decided(connection, members, members, same=False)
    if two:
        raise ActError(f"{root.name}: act {two[0].act} says that some of these are two people; undo it first")
    seq = _write(connection, by, "merge", root.id, MergeBody(tuple(row.id for row in rows.values())))
    _decide(connection, seq, [(root.n, n) for n in members if n != root.n], same=True)
    return seq


def split(
    connection: Connection, id: str, *, articles: Sequence[str] = (), names: Sequence[str] = (), by: str
) -> tuple[int, str]:
    """The act that parts from a person what it says in these articles, or under these names; and the other's id.

    What is split by name is parted in every article, those added later too.
    """
    if bool(articles) == bool(names):
        raise ActError("split: give articles or names, one of the two")
    root = root_of(connection, id)
    if names:
        return _split_names(connection, root, names, by)
    return _split_articles(connection, root, sorted(set(articles)), by)


def _split_names(connection: Connection, root: Row[Any], names: Sequence[str], by: str) -> tuple[int, str]:
    rows = members_of(connection, root.n)
    wanted = {_normal(name): name for name in names}
    chosen = [row for row in rows if _normal(row.written) in wanted]
    missing = wanted.keys() - {_normal(row.written) for row in chosen}
    if missing:
        raise ActError(
            f"{root.name}: has no name {min(wanted[key] for key in missing)!r} of its own, only "
            f"{', '.join(row.written for row in rows)}; a bare surname is split off by article"
        )
    rest = [row for row in rows if row not in chosen]
    if not rest:
        raise ActError(f"{root.name}: these are all of its names; nothing would be left")
    one = _decided(connection, [row.n for row in chosen], [row.n for row in rest], same=True)
    if one:
        raise ActError(f"{root.name}: act {one[0].act} says that these are one person; undo it first")
    body = SplitBody(names=tuple(row.written for row in chosen), people=tuple(row.id for row in chosen))
    seq = _write(connection, by, "split", root.id, body)
    _decide(connection, seq, list(product([r.n for r in chosen], [r.n for r in rest])), same=False)
    return seq, str(root_of(connection, chosen[0].id).id)


def _split_articles(connection: Connection, root: Row[Any], articles: list[str], by: str) -> tuple[int, str]:
    rows = {row.n: row for row in members_of(connection, root.n)}
    query = (
        select(naming.c.version, naming.c.name, naming.c.part, naming.c.person, version.c.article_id)
        .join(version, version.c.n == naming.c.version)
        .where(naming.c.person.in_(rows))
    )
    mine = connection.execute(query).all()
    found = [row for row in mine if row.article_id in articles]
    missing = set(articles) - {row.article_id for row in found}
    if missing:
        raise ActError(f"{sorted(missing)[0]}: no article of this id names {root.name}")
    if len(found) == len(mine):
        raise ActError(f"{root.name}: these are all the articles that name it; nothing would be left")
    meant = _by_rule(connection, [rows[n].id for n in sorted({row.person for row in found})])
    seq = _write(connection, by, "split", root.id, SplitBody(articles=tuple(articles), people=meant))
    written = best_written(row.part for row in found)
    parsed = parse(written) if root.kind == "person" else None
    n = (connection.scalar(select(func.max(person.c.n))) or 0) + 1
    new = {"n": n, "id": person_id("split", str(seq)), "name": written, "written": written, "kind": root.kind}
    terms = name_terms(None, written)
    connection.execute(insert(person).values(**new, surname=parsed.last if parsed else None, terms=terms))
    for row in found:
        mine_here = and_(naming.c.version == row.version, naming.c.name == row.name, naming.c.part == row.part)
        values = {"person": n, "reason": f"act {seq}", "score": 1.0}
        connection.execute(update(naming).where(mine_here).values(values))
    relink_versions(connection, sorted({row.version for row in found}))
    return seq, str(new["id"])


def _by_rule(connection: Connection, ids: Sequence[str]) -> tuple[str, ...]:
    """These people; in place of one who was split off, those of whom it was."""
    before = {split.id: split for split in standing_splits(connection)}
    of_each = (before[id].people or (before[id].subject,) if id in before else (id,) for id in ids)
    return tuple(sorted({id for ids in of_each for id in ids}))


def apart(connection: Connection, id: str, other: str, *, by: str) -> int:
    """The number of the act that says that two persons are two, and are not to be listed as perhaps one."""
    a, b = root_of(connection, id), root_of(connection, other)
    if a.n == b.n:
        raise ActError(f"{a.name}: these are one person now; split it")
    seq = _write(connection, by, "apart", a.id, ApartBody(b.id))
    pairs = product([m.n for m in members_of(connection, a.n)], [m.n for m in members_of(connection, b.n)])
    _decide(connection, seq, list(pairs), same=False)
    return seq


def rename(connection: Connection, id: str, name: str, *, by: str) -> int:
    """The number of the act by which the person is shown under this name."""
    root, name = root_of(connection, id), " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ActError(f"name: 1 to {LONGEST_NAME} printable characters are taken")
    if name == root.name:
        raise ActError(f"{root.name}: is its name already")
    seq = _write(connection, by, "rename", root.id, RenameBody(root.name, name))
    connection.execute(update(person).where(person.c.n == root.n).values(renamed=name, renaming=seq))
    regroup(connection, [root.n])
    return seq


def undo(connection: Connection, done: Row[Any], *, by: str) -> int:
    """The number of the act that undoes this one, of the kind merge, split, apart or rename."""
    seq = _write(connection, by, "undo", done.subject, UndoBody(done.seq))
    if done.kind == "rename":
        _take_back_name(connection, done.subject)
        return seq
    ties = connection.execute(select(decision).where(decision.c.act == done.seq)).all()
    if ties:
        connection.execute(delete(decision).where(decision.c.act == done.seq))
        regroup(connection, {n for tie in ties for n in (tie.one, tie.other)})
        return seq
    split_off = select(person.c.n).where(person.c.id == person_id("split", str(done.seq)))
    for number in connection.scalars(select(naming.c.version).where(naming.c.person.in_(split_off)).distinct()).all():
        name_again(connection, number)
    return seq


def act_to_undo(connection: Connection, seq: int) -> Row[Any]:
    """The act with this number. Raises ActError where there is none, or where it cannot be undone."""
    row = connection.execute(select(act).where(act.c.seq == seq)).first()
    if row is None:
        raise ActError(f"act {seq}: there is no such act")
    if row.kind not in ("merge", "split", "apart", "rename", "part", "review"):
        raise ActError(f"act {seq}: is of the kind {row.kind}, which cannot be undone")
    again = undone(connection, [row.subject]).get(seq)
    if again:
        raise ActError(f"act {seq}: was undone by act {again}")
    return row


def _take_back_name(connection: Connection, subject: str) -> None:
    """Give the person the name that stands: the last one by hand that was not undone, else none."""
    gone = undone(connection, [subject])
    query = select(act).where(act.c.subject == subject, act.c.kind == "rename").order_by(act.c.seq)
    standing = [row for row in connection.execute(query) if row.seq not in gone]
    last = standing[-1] if standing else None
    renamed = msgspec.json.decode(last.body, type=RenameBody).after if last else None
    values = {"renamed": renamed, "renaming": last.seq if last else None}
    connection.execute(update(person).where(person.c.id == subject).values(values))
    regroup(connection, connection.scalars(select(person.c.n).where(person.c.id == subject)).all())


def _write(connection: Connection, by: str, kind: str, subject: str, body: msgspec.Struct) -> int:
    return write_act(connection, by=by, kind=kind, subject=subject, body=msgspec.json.encode(body).decode())


def _decide(connection: Connection, seq: int, pairs: Sequence[tuple[int, int]], *, same: bool) -> None:
    connection.execute(insert(decision), [{"act": seq, "one": a, "other": b, "same": same} for a, b in pairs])
    regroup(connection, {n for pair in pairs for n in pair})


def _decided(connection: Connection, a: Sequence[int], b: Sequence[int], *, same: bool) -> list[Row[Any]]:
    """The decisions that tie or part one of these and one of those."""
    here = or_(
        and_(decision.c.one.in_(a), decision.c.other.in_(b)), and_(decision.c.one.in_(b), decision.c.other.in_(a))
    )
    return list(connection.execute(select(decision).where(here, decision.c.same.is_(same)).order_by(decision.c.act)))


def _normal(name: str) -> str:
    parsed = parse(name)
    return parsed.key if parsed else fold(name)
