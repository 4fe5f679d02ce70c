"""Persons as they are shown: a list with counts, one with its names and decisions, and who is perhaps the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, func, or_, select

from onrecord.data import Perhaps, Person, PersonAct, PersonLine, PersonName, SpeakerKind
from onrecord.errors import QueryError
from onrecord.ledger.decisions import ApartBody, MergeBody, RenameBody, members_of, root_of
from onrecord.ledger.matching import Run, among, hits
from onrecord.ledger.names import Name, fold, of_key, related
from onrecord.ledger.splits import SplitBody, UndoBody, person_id, undone
from onrecord.ledger.tables import act, decision, naming, person, version
from onrecord.ledger.terms import terms_of

MOST_PERHAPS = 20
_MOST_NAMED = 100_000
"""Persons whose names have the words, of whom those with the most statements are listed."""
_ARTICLES = func.count(func.distinct(naming.c.version))
"""Where it counts latest versions, of which an article has one."""
_MOST_LOOKED_AT = 500
"""Names of one surname that are compared."""


def people(
    connection: Connection,
    words: str | None = None,
    *,
    kind: SpeakerKind | None = None,
    limit: int = 20,
    after: PersonLine | None = None,
) -> list[PersonLine]:
    """Those of whose names one has all these words or beginnings of words, most statements first.

    `after` is the last one of the page before, as listed there, whatever became of it since. Raises QueryError where
    `words` holds no word, or `limit` is below 1.
    """
    if limit < 1:
        raise QueryError("limit: 1 or more")
    p = person.c
    # By code points, whatever the database's collation
    name = p.name.collate("C") if connection.dialect.name == "postgresql" else p.name
    # Asked in this way, SQLite does not gather all who are merged into nobody, but walks the index of the order
    query = select(p.id, p.name, p.kind, p.said).where(func.coalesce(p.merged_into, 0) == 0)
    query = query.order_by(p.said.desc(), name, p.id).limit(limit)
    if kind is not None:
        query = query.where(person.c.kind == kind)
    if after is not None:
        behind = or_(p.said < after.statements, name > after.name, and_(name == after.name, p.id > after.id))
        query = query.where(p.said <= after.statements, behind)
    if words is not None:
        terms = terms_of(fold(words))
        if not terms:
            raise QueryError("words: there is no word in it")
        fit = hits(connection, person, [Run((t,), beginning=True) for t in terms], _MOST_NAMED)
        merged = select(p.merged_into).where(p.merged_into.is_not(None), among(connection, p.n, fit))
        roots = {*fit, *connection.scalars(merged).all()}
        query = query.where(among(connection, p.n, sorted(roots)))
    return [PersonLine(id=r.id, name=r.name, kind=r.kind, statements=r.said) for r in connection.execute(query).all()]


def person_of(connection: Connection, id: str) -> Person:
    """The person with this id, or with whom it is one. Raises ActError where the ledger has none."""
    root = root_of(connection, id)
    members = members_of(connection, root.n)
    numbers = [row.n for row in members]
    query = (
        select(naming.c.person, _ARTICLES)
        .where(naming.c.person.in_(numbers), naming.c.version.not_in(select(version.c.n).where(~version.c.is_latest)))
        .group_by(naming.c.person)
    )
    articles = {n: int(number) for n, number in connection.execute(query).all()}
    all_articles = articles.get(root.n, 0)
    if len(members) > 1:  # an article may name it twice
        all_articles = connection.scalar(query.with_only_columns(_ARTICLES).group_by(None)) or 0
    return Person(
        id=root.id,
        name=root.name,
        kind=root.kind,
        statements=root.said,
        articles=all_articles,
        names=tuple(
            PersonName(
                name=row.written,
                id=row.id,
                reason=row.reason,
                article_id=row.article_id,
                articles=articles.get(row.n, 0),
            )
            for row in members
        ),
        perhaps=tuple(perhaps(connection, members)),
        acts=tuple(_acts(connection, members)),
    )


def perhaps(connection: Connection, members: Sequence[Row[Any]]) -> list[Perhaps]:
    """Who may be the same person as these rows, best first: no rule is sure, and nobody has said that they are two."""
    names = {row.n: of_key(row.key) for row in members if row.key and row.kind == "person"}
    if not names:
        return []
    apart = _apart(connection, [row.n for row in members])
    mine = {row.n for row in members}
    best: dict[int, Perhaps] = {}
    for row in _candidates(connection, names.values()):
        if row.root in mine or row.n in apart:
            continue
        name = of_key(row.key)
        for own in names.values():
            found = related(own, name)
            if found is None or found.kind == "two":
                continue
            reason, score = (f"{found.reason}, but so may another", 0.5) if found.kind == "one" else found[1:]
            if row.root not in best or best[row.root].score < score:
                best[row.root] = Perhaps(
                    id=row.root_id, name=row.root_name, reason=reason, score=score, article_id=row.article_id
                )
    return sorted(best.values(), key=lambda p: (-p.score, p.name, p.id))[:MOST_PERHAPS]


def _candidates(connection: Connection, names: Iterable[Name]) -> list[Row[Any]]:
    """Names that share a surname with one of these, have it for a first name, or begin with the whole of it."""
    names = list(names)
    surnames = {n.last for n in names} | {n.words[0] for n in names if n.words}
    if any(n.is_whole for n in names):
        surnames |= {m for n in names for m in n.middles if len(m) > 1}
    p = person.c
    query = select(p.n, p.id, p.key, p.article_id, func.coalesce(p.merged_into, p.n).label("root"))
    query = query.where(p.kind == "person", p.key.is_not(None))
    longer = [
        and_(person.c.key >= f"{n.given}|{n.surname}", person.c.key < f"{n.given}|{n.surname}~")
        for n in names
        if n.is_whole and not n.middles
    ]
    whole = query.where(person.c.article_id.is_(None), or_(person.c.surname.in_(surnames), *longer))
    asked = [whole.order_by(p.id).limit(_MOST_LOOKED_AT)]
    if any(n.is_whole for n in names):
        bare = query.where(p.article_id.is_not(None), p.surname.in_({n.last for n in names}))
        asked.append(bare.order_by(p.article_id, p.id).limit(MOST_PERHAPS))
    out = list[Row[Any]]()
    for few in (a.subquery() for a in asked):  # whose roots alone are looked up
        root = person.alias()
        with_root = select(few, root.c.id.label("root_id"), root.c.name.label("root_name"))
        out += connection.execute(with_root.join(root, root.c.n == few.c.root).order_by(few.c.id)).all()
    return out


def _apart(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of whom a person said that they are another than these."""
    rows = connection.execute(
        select(decision.c.one, decision.c.other).where(
            decision.c.same.is_(False), or_(decision.c.one.in_(numbers), decision.c.other.in_(numbers))
        )
    )
    return {n for row in rows for n in row} - set(numbers)


