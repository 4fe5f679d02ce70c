"""The whole flow: captures to articles to attributions to statements, and into a ledger."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from itertools import groupby, islice
from typing import TYPE_CHECKING

from onrecord.data import Added, Article, Capture, Reason, Record, Rejection
from onrecord.errors import QueryError, WorkerError
from onrecord.extract import Extractor
from onrecord.read import article, is_record, record
from onrecord.resolve import statements

if TYPE_CHECKING:
    from concurrent.futures import Future

    from onrecord.care import Lookup, OnRecord
    from onrecord.ledger import Ledger

Read = tuple[str, Article | Rejection]
"""A capture's place and what was read there."""


def process(
    captures: Iterable[Capture],
    extractor: Extractor,
    *,
    batch: int = 16,
    skip: Callable[[Article], bool] = lambda _: False,
) -> Iterator[Record | Rejection]:
    """A record for each capture that is an article, a rejection for each that is not, in the order of the captures.

    `batch` captures are held in memory at a time, and up to three batches for each of the extractor's workers. No
    record depends on what else is in its batch. An article that `skip` answers True for is left out before the model
    sees it. Raises ValueError, at the call, where `batch` is less than 1, and WorkerError where a worker is killed.
    """
    if batch < 1:
        raise ValueError(f"batch is {batch}: it must be 1 or more")
    pending = iter(captures)
    chunks = iter(lambda: list(islice(pending, batch)), [])
    read = ([(c.place, a) for c in chunk if not (isinstance(a := article(c), Article) and skip(a))] for chunk in chunks)
    if extractor.workers > 1:
        return _shared_out(read, extractor)
    return (outcome for chunk in read for outcome in _records(chunk, extractor))


def records(
    captures: Iterable[Capture], extractor: Callable[[], Extractor], *, batch: int = 16
) -> Iterator[Record | Rejection]:
    """As `process`, with the captures that are records already as they are.

    `extractor` is called where an article comes, so that records need no model.
    """
    for is_ready, group in groupby(captures, is_record):
        yield from (record(c) for c in group) if is_ready else process(group, extractor(), batch=batch)  # noqa: B031


def add(
    captures: Iterable[Capture],
    ledger: Ledger,
    extractor: Callable[[], Extractor],
    *,
    reread: bool = False,
    again: bool = False,
    batch: int = 16,
    on_commit: Callable[[Added], None] = lambda _: None,
    on_rejection: Callable[[Rejection], None] = lambda _: None,
) -> Added:
    """What was stored of the captures; options as in `Ledger.add` and `process`.

    An article that is stored is not extracted again, unless it is `reread` by another model. A capture that is a
    record already is stored as it is. `extractor` is called where an article comes, so that records need no model.
    """
    total = Added()

    def told(more: Added) -> None:
        nonlocal total
        total += more
        on_commit(more)

    def is_stored(found: Article) -> bool:
        known = ledger.has(found, reader=_reader(extractor()) if reread else None)
        if known:
            told(Added(unchanged=1))
        return known

    for is_ready, group in groupby(captures, is_record):
        outcomes: Iterator[Record | Rejection]
        if is_ready:
            reader, outcomes = _reader(None), (record(c) for c in group)
        else:
            reader, outcomes = _reader(extractor()), process(group, extractor(), batch=batch, skip=is_stored)
        done = ledger.add(
            outcomes, reader=reader, reread=reread, again=again, on_commit=told, on_rejection=on_rejection
        )
        total += Added(rejected=done.rejected)  # which no commit tells
    return total


def on_record(ledger: Ledger, article: Article) -> Lookup:
    """What `care.findings` asks of a ledger: the best wording of a quotation by the same speaker in other articles."""
    from onrecord.care import OnRecord

    def asked(words: str, speaker: str | None) -> OnRecord | None:
        if speaker is None:
            return None
        try:
            matches = ledger.check(words, speaker=speaker).matches
        except QueryError:  # marks only, or a thousand words
            return None
        theirs = (m for m in matches if m.found.article_id != article.id and m.likeness == "same")
        return next((OnRecord(words=m.found.words, comparison=m.comparison) for m in theirs), None)

    return asked


def _reader(extractor: Extractor | None) -> str:
    """What read the records, as a ledger keeps it: this version, and the model by the start of its checksum."""
    model = f"model {extractor.manifest.sha256['model.onnx'][:12]}" if extractor else "records"
    return f"onrecord {version('onrecord')} {model}"


def _shared_out(chunks: Iterable[list[Read]], extractor: Extractor) -> Iterator[Record | Rejection]:
    """The outcomes of the chunks in their order, each chunk worked on by one of the extractor's worker processes.

    Processes and not threads: beside the net, which runs without Python's lock, a fifth of the work is Python, and
    two threads took 1.71 times one. They are spawned, since a fork would take over the net's locks as they stand.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(
        extractor.workers, mp_context=get_context("spawn"), initializer=_enter, initargs=(extractor.folder,)
    )
    waiting: deque[Future[list[Record | Rejection]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > 2 * extractor.workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerError("a worker process was killed, perhaps for want of memory; try fewer workers") from error
    finally:
        pool.shutdown(cancel_futures=True)


_extractor: Extractor
"""A worker process's own."""


def _enter(folder: str) -> None:
    global _extractor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the one that started them ends them
    _extractor = Extractor.load(folder)


def _work(chunk: list[Read]) -> list[Record | Rejection]:
    return list(_records(chunk, _extractor))


def _records(read: list[Read], extractor: Extractor) -> Iterator[Record | Rejection]:
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
            reason: Reason = "out_of_memory" if isinstance(error, MemoryError) else "failed"
            yield Rejection(source=read[0][0], reason=reason, detail=detail)
        else:
            for one in read:
                yield from _records([one], extractor)
        return
    for _, outcome in read:
        yield next(found) if isinstance(outcome, Article) else outcome
