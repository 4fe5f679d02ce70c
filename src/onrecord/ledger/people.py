"""Who is one person with whom: the names that speakers are given by, kept with the reason for each.

Each whole name in normal form has its own row of `person` for good, so that its id lasts; `merged_into` says with
whom it is one. What a rule makes one depends on the set of names alone, never on the order in which they came: a
name's block (surname and first name) is looked at as a whole whenever a new name enters it. What a person decided
stands over the rules.

A bare surname is the one person of the same article who bears it in full. Where there is none, it is a person of its
own, in that article alone: two articles that name but “Ito” are never joined by a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from onrecord.data import SpeakerKind as Kind
from onrecord.ledger.groups import Groups, Joined, grouped
from onrecord.ledger.names import TITLES, Name, fold, group_key, parse, parts
from onrecord.ledger.splits import person_id, split_off, standing_splits
from onrecord.ledger.tables import decision, naming, person, statement, version, voice
from onrecord.ledger.tally import recount, speakers
from onrecord.ledger.terms import name_terms

NAMED = ("named_person", "named_group", "document")
"""The bases on which a speaker has a name that is kept here."""
_BATCH = 500
"""Values in one IN: SQLite's older versions take 999."""
_FEW = frozenset("a an and as at but by for from he his her if in it its of on or she so that the then they to".split())


class Naming(NamedTuple):
    """Whom a name means in one version of an article: a row of `naming`."""

    version: int
    name: str
    part: str
    person: int
    reason: str
    score: float


class Named(NamedTuple):
    """A version of an article with the names of its statements' speakers."""

    n: int
    article_id: str
    text: str
    speakers: Sequence[tuple[str | None, str]]
    """Name and basis of each statement."""


class Told(NamedTuple):
    """What the names of some versions came to."""

    namings: list[Naming]
    persons: dict[tuple[int, str], int]
    """Version and name → the one person whom it means today; names of several people are left out."""


def tell(connection: Connection, versions: Sequence[Named]) -> Told:
    """Whom each name means, the persons made where they are new. `keep` writes it down, once the versions stand."""
    casts = [_Cast(v).meanings() for v in versions]
    wanted: dict[str, dict[str, Any]] = {}
    for v, cast in zip(versions, casts, strict=True):
        for m in cast:
            row = m.row(v.article_id)
            if m.id not in wanted or _rank(row["written"]) < _rank(wanted[m.id]["written"]):
                wanted[m.id] = row
    if not wanted:
        return Told([], {})
    rows = _met(connection, wanted)
    splits = split_off(connection, {v.article_id for v in versions})
    others = _short_rows(connection, sorted({split.id for split in splits.values()}))
    told = Told([], {})
    for v, cast in zip(versions, casts, strict=True):
        for m in cast:
            row, reason, score = rows[m.id], m.reason, m.score
            split = splits.get((v.article_id, m.id))
            if split and split.id in others:
                row, reason, score = others[split.id], f"act {split.seq}", 1.0
            told.namings.append(Naming(v.n, m.name, m.part, row.n, reason, score))
            if m.part == m.name:
                told.persons[v.n, m.name] = row.merged_into or row.n
    return told


class _Entry(NamedTuple):
    """One speaker's name, taken apart."""

    name: str
    part: str
    kind: Kind
    parsed: Name | None
    key: str

    @property
    def is_whole(self) -> bool:
        return self.kind == "group" or (self.parsed is not None and self.parsed.is_whole)


class _Meaning(NamedTuple):
    """Whom a name means, and why."""

    name: str
    part: str
    id: str
    bearer: _Entry
    reason: str
    score: float

    def row(self, article_id: str) -> dict[str, Any]:
        """The columns of the person, where it is new."""
        e, whole = self.bearer, self.bearer.is_whole
        return {
            "id": self.id,
            "name": e.part,
            "terms": name_terms(e.key, e.part),
            "written": e.part,
            "kind": e.kind,
            "key": e.key,
            "article_id": None if whole else article_id,
            "surname": e.parsed.last if e.parsed else None,
            "block": e.parsed.block if e.parsed and whole else None,
        }


