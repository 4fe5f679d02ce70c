"""The versions of an article, and how one differs from another: words, fields, statements."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, exists, func, select

from onrecord.data import Article, Difference, FieldChange, Record, Statement, StatementChange, TextEdit, Version
from onrecord.errors import QueryError
from onrecord.ledger.query import storable
from onrecord.ledger.store import words_of
from onrecord.ledger.tables import act, statement, version

_TOKEN = re.compile(r"\S+")
_MOST = 5_000
"""Words, or lines, that are aligned with as many others: difflib takes up to quadratic time, here 1 s at most."""

_COMPARED = ("form", "speaker", "channel", "said_on", "denial", "fate", "fate_on")
_ALIKE, _ALIKE_ANYHOW = 0.5, 0.8
"""Share of common words from which on two statements are one that changed: of one speaker, and of two."""


def check_article(connection: Connection, article_id: str) -> None:
    """Nothing, where the ledger has the article, or the mark that it was forgotten. Raises QueryError where not."""
    storable("article", article_id)
    if not connection.scalar(select(exists().where(version.c.article_id == article_id))):
        raise QueryError(f"article {article_id}: there is none in this ledger; ids are told by `onrecord find`")


def listed(connection: Connection, article_id: str) -> tuple[Version, ...]:
    """The versions of an article, oldest first. Raises QueryError where there is none."""
    check_article(connection, article_id)
    v = version.c
    number = select(func.count()).where(statement.c.version == v.n, statement.c.added.is_(None)).scalar_subquery()
    columns = (v.number, v.text_digest, v.reader, v.title, v.published, v.text.is_(None), act.c.at, number)
    query = select(*columns).join(act, act.c.seq == v.act).where(v.article_id == article_id).order_by(v.number)
    found, seen = list[Version](), set[bytes]()
    for number_, digest, reader, title, published, forgotten, at, statements in connection.execute(query):
        found.append(
            Version(
                article_id=article_id, number=number_, reader=reader, title=title, published=published, added=at,
                change="reread" if digest in seen else "changed" if found else "first",
                statements=statements, is_forgotten=bool(forgotten),
            )
        )  # fmt: skip
        seen.add(digest)
    return tuple(found)


def record(connection: Connection, article_id: str, number: int | None, reading: Literal["today", "machine"]) -> Record:
    """A version of an article, by default the newest, with its statements.

    As they stand `today`, with corrections and without what was rejected, or as the `machine` read them. Raises
    QueryError where there is no such version, or its text was forgotten.
    """
    query = select(version).where(version.c.article_id == article_id).order_by(version.c.number.desc()).limit(1)
    row = connection.execute(query if number is None else query.where(version.c.number == number)).first()
    if row is None:
        check_article(connection, article_id)
        raise QueryError(f"article {article_id}: there is no version {number}")
    if row.text is None:
        raise QueryError(f"article {article_id}: the text of version {row.number} was forgotten")
    s = statement.c
    of_it = select(s.body, s.today).where(s.version == row.n)
    wanted = s.review != "rejected" if reading == "today" else s.added.is_(None)
    bodies = connection.execute(of_it.where(wanted).order_by(s.position)).all()
    found = [msgspec.json.decode(b.today if b.today and reading == "today" else b.body, type=Statement) for b in bodies]
    if reading == "today":  # what a person added or moved stands where the text has it
        found.sort(key=lambda f: (f.evidence.content[0][0], f.evidence.content[-1][1]))
        ids = {f.id for f in found}
        found = [f if f.denies in ids else msgspec.structs.replace(f, denies=None) for f in found]
    return Record(article=article_of(row), statements=tuple(found))


def article_of(row: Row[Any]) -> Article:
    """The article that a row of `version` holds."""
    return Article(
        id=row.article_id,
        title=row.title,
        url=row.url,
        outlet=row.outlet,
        byline=msgspec.json.decode(row.byline, type=tuple[str, ...]),
        published=row.published,
        language=row.language,
        text=row.text,
    )


def difference(connection: Connection, article_id: str, old: int, new: int) -> Difference:
    """How version `new` of an article differs from version `old`, as the machine read them."""
    before = record(connection, article_id, old, "machine")
    after = record(connection, article_id, new, "machine")
    fields = [
        FieldChange(field=name, old=was, new=now)
        for name in ("title", "url", "outlet", "byline", "published", "language")
        if (was := _shown(getattr(before.article, name))) != (now := _shown(getattr(after.article, name)))
    ]
    return Difference(
        article_id=article_id,
        old=old,
        new=new,
        fields=tuple(fields),
        text=text_edits(before.article.text, after.article.text),
        statements=statement_changes(before, after),
    )


def _shown(value: object) -> str | None:
    return ", ".join(value) or None if isinstance(value, tuple) else None if value is None else str(value)


def text_edits(old: str, new: str) -> tuple[TextEdit, ...]:
    """What was replaced, dropped and added from one text to the other, word by word and to the letter.

    Lines are aligned first, then the words of those that differ. White space between words does not count. Where more
    than `_MOST` words in a row have changed on both sides, they are one replacement.
    """
    return tuple(
        edit for i, i2, j, j2 in _apart(_lines(old), _lines(new)) for edit in _word_edits(old, (i, i2), new, (j, j2))
    )


class _Piece(NamedTuple):
    """A word or a line, and where it stands."""

    text: str
    start: int
    end: int


def _lines(text: str) -> list[_Piece]:
    return [_Piece(" ".join(m[0].split()), m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]


def _tokens(text: str, start: int, end: int) -> list[_Piece]:
    return [_Piece(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text, start, end)]


def _apart(old: Sequence[_Piece], new: Sequence[_Piece]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that differ, as [start, end) in the old text and [start, end) in the new one."""
    for i, i2, j, j2 in _opcodes([p.text for p in old], [p.text for p in new]):
        yield *_stretch(old, i, i2), *_stretch(new, j, j2)


