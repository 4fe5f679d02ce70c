"""W3C Web Annotation (the Recommendation of 23 February 2017), as one JSON-LD collection.

Positions are Unicode code points: the Recommendation says so (section 4.2.4: “in terms of unicode code points …, not
in terms of code units”), and that is what `Evidence` counts. Browsers count UTF-16 code units: JavaScript has to
convert, or to look for `exact` between `prefix` and `suffix`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import IO, Final, Literal

import msgspec

from onrecord.data import Article, Record, Spans, Statement
from onrecord.export.flat import ROLES
from onrecord.export.jsonld import address, encoded, identifier

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
AROUND: Final = 32
"""Code points of prefix and suffix: what Hypothesis keeps, and finds again in pages that have changed."""


class TextQuoteSelector(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The words of a span, and the text around it."""

    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Where a span stands, half-open, in code points of the article's text."""

    start: int
    end: int


class Target(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="SpecificResource", omit_defaults=True):
    """One span. `source` is the article's clean text, `scope` the page that it was read from, where that is known."""

    source: str
    scope: str | None = None
    selector: tuple[TextQuoteSelector, TextPositionSelector]


class TextualBody(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The speaker's name, or a tag."""

    purpose: Literal["identifying", "tagging"]
    format: Literal["text/plain"] = "text/plain"
    value: str


class Link(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="SpecificResource"):
    """From a role of a statement to the annotation of its content."""

    purpose: Literal["linking"] = "linking"
    source: str


class Annotation(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """One role of one statement: the content with all that is known of it, or another role that links to that."""

    id: str
    motivation: Literal["identifying", "linking"]
    body: tuple[TextualBody | Link, ...]
    target: tuple[Target, ...]


def write(records: Iterable[Record], file: IO[bytes]) -> None:
    """One AnnotationCollection with one page, an annotation a line."""
    file.write(b'{"@context":%b,"type":"AnnotationCollection",' % encoded(CONTEXT))
    file.write(b'"label":"Statements, with the words that say whose they are",')
    file.write(b'"first":{"type":"AnnotationPage","startIndex":0,"items":[')
    total, digest = 0, sha256()
    for record in records:
        for annotation in annotations_of(record):
            file.write(b",\n" if total else b"\n")
            file.write(encoded(annotation))
            digest.update(annotation.id.encode())
            total += 1
    own, page = (identifier(kind, digest.hexdigest()) for kind in ("collection", "page"))
    file.write(b'\n],"id":%b,"partOf":%b},"id":%b,"total":%d}\n' % (encoded(page), encoded(own), encoded(own), total))


def annotations_of(record: Record) -> Iterator[Annotation]:
    """For each statement, its content's annotation, then one for each other role that has spans."""
    article = record.article
    for statement in record.statements:
        content = identifier("statement", article.id, statement.id, "content")
        for role in ROLES:
            spans: Spans = getattr(statement.evidence, role)
            if role == "content":
                yield Annotation(
                    id=content,
                    motivation="identifying",
                    body=_bodies(article, statement),
                    target=_targets(article, spans),
                )
            elif spans:
                yield Annotation(
                    id=identifier("statement", article.id, statement.id, role),
                    motivation="linking",
                    body=(TextualBody(purpose="tagging", value=f"role:{role}"), Link(source=content)),
                    target=_targets(article, spans),
                )


def _bodies(article: Article, s: Statement) -> tuple[TextualBody, ...]:
    """The speaker's name, then tags of the form `field:value`."""
    tags = ["role:content", f"article:{article.id}", f"statement:{s.id}", f"form:{s.form}", f"basis:{s.speaker.basis}"]
    if s.channel:
        tags.append(f"channel:{s.channel.kind}")
    if s.channel and s.channel.name:
        tags.append(f"channel_name:{s.channel.name}")
    if s.said_on:
        tags.append(f"said_on:{s.said_on.earliest}/{s.said_on.latest}")
    if s.denial:
        tags.append("denial:true")
    if s.denies:
        tags.append(f"denies:{identifier('statement', article.id, s.denies, 'content')}")
    if s.fate:
        tags.append(f"fate:{s.fate}")
    if s.fate_on:
        tags.append(f"fate_on:{s.fate_on.earliest}/{s.fate_on.latest}")
    tags.append(f"score:{s.score}")
    named = [TextualBody(purpose="identifying", value=s.speaker.name)] if s.speaker.name else []
    return (*named, *(TextualBody(purpose="tagging", value=tag) for tag in tags))


def _targets(article: Article, spans: Spans) -> tuple[Target, ...]:
    text, source, scope = article.text, identifier("article", article.id), address(article)
    return tuple(
        Target(
            source=source,
            scope=scope,
            selector=(
                TextQuoteSelector(
                    exact=text[start:end], prefix=text[max(0, start - AROUND) : start], suffix=text[end : end + AROUND]
                ),
                TextPositionSelector(start=start, end=end),
            ),
        )
        for start, end in spans
    )
