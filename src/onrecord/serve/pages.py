"""Templates to HTML: what they may call, and what every page knows."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.connection import ASGIConnection

from onrecord.data import Basis, ChannelKind, Comparison, Correction, Fate, Form, Period, Query, Review
from onrecord.glossary import LIKENESS, SENSES, VERDICTS
from onrecord.ledger.query import write_query
from onrecord.serve import addresses
from onrecord.serve.words import NAMES, in_words, named

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """The templates, every value escaped."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,  # else it asks for each template's time of change on each page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "article_url": addresses.article_url,
        "statement_url": addresses.statement_url,
        "person_url": addresses.person_url,
        "utterance_url": addresses.utterance_url,
        "query_url": addresses.query_url,
        "web_url": addresses.web_url,
        "FORMS": get_args(Form),
        "CHANNELS": get_args(ChannelKind),
        "BASES": get_args(Basis),
        "REVIEWS": get_args(Review),
        "FATES": get_args(Fate),
        "SENSES": SENSES,
        "VERDICTS": VERDICTS,
        "LIKENESS": LIKENESS,
        "empty_query": Query(),
        "unset": {name: getattr(Query(), name) for name in Query.__struct_fields__},
    }
    found.filters |= {
        "shown": addresses.shown,
        "named": named,
        "in_words": in_words,
        "period": period,
        "day": day,
        "percent": lambda score: f"{score:.0%}",
        "fields": fields,
        "brief": brief,
        "enc": addresses.encoded,
        "pairs": write_query,
        "json": lambda value: msgspec.json.encode(value).decode(),
        "left_of": lambda words, comparison: _side(words, comparison, "left"),
        "right_of": lambda words, comparison: _side(words, comparison, "right"),
    }
    return found


def rendered(connection: ASGIConnection[Any, Any, Any, Any], page: str, **context: object) -> bytes:
    """The page, for whoever is signed in."""
    who = connection.scope["state"].get("who")
    return environment().get_template(page).render(who=who, path=connection.url.path, **context).encode()


def day(of: date | None) -> str:
    """`14 March 2024`."""
    return f"{of.day} {of:%B} {of.year}" if of else ""


def period(of: Period | None) -> str:
    """As briefly as it can be said: a day, a month, a year, or from … to …"""
    if of is None:
        return ""
    first, last = of.earliest, of.latest
    if first == last:
        return day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first == last.replace(day=1) and last.day == monthrange(last.year, last.month)[1]:
        return f"{first:%B} {first.year}"
    return f"{day(first)} to {day(last)}"


def fields(correction: Correction) -> list[tuple[str, str]]:
    """The fields that a correction sets, each with its value, for a person."""
    out = []
    for name in correction.__struct_fields__:
        value = getattr(correction, name)
        if value is not msgspec.UNSET:
            out.append((name.replace("_", " "), "none" if value is None or value == () else _value(value)))
    return out


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        parts = [f"{v[0]}–{v[1]}" if isinstance(v, tuple) else str(v) for v in value]
        return ", ".join(dict.fromkeys(parts))
    return named(value) if value in NAMES else str(value)


def brief(text: str, size: int = 280) -> str:
    """The text on one line, cut where it is longer."""
    line = " ".join(text[: 4 * size].split())
    return line if len(line) <= size and len(text) <= 4 * size else line[: size - 1].rstrip() + "…"


def _side(words: str, comparison: Comparison, side: Literal["left", "right"]) -> list[tuple[str, str]]:
    """One wording in pieces, each `same` or `other`."""
    out, here = list[tuple[str, str]](), 0
    for edit in comparison.edits:
        start, end = edit.left if side == "left" else edit.right
        if edit.kind == "same" or start >= end:
            continue
        out += [("same", words[here:start]), ("other", words[start:end])]
        here = end
    return [piece for piece in (*out, ("same", words[here:])) if piece[1]]
