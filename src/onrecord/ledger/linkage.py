"""Links in the ledger's tables: what linking.py finds is stored here, read back, and dropped.

All of it is made of versions and of the acts `part`, and can be made anew; nothing here decides what is linked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from onrecord.cores import Apart, Core, Member, cores, wordings
from onrecord.data import Link
from onrecord.gathering import Saying, utterance_id
from onrecord.ledger.tables import (
    act,
    former,
    link,
    linked,
    parted,
    partly,
    saying,
    sketch,
    version,
    wire,
    wording,
)
from onrecord.voices import voice_of

_CHUNK = 500
"""Values in one IN (…)."""


class Worded(NamedTuple):
    """A wording as it is found by: of link/sketch.py `whole`, `keys` and `Outline`."""

    whole: int
    keys: Collection[int]
    outline: bytes
    stops: float


class Kept(NamedTuple):
    """A stored saying."""

    n: int
    component: int
    saying: Saying


def waiting(connection: Connection, limit: int) -> list[tuple[int, str]]:
    """Latest versions that have no sayings here yet, oldest first: number and article's id.

    They are those after the last one that has: versions are numbered as they come, and linked in that order.
    """
    last = connection.scalar(select(func.max(linked.c.version))) or 0
    query = select(version.c.n, version.c.article_id).where(version.c.n > last)
    query = query.where(version.c.is_latest, version.c.text.is_not(None))
    return [(n, id) for n, id in connection.execute(query.order_by(version.c.n).limit(limit))]


def uncompared(connection: Connection, limit: int) -> list[int]:
    """Sayings that were not compared with the others yet, since they were stored or since a link of theirs was lost."""
    query = select(saying.c.n).where(~saying.c.is_compared).order_by(saying.c.n).limit(limit)
    return list(connection.scalars(query))


# Storing


def put_article(connection: Connection, n: int, article_id: str, context: Iterable[str], story: int | None) -> None:
    """Note that the version is linked from here on; `story` is that of its copies, None where there are none."""
    values = {"version": n, "article_id": article_id, "story": n if story is None else story}
    connection.execute(insert(linked).values(**values, context=msgspec.json.encode(sorted(context)).decode()))


def put_wire(connection: Connection, n: int, keys: Sequence[int]) -> None:
    """Store the keys that a version's copies are found by."""
    if keys:
        connection.execute(insert(wire), [{"key": k, "version": n, "size": len(keys)} for k in set(keys)])


def same_runs(connection: Connection, keys: Sequence[int]) -> list[tuple[int, int, int]]:
    """The versions that have any of these keys of `put_wire`: number, how many of them, how many it has."""
    found: dict[int, tuple[int, int]] = {}
    for i in range(0, len(keys), _CHUNK):
        query = select(wire.c.version, func.count(), func.min(wire.c.size)).where(wire.c.key.in_(keys[i : i + _CHUNK]))
        for n, shared, size in connection.execute(query.group_by(wire.c.version)):
            found[n] = (found.get(n, (0, 0))[0] + shared, size)
    return [(n, shared, size) for n, (shared, size) in sorted(found.items())]


def stories(connection: Connection, versions: Sequence[int]) -> dict[int, int]:
    """The number of each of these versions' story."""
    found: dict[int, int] = {}
    for chunk in _chunks(versions):
        query = select(linked.c.version, linked.c.story).where(linked.c.version.in_(chunk))
        found.update((n, story) for n, story in connection.execute(query))
    return found


def texts(connection: Connection, versions: Sequence[int]) -> list[tuple[int, str]]:
    """Each of these versions with its text, in the order of their numbers."""
    query = select(version.c.n, version.c.text).where(version.c.n.in_(versions)).order_by(version.c.n)
    return [(n, text or "") for n, text in connection.execute(query)]


def join_stories(connection: Connection, stories: Collection[int]) -> int | None:
    """The least of these numbers, now that of all articles that had any of them."""
    if not stories:
        return None
    first, *others = sorted(stories)
    if others:
        connection.execute(update(linked).where(linked.c.story.in_(others)).values(story=first))
    return first


