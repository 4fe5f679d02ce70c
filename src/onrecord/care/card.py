"""The cards of rules/: what each rule is for, who says so, its terms, and examples that are its tests.

A card is one TOML file, named as its rule is: rules/words.stigma.toml. guidance.toml holds the name and address of
every standard that a card cites.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from onrecord.data import Guidance, Severity

Switch = Literal["off", "note", "warning", "error"]


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that a rule looks for, and the senses in which it lets them alone."""

    match: str
    """A regular expression, tried at word borders, whatever the case."""
    stems: tuple[str, ...]
    """Strings in lower case of which one stands in any text that matches: far quicker to look for."""
    prefer: str | None = None
    """What to write instead."""
    after: str | None = None
    """A regular expression that must end right before the match, white space aside."""
    unless: str | None = None
    """A regular expression: the match is let alone where it lies inside what this finds in the sentence."""
    near: str | None = None
    """A regular expression that the sentence must hold."""
    far: str | None = None
    """A regular expression that the sentence must not hold."""
    severity: Severity | None = None
    """Instead of the rule's."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A standard's name and address."""

    name: str
    url: str


class Cited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a standard of guidance.toml says about a rule, in our words."""

    source: str
    says: str


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that can be said of a rule without code."""

    severity: Severity
    title: str
    """What is asked for, in a few words."""
    reason: str
    """Why, in a sentence."""
    guidance: tuple[Cited, ...]
    message: str = ""
    """What a finding says of a term, where `{words}` stands for it."""
    reported: Severity | None = None
    """The severity in reported speech, where that is not the rule's."""
    senses: tuple[str, ...] = ()
    """Further expressions inside which any term is let alone: names, set phrases."""
    terms: tuple[Term, ...] = ()
    bad: tuple[str, ...] = ()
    """Examples with a finding; tests/care/marked.py says how words and their sources are marked."""
    good: tuple[str, ...] = ()
    """Examples without."""
    name: str = ""
    """The rule's: group.name."""

    @property
    def cites(self) -> tuple[Guidance, ...]:
        """What the standards say, each with its name and address."""
        known = sources()
        return tuple(Guidance(name=known[c.source].name, url=known[c.source].url, says=c.says) for c in self.guidance)


@cache
def sources() -> dict[str, Source]:
    """Every standard of guidance.toml, by its short name."""
    raw = resources.files(__package__).joinpath("guidance.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(raw), type=dict[str, Source])


@cache
def card(name: str) -> Card:
    """The card of a rule."""
    raw = resources.files(__package__).joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(raw) | {"name": name}, type=Card)


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """A card's expression, compiled: at word borders, whatever the case."""
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)", re.IGNORECASE)


@cache
def ending(expression: str) -> re.Pattern[str]:
    """A card's expression, compiled to end where the searched text ends, white space aside."""
    return re.compile(rf"(?<!\w)(?:{expression})\s?\Z", re.IGNORECASE)


@cache
def words(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of words/NAME.tsv, its last column, where an entry is from, left out."""
    raw = resources.files(__package__).joinpath("words", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in raw.splitlines() if line and not line.startswith("#")]
    return tuple(tuple(line.split("\t")[:-1]) for line in lines[1:])


class _Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    any: tuple[str, ...]
    words: bool = False
    """At word borders."""
    case: bool = False
    """Capitals count."""


@cache
def _phrases() -> dict[str, dict[str, _Phrases]]:
    raw = resources.files(__package__).joinpath("words", "phrases.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(raw), type=dict[str, dict[str, _Phrases]])


@cache
def phrases(name: str) -> re.Pattern[str]:
    """The phrases of words/phrases.toml that bear this name, as one expression."""
    module, _, own = name.partition(".")
    found = _phrases()[module][own]
    joined = "|".join(found.any)
    return re.compile(rf"\b(?:{joined})\b" if found.words else joined, 0 if found.case else re.IGNORECASE)