class _Cast:
    """The names of one version."""

    def __init__(self, named: Named) -> None:
        self._named = named
        kinds: dict[str, Kind] = {}
        for name, basis in named.speakers:
            if name and basis in NAMED and kinds.get(name) != "person":
                kinds[name] = "person" if basis == "named_person" else "group"
        self._entries = [e for name, kind in kinds.items() for e in _entries(name, kind)]

    def meanings(self) -> list[_Meaning]:
        return [self._meaning(e) for e in self._entries]

    def _meaning(self, e: _Entry) -> _Meaning:
        if e.is_whole:
            return _Meaning(e.name, e.part, person_id(e.kind, e.key), e, "name", 0.97)
        bearer = self._bearer(e)
        if bearer is not None:
            id, reason = person_id(e.kind, bearer.key), "only one of that name in the article"
            return _Meaning(e.name, e.part, id, bearer, reason, 0.9)
        return _Meaning(e.name, e.part, person_id(e.kind, e.key, self._named.article_id), e, "in this article", 1.0)

    def _bearer(self, e: _Entry) -> _Entry | None:
        """The one whole name here that ends in the bare one, where the text gives the surname to no other."""
        if e.parsed is None:
            return None
        bare = tuple(e.parsed.surname.split())
        found = {
            o.key: o
            for o in self._entries
            if o.parsed and o.is_whole and o.parsed.words[-len(bare) :] == bare and _begins(e.parsed, o.parsed)
        }
        if len(found) != 1:
            return None
        (bearer,) = found.values()
        return None if _names_another(self._named.text, bearer) else bearer


def _entries(name: str, kind: Kind) -> list[_Entry]:
    """The speakers whom a name names; where it is one, its `part` is the name as it stands."""
    out: dict[str, _Entry] = {}
    for part in parts(name, kind):
        parsed = parse(part) if kind == "person" else None
        key = group_key(part) if kind == "group" else parsed.key if parsed else ""
        if key:
            out.setdefault(key, _Entry(name, part, kind, parsed, key))
    found = list(out.values())
    return [found[0]._replace(part=name)] if len(found) == 1 and len(parts(name, kind)) == 1 else found


def _begins(bare: Name, whole: Name) -> bool:
    """Whether nothing before the bare surname, an initial or a suffix, speaks against the whole name."""
    return (not bare.given or whole.given.startswith(bare.given)) and bare.suffix in ("", whole.suffix)


_BEFORE = re.compile(r"([^\W\d_][\w’'-]*+)\s+(?:[A-Z]\.\s+)?\Z")
_REACH = 60
"""Code points before a surname that are looked at."""


def _names_another(text: str, bearer: _Entry) -> bool:
    """Whether the text puts another capitalised word than the bearer's own, or a title, before the surname."""
    if bearer.parsed is None:
        return False
    last = next((w for w in reversed(bearer.part.split()) if fold(w).strip(".,") == bearer.parsed.last), None)
    own = {*bearer.parsed.words, *TITLES, *_FEW}
    for m in re.finditer(rf"\b{re.escape(last.strip('.,'))}\b", text) if last else ():
        word = _BEFORE.search(text[max(0, m.start() - _REACH) : m.start()])
        if word and word[1][0].isupper() and fold(word[1]).removesuffix("'s") not in own:
            return True
    return False


