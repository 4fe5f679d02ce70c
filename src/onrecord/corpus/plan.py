"""What a bulk run is: its settings, its inputs, and the shards that these are cut into.

A plan depends on the inputs' names, sizes and times and on the settings, never on the machine, the number of workers or
the runner; so a run that was stopped is planned again as it was.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import msgspec

from onrecord.corpus import storage
from onrecord.errors import CorpusError, SourceError
from onrecord.read import files
from onrecord.read.source import source_error, walked

Kind = Literal["warc", "lines", "rows", "files"]

_FILES_A_SHARD: Final = 1_000
_BLOCK: Final = 1 << 20
_NOT_CUT: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE, b"\x1f\x8b\x08")
"""What JSON Lines begin with whose lines do not end where there is a byte 10: UTF-16, UTF-32, gzip by another name."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what a run puts out."""

    language: str | None = None
    """One of `texts.languages`; articles in another language are rejected before extraction."""
    dedup: bool = False
    """Whether near-duplicates of an earlier article are rejected before extraction."""
    bundle: str | None = None
    """The model's folder; None for the one that ships."""
    shard_mb: float = 32
    """Megabytes of input in a shard, about."""
    time_limit: int = 60
    """Seconds of processor time that one document may take."""
    memory_limit: int = 1_000
    """Megabytes that one document may take beyond what a worker needs."""


class Input(msgspec.Struct, frozen=True):
    """A file to be read."""

    path: str
    size: int
    changed: int | None = None
    """When its content last was, in nanoseconds; None where a store does not tell."""
    problem: str | None = None
    """Why nothing of it can be read, where that is known: of a folder that is closed to us."""


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the input that one worker takes at a time."""

    name: str
    """`shard-000012`, counted from 0 in the order of the input."""
    kind: Kind
    paths: tuple[str, ...]
    """One, but for `files`."""
    size: int
    """Bytes of input, about."""
    start: int = 0
    """The first byte, of WARC and JSON Lines; the first row group, of Parquet."""
    end: int | None = None
    """Behind the last one; None for the file's end."""
    line: int = 1
    """The number of the first line; of Parquet, of the first row."""
    problem: str | None = None
    """That of its inputs."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A run, before it is run."""

    settings: Settings
    onrecord: str
    """The version."""
    model: str
    """SHA-256 of model.onnx."""
    inputs: tuple[Input, ...]
    shards: tuple[Shard, ...]


def inputs(sources: Iterable[str], out: str | os.PathLike[str] | None = None) -> tuple[Input, ...]:
    """The files that the sources name, in their order; those of a folder by name. Errors: SourceError, CorpusError.

    A source is a file, a folder, or an address that Daft reads, with `*` where several are meant. What lies in `out` is
    none of a folder's files.
    """
    found = [one for source in sources for one in _files(source, out)]
    if not found:
        raise CorpusError("there is nothing to read: name WARC, HTML, JSON Lines or Parquet files, or folders of them")
    return tuple(found)


def shards(found: Iterable[Input], settings: Settings) -> Iterator[Shard]:
    """The shards of the files, in their order."""
    size = max(1, int(settings.shard_mb * 1_000_000))
    alike = groupby(found, lambda one: ("files" if one.problem else _kind(one.path), one.problem))
    cuts = ((problem, cut) for (kind, problem), group in alike for cut in _cut(kind, group, size))
    for number, (problem, shard) in enumerate(cuts):
        yield msgspec.structs.replace(shard, name=f"shard-{number:06}", problem=problem)


def _files(source: str, out: str | os.PathLike[str] | None) -> Iterator[Input]:
    if storage.is_remote(source):
        yield from (Input(path, size) for path, size in storage.listed(source))
        return
    try:
        if stat.S_ISREG(os.stat(source).st_mode):
            open(source, "rb").close()  # only to know now
            yield _input(source)
            return
        os.scandir(source).close()
    except (OSError, ValueError) as error:
        raise source_error(source, error) from None
    own = _below(source, out) if out is not None else None
    for path, problem in walked(source, lambda path: files.is_readable_name(path) or _kind(path) == "rows"):
        if own is None or not Path(path).is_relative_to(own):
            yield _input(path, problem)


