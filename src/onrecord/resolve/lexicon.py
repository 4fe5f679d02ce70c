"""The word lists of `words/`, read once when first asked for.

A list is a TSV file: a comment line, a header, one entry a line, its last column naming where the entry is from.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from onrecord.data import ChannelKind, Fate

Gender = Literal["m", "f", ""]
"""Grammatical: which pronoun the article will use. Empty where the word does not tell."""
Head = Literal["person", "people", "group", "document"]


def rows(name: str) -> list[list[str]]:
    """The entries of words/NAME.tsv, a list of columns each, the source column left out."""
    text = resources.files(__package__).joinpath("words", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split("\t")[:-1] for line in lines[1:]]


@cache
def classes() -> dict[str, frozenset[str]]:
    """Name of a class of words → its words, in lower case but for acronyms."""
    out: dict[str, set[str]] = {}
    for name, word in rows("classes"):
        out.setdefault(name, set()).add(word)
    return {name: frozenset(found) for name, found in out.items()}


def words(name: str) -> frozenset[str]:
    """The words of one class of words/classes.tsv."""
    return classes()[name]


SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
HONOURS = words("honours")
"""Letters after a name, in the case that they are written in."""
PARTICLES = words("particles")
ORGANISATION_ENDS = words("organisation_ends")
"""Last words that make a capitalised run the name of an organisation."""
PROGRAMME_ENDS = frozenset(["show", "hour", "tonight", "nightly", "factor"])
NAME_OF = ORGANISATION_ENDS | words("name_of")
"""Words after which “of” or “for” goes on with the same name: “Department of …”, “Institute for …”."""
PARTIES = words("parties")
CALENDAR = words("calendar")


class Role(NamedTuple):
    """What a noun at the head of a source says of it."""

    kind: Head
    gender: Gender


class Title(NamedTuple):
    """The role that a title gives, and its gender."""

    role: str
    gender: Gender


@cache
def given_names() -> dict[str, Gender]:
    """Given name → gender, empty where either is usual."""
    return {name: "m" if gender == "m" else "f" if gender == "f" else "" for name, gender in rows("given_names")}


@cache
def titles() -> dict[str, Title]:
    """Title in lower case, without a full stop → role and gender."""
    return {t.lower(): Title(role, "m" if g == "m" else "f" if g == "f" else "") for t, role, g in rows("titles")}


@cache
def roles() -> dict[str, Role]:
    """Noun in lower case → kind and gender; a person's plural is `people`, a group's plural too."""
    out: dict[str, Role] = {}
    for noun, kind, gender in rows("roles"):
        g: Gender = "m" if gender == "m" else "f" if gender == "f" else ""
        match kind:
            case "person":
                out.setdefault(noun, Role("person", g))
                out.setdefault(plural(noun), Role("people", g))
            case "group":
                out.setdefault(noun, Role("group", ""))
            case "document":
                out.setdefault(noun, Role("document", ""))
            case _:
                out[noun] = Role("people", g)
    return out


@cache
def fields() -> dict[str, frozenset[str]]:
    """Role → the fields of work that it is of."""
    out: dict[str, frozenset[str]] = {}
    for field, role in rows("fields"):
        out[role] = out.get(role, frozenset()) | {field}
    return out


PERSONLESS = words("personless_noun")
"""Nouns that end as a person's do: answer, offer."""


def role_of(noun: str) -> Role | None:
    """What the lists say of a noun, else what its form makes likely; None for what cannot speak: a problem, faith."""
    known = roles().get(noun) or roles().get(noun.rpartition("-")[2])  # “half-brother”, “ex-boss”
    if known is not None or noun in PERSONLESS:
        return known
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return Role("people", "")
    if noun.endswith(("er", "or", "year-old", "ist", "ian", "ant", "man", "woman", "ee")):
        return Role("person", "m" if noun.endswith("man") and not noun.endswith("woman") else "")
    return Role("document", "") if noun.endswith(("tion", "ment", "ing")) else None


