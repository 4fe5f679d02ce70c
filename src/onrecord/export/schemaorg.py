"""schema.org JSON-LD: a Quotation for words between quotation marks, a Claim for what was reported otherwise."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from typing import IO, Final, Literal

import msgspec

from onrecord.data import Article, Period, Record, Statement
from onrecord.export.flat import words
from onrecord.export.jsonld import address, encoded, identifier

CONTEXT: Final = "https://schema.org"
_PEOPLE: Final = ("named_person", "unnamed_person")


class Reference(msgspec.Struct, frozen=True, kw_only=True, rename={"id": "@id"}):
    """Another thing of the graph."""

    id: str


class Agent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"type": "@type"}):
    """A speaker, author or outlet; one without a name has the article's words for it as description."""

    type: Literal["Person", "Organization"]
    name: str | None = None
    description: str | None = None


class NewsArticle(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type", rename={"id": "@id"}
):
    """The article, by its URL, else by a urn:uuid."""

    id: str
    identifier: str
    headline: str | None = None
    url: str | None = None
    author: tuple[Agent, ...] = ()
    publisher: Agent | None = None
    datePublished: str | None = None
    inLanguage: str | None = None


class _Work(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type", rename={"id": "@id"}):
    id: str
    identifier: str
    text: str
    creator: tuple[Agent, ...] = ()
    dateCreated: str | None = None
    temporal: str | None = None
    creativeWorkStatus: str | None = None
    isPartOf: Reference


class Quotation(_Work, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type", rename={"id": "@id"}):
    """A direct statement."""

    spokenByCharacter: tuple[Agent, ...] = ()


class Claim(_Work, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type", rename={"id": "@id"}):
    """An indirect or mixed statement."""

    appearance: Reference


def write(records: Iterable[Record], file: IO[bytes]) -> None:
    """One graph, a thing a line: each article, then its statements."""
    file.write(b'{"@context":%b,"@graph":[' % encoded(CONTEXT))
    first = True
    for record in records:
        article = _article(record.article)
        for thing in (article, *(_work(record.article, article.id, s) for s in record.statements)):
            file.write(b"\n" if first else b",\n")
            file.write(encoded(thing))
            first = False
    file.write(b"\n]}\n")


def _article(article: Article) -> NewsArticle:
    url = address(article)
    return NewsArticle(
        id=url or identifier("article", article.id),
        identifier=article.id,
        headline=article.title,
        url=url,
        author=tuple(Agent(type="Person", name=name) for name in article.byline),
        publisher=Agent(type="Organization", name=article.outlet) if article.outlet else None,
        datePublished=article.published.isoformat() if article.published else None,
        inLanguage=article.language,
    )


def _work(article: Article, within: str, s: Statement) -> Quotation | Claim:
    """The statement. A mixed one is a Claim, since not all of its words are the speaker's own."""
    own, part = identifier("statement", article.id, s.id, "content"), Reference(id=within)
    text, speakers = words(article.text, s.evidence.content), _speakers(article, s)
    created, temporal = _when(s.said_on)
    if s.form == "direct":
        return Quotation(
            id=own, identifier=s.id, text=text, creator=speakers, spokenByCharacter=speakers, dateCreated=created,
            temporal=temporal, creativeWorkStatus=s.fate, isPartOf=part,
        )  # fmt: skip
    return Claim(
        id=own, identifier=s.id, text=text, creator=speakers, dateCreated=created, temporal=temporal,
        creativeWorkStatus=s.fate, isPartOf=part, appearance=part,
    )  # fmt: skip


def _speakers(article: Article, s: Statement) -> tuple[Agent, ...]:
    kind: Literal["Person", "Organization"] = "Person" if s.speaker.basis in _PEOPLE else "Organization"
    if s.speaker.name is None:
        source = words(article.text, s.evidence.source)
        return (Agent(type=kind, description=source),) if source and s.speaker.basis != "none" else ()
    # Several people are joined by “ and ”, which no person's name holds, and many an organisation's does
    names = s.speaker.name.split(" and ") if s.speaker.basis == "named_person" else [s.speaker.name]
    return tuple(Agent(type=kind, name=name) for name in names)


def _when(period: Period | None) -> tuple[str | None, str | None]:
    """(dateCreated, temporal): a day, month or year as ISO 8601 writes it; any other stretch as an interval.

    The range of dateCreated is Date, which an interval is not; `temporal` takes text, and is what schema.org offers
    where the more exact properties do not fit.
    """
    if period is None:
        return None, None
    a, b = period.earliest, period.latest
    if a == b:
        return a.isoformat(), None
    if (a.year, a.month, a.day) == (b.year, b.month, 1) and b.day == monthrange(b.year, b.month)[1]:
        return a.isoformat()[:7], None
    if (a.month, a.day, b.month, b.day) == (1, 1, 12, 31) and a.year == b.year:
        return a.isoformat()[:4], None
    return None, f"{a}/{b}"