def _below(folder: str, out: str | os.PathLike[str]) -> Path | None:
    """The path of `out` as a walk through the folder has it, which follows no links; None where it lies elsewhere."""
    root, place = Path(os.path.realpath(folder)), Path(os.path.realpath(out))
    return folder / place.relative_to(root) if root in place.parents else None


def _input(path: str, problem: OSError | None = None) -> Input:
    if not files.is_utf8(path):  # which no plan and no table could hold
        return Input(files.shown(path), 0, problem="Its name is not UTF-8; rename it.")
    try:
        found = os.stat(path)
        if not problem:
            return Input(path, found.st_size, found.st_mtime_ns)
    except OSError as error:  # it has gone since
        problem = error
    return Input(path, 0, problem=f"It cannot be opened: {problem.strerror or problem}.")


def _kind(path: str) -> Kind:
    name = path.lower()
    if name.endswith((".warc", ".warc.gz")):
        return "warc"
    if name.endswith((".parquet", ".pq")):
        return "rows"
    return "lines" if name.endswith((".jsonl", ".ndjson")) else "files"


def _cut(kind: Kind, found: Iterable[Input], size: int) -> Iterator[Shard]:
    if kind == "files":
        yield from _grouped(found, size)
        return
    for one in found:
        if kind == "lines" and not storage.is_remote(one.path):
            yield from _lines(one, size)
        elif kind == "rows":
            yield from _row_groups(one, size)
        elif kind == "warc" and one.path.lower().endswith(".gz") and one.size > size:
            for start in range(0, one.size, size):
                end = min(start + size, one.size)
                yield Shard(name="", kind=kind, paths=(one.path,), size=end - start, start=start, end=end)
        else:  # without compression nothing shows for sure where a record begins
            yield Shard(name="", kind=kind, paths=(one.path,), size=one.size)


def _grouped(found: Iterable[Input], size: int) -> Iterator[Shard]:
    group, total = list[str](), 0
    for one in found:
        if group and (total + one.size > size or len(group) == _FILES_A_SHARD):
            yield Shard(name="", kind="files", paths=tuple(group), size=total)
            group, total = [], 0
        group.append(one.path)
        total += one.size
    yield Shard(name="", kind="files", paths=tuple(group), size=total)


def _lines(one: Input, size: int) -> Iterator[Shard]:
    """Cut behind the first line that ends past `size` bytes; lines are counted, so that each has its number."""
    try:
        cuts = list(_line_ends(one, size))
    except OSError:  # who reads it tells why
        cuts = [Shard(name="", kind="files", paths=(one.path,), size=one.size)]
    yield from cuts


def _line_ends(one: Input, size: int) -> Iterator[Shard]:
    start, line, here, ended = 0, 1, 0, 1
    with storage.opened(one.path) as stream:
        if stream.read(4).startswith(_NOT_CUT):
            yield Shard(name="", kind="files", paths=(one.path,), size=one.size)
            return
        stream.seek(0)
        while block := stream.read(_BLOCK):
            cut = 0
            while here + len(block) - start > size and (at := block.find(b"\n", max(cut, start + size - here))) >= 0:
                ended += block.count(b"\n", cut, at + 1)
                cut = at + 1
                end = here + cut
                yield Shard(name="", kind="lines", paths=(one.path,), size=end - start, start=start, end=end, line=line)
                start, line = end, ended
            ended += block.count(b"\n", cut)
            here += len(block)
    if here > start or here == 0:
        yield Shard(name="", kind="lines", paths=(one.path,), size=here - start, start=start, end=here, line=line)


def _row_groups(one: Input, size: int) -> Iterator[Shard]:
    start, row, total, rows = 0, 1, 0, 0
    try:
        sizes = storage.row_groups(one.path)
    except SourceError:
        if storage.is_remote(one.path):
            raise
        yield Shard(name="", kind="rows", paths=(one.path,), size=one.size)  # who reads it tells what is wrong
        return
    for number, (length, held) in enumerate(sizes):
        total, rows = total + length, rows + held
        if total >= size or number == len(sizes) - 1:
            yield Shard(name="", kind="rows", paths=(one.path,), size=total, start=start, end=number + 1, line=row)
            start, row, total, rows = number + 1, row + rows, 0, 0