def _stretch(pieces: Sequence[_Piece], first: int, last: int) -> tuple[int, int]:
    if first < last:
        return pieces[first].start, pieces[last - 1].end
    at = pieces[first].start if first < len(pieces) else pieces[-1].end if pieces else 0
    return at, at


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """What differs, as indexes: [i, i2) of the old against [j, j2) of the new."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) > _MOST and len(b) > _MOST:
        yield head, head + len(a), head, head + len(b)
        return
    for kind, i, i2, j, j2 in SequenceMatcher(None, a, b, autojunk=len(a) + len(b) > 2_000).get_opcodes():
        if kind != "equal":
            yield head + i, head + i2, head + j, head + j2


def _word_edits(old: str, was: tuple[int, int], new: str, now: tuple[int, int]) -> Iterator[TextEdit]:
    for i, i2, j, j2 in _apart(_tokens(old, *was), _tokens(new, *now)):
        # Of an empty stretch beside nothing, the place is the surrounding one's
        left = (i, i2) if i2 else (was[0], was[0])
        right = (j, j2) if j2 else (now[0], now[0])
        old_words, new_words = " ".join(old[slice(*left)].split()), " ".join(new[slice(*right)].split())
        kind: Literal["replaced", "dropped", "added"] = (
            "replaced" if old_words and new_words else "dropped" if old_words else "added"
        )
        yield TextEdit(kind=kind, old=left, new=right, old_words=old_words, new_words=new_words)


class _Said(NamedTuple):
    """A statement with its words."""

    read: Statement
    words: str
    bag: Counter[str]


def statement_changes(old: Record, new: Record) -> tuple[StatementChange, ...]:
    """The statements that vanished, changed or appeared, matched by words and speaker, in the order of the texts."""
    before, after = _said(old), _said(new)
    pairs = dict(_pairs(before, after))
    taken = set(pairs.values())
    out = list[StatementChange]()
    for i, one in enumerate(before):
        if i not in pairs:
            out.append(StatementChange(kind="vanished", old=one.read, old_words=one.words))
            continue
        other = after[pairs[i]]
        changed = tuple(name for name in _COMPARED if _differs(name, one.read, other.read))
        fields = (("words",) if one.words != other.words else ()) + changed
        if fields:
            out.append(
                StatementChange(
                    kind="changed", old=one.read, new=other.read, old_words=one.words, new_words=other.words,
                    fields=fields,
                )
            )  # fmt: skip
    out += (
        StatementChange(kind="appeared", new=one.read, new_words=one.words)
        for j, one in enumerate(after)
        if j not in taken
    )
    return tuple(out)


def _said(of: Record) -> list[_Said]:
    words = [" ".join(words_of(of.article.text, s).split()) for s in of.statements]
    return [_Said(s, w, Counter(w.casefold().split())) for s, w in zip(of.statements, words, strict=True)]


def _differs(name: str, one: Statement, other: Statement) -> bool:
    """Whether a field differs in more than how sure it is."""
    return _bare(getattr(one, name)) != _bare(getattr(other, name))


def _bare(value: object) -> object:
    return msgspec.structs.replace(value, score=0.0) if isinstance(value, msgspec.Struct) else value


def _pairs(before: list[_Said], after: list[_Said]) -> Iterator[tuple[int, int]]:
    """Which statement is which: the same words and speaker, then the same words, then the most words in common."""
    left, right = dict(enumerate(before)), dict(enumerate(after))
    for key in (lambda s: (s.words, s.read.speaker.name), lambda s: s.words):
        places = defaultdict[object, list[int]](list)
        for j in sorted(right, reverse=True):
            places[key(right[j])].append(j)
        for i in list(left):
            if stack := places[key(left[i])]:
                j = stack.pop()
                del left[i], right[j]
                yield i, j
    for _, i, j in sorted(_alike(left, right), key=lambda found: (-found[0], found[1], found[2])):
        if i in left and j in right:
            del left[i], right[j]
            yield i, j


def _alike(left: dict[int, _Said], right: dict[int, _Said]) -> Iterable[tuple[float, int, int]]:
    """Pairs with enough words in common, with their share; only such as share a word that 50 or fewer others have."""
    having = defaultdict[str, list[int]](list)
    for j, other in right.items():
        for word in other.bag:
            having[word].append(j)
    for i, one in left.items():
        for j in {j for word in one.bag if len(having.get(word, ())) <= 50 for j in having.get(word, ())}:
            other = right[j]
            share = 2 * (one.bag & other.bag).total() / ((one.bag.total() + other.bag.total()) or 1)
            same = one.read.speaker.name == other.read.speaker.name
            if share >= (_ALIKE if same else _ALIKE_ANYHOW):
                yield share + same, i, j
