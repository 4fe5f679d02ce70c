"""A supervisor keeps one worker at work: it starts it, watches it, and finds the document that ends it.

Daft makes one for each of its workers, on one machine or on a cluster. What may crash is never in Daft's own process,
which could not go on.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Final, Literal

import msgspec

from onrecord.corpus import spool
from onrecord.corpus.folder import Folder, Stage
from onrecord.corpus.plan import Settings, Shard
from onrecord.corpus.worker import BROKEN, DONE, OUT_OF_MEMORY, READY, Task
from onrecord.data import Reason
from onrecord.errors import CorpusError

_End = Literal["done", "failed", "crashed", "timed_out", "out_of_memory"]

_TRIES: Final[dict[str, int]] = {"crashed": 3, "timed_out": 2, "out_of_memory": 2}
"""How often a document may end a worker before it is rejected: a kill from outside must not cost a document."""

_FAILURES: Final = 3  # of a shard: workers that do not start, a full disk, a store that does not answer
_STALL: Final = 10  # times the time limit, on the clock: for what waits and takes no processor time


class Supervisor:
    """Works on shards, one after another, in a process that it starts when it first needs it."""

    def __init__(self, out: str, stage: Stage, settings: Settings, process: str) -> None:
        self._folder, self._out = Folder(out), out
        self._stage, self._settings, self._process = stage, settings, process
        self._worker: subprocess.Popen[bytes] | None = None

    def __call__(self, task: str) -> str:
        """The name of the shard that the task describes, when it is done."""
        shard = msgspec.json.decode(task, type=Shard)
        self.work(shard)
        return shard.name

    def work(self, shard: Shard) -> None:
        """Do all of the shard. Raises CorpusError where no worker can."""
        ends, failures = Counter[int](), 0
        refused, last = dict[int, Reason](), None
        while True:
            task = Task(
                out=self._out, stage=self._stage, shard=shard, settings=self._settings, process=self._process,
                refused=refused, last=last,
            )  # fmt: skip
            end = self._given(task)
            if end == "done":
                return
            number = spool.lines(self._folder.spool(self._stage, shard.name))
            self._folder.say(f"{shard.name}: a worker {end} at document {number + 1}; another goes on")
            if end == "failed":
                failures += 1
                if failures == _FAILURES:
                    raise CorpusError(f"a worker fails at {shard.name}: {self._folder.work / 'workers.log'} tells why")
                time.sleep(failures)
                continue
            ends[number] += 1
            if ends[number] < _TRIES[end]:
                continue
            if number not in refused:
                refused[number] = end
            elif last is None:
                last = number
            else:
                raise CorpusError(f"{shard.name} cannot be written; {self._folder.work / 'workers.log'} tells why")
            ends[number] = 0

    def _given(self, task: Task) -> _End:
        """How the worker ended with the task."""
        worker = self._started()
        assert worker.stdin is not None
        try:
            worker.stdin.write(msgspec.json.encode(task) + b"\n")
        except BrokenPipeError:
            self._status(worker)
            return "failed"
        last = b""
        while answer := self._answer(worker, task):
            if answer == DONE:
                return "done"
            last = answer
        status = self._status(worker)
        if status == BROKEN or last != READY:  # before the first document or behind the last one, none is at fault
            return "failed"
        if answer is None or status == -signal.SIGPROF:
            return "timed_out"
        return "out_of_memory" if status == OUT_OF_MEMORY else "crashed"

    def _answer(self, worker: subprocess.Popen[bytes], task: Task) -> bytes | None:
        """The worker's next line; empty where it has ended, None where it has stood still for too long."""
        assert worker.stdout is not None
        path, seen, since = self._folder.spool(task.stage, task.shard.name), -1, time.monotonic()
        while True:
            if select.select([worker.stdout], [], [], 1.0)[0]:
                return worker.stdout.readline()
            try:
                size = path.stat().st_size
            except FileNotFoundError:
                size = 0
            if size != seen:
                seen, since = size, time.monotonic()
            if time.monotonic() - since > _STALL * self._settings.time_limit:
                return None

    def _status(self, worker: subprocess.Popen[bytes]) -> int:
        """The exit status of a worker that has ended, or is made to."""
        worker.kill()
        self._worker = None
        return worker.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is None:
            environment = {
                **os.environ,
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                "PYTHONFAULTHANDLER": "1",
                "OMP_NUM_THREADS": "1",
            }
            with (self._folder.work / "workers.log").open("ab") as log:
                self._worker = subprocess.Popen(
                    [sys.executable, "-c", "from onrecord.corpus.worker import main; main()"],
                    bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment,
                )  # fmt: skip
        return self._worker
