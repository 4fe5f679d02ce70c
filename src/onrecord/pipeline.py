"""The whole flow: captures to articles to attributions to statements, and into a ledger."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from itertools import chain, groupby
from typing import TYPE_CHECKING

from onrecord.data import Added, Article, Capture, Record, Rejection
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

_AHEAD = 8
"""Articles for each worker that are read before their outcome is asked for: one may be 20 times as long as the next."""

_FEW = 20_000
"""Characters that are read here sooner than a worker has started: some 3 s of work on an old processor."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """End this process, a worker, where its parent is killed, which has no time to end it."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def process(
    captures: Iterable[Capture],
    extractor: Extractor,
    *,
    skip: Callable[[Article], bool] = lambda _: False,
) -> Iterator[Record | Rejection]:
    """A record for each capture that is an article, a rejection for each that is not, in the order of the captures.

    One capture is held in memory at a time, or up to eight for each of the extractor's workers. No record depends on
    another. An article that `skip` answers True for is left out before the model sees it. Raises WorkerError where a
    worker is killed.
    """
    read = ((c.place, a) for c in captures if not (isinstance(a := article(c), Article) and skip(a)))
    if extractor.workers > 1:
        return _shared_out(read, extractor)
    return (_outcome(place, a, extractor) for place, a in read)


def records(captures: Iterable[Capture], extractor: Callable[[], Extractor]) -> Iterator[Record | Rejection]:
    """As `process`, with the captures that are records already as they are.

    `extractor` is called where an article comes, so that records need no model.
    """
    for is_ready, group in groupby(captures, is_record):
        yield from (record(c) for c in group) if is_ready else process(group, extractor())  # noqa: B031


def add(
    captures: Iterable[Capture],
    ledger: Ledger,
    extractor: Callable[[], Extractor],
    *,
    reread: bool = False,
    again: bool = False,
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
            reader, outcomes = _reader(extractor()), process(group, extractor(), skip=is_stored)
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


def _shared_out(read: Iterator[Read], extractor: Extractor) -> Iterator[Record | Rejection]:
    """The outcomes in their order, each article worked on by one of the extractor's worker processes.

    Processes and not threads: beside the net, which runs without Python's lock, a fifth of the work is Python, and
    two threads took 1.71 times one. They are spawned, since a fork would take over the net's locks as they stand.
    A few short articles do not wait for workers to start.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    ahead, length = _AHEAD * extractor.workers, 0
    first: list[Read] = []
    for place, a in read:
        first.append((place, a))
        length += len(a.text) if isinstance(a, Article) else 0
        if length > _FEW or len(first) == ahead:
            break
    else:
        yield from (_outcome(*one, extractor) for one in first)
        return
    pool = ProcessPoolExecutor(
        extractor.workers, mp_context=get_context("spawn"), initializer=_enter, initargs=(extractor.folder,)
    )
    waiting: deque[Future[Record | Rejection]] = deque()
    try:
        for one in chain(first, read):
            waiting.append(pool.submit(_work, *one))
            if len(waiting) == ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerError("a worker process was killed, perhaps for want of memory; try fewer workers") from error
    finally:
        pool.shutdown(cancel_futures=True)


_extractor: Extractor
"""A worker process's own."""


def _enter(folder: str) -> None:
    global _extractor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the one that started them ends them
    end_with_parent()
    _extractor = Extractor.load(folder)


def _work(place: str, read: Article | Rejection) -> Record | Rejection:
    return _outcome(place, read, _extractor)


def _outcome(place: str, read: Article | Rejection, extractor: Extractor) -> Record | Rejection:
    """The article's record, or why there is none: what fails costs only itself."""
    if isinstance(read, Rejection):
        return read
    try:
        (found,) = extractor.attributions([read])
        return Record(article=read, statements=statements(read, found))
    except Exception as error:
        kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Rejection(
            source=place,
            reason="out_of_memory" if isinstance(error, MemoryError) else "failed",
            detail=f"onrecord failed on this document ({kind}); please report it",
        )
