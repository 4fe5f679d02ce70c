"""Linking a corpus that no ledger holds: the utterances that `onrecord link` would find, in memory that is bounded.

    records ──▶ links of each two blocks ──▶ merged here ──▶ sayings sorted by utterance ──▶ utterances ──▶ Parquet
                       workers                driver                  workers                   workers

The driver holds what has a link, and the ids of all articles; a worker holds two blocks.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.metadata import version
from itertools import combinations
from typing import Final, NamedTuple

import msgspec

from onrecord.cores import Member, cores, wordings
from onrecord.corpus import runner
from onrecord.corpus.blocks import Belonging, Block, End, Place, Task, Tie, Worker, bucket_of
from onrecord.corpus.engine import Linking, Manifest
from onrecord.corpus.folder import Folder, now, write_whole
from onrecord.corpus.loader import article_ids, finished
from onrecord.corpus.plan import Plan
from onrecord.corpus.utterances import move
from onrecord.data import LinkKind
from onrecord.errors import CorpusError
from onrecord.gathering import utterance_id
from onrecord.link.cluster import Sets

BLOCK: Final = 500_000
"""Statements in a block."""
UTTERANCES: Final = "utterances"


class _Linking(msgspec.Struct, frozen=True, kw_only=True):
    """What is linked, and how it is divided."""

    onrecord: str
    statements: int
    """In a block, at least."""
    blocks: tuple[Block, ...]
    repeated: int
    """Articles that are left out, since an earlier one has their id."""
    started: str


def link(
    out: str | os.PathLike[str], *, statements: int = BLOCK, workers: int | None = None, ray: str | None = None
) -> Manifest:
    """The manifest of a run that is done, when its utterances are written beside its other tables.

    Where this version of onrecord has linked it before, nothing is done. `statements` is the size of a block: two of
    them are in a worker's memory. `workers` and `ray` as in `run`. Raises CorpusError where it cannot start or go on;
    the same call goes on later.
    """
    folder = Folder(out)
    run = finished(out)
    with folder.locked():
        manifest = msgspec.json.decode(folder.manifest.read_bytes(), type=Manifest)
        if manifest.linked is not None and manifest.linked.onrecord == version("onrecord"):
            return manifest
        place = Place(folder)
        plan = _planned(place, run, statements)
        size = runner.room(ray)
        crew = _Crew(place, plan, workers or size)
        number = len(plan.blocks)
        crew.do([Task(step="links", blocks=pair) for pair in _pairs(number)])
        if not place.merged.exists():
            made = _merged(place, number)
            write_whole(place.merged, str(made).encode())
        crew.do([Task(step="sort", blocks=(n,), buckets=number) for n in range(number)])
        gathering = [Task(step="gather", bucket=n, buckets=number) for n in range(number)]
        crew.do(gathering)
        move(place.parts, folder.out / UTTERANCES)
        linked = Linking(
            utterances=sum(int(place.done(one).read_bytes()) for one in gathering),
            articles=manifest.counts.articles - plan.repeated,
            repeated=plan.repeated,
            onrecord=plan.onrecord,
            started=plan.started,
            finished=now(),
        )
        manifest = msgspec.structs.replace(manifest, linked=linked)
        write_whole(folder.manifest, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
        folder.say(f"linked: {linked.utterances} utterances")
        shutil.rmtree(place.work)
        return manifest


def progress(out: str | os.PathLike[str]) -> tuple[str, int, int, int] | None:
    """The step that linking is at, how many of its tasks are done, of how many, and articles read for the others."""
    place = Place(Folder(out))
    try:
        plan = msgspec.json.decode(place.plan.read_bytes(), type=_Linking)
    except (OSError, msgspec.MsgspecError):
        return None
    number = len(plan.blocks)
    sizes = {"links": len(list(_pairs(number))), "sort": number, "gather": number}
    done = {step: len(list((place.work / step).glob("*.done"))) for step in sizes}
    step = next((step for step, size in sizes.items() if done[step] < size), "gather")
    read = 0
    for path in (place.work / "progress").glob(f"{step}-*[0-9]"):
        try:
            read += int(path.read_bytes())
        except FileNotFoundError:  # done meanwhile
            continue
    return step, done[step], sizes[step], read


def _pairs(blocks: int) -> Iterable[tuple[int, ...]]:
    return combinations(range(blocks), 2) if blocks > 1 else [(0,)] * blocks


def _planned(place: Place, run: Plan, statements: int) -> _Linking:
    """How it is divided: as in the linking that was stopped, where that was the same."""
    own = version("onrecord")
    try:
        known = msgspec.json.decode(place.plan.read_bytes(), type=_Linking)
        if known.onrecord == own and known.statements == statements:
            return known
    except (FileNotFoundError, msgspec.MsgspecError):
        pass
    shutil.rmtree(place.work, ignore_errors=True)
    place.folder.say("linking: planned anew")
    seen, repeats, blocks = set[str](), 0, list[Block]()
    for names in _groups(place.folder, run, statements):
        here, repeated = set[str](), set[str]()
        for id in (id for name in names for id in article_ids(place.folder, name)):
            repeats += id in here or id in seen
            (repeated if id in seen else here).add(id)
        seen |= here
        blocks.append(Block(tuple(names), tuple(sorted(repeated))))
    plan = _Linking(onrecord=own, statements=statements, blocks=tuple(blocks), repeated=repeats, started=now())
    write_whole(place.plan, msgspec.json.encode(plan))
    return plan


def _groups(folder: Folder, run: Plan, statements: int) -> Iterator[list[str]]:
    """The names of the shards of each block."""
    names, size = list[str](), 0
    for shard in run.shards:
        counts = folder.counts("records", shard.name)
        names.append(shard.name)
        size += counts.statements if counts else 0
        if size >= statements:
            yield names
            names, size = [], 0
    if names:
        yield names


class _Crew:
    """The workers that Daft runs."""

    def __init__(self, place: Place, plan: _Linking, workers: int) -> None:
        self._place, self._plan, self._workers = place, plan, workers

    def do(self, tasks: list[Task]) -> None:
        """Do all tasks that are not done. Raises CorpusError where one cannot be."""
        pending = [one for one in tasks if not self._place.done(one).exists()]
        if not pending:
            return
        say: Callable[[str], None] = self._place.folder.say
        say(f"linking: {pending[0].step}: {len(pending)} of {len(tasks)} to do")
        given = (str(self._place.folder.out), self._plan.blocks)
        try:
            for name in runner.dealt(Worker, given, [msgspec.json.encode(t).decode() for t in pending], self._workers):
                say(f"linking: {pending[0].step}: {name} done")
        except Exception as error:  # of many kinds, Daft's and Ray's, with our own inside
            problem = " ".join(str(error).split())
            say(f"linking: {problem}")
            raise CorpusError(
                f"linking cannot go on: {runner.brief(problem)}; {self._place.folder.log} tells more"
            ) from error


# --- merging ---------------------------------------------------------------------------------------------------------


class _Graph:
    """All that has a link, and the sets that the links make."""

    def __init__(self) -> None:
        self.ends = list[End]()
        self.sets = Sets()
        self._number: dict[str, int] = {}

    def node(self, end: End) -> int:
        number = self._number.get(end.id)
        if number is None:
            number = self._number[end.id] = self.sets.add()
            self.ends.append(end)
        return number


def _merged(place: Place, blocks: int) -> int:
    """How many statements have a link. For each block, what its sayings belong to; for each bucket, its links."""
    graph, copies, between = _Graph(), _Graph(), set[tuple[int, int, str]]()
    for path in sorted((place.work / "links").glob("*.done")):
        with path.open("rb") as file:
            for tie in map(msgspec.json.Decoder(Tie).decode, file):
                mine = copies if tie.kind == "copy" else graph
                a, b = mine.node(tie.left), mine.node(tie.right)
                if tie.kind in ("same", "copy"):
                    mine.sets.join(a, b)
                else:
                    between.add((a, b, tie.kind))
    groups, apart = _shared(graph, between)
    utterance = [_utterance(graph, group) for group in groups]
    _write_belonging(place, blocks, graph, copies, groups, utterance)
    of = {n: utterance[number] for number, group in enumerate(groups) for n in group.own}
    others: dict[str, dict[LinkKind, set[str]]] = {}
    # Of what links connect not every two were compared: there the cores tell
    told = {(a, b, kind) for a, b, kind in between if kind == "denies" or graph.sets.find(a) != graph.sets.find(b)}
    for a, b, kind in told | apart:
        one, other = of[a], of[b]
        if kind == "partly" or one is None or other is None or one == other:
            continue
        named: LinkKind = "answers" if kind == "denies" else kind  # type: ignore[assignment]
        others.setdefault(one, {}).setdefault(named, set()).add(other)
        if named != "answers":
            others.setdefault(other, {}).setdefault(named, set()).add(one)
    buckets: list[dict[str, dict[LinkKind, set[str]]]] = [{} for _ in range(blocks)]
    for id, linked in others.items():
        buckets[bucket_of(id, blocks)][id] = linked
    for n, bucket in enumerate(buckets):
        write_whole(place.others(n), msgspec.json.encode(bucket))
    return len(graph.ends)


class _Shared(NamedTuple):
    """An utterance, of nodes of the graph."""

    own: list[int]
    partly: set[int]
    """Of other utterances, with its core."""


def _shared(graph: _Graph, between: Iterable[tuple[int, int, str]]) -> tuple[list[_Shared], set[tuple[int, int, str]]]:
    """The utterances among what links connect, as `link.Linker` has them, and the links that their cores tell."""
    met: dict[int, set[int]] = {}
    for a, b, kind in between:
        if kind == "partly" and graph.sets.find(a) != graph.sets.find(b):
            met.setdefault(a, set()).add(b)
            met.setdefault(b, set()).add(a)
    out, apart = list[_Shared](), set[tuple[int, int, str]]()
    for linked in graph.sets.groups():
        linked.sort(key=lambda n: _when(graph.ends[n]))
        for core in cores([_member(graph.ends[n]) for n in linked]):
            own = [linked[place] for place in core.own]
            near = {b for a in own for b in met.get(a, ())}
            found = {n for n in near if core.fits(_member(graph.ends[n]))}
            out.append(_Shared(own, found | {linked[place] for place in core.also}))
            apart |= {(own[0], linked[place], kind) for place, kind in core.apart.items()}
    return out, apart


def _member(end: End) -> Member:
    assert end.voice is not None, "a copy's end is in no utterance"
    return Member(wordings(end.outlines), end.voice)


def _when(end: End) -> tuple[str, str]:
    """As `gathering.when`."""
    return end.published or date.max.isoformat(), end.id


def _utterance(graph: _Graph, group: _Shared) -> str | None:
    """The id of the group's utterance; None where it is none (as `gathering.is_told` has it)."""
    own = [graph.ends[n] for n in group.own]
    if not any(one.stated for one in own) and len({graph.ends[n].article for n in (*group.own, *group.partly)}) < 2:
        return None
    return utterance_id(min(map(_when, own))[1])


def _write_belonging(
    place: Place, blocks: int, graph: _Graph, copies: _Graph, groups: list[_Shared], utterance: list[str | None]
) -> None:
    parts: dict[int, set[str]] = {}
    for id, group in zip(utterance, groups, strict=True):
        if id is not None:
            for n in group.partly:
                parts.setdefault(n, set()).add(id)
    belonging: list[dict[str, Belonging]] = [{} for _ in range(blocks)]
    for id, group in zip(utterance, groups, strict=True):
        for n in group.own:
            end = graph.ends[n]
            belonging[end.block][end.id] = Belonging(id, tuple(sorted(parts.get(n, ()))))
    stories: list[dict[str, str]] = [{} for _ in range(blocks)]
    for alike in copies.sets.groups():
        story = min(copies.ends[n].id for n in alike)
        for n in alike:
            stories[copies.ends[n].block][copies.ends[n].id] = story
    for n in range(blocks):
        write_whole(place.belonging(n), msgspec.json.encode((belonging[n], stories[n])))
