"""A query's strings: the words asked for, the fields from a command line or an address, and the token of a page.

Words are read here and reach a database only as terms (`terms_of`), so that nothing a person types is syntax there.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TypeVar, get_args, get_type_hints

import msgspec

from onrecord.data import PersonLine, Query
from onrecord.errors import QueryError
from onrecord.ledger.matching import Run
from onrecord.ledger.terms import terms_of

_ASKED = re.compile(r'(?P<minus>-?)(?:["“”](?P<run>[^"“”]*)(?P<closed>["“”]?)|(?P<word>[^\s"“”]+))')
_MOST_TERMS = 64
_SHORTEST = 3
"""Letters before a `*`: what begins with two letters is a tenth of a ledger, and takes a second to gather."""
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")
_DAYS = ("said_from", "said_to", "published_from", "published_to")


def runs_of(asked: str, field: str) -> tuple[Run, ...]:
    """What is asked for: `word`, `"a run"`, `-word`, `-"a run"`, `word*`. Errors: QueryError, naming the field.

    A word of several terms (don't, e-mail) is a run of these. What holds neither letter nor digit is passed over.
    """
    runs = []
    for m in _ASKED.finditer(asked):
        if m["run"] is not None and not m["closed"]:
            raise QueryError(f"{field}: a quotation mark is not closed")
        raw = m["word"] if m["run"] is None else m["run"]
        found = terms_of(raw)
        if not found:
            continue
        beginning = raw.endswith("*")
        if beginning and len(found[-1]) < _SHORTEST:
            raise QueryError(f"{field}: write at least {_SHORTEST} letters before *")
        runs.append(Run(tuple(found), beginning, bool(m["minus"])))
    if not runs:
        raise QueryError(f"{field}: there is no word in it")
    if sum(len(r.terms) for r in runs) > _MOST_TERMS:
        raise QueryError(f"{field}: more than {_MOST_TERMS} words")
    return tuple(runs)


def exact_name(speaker: str) -> str | None:
    """The name that stands between quotation marks (`"Lee"`): it is asked for as it is, and no longer one with it."""
    return speaker[1:-1] if len(speaker) > 2 and speaker[0] == speaker[-1] == '"' else None


def checked(query: Query) -> Query:
    """The query, each of its values of the right type and possible. Errors: QueryError, naming the field."""
    for name in query.__struct_fields__:
        value = getattr(query, name)
        if isinstance(value, str) and ("\0" in value or not value.isprintable()):
            storable(name, value)
    try:
        query = msgspec.convert(msgspec.to_builtins(query), Query)
    except msgspec.ValidationError as error:
        raise QueryError(_explained(error)) from error
    if query.score_from is not None and not 0 <= query.score_from <= 1:
        raise QueryError("score_from: a number from 0 to 1")
    if query.order == "best" and query.words is None:
        raise QueryError("order: best needs words")
    return query


def storable(name: str, value: str) -> None:
    """Nothing, where a database can hold the string. Errors: QueryError, naming the field."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise QueryError(f"{name}: not valid Unicode") from None
    if "\0" in value:
        raise QueryError(f"{name}: no text holds a NUL character")


def read_query(fields: Iterable[tuple[str, str]]) -> Query:
    """The query that named strings give: options of a command, parameters of an address. Empty ones are not set.

    A day may be given as a year or a month: as its first day in `…_from`, its last in `…_to`. Errors: QueryError.
    """
    given: dict[str, str] = {}
    for name, value in fields:
        if name not in Query.__struct_fields__:
            raise QueryError(f"{name}: no such field; there are {', '.join(Query.__struct_fields__)}")
        if name in given:
            raise QueryError(f"{name}: given twice")
        if value:
            storable(name, value)
            given[name] = _whole_day(name, value) if name in _DAYS else value
    try:
        return checked(msgspec.convert(given, Query, strict=False))
    except msgspec.ValidationError as error:
        raise QueryError(_explained(error)) from error


def write_query(query: Query) -> list[tuple[str, str]]:
    """The query as named strings, those not set left out: `read_query` gives it back."""
    out = []
    for name in query.__struct_fields__:
        value = getattr(query, name)
        if value is not None and (name not in ("versions", "order") or value != getattr(Query(), name)):
            out.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return out


def _whole_day(name: str, value: str) -> str:
    m = _DATE.fullmatch(value)
    if not m or not m[1].strip("0") or not 1 <= int(m[2] or 1) <= 12:
        return value
    first = name.endswith("_from")
    year, month = int(m[1]), int(m[2] or (1 if first else 12))
    return date(year, month, 1 if first else monthrange(year, month)[1]).isoformat()


def _explained(error: msgspec.ValidationError) -> str:
    what, _, where = str(error).partition(" - at `$.")
    name = where.rstrip("`")
    if what.startswith("Invalid enum value"):
        of = get_args(get_type_hints(Query)[name])
        values = [v for a in of for v in (get_args(a) or [a]) if isinstance(v, str)]
        what = f"{what.removeprefix('Invalid enum value ')} is none of {', '.join(values)}"
    elif name in _DAYS:
        what = "a day as 2024-03-14, a month as 2024-03, or a year"
    return f"{name}: {what}"


_T = TypeVar("_T")
NO_TOKEN = "token: not a page's token; take the one that the page before gave"


class Place(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Behind which answer a page begins."""

    query: str
    """The first digits of the query's digest."""
    upto: int
    """The newest version when the first page was given: what came later is not in the pages that follow."""
    n: int
    key: date | int | None
    """The last answer's date published, or its size where the order is `best`."""


def token_of(place: Place | PersonLine) -> str:
    """The place as a page's token, safe in an address."""
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(token: str, query: Query) -> Place:
    """The place that a page's token names. Errors: QueryError where it is none, or is of another query."""
    place = _decoded(token, Place)
    if place.query != digest_of(query):
        raise QueryError("token: it is of another query; take the one that the page before gave")
    sized = query.order == "best"
    numbers = [place.n, place.upto, *([place.key] if isinstance(place.key, int) else [])]
    if sized != isinstance(place.key, int) or not all(0 <= n < 2**31 for n in numbers):
        raise QueryError(NO_TOKEN)
    return place


def line_of(token: str) -> PersonLine:
    """The person behind whom a page of people begins, as listed when the token was made. Errors: QueryError."""
    line = _decoded(token, PersonLine)
    storable("token", line.name + line.id)
    if not 0 <= line.statements < 2**31:
        raise QueryError(NO_TOKEN)
    return line


def _decoded(token: str, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4)), type=kind)
    except (ValueError, msgspec.DecodeError):
        raise QueryError(NO_TOKEN) from None


def digest_of(query: Query) -> str:
    """16 hexadecimal digits that tell one query from another."""
    return sha256(msgspec.json.encode(query)).hexdigest()[:16]
