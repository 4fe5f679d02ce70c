"""One row a statement: the columns that CSV, Parquet and the flat JSON Lines share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from onrecord.data import Basis, ChannelKind, Evidence, Fate, Form, Record, Spans

ROLES: Final = Evidence.__struct_fields__
"""content, cue, source, speaker … fate: the roles that a span of evidence can have."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with its article's fields. Spans are half-open, in code points of the article's text."""

    article_id: str
    title: str | None
    url: str | None
    outlet: str | None
    byline: tuple[str, ...]
    published: date | None
    language: str | None
    statement_id: str
    form: Form
    speaker: str | None
    basis: Basis
    speaker_score: float
    channel: ChannelKind | None
    channel_name: str | None
    channel_score: float | None
    said_earliest: date | None
    said_latest: date | None
    said_score: float | None
    denial: bool
    denies: str | None
    fate: Fate | None
    fate_earliest: date | None
    fate_latest: date | None
    score: float
    content: str
    """The words, as `words` joins them; so are `cue` and `source`."""
    cue: str
    source: str
    content_spans: Spans
    cue_spans: Spans
    source_spans: Spans
    speaker_spans: Spans
    basis_spans: Spans
    channel_spans: Spans
    said_on_spans: Spans
    denial_spans: Spans
    fate_spans: Spans


def words(text: str, spans: Spans) -> str:
    """The text of the spans, with one space between any two."""
    return " ".join([text[start:end] for start, end in spans])


def rows(record: Record) -> Iterator[Row]:
    """A row for each statement, in the order of the text."""
    article = record.article
    for s in record.statements:
        channel, said_on, fate_on, evidence = s.channel, s.said_on, s.fate_on, s.evidence
        yield Row(
            article_id=article.id,
            title=article.title,
            url=article.url,
            outlet=article.outlet,
            byline=article.byline,
            published=article.published,
            language=article.language,
            statement_id=s.id,
            form=s.form,
            speaker=s.speaker.name,
            basis=s.speaker.basis,
            speaker_score=s.speaker.score,
            channel=channel.kind if channel else None,
            channel_name=channel.name if channel else None,
            channel_score=channel.score if channel else None,
            said_earliest=said_on.earliest if said_on else None,
            said_latest=said_on.latest if said_on else None,
            said_score=said_on.score if said_on else None,
            denial=s.denial,
            denies=s.denies,
            fate=s.fate,
            fate_earliest=fate_on.earliest if fate_on else None,
            fate_latest=fate_on.latest if fate_on else None,
            score=s.score,
            content=words(article.text, evidence.content),
            cue=words(article.text, evidence.cue),
            source=words(article.text, evidence.source),
            content_spans=evidence.content,
            cue_spans=evidence.cue,
            source_spans=evidence.source,
            speaker_spans=evidence.speaker,
            basis_spans=evidence.basis,
            channel_spans=evidence.channel,
            said_on_spans=evidence.said_on,
            denial_spans=evidence.denial,
            fate_spans=evidence.fate,
        )