def plural(noun: str) -> str:
    """The noun's regular plural."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@cache
def outlets() -> dict[str, tuple[str, ChannelKind]]:
    """Name in lower case without “the” → name as written by itself, kind of channel."""
    kinds: dict[str, ChannelKind] = {
        k: k for k in ("newspaper", "tv", "radio", "podcast", "other_social", "twitter", "facebook", "instagram")
    }
    return {name.lower().removeprefix("the "): (name, kinds[kind]) for name, kind in rows("outlets")}


@cache
def organisations() -> dict[str, str]:
    """Any name of an organisation in lower case → its full name."""
    out: dict[str, str] = {}
    for name, also in rows("organisations"):
        for form in (name, *filter(None, also.split(","))):
            out.setdefault(form.lower(), name)
    return out


@cache
def places() -> dict[str, str]:
    """Any name of a place in lower case → its name; adjectives of countries too."""
    out: dict[str, str] = {}
    for name, _, also in rows("places"):
        out.setdefault(name.lower(), name)
        if also:
            out.setdefault(also.lower().rstrip("."), name)
    return out


@cache
def place_kinds() -> dict[str, str]:
    """Any name of a place in lower case → city, region or country."""
    out: dict[str, str] = {}
    for name, kind, also in rows("places"):
        out.setdefault(name.lower(), kind)
        if also and kind == "region":
            out.setdefault(also.lower().rstrip("."), kind)
    return out


@cache
def adjectives() -> frozenset[str]:
    """Adjectives of countries, in lower case."""
    return frozenset(also.lower() for _, kind, also in rows("places") if kind == "country" and also)


@cache
def nicknames() -> dict[str, str]:
    """Short form of a given name → the full form, in lower case."""
    return {row[0]: row[1] for row in rows("nicknames")}


@cache
def common() -> frozenset[str]:
    """Words in lower case that begin sentences without being names."""
    return frozenset(word for (word,) in rows("common"))


@cache
def dateline_hours() -> dict[str, float]:
    """City in lower case → hours ahead of UTC."""
    return {city.lower(): float(hours) for city, hours in rows("datelines")}


class Pattern(NamedTuple):
    """A regular expression with what its match means."""

    expression: re.Pattern[str]
    value: str
    stems: tuple[str, ...]
    """Strings in lower case of which one stands in any text that matches: far quicker to look for."""

    def is_possible(self, lower: str) -> bool:
        """Whether text in lower case holds one of the stems."""
        for stem in self.stems:  # noqa: SIM110 - any() takes twice as long, and this runs for every sentence
            if stem in lower:
                return True
        return False

    def search(self, text: str, lower: str) -> re.Match[str] | None:
        """The first match in a text, which is also given in lower case."""
        return self.expression.search(text) if self.is_possible(lower) else None


PATTERNS = ("channels", "denials", "fates", "anonymity")
"""The word lists of expressions."""


@cache
def patterns(name: str) -> tuple[Pattern, ...]:
    """The compiled expressions of words/NAME.tsv, each with its value."""
    return tuple(
        Pattern(re.compile(expression, re.IGNORECASE), value, tuple(stems.split(",")))
        for expression, value, stems in rows(name)
    )


@lru_cache(maxsize=1 << 14)
def stems_in(word: str) -> tuple[tuple[str, int], ...]:
    """The expressions of which a word in lower case holds a stem, or the longest part of one of several words.

    As the name of the list and the expression's number in it. Of the words of PolNeAR's articles 5 in 100 are not among
    the 16,000 before; they take 3 microseconds each, and took 33 where each stem was looked for.
    """
    known = _stems()
    return tuple(
        (name, n)
        for i in range(len(word) - 1)
        for part, name, n in known.get(word[i : i + 2], ())
        if word.startswith(part, i)
    )


@cache
def _stems() -> dict[str, list[tuple[str, str, int]]]:
    """First two letters → the stems that begin so, each with its list and the number of its expression."""
    out: dict[str, list[tuple[str, str, int]]] = {}
    for name in PATTERNS:
        for n, pattern in enumerate(patterns(name)):
            for stem in pattern.stems:
                part = max(re.findall(r"[^\W_]+", stem), key=len)
                out.setdefault(part[:2], []).append((part, name, n))
    return out


FATES: dict[str, Fate] = {f: f for f in ("deleted", "retracted", "apologised", "corrected", "disputed")}