def _met(connection: Connection, wanted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The rows of these persons by id, those that are new added and put beside those with whom they are one."""
    found = _short_rows(connection, list(wanted))
    new = [id for id in wanted if id not in found]
    better = [id for id, row in found.items() if _rank(wanted[id]["written"]) < _rank(row.written)]
    if new:
        first = (connection.scalar(select(func.max(person.c.n))) or 0) + 1
        connection.execute(insert(person), [{**wanted[id], "n": first + i} for i, id in enumerate(new)])
    for id in better:
        values = {"written": wanted[id]["written"]}
        connection.execute(update(person).where(person.c.id == id).values(values))
    touched = better + [id for id in new if wanted[id]["block"]]
    if touched:
        regroup(connection, [row.n for row in _short_rows(connection, touched).values()])
    return _short_rows(connection, list(wanted)) if new or touched else found


def _short_rows(connection: Connection, ids: Sequence[str]) -> dict[str, Any]:
    query = select(person.c.n, person.c.id, person.c.written, person.c.merged_into)
    out: dict[str, Any] = {}
    for i in range(0, len(ids), _BATCH):
        out.update((row.id, row) for row in connection.execute(query.where(person.c.id.in_(ids[i : i + _BATCH]))))
    return out


def best_written(ways: Iterable[str]) -> str:
    """Of the ways in which one name is written, the one to show."""
    return min(ways, key=_rank)


def _rank(written: str) -> tuple[bool, int, int, str]:
    """Less is better: not in capitals alone, no title, its accents kept."""
    return written.isupper() or written.islower(), len(written.split()), sum(c.isascii() for c in written), written


def person_of(told: Told, row: Mapping[str, Any]) -> int | None:
    """The one person of a statement's row; None where nobody is named, or several people are."""
    return told.persons.get((row["version"], row["speaker"])) if row["basis"] in NAMED else None


def keep(connection: Connection, told: Told) -> None:
    """Write the namings down; the versions and their statements stand already."""
    if told.namings:
        connection.execute(insert(naming), [m._asdict() for m in told.namings])
    _set_voices(connection, sorted({m.version for m in told.namings if m.part != m.name}))


def name_again(connection: Connection, number: int) -> None:
    """Make the namings of a version anew, after a speaker or a basis was corrected or a split undone."""
    row = connection.execute(select(version.c.article_id, version.c.text).where(version.c.n == number)).one()
    speakers = connection.execute(
        select(statement.c.speaker, statement.c.basis).where(statement.c.version == number).order_by(statement.c.n)
    ).all()
    told = tell(connection, [Named(number, row.article_id, row.text or "", [(s.speaker, s.basis) for s in speakers])])
    connection.execute(delete(naming).where(naming.c.version == number))
    if told.namings:
        connection.execute(insert(naming), [m._asdict() for m in told.namings])
    relink_versions(connection, [number])


def relink_versions(connection: Connection, numbers: Sequence[int]) -> None:
    """Give each statement of these versions to whom its naming says."""
    for i in range(0, len(numbers), _BATCH):
        batch = numbers[i : i + _BATCH]
        before = speakers(connection, batch)
        whose = (
            select(func.coalesce(person.c.merged_into, person.c.n))
            .join(naming, naming.c.person == person.c.n)
            .where(
                naming.c.version == statement.c.version,
                naming.c.name == statement.c.speaker,
                naming.c.part == naming.c.name,
                statement.c.basis.in_(NAMED),
            )
            .scalar_subquery()
        )
        connection.execute(update(statement).where(statement.c.version.in_(batch)).values(person=whose))
        _set_voices(connection, batch)
        recount(connection, before | speakers(connection, batch))


def regroup(connection: Connection, seeds: Iterable[int]) -> None:
    """Settle again who is one with whom, around these persons, and bring their statements with them."""
    groups = _around(connection, seeds)
    changed: list[Joined] = []
    for one in grouped(groups):
        row = groups.rows[one.n]
        values = _settled(row, one)
        if any(row._mapping[c] != v for c, v in values.items()):
            connection.execute(update(person).where(person.c.n == one.n).values(values))
        if row.merged_into != values["merged_into"]:
            changed.append(one)
    _relink(connection, changed)


def unsettled(connection: Connection, seeds: Iterable[int]) -> list[Row[Any]]:
    """The persons around these whose row is not as the rules and the decisions have it; nothing is changed."""
    groups = _around(connection, seeds)
    pairs = ((groups.rows[one.n], _settled(groups.rows[one.n], one)) for one in grouped(groups))
    return [row for row, values in pairs if any(row._mapping[c] != v for c, v in values.items())]


def _settled(row: Row[Any], one: Joined) -> dict[str, Any]:
    """The columns of a person's row that the rules and the decisions give."""
    root = None if one.root == one.n else one.root
    return {"merged_into": root, "reason": one.reason, "name": one.name, "terms": name_terms(row.key, one.name)}


def drop_unnamed(connection: Connection, numbers: Iterable[int]) -> None:
    """Remove those of these persons whom no article names any more; those of whom somebody decided something stay."""
    candidates, splits = sorted(numbers), standing_splits(connection)
    parted = {id for split in splits for id in (split.id, split.subject)}
    for i in range(0, len(candidates), _BATCH):
        batch = candidates[i : i + _BATCH]
        kept = set(connection.scalars(select(naming.c.person).where(naming.c.person.in_(batch))))
        kept |= set(connection.scalars(select(decision.c.one).where(decision.c.one.in_(batch))))
        kept |= set(connection.scalars(select(decision.c.other).where(decision.c.other.in_(batch))))
        rows = connection.execute(select(person).where(person.c.n.in_(batch), person.c.renaming.is_(None))).all()
        gone = {row.n: row for row in rows if row.n not in kept and row.id not in parted}
        left = set(connection.scalars(select(person.c.n).where(person.c.merged_into.in_(gone))))
        left |= {row.merged_into for row in gone.values() if row.merged_into}
        left -= gone.keys()
        # Those merged into one that goes stand alone for the moment, since their statements may not name nobody
        connection.execute(update(person).where(person.c.merged_into.in_(gone)).values(merged_into=None))
        versions = connection.scalars(select(naming.c.version).where(naming.c.person.in_(left)).distinct()).all()
        relink_versions(connection, versions)
        connection.execute(delete(person).where(person.c.n.in_(gone)))
        regroup(connection, left)


def _around(connection: Connection, seeds: Iterable[int]) -> Groups:
    """The persons who could be one with these: their blocks, and whoever a person's decisions tie to them."""
    rows: dict[int, Row[Any]] = {}
    decided: dict[tuple[int, int, int], Row[Any]] = {}
    todo = set(seeds)
    while todo:
        batch = list(todo)[:_BATCH]
        fresh = connection.execute(select(person).where(person.c.n.in_(batch))).all()
        blocks = {row.block for row in fresh if row.block} - {row.block for row in rows.values()}
        rows.update((row.n, row) for row in fresh)
        todo.difference_update(batch)
        if blocks:
            todo.update(connection.scalars(select(person.c.n).where(person.c.block.in_(blocks))))
        ties = connection.execute(
            select(decision).where(or_(decision.c.one.in_(batch), decision.c.other.in_(batch)))
        ).all()
        for tie in ties:
            decided[tie.act, tie.one, tie.other] = tie
            todo.update((tie.one, tie.other))
        todo.difference_update(rows)
    return Groups(rows, [decided[k] for k in sorted(decided)])


def _relink(connection: Connection, changed: Sequence[Joined]) -> None:
    """Give the statements that named these persons to those with whom they are one now."""
    numbers: set[int] = set()
    for i in range(0, len(changed), _BATCH):
        batch = [one.n for one in changed[i : i + _BATCH]]
        numbers.update(connection.scalars(select(naming.c.version).where(naming.c.person.in_(batch))))
    relink_versions(connection, sorted(numbers))


def _set_voices(connection: Connection, numbers: Sequence[int]) -> None:
    """Say anew who spoke the joint statements of these versions."""
    for i in range(0, len(numbers), _BATCH):
        batch = numbers[i : i + _BATCH]
        of_batch = select(statement.c.n).where(statement.c.version.in_(batch))
        connection.execute(delete(voice).where(voice.c.statement.in_(of_batch)))
        query = (
            select(statement.c.n, func.coalesce(person.c.merged_into, person.c.n))
            .join(naming, and_(naming.c.version == statement.c.version, naming.c.name == statement.c.speaker))
            .join(person, person.c.n == naming.c.person)
            .where(statement.c.version.in_(batch), naming.c.part != naming.c.name, statement.c.basis.in_(NAMED))
            .distinct()
        )
        connection.execute(insert(voice).from_select(["statement", "person"], query))
