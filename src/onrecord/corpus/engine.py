"""A bulk run: Daft hands the shards of a plan to its workers, on this machine or on a Ray cluster.

    plan ──▶ shards ──▶ [texts ──▶ duplicates] ──▶ records ──▶ manifest
               │            one worker a core, each with a model: shard ──▶ spool ──▶ Parquet
               └─ what is done is not done again

Daft moves no articles, only the names of shards: a worker asks for the next when it has done one, reads it document
by document, and writes it. So memory does not grow with the input, and what was done stays done.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec

from onrecord.corpus import plan as planning
from onrecord.corpus import runner, storage, texts
from onrecord.corpus.folder import Folder, Stage, now, write_whole
from onrecord.corpus.plan import Plan, Settings, Shard
from onrecord.corpus.supervisor import Supervisor
from onrecord.corpus.tables import Counts
from onrecord.corpus.worker import Process
from onrecord.errors import CorpusError
from onrecord.extract.bundle import SHIPPED, manifest
from onrecord.pipeline import process as plain_process


class Linking(msgspec.Struct, frozen=True, kw_only=True):
    """What linking a run's statements has put out."""

    utterances: int
    articles: int
    repeated: int
    """Articles that were left out, since an earlier one has their id."""
    onrecord: str
    started: str
    finished: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has put out, and what with."""

    counts: Counts
    settings: Settings
    onrecord: str
    model: str
    """SHA-256 of model.onnx."""
    versions: dict[str, str]
    """Of the packages that decide what is read and written."""
    inputs: tuple[planning.Input, ...]
    shards: int
    started: str
    finished: str
    linked: Linking | None = None


_PACKAGES = "daft fastwarc lxml msgspec numpy onnxruntime pyarrow tokenizers trafilatura".split()


def run(
    sources: list[str],
    out: str | os.PathLike[str],
    settings: Settings | None = None,
    *,
    workers: int | None = None,
    ray: str | None = None,
    process: Process = plain_process,
) -> Manifest:
    """What was put out, when all is done: shards that were done before are not done again.

    `workers` is the number of cores by default. `ray` is the address of a Ray cluster whose nodes see `out` and the
    inputs at the same paths, or `local` for one on this machine. `process` must be a
    function at the top of a module that workers can import.

    Raises SourceError, BundleError, and CorpusError where the run cannot start or go on; the same call goes on later.
    """
    settings, folder = settings or Settings(), Folder(out)
    storage.engine()
    found = planning.inputs(sources, folder.out)
    with folder.locked():
        plan = _planned(folder, found, settings)
        size = runner.room(ray)
        crew = _Crew(folder, plan, workers or size, f"{process.__module__}:{_name(process)}")
        started = _begun(folder)
        if settings.dedup:
            crew.do("texts")
            mark = folder.work / "duplicates.done"
            if not mark.exists():
                folder.say(f"{texts.find(folder)} near-duplicates")
                mark.touch()
        crew.do("records")
        return _finished(folder, plan, started)


def _planned(folder: Folder, found: tuple[planning.Input, ...], settings: Settings) -> Plan:
    """The run's plan: the one that is in the folder, where it is of the same run."""
    if settings.language is not None:
        _check_language(settings.language)
    model = manifest(Path(settings.bundle or SHIPPED)).sha256["model.onnx"]
    plan = Plan(settings=settings, onrecord=version("onrecord"), model=model, inputs=found, shards=())
    known = folder.read_plan()
    if known is not None:
        for name in ("settings", "onrecord", "model", "inputs"):
            if getattr(known, name) != getattr(plan, name):
                raise CorpusError(f"{folder.out}: holds a run with other {name}; name a new --out, or run it as it was")
        return known
    plan = msgspec.structs.replace(plan, shards=tuple(planning.shards(found, settings)))
    folder.say(f"planned: {len(found)} files, {len(plan.shards)} shards, onrecord {plan.onrecord}, model {model[:12]}")
    write_whole(folder.plan, msgspec.json.encode(plan))
    return plan


def _begun(folder: Folder) -> str:
    """When the run was first started."""
    with folder.log.open(encoding="utf-8") as file:
        return file.readline().split(" ")[0]


def _check_language(code: str) -> None:
    if code not in (known := texts.languages()):
        some = ", ".join(sorted(known & {"ar", "de", "en", "es", "fr", "hi", "pt", "ru", "zh"}))
        raise CorpusError(f"{code!r} is no language that can be told; give a code as {some}")


class _Crew:
    """The workers that Daft runs."""

    def __init__(self, folder: Folder, plan: Plan, workers: int, process: str) -> None:
        self._folder, self._plan = folder, plan
        self._workers, self._process = workers, process

    def do(self, stage: Stage) -> None:
        """Do all shards that are not done. Where a worker of Daft's own is lost, the rest is begun anew."""
        pending = self._pending(stage)
        while pending:
            of = f"{len(pending)} of {len(self._plan.shards)} shards"
            self._folder.say(f"{stage}: {of} to do, {self._workers} workers")
            problem = None
            try:
                for name in self._done(stage, pending):
                    counts = self._folder.counts(stage, name) or Counts()
                    told = ", ".join(f"{n} {reason}" for reason, n in counts.rejections.items()) or "none"
                    self._folder.say(
                        f"{stage}: {name}: {counts.articles} articles, {counts.statements} statements, rejected: {told}"
                    )
            except Exception as error:  # of many kinds, Daft's and Ray's, with our own inside
                problem = " ".join(str(error).split())
                self._folder.say(f"{stage}: {problem}")
            left = self._pending(stage)
            if len(left) == len(pending):
                raise CorpusError(f"the run cannot go on: {runner.brief(problem)}; {self._folder.log} tells more")
            pending = left

    def _pending(self, stage: Stage) -> list[Shard]:
        return [one for one in self._plan.shards if self._folder.counts(stage, one.name) is None]

    def _done(self, stage: Stage, pending: list[Shard]) -> Iterator[str]:
        """The name of each shard that has been done, as it is."""
        given = (str(self._folder.out), stage, self._plan.settings, self._process)
        return runner.dealt(Supervisor, given, [msgspec.json.encode(one).decode() for one in pending], self._workers)


def _name(process: Process) -> str:
    return str(getattr(process, "__qualname__", process))


def _finished(folder: Folder, plan: Plan, started: str) -> Manifest:
    counts = Counts()
    for one in plan.shards:
        counts += folder.counts("records", one.name) or Counts()
    if folder.manifest.exists():
        return msgspec.json.decode(folder.manifest.read_bytes(), type=Manifest)
    made = Manifest(
        counts=counts,
        settings=plan.settings,
        onrecord=plan.onrecord,
        model=plan.model,
        versions={name: version(name) for name in _PACKAGES},
        inputs=plan.inputs,
        shards=len(plan.shards),
        started=started,
        finished=now(),
    )
    write_whole(folder.manifest, msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    folder.say(f"finished: {counts.articles} articles, {counts.statements} statements")
    return made
