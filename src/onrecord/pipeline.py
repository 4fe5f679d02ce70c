"""The whole flow: captures to articles to attributions to statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from onrecord.data import Article, Capture, Record, Rejection
from onrecord.extract import Extractor
from onrecord.read import article
from onrecord.resolve import statements


def process(captures: Iterable[Capture], extractor: Extractor, *, batch: int = 16) -> Iterator[Record | Rejection]:
    """A record for each capture that is an article, a rejection for each that is not, in the order of the captures.

    `batch` captures are held in memory at a time. No record depends on what else is in its batch. Raises ValueError,
    at the call, where `batch` is less than 1.
    """
    if batch < 1:
        raise ValueError(f"batch is {batch}: it must be 1 or more")
    pending = iter(captures)
    chunks = iter(lambda: list(islice(pending, batch)), [])
    return (outcome for chunk in chunks for outcome in _records([(c, article(c)) for c in chunk], extractor))


def _records(read: list[tuple[Capture, Article | Rejection]], extractor: Extractor) -> Iterator[Record | Rejection]:
    """The outcomes of one batch. Where it fails as a whole, each article is tried alone: one costs only itself."""
    articles = [a for _, a in read if isinstance(a, Article)]
    try:
        found = iter(
            [
                Record(article=a, statements=statements(a, x))
                for a, x in zip(articles, extractor.attributions(articles), strict=True)
            ]
        )
    except Exception as error:
        if len(read) == 1:
            kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            detail = f"onrecord failed on this document ({kind}); please report it"
            yield Rejection(source=read[0][0].place, reason="failed", detail=detail)
        else:
            for one in read:
                yield from _records([one], extractor)
        return
    for _, outcome in read:
        yield next(found) if isinstance(outcome, Article) else outcome
