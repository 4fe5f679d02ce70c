"""What is linked: each statement's wording with what else tells whether two are the same act of speaking."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from sys import intern

from onrecord.data import Article, Record, Span, Spans
from onrecord.gathering import Saying
from onrecord.link.passages import passages

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][^\W\d_]{2,}")
_COVERED = 0.7
"""Of a passage's code points: with less of it in any statement, the passage is linked by itself."""


def sayings(record: Record) -> Iterator[Saying]:
    """The record's statements, and its quoted passages that no statement covers.

    A statement that is quoted in part has two sayings: the whole, and the words between the marks.
    """
    article = record.article
    names = context(article)
    quoted = passages(article.text)
    starts = [a for a, _ in quoted]
    for s in record.statements:
        content = s.evidence.content
        inside = _within(quoted, starts, content)
        length, length_inside = (sum(b - a for a, b in spans) for spans in (content, inside))
        period = (s.said_on.earliest, s.said_on.latest) if s.said_on else None
        whole = Saying(
            id=s.id,
            article=article.id,
            words=_wording(article.text, content),
            quoted=s.form == "direct" or length_inside > 0.5 * length,
            speaker=s.speaker.name if s.speaker.basis in ("named_person", "named_group") else None,
            said=period,
            published=article.published,
            context=names,
            statement=s,
            content=content,
        )
        yield whole
        if 0 < length_inside < 0.8 * length:
            yield whole._replace(words=_wording(article.text, inside), quoted=True)
    yield from _loose(record, quoted, names)


def _wording(text: str, spans: Iterable[Span]) -> str:
    """The parts on one line, joined by one space, without the quotation marks around each."""
    parts = (" ".join(text[a:b].split()).strip("\"“”„«»`' ") for a, b in spans)
    return " ".join(p for p in parts if p)


def context(article: Article) -> frozenset[str]:
    """Names in the article's title and text: what its event is told by."""
    found = chain(_NAME.findall(article.text), _NAME.findall(article.title or ""))
    return frozenset(map(intern, found))


def _within(quoted: list[Span], starts: list[int], spans: Spans) -> list[Span]:
    """The parts of `spans` that stand in quoted passages."""
    out = []
    for start, end in spans:
        for a, b in quoted[max(0, bisect_right(starts, start) - 1) :]:
            if a >= end:
                break
            if max(a, start) < min(b, end):
                out.append((max(a, start), min(b, end)))
    return out


def _loose(record: Record, quoted: list[Span], names: frozenset[str]) -> Iterator[Saying]:
    """The quoted passages that no statement covers, each with the speaker of what it goes on from, where that is."""
    article = record.article
    speaker: str | None = None
    last = 0
    for a, b in quoted:
        near = [(_shared(s.evidence.content, (a, b)), s) for s in record.statements]
        best, statement = max(near, key=lambda x: x[0], default=(0, None))
        if statement is not None and best > 0 and statement.speaker.basis in ("named_person", "named_group"):
            speaker = statement.speaker.name
        elif "\n\n" in article.text[last:a] or a - last > 120 or not last:
            speaker = None
        last = b
        if best < _COVERED * (b - a):
            yield Saying(
                id=sha256(f"{article.id}\n{((a, b),)}\nquoted".encode()).hexdigest()[:16],
                article=article.id,
                words=_wording(article.text, [(a, b)]),
                quoted=True,
                speaker=speaker,
                said=None,
                published=article.published,
                context=names,
                statement=None,
                content=((a, b),),
            )


def _shared(spans: Spans, span: Span) -> int:
    return sum(max(0, min(b, span[1]) - max(a, span[0])) for a, b in spans)