def put_wordings(connection: Connection, of: Sequence[Worded]) -> list[int]:
    """The number of each wording, stored where it is new."""
    known: dict[int, int] = {}
    for chunk in _chunks([w.whole for w in of]):
        query = select(wording.c.whole, wording.c.n).where(wording.c.whole.in_(chunk))
        known.update((w, n) for w, n in connection.execute(query))
    last = connection.scalar(select(func.max(wording.c.n))) or 0
    rows, cells = list[dict[str, Any]](), list[dict[str, int]]()
    for w in of:
        if w.whole not in known:
            known[w.whole] = last = last + 1
            size = len(w.keys)
            rows.append({"n": last, "whole": w.whole, "size": size, "outline": w.outline, "stops": w.stops})
            cells += ({"key": k, "wording": last, "size": size} for k in sorted(w.keys))
    for table, values in ((wording, rows), (sketch, cells)):
        if values:
            connection.execute(insert(table), values)
    return [known[w.whole] for w in of]


def wholes(connection: Connection, versions: Sequence[int]) -> list[tuple[str, int]]:
    """Of each of these versions' sayings its id and its wording's `whole`, in the order of their numbers."""
    query = select(saying.c.id, wording.c.whole).join(wording, wording.c.n == saying.c.wording)
    found = connection.execute(query.where(saying.c.version.in_(versions)).order_by(saying.c.n))
    return [(id, whole) for id, whole in found]


def put_sayings(connection: Connection, version_n: int, found: Sequence[Saying], wordings: Sequence[int]) -> None:
    """Store a version's sayings as not compared yet; two of one statement are one utterance."""
    last = connection.scalar(select(func.max(saying.c.n))) or 0
    first: dict[str, int] = {}
    rows = list[dict[str, Any]]()
    for n, (one, of) in enumerate(zip(found, wordings, strict=True), last + 1):
        own = first.setdefault(one.id, n)
        body = msgspec.json.encode(one._replace(context=frozenset())).decode()
        rows.append(
            {
                "n": n, "id": one.id, "utterance": utterance_id(one.id), "version": version_n, "wording": of,
                "published": one.published, "body": body, "component": own, "side": own, "together": own,
                "is_compared": False,
            }
        )  # fmt: skip
    if rows:
        connection.execute(insert(saying), rows)


def compared(connection: Connection, numbers: Sequence[int]) -> None:
    """Note that the sayings were compared with all others."""
    for chunk in _chunks(numbers):
        connection.execute(update(saying).where(saying.c.n.in_(chunk)).values(is_compared=True))


def _chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[i : i + _CHUNK] for i in range(0, len(values), _CHUNK))


# Finding


