"""A worker: a process that takes shards, one after another, and may be killed by what it reads.

`main` takes a `Task` a line on standard input and answers each with a line.
A document that needs too much time or memory ends the process; the supervisor starts another, which goes on behind it.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import msgspec

from onrecord.corpus import shard as shards
from onrecord.corpus import spool, texts
from onrecord.corpus.folder import Folder, Stage, write_whole
from onrecord.corpus.plan import Settings, Shard
from onrecord.corpus.tables import Counts, Tables
from onrecord.data import Article, Capture, Reason, Record, Rejection
from onrecord.extract import Extractor
from onrecord.pipeline import end_with_parent
from onrecord.read import article as read_article
from onrecord.resolve import statements

READY, READ, DONE = b"ready\n", b"read\n", b"done\n"
"""Answers to a task: it is begun, all its documents are in the spool, its tables are written."""
OUT_OF_MEMORY: Final = 77
"""The exit status of a process that a document has taken all its memory."""
BROKEN: Final = 78
"""Of one that cannot work for another reason than a document: a full disk, a store that does not answer."""

_TELL_EVERY = 0.5  # seconds
_DETAILS: Final[dict[Reason, str]] = {
    "crashed": "It ended the process that read it, each time; please report it.",
    "timed_out": "It took more than the time limit.",
    "out_of_memory": "It took more than the memory limit.",
}


class Process(Protocol):
    """`pipeline.process`, or what a test puts in its place."""

    def __call__(
        self,
        captures: Iterable[Capture],
        extractor: Extractor,
        *,
        skip: Callable[[Article], bool],
    ) -> Iterator[Record | Rejection]: ...


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A shard to be worked on, and what is known of it."""

    out: str
    stage: Stage
    shard: Shard
    settings: Settings
    process: str
    """`module:name` of a `Process`."""
    refused: dict[int, Reason] = {}
    """Documents that have ended a process, by their number in the shard."""
    last: int | None = None
    """The document that cannot even be read on from: the rest of the shard is given up."""


def main() -> None:
    """Work on the tasks of standard input, to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's; a worker ends when its parent does
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no answer
    end_with_parent()  # the standard input's end is not seen before the shard's
    extractor: Extractor | None = None
    is_warm = False
    for line in sys.stdin.buffer:
        task = msgspec.json.decode(line, type=Task)
        if extractor is None and task.stage == "records":
            extractor = Extractor.load(task.settings.bundle)
        if not is_warm:
            _warm(task.settings, extractor)
            _limit_memory(task.settings.memory_limit)
            is_warm = True
        answers.write(READY)
        try:
            _Work(task, extractor).run(answers.write)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except Exception:  # no document's doing, whose errors are outcomes: the supervisor tries again, or stops
            try:
                traceback.print_exc()
            finally:  # the log may be on the disk that is full
                os._exit(BROKEN)
        answers.write(DONE)


class _Work:
    """One task at work."""

    def __init__(self, task: Task, extractor: Extractor | None) -> None:
        self._task, self._extractor = task, extractor
        self._folder = Folder(task.out)
        self._repeats = texts.repeats(self._folder, task.shard.name) if task.stage == "records" else {}
        module, _, name = task.process.partition(":")
        self._process: Process = getattr(importlib.import_module(module), name)
        self._counts = Counts()
        self._told = 0.0

    def run(self, tell: Callable[[bytes], object]) -> None:
        """Do all of it; `tell` is given READ when no document can be at fault any more."""
        task, name = self._task, self._task.shard.name
        with spool.opened(self._folder.spool(task.stage, name)) as (file, done):
            for outcome in self._outcomes(done):
                file.write(spool.line(outcome))
                file.flush()
                self._tell(outcome)
            signal.setitimer(signal.ITIMER_PROF, 0)
            tell(READ)
            file.seek(0)
            if task.stage == "texts":
                counts = texts.write(file, self._folder.text(name))
            else:
                counts = Tables(name, self._folder.out, self._folder.part(name)).write(file)
            write_whole(self._folder.done(task.stage, name), msgspec.json.encode(counts))
        self._folder.spool(task.stage, name).unlink(missing_ok=True)
        self._folder.progress(task.stage, name).unlink(missing_ok=True)

    def _outcomes(self, done: int) -> Iterator[Record | Rejection]:
        """One outcome a document, from number `done` on; the time limit is set anew for each."""
        task = self._task
        captures = shards.captures(task.shard)
        number = 0
        while True:
            signal.setitimer(signal.ITIMER_PROF, task.settings.time_limit)
            if number == task.last:
                if number >= done:
                    detail = f"Document {number + 1} cannot be read past; the rest of this part of the file was left."
                    yield Rejection(source=task.shard.paths[0], reason="crashed", detail=detail)
                return
            capture = next(captures, None)
            if capture is None:
                return
            if number >= done:
                yield self._outcome(number, capture)
            number += 1

    def _outcome(self, number: int, capture: Capture) -> Record | Rejection:
        if number in self._task.refused:
            reason = self._task.refused[number]
            return Rejection(source=capture.place, reason=reason, detail=_DETAILS[reason])
        if number in self._repeats:
            detail = f"It is a near-duplicate of {self._repeats[number]}."
            return Rejection(source=capture.place, reason="duplicate", detail=detail)
        if self._extractor is None:
            return texts.outcome(capture, self._is_other)
        found = list(self._process([capture], self._extractor, skip=self._is_other))
        if found:
            return found[0]
        detail = f"It is not in the language that was asked for ({self._task.settings.language})."
        return Rejection(source=capture.place, reason="other_language", detail=detail)

    def _is_other(self, article: Article) -> bool:
        wanted = self._task.settings.language
        return wanted is not None and texts.language(article) != wanted

    def _tell(self, outcome: Record | Rejection) -> None:
        """Write down how far it is, for who watches; only now and then."""
        if isinstance(outcome, Record):
            self._counts += Counts(articles=1, statements=len(outcome.statements))
        else:
            self._counts += Counts(rejections={outcome.reason: 1})
        if time.monotonic() - self._told > _TELL_EVERY:
            self._told = time.monotonic()
            path = self._folder.progress(self._task.stage, self._task.shard.name)
            write_whole(path, msgspec.json.encode(self._counts), lasting=False)


def _warm(settings: Settings, extractor: Extractor | None) -> None:
    """Load all that is loaded at first use, so that no document's limits have to cover it."""
    import pyarrow.parquet  # noqa: F401

    page = b"<html><body><p>" + b"Nobody said that this would be read. " * 10 + b"</p></body></html>"
    found = read_article(Capture(source="-", content=page, media_type="text/html"))
    assert isinstance(found, Article)
    if settings.language:
        texts.language(found)
    if extractor:
        statements(found, extractor.attributions([found])[0])


def _limit_memory(megabytes: int) -> None:
    """Let allocations fail beyond what is used now and so much more. Linux alone counts what must be counted."""
    if sys.platform != "linux":
        return
    with open("/proc/self/status") as file:
        used = next(int(line.split()[1]) << 10 for line in file if line.startswith("VmData:"))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = used + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
