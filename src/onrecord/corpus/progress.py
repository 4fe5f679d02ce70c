"""How far a run is, told from its folder alone: whoever runs it, wherever its workers are."""

from __future__ import annotations

import time

import msgspec

from onrecord.corpus.folder import Folder, Stage
from onrecord.corpus.plan import Plan
from onrecord.corpus.tables import Counts


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a run."""

    stage: Stage
    share: float
    """Of the stage's input that is done, 0 to 1."""
    counts: Counts
    per_second: float
    """Documents, since the watching began."""
    seconds_left: float | None
    """None before there is anything to tell it from."""


class Watch:
    """Looks at a run's folder, again and again."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._plan: Plan | None = None
        self._done = dict[tuple[Stage, str], Counts]()
        self._began: tuple[Stage, float, float, int] | None = None

    def look(self) -> Progress | None:
        """The run now; None before it is planned."""
        self._plan = self._plan or self._folder.read_plan()
        if self._plan is None:
            return None
        stage: Stage = "records"
        if self._plan.settings.dedup and not all(self._counts("texts", one.name) for one in self._plan.shards):
            stage = "texts"
        finished, total, size = 0, Counts(), sum(one.size for one in self._plan.shards)
        working = Counts()
        for one in self._plan.shards:
            counts = self._counts(stage, one.name)
            if counts is not None:
                finished, total = finished + one.size, total + counts
            else:
                working += self._working(stage, one.name)
        bytes_each = finished / total.documents if total.documents else 0
        done = min(1.0, (finished + bytes_each * working.documents) / size) if size else 1.0
        return self._told(stage, done, total + working)

    def _told(self, stage: Stage, share: float, counts: Counts) -> Progress:
        now = time.monotonic()
        if self._began is None or self._began[0] != stage:
            self._began = (stage, now, share, counts.documents)
        _, since, share_then, documents_then = self._began
        passed, gained = now - since, share - share_then
        return Progress(
            stage=stage,
            share=share,
            counts=counts,
            per_second=(counts.documents - documents_then) / passed if passed else 0.0,
            seconds_left=passed * (1 - share) / gained if gained > 0 else None,
        )

    def _counts(self, stage: Stage, name: str) -> Counts | None:
        if (stage, name) not in self._done:
            counts = self._folder.counts(stage, name)
            if counts is None:
                return None
            self._done[stage, name] = counts
        return self._done[stage, name]

    def _working(self, stage: Stage, name: str) -> Counts:
        try:
            return msgspec.json.decode(self._folder.progress(stage, name).read_bytes(), type=Counts)
        except (FileNotFoundError, msgspec.DecodeError):
            return Counts()