def having(connection: Connection, keys: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Key → the wordings that have it: number, and how many keys it has."""
    found: dict[int, list[tuple[int, int]]] = {}
    for chunk in _chunks(sorted(keys)):
        query = select(sketch.c.key, sketch.c.wording, sketch.c.size).where(sketch.c.key.in_(chunk))
        for key, n, size in connection.execute(query):
            found.setdefault(key, []).append((n, size))
    return found


def outlines(connection: Connection, wordings: Sequence[int]) -> Iterable[tuple[int, bytes, float]]:
    """Of each of these wordings its number, outline and stops."""
    for i in range(0, len(wordings), _CHUNK):
        query = select(wording.c.n, wording.c.outline, wording.c.stops)
        yield from ((n, o, s) for n, o, s in connection.execute(query.where(wording.c.n.in_(wordings[i : i + _CHUNK]))))


def numbers_of(connection: Connection, wordings: Sequence[int]) -> list[tuple[int, int, int]]:
    """The sayings of these wordings: number, component, wording; in the order of numbers."""
    found = list[tuple[int, int, int]]()
    for i in range(0, len(wordings), _CHUNK):
        query = select(saying.c.n, saying.c.component, saying.c.wording)
        found += (
            (n, c, w) for n, c, w in connection.execute(query.where(saying.c.wording.in_(wordings[i : i + _CHUNK])))
        )
    return sorted(found)


def kept(connection: Connection, numbers: Sequence[int]) -> list[Kept]:
    """The sayings of these numbers, with their context, in the order of numbers."""
    found = list[Kept]()
    for i in range(0, len(numbers), _CHUNK):
        query = select(saying.c.n, saying.c.component, saying.c.body, linked.c.context)
        query = query.join(linked, linked.c.version == saying.c.version)
        for row in connection.execute(query.where(saying.c.n.in_(numbers[i : i + _CHUNK])).order_by(saying.c.n)):
            context = msgspec.json.decode(row.context, type=frozenset[str])
            found.append(Kept(row.n, row.component, saying_of(row.body)._replace(context=context)))
    return found


def saying_of(body: str) -> Saying:
    """The saying that a row of `saying` holds, without its context."""
    return _DECODER.decode(body)


_DECODER = msgspec.json.Decoder(Saying)


def of_component(connection: Connection, component: int) -> list[int]:
    """The numbers of its sayings."""
    return list(connection.scalars(select(saying.c.n).where(saying.c.component == component).order_by(saying.c.n)))


def wordings_of(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The wording of each of these sayings: its number, the wording's."""
    found = list[tuple[int, int]]()
    for i in range(0, len(numbers), _CHUNK):
        query = select(saying.c.n, saying.c.wording).where(saying.c.n.in_(numbers[i : i + _CHUNK]))
        found += ((n, w) for n, w in connection.execute(query))
    return found


# Links


def put_links(connection: Connection, found: Mapping[tuple[int, int], Link]) -> int:
    """How many of the links were stored: those that are not there yet; by the left and the right saying's number."""
    known = set[tuple[int, int]]()
    for chunk in _chunks(sorted({a for a, _ in found})):
        known.update((a, b) for a, b in connection.execute(select(link.c.a, link.c.b).where(link.c.a.in_(chunk))))
    rows = [
        {
            "a": a, "b": b, "kind": x.kind, "relation": x.relation, "score": x.score,
            "reasons": msgspec.json.encode(x.reasons).decode(),
        }
        for (a, b), x in found.items()
        if (a, b) not in known
    ]  # fmt: skip
    if rows:
        connection.execute(insert(link), rows)
    return len(rows)


def join(connection: Connection, a: int, b: int) -> int:
    """The one component that two are from now on; its utterances are to be settled."""
    one, other = sorted((a, b))
    connection.execute(update(saying).where(saying.c.component == other).values(component=one))
    return one


class _Settled(NamedTuple):
    """A statement whose utterance is sought."""

    numbers: list[int]
    """Of its sayings."""
    when: tuple[date, str]
    member: Member


def settle(connection: Connection, component: int) -> None:
    """Make the component's utterances: those whose words have a core in common (cores.py).

    Where people have parted some of its sayings, each side is gathered by itself, as by `link.Linker`; then all links
    of the component must be stored.
    """
    stored = select(saying.c.n, saying.c.side, saying.c.together).where(saying.c.component == component)
    before = {n: (side, together) for n, side, together in connection.execute(stored)}
    found = _settled(connection, saying.c.component == component)
    sides = _sides(connection, component, found)
    side_of = {n: min(found[ids[0]].numbers) for ids in sides for id in ids for n in found[id].numbers}
    made, also = dict[int, tuple[int, int]](), set[tuple[int, int]]()
    for ids in sides:
        for core in _cores(found, ids):
            own = [n for place in core.own for n in found[ids[place]].numbers]
            made |= {n: (side_of[n], min(own)) for n in own}
            also |= {(min(own), found[ids[place]].numbers[-1]) for place in core.also}
            also |= {(min(own), n) for n in _overlapping(connection, core, own, side_of)}
    for n, (side, together) in made.items():
        if before[n] != (side, together):
            connection.execute(update(saying).where(saying.c.n == n).values(side=side, together=together))
    for chunk in _chunks(sorted({together for _, together in (*before.values(), *made.values())})):
        connection.execute(delete(partly).where(partly.c.together.in_(chunk)))
    if also:
        connection.execute(insert(partly), [{"together": together, "saying": n} for together, n in sorted(also)])


def _settled(connection: Connection, which: ColumnElement[bool]) -> dict[str, _Settled]:
    """The statements of these sayings, by id."""
    columns = (saying.c.n, saying.c.id, saying.c.published, saying.c.body, wording.c.outline)
    query = select(*columns).join(wording, wording.c.n == saying.c.wording).where(which).order_by(saying.c.n)
    found: dict[str, _Settled] = {}
    for n, id, published, body, outline in connection.execute(query):
        one = found.get(id) or _Settled([], (published or date.max, id), Member((), voice_of(saying_of(body))))
        member = Member(one.member.wordings + wordings([outline]), one.member.voice)
        found[id] = _Settled([*one.numbers, n], one.when, member)
    return found


def _cores(found: Mapping[str, _Settled], ids: list[str]) -> list[Core]:
    """The cores of these statements, whose places are those of `ids`, now in the order that they came out in."""
    ids.sort(key=lambda id: found[id].when)
    return cores([found[id].member for id in ids])


def apart(connection: Connection, together: int) -> dict[Apart, set[int]]:
    """The utterances (`together`) in the same words as this one, which links connect with it, but of another act."""
    own = select(saying.c.component, saying.c.side).where(saying.c.together == together).limit(1)
    component, side = connection.execute(own).one()
    is_here = and_(saying.c.component == component, saying.c.side == side)  # sides have no index of their own
    here = connection.execute(select(saying.c.n, saying.c.together).where(is_here))
    of = {row.n: row.together for row in here}
    if len(set(of.values())) < 2:
        return {}
    found = _settled(connection, is_here)
    ids = list(found)
    out: dict[Apart, set[int]] = {}
    for core in _cores(found, ids):
        one = of[found[ids[core.own[0]]].numbers[0]]
        for place, kind in core.apart.items():
            other = of[found[ids[place]].numbers[0]]
            if together in (one, other):
                out.setdefault(kind, set()).update({one, other} - {together})
    return out


def _overlapping(connection: Connection, core: Core, own: Sequence[int], side_of: Mapping[int, int]) -> list[int]:
    """The sayings of other sides that overlap with one of these and have their core: of a statement's two, the last."""
    met = set[int]()
    for chunk in _chunks(own):
        query = select(link.c.a, link.c.b).where(link.c.kind == "same", link.c.relation == "overlap")
        for a, b in connection.execute(query.where(or_(link.c.a.in_(chunk), link.c.b.in_(chunk)))):
            met |= {a, b}
    others = [n for n in met if side_of.get(n) != side_of[own[0]]]
    ids = select(saying.c.id).where(saying.c.n.in_(others))
    found = _settled(connection, saying.c.id.in_(ids)) if others else {}
    return [one.numbers[-1] for one in found.values() if core.fits(one.member)]


def _sides(connection: Connection, component: int, found: Mapping[str, _Settled]) -> list[list[str]]:
    """The component's statements by id, as people have parted them.

    The surest links come first, and none joins what was parted.
    """
    pairs = [
        (one, other)
        for one, other in connection.execute(select(parted.c.one, parted.c.other))
        if one in found and other in found
    ]
    if not pairs:
        return [list(found)]
    root = {id: id for id in found}

    def of(id: str) -> str:
        while root[id] != id:
            id = root[id]
        return id

    ids = {n: id for id, one in found.items() for n in one.numbers}
    here = select(saying.c.n).where(saying.c.component == component)
    same = select(link).where(link.c.a.in_(here), link.c.b.in_(here), *_joins())
    links = [x for x in connection.execute(same) if x.a in ids and x.b in ids]
    for x in sorted(links, key=lambda x: (-x.score, ids[x.a], ids[x.b])):
        a, b = of(ids[x.a]), of(ids[x.b])
        if a != b and not any({of(one), of(other)} == {a, b} for one, other in pairs):
            root[b] = a
    out: dict[str, list[str]] = {}
    for id in found:
        out.setdefault(of(id), []).append(id)
    return list(out.values())


def _joins() -> tuple[Any, Any]:
    return link.c.kind == "same", link.c.relation != "overlap"


def found(connection: Connection, id: str) -> int | None:
    """The `together` of the utterance of this id, or of the one that it is part of since; None where there is none."""
    for _ in range(100):
        together = connection.scalar(select(saying.c.together).where(saying.c.utterance == id).limit(1))
        if together is not None:
            return int(together)
        now = connection.scalar(select(former.c.now).where(former.c.utterance == id))
        if now is None:
            return None
        id = now
    return None


# Dropping


def drop(connection: Connection, versions: Sequence[int]) -> None:
    """Forget what is linked of these versions; what they held together is compared anew by the next linking."""
    going = select(saying.c.n).where(saying.c.version.in_(versions))
    components = list(connection.scalars(select(saying.c.component).where(saying.c.n.in_(going)).distinct()))
    mates = connection.execute(
        select(saying.c.n, saying.c.id, saying.c.utterance, saying.c.together)
        .where(saying.c.component.in_(components), saying.c.version.not_in(versions))
        .order_by(saying.c.n)
    ).all()
    left = {m.together: m.utterance for m in reversed(mates)}
    gone = connection.execute(select(saying.c.utterance, saying.c.together).where(saying.c.n.in_(going)).distinct())
    for utterance, together in gone.all():
        connection.execute(delete(former).where(former.c.utterance == utterance))
        if together in left:
            connection.execute(insert(former).values(utterance=utterance, now=left[together]))
    anew = [m.n for m in mates]
    utterances = select(saying.c.together).where(saying.c.component.in_(components))
    here = select(saying.c.n).where(saying.c.component.in_(components))
    connection.execute(delete(partly).where(or_(partly.c.together.in_(utterances), partly.c.saying.in_(here))))
    worded = list(connection.scalars(select(saying.c.wording).where(saying.c.n.in_(going)).distinct()))
    for gone_ in (going, anew):
        connection.execute(delete(link).where(or_(link.c.a.in_(gone_), link.c.b.in_(gone_))))
    connection.execute(delete(saying).where(saying.c.n.in_(going)))
    first: Mapping[str, int] = {m.id: m.n for m in reversed(mates)}
    for m in mates:
        alone = dict.fromkeys(("component", "side", "together"), first[m.id]) | {"is_compared": False}
        connection.execute(update(saying).where(saying.c.n == m.n).values(alone))
    for table in (wire, linked):
        connection.execute(delete(table).where(table.c.version.in_(versions)))
    for chunk in _chunks(worded):
        used = set(connection.scalars(select(saying.c.wording).where(saying.c.wording.in_(chunk)).distinct()))
        unused = [n for n in chunk if n not in used]
        connection.execute(delete(sketch).where(sketch.c.wording.in_(unused)))
        connection.execute(delete(wording).where(wording.c.n.in_(unused)))


def older(connection: Connection, article_id: str) -> list[int]:
    """The versions of the article that are linked."""
    return list(connection.scalars(select(linked.c.version).where(linked.c.article_id == article_id)))


def clear(connection: Connection) -> None:
    """Take away all that was linked; what people have parted stays."""
    for table in (link, partly, saying, sketch, wording, wire, linked, former):
        connection.execute(delete(table))


def strays(connection: Connection) -> Iterable[tuple[str, str]]:
    """Rows that point to none: where, and what is missing."""
    for table, column, to in (
        (linked, linked.c.version, version.c.n), (saying, saying.c.version, linked.c.version),
        (saying, saying.c.wording, wording.c.n), (sketch, sketch.c.wording, wording.c.n),
        (link, link.c.a, saying.c.n), (link, link.c.b, saying.c.n), (wire, wire.c.version, linked.c.version),
        (partly, partly.c.saying, saying.c.n),
    ):  # fmt: skip
        query = select(column).outerjoin(to.table, to == column).where(to.is_(None)).distinct()
        for value in connection.scalars(query):
            yield f"{table.name} of {column.name} {value}", f"There is no {to.table.name} with this {to.name}."
    for row in connection.execute(select(saying.c.n, saying.c.id, saying.c.utterance)):
        if row.utterance != utterance_id(row.id):
            yield f"saying {row.n}", "Its utterance is not the one that its id makes."
    stray = select(parted.c.act).outerjoin(act, act.c.seq == parted.c.act)
    for seq in connection.scalars(stray.where(act.c.kind.is_distinct_from("part")).distinct()):
        yield f"parted of act {seq}", "There is no such act."
