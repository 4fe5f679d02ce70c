"""What care asks of one record: every rule, its settings, and the findings in the order of the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from onrecord.care import correction, denial, diagnosis, people, quotation, suicide, unnamed
from onrecord.care.card import Card, card
from onrecord.care.quotation import Lookup
from onrecord.care.settings import Settings
from onrecord.care.story import Story
from onrecord.care.terms import Hit, terms
from onrecord.data import Finding, Record, Severity

RANK: dict[Severity, int] = {"note": 0, "warning": 1, "error": 2}
_LINE = re.compile(r"\r\n|\r|\n")


class Rule(NamedTuple):
    """A rule: its name, which is its card's, and what looks for it."""

    name: str
    check: Callable[[Story], Iterator[Hit]]


def _of_terms(name: str) -> Rule:
    """The rule whose card is a list of terms."""
    return Rule(name, lambda story: terms(story, card(name)))


RULES = (
    Rule("sourcing.diagnosis", diagnosis.unsourced),
    Rule("sourcing.diagnosis-date", diagnosis.undated),
    Rule("sourcing.disclosure", diagnosis.disclosed),
    Rule("sourcing.unnamed-reason", unnamed.without_reason),
    Rule("sourcing.single-unnamed", unnamed.alone),
    Rule("sourcing.recognisable", unnamed.recognisable),
    Rule("sourcing.denial-far", denial.far),
    Rule("sourcing.denial-missing", denial.missing),
    Rule("sourcing.deleted-post", quotation.deleted),
    _of_terms("words.stigma"),
    _of_terms("words.metaphor"),
    _of_terms("words.person-first"),
    _of_terms("words.addiction"),
    _of_terms("words.disability"),
    _of_terms("words.suffers-from"),
    _of_terms("words.committed-suicide"),
    _of_terms("words.failed-attempt"),
    _of_terms("words.epidemic"),
    Rule("words.judging", diagnosis.judging),
    Rule("suicide.method", suicide.method),
    Rule("suicide.method-headline", suicide.headline),
    Rule("suicide.place", suicide.place),
    Rule("suicide.note", suicide.letter),
    Rule("suicide.single-cause", suicide.cause),
    Rule("people.minor-named", people.minor),
    Rule("people.illness-violence", people.joined),
    Rule("record.correction", correction.silent),
)
"""Every rule that needs nothing but the record. To add one: a card in rules/, what looks for it, a line here."""

ASKING = ("suicide.helpline", "sourcing.altered-quotation")
"""The rules that need more: a table of helplines, a ledger."""

NAMES = tuple(sorted([*(r.name for r in RULES), *ASKING]))


def findings(record: Record, settings: Settings | None = None, *, lookup: Lookup | None = None) -> tuple[Finding, ...]:
    """What the standards ask to look at again in one record, in the order of the text.

    `lookup` gives the wording on record for a quotation, and `sourcing.altered-quotation` is asked only with it. The
    rules are written for English: an article whose language is known to be another has no findings.
    """
    settings = settings or Settings()
    language = record.article.language
    if language is not None and not language.lower().startswith("en"):
        return ()
    story = Story(record)
    found = [
        _finding(story, card(name), hit, level)
        for name, hit in _hits(story, settings, lookup)
        if (level := settings.level(name, card(name).severity)) is not None
    ]
    unique: dict[object, Finding] = {}
    for f in found:
        unique.setdefault((f.rule, f.part, f.span), f)  # a card's first term goes before its later ones
    kept = [f for f in unique.values() if not any(e.covers(f, record.article) for e in settings.excuses)]
    return tuple(sorted(kept, key=lambda f: (f.part == "text", f.span, f.rule)))


def _hits(story: Story, settings: Settings, lookup: Lookup | None) -> Iterator[tuple[str, Hit]]:
    for rule in RULES:
        if settings.level(rule.name, "note") is not None:
            for hit in rule.check(story):
                yield rule.name, hit
    for hit in suicide.helpline(story, settings.numbers):
        yield "suicide.helpline", hit
    if lookup is not None:
        for hit in quotation.altered(story, lookup):
            yield "sourcing.altered-quotation", hit


def _finding(story: Story, of: Card, hit: Hit, level: Severity) -> Finding:
    """The hit with its place and guidance, no graver than what settings say and what the hit itself says."""
    text = story.text if hit.part == "text" else story.record.article.title or ""
    start, end = hit.span
    severity = level if hit.severity is None else min(hit.severity, level, key=RANK.__getitem__)
    line, column = position(text, start)
    return Finding(
        rule=of.name,
        severity=severity,
        article=story.record.article.id,
        part=hit.part,
        span=hit.span,
        line=line,
        column=column,
        words=text[start:end],
        message=hit.message,
        suggestion=hit.suggestion,
        guidance=of.cites,
        statement=hit.statement,
        related=hit.related,
    )


@lru_cache(maxsize=2)
def _lines(text: str) -> list[int]:
    """Where the lines of a text begin."""
    return [0, *(m.end() for m in _LINE.finditer(text))]


def position(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    n = bisect_right(_lines(text), at)
    return n, at - _lines(text)[n - 1] + 1