def _acts(connection: Connection, members: Sequence[Row[Any]]) -> list[PersonAct]:
    """What was decided of these, whichever of them the act named, and what was undone of it."""
    ids, numbers = {row.id for row in members}, [row.n for row in members]
    tied = select(decision.c.act).where(or_(decision.c.one.in_(numbers), decision.c.other.in_(numbers)))
    ties = set(connection.scalars(tied))
    decided = select(act).where(act.c.kind.in_(("merge", "split", "apart", "rename")))
    rows = [row for row in connection.execute(decided) if row.seq in ties or not ids.isdisjoint(_concerned(row))]
    gone = undone(connection, {row.subject for row in rows})
    undoing = [gone[row.seq] for row in rows if row.seq in gone]
    rows += connection.execute(select(act).where(act.c.seq.in_(undoing))).all()
    return [
        PersonAct(seq=row.seq, at=row.at, by=row.by, kind=row.kind, detail=_detail(row), undone_by=gone.get(row.seq))
        for row in sorted(rows, key=lambda row: row.seq)
    ]


def _concerned(row: Row[Any]) -> set[str]:
    """The people of whom an act decided something."""
    match _body(row):
        case MergeBody(people):
            return {row.subject, *people}
        case SplitBody(_, _, people):
            return {row.subject, person_id("split", str(row.seq)), *people}
        case ApartBody(other):
            return {row.subject, other}
    return {row.subject}


_Body = MergeBody | SplitBody | ApartBody | RenameBody | UndoBody
_BODIES: Mapping[str, type[_Body]] = {
    "merge": MergeBody, "split": SplitBody, "apart": ApartBody, "rename": RenameBody, "undo": UndoBody,
}  # fmt: skip


def _body(row: Row[Any]) -> _Body:
    return msgspec.json.decode(row.body, type=_BODIES[row.kind])


def _detail(row: Row[Any]) -> str:
    match _body(row):
        case MergeBody(people):
            return f"{', '.join(people)} into {row.subject}"
        case SplitBody(articles, names):
            return f"from {row.subject}: {', '.join(articles or names)}"
        case ApartBody(other):
            return f"{row.subject} is not {other}"
        case RenameBody(before, after):
            return f"{before} to {after}"
        case UndoBody(number):
            return f"act {number}"
