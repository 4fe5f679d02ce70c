"""A named source to its captures: a file, a folder, or standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.data import Capture
from onrecord.errors import SourceError
from onrecord.read import files

STDIN = "-"


def captures(source: str | os.PathLike[str]) -> Iterator[Capture]:
    """The captures of one source, found as they are asked for, in the same order on every machine.

    `source` is the path of a file or folder, or `-` for standard input. In a folder, files are read whose names end
    as `files.MEDIA_TYPES` lists, or in `.warc`, with or without `.gz`; office documents and PDFs are captured too, so
    that they are rejected rather than passed over. Hidden files are skipped, and no link is followed to a folder or
    out of the folder. A file that was named itself is read whatever its name: where the name does not tell, its first
    bytes do.

    Raises `SourceError`, at the call, where the source does not exist or cannot be opened. Whatever goes wrong
    after that is a capture with a `fault`.
    """
    path = os.fspath(source)
    if path == STDIN:
        return _standard_input()
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
            return _folder(path)
        if stat.S_ISREG(mode):
            open(path, "rb").close()  # only to know now; a pipe must not be opened twice
        return _named(path)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise source_error(path, error) from None


def is_read(source: str | os.PathLike[str], file: Path) -> bool:
    """Whether the file is the source, standard input too, or among those that `captures` finds in this folder."""
    path = os.fspath(source)
    try:
        of, wanted = os.fstat(0) if path == STDIN else os.stat(path), os.stat(file)
        if not stat.S_ISDIR(of.st_mode):
            return os.path.samestat(of, wanted)
    except (OSError, ValueError):  # one of them is not there
        return False
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(path)):
        return False
    return any(error is None and os.path.samefile(found, file) for found, error in walked(path, files.is_readable_name))


def source_error(path: str, error: OSError | ValueError) -> SourceError:
    """What is told where a source that was named cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return SourceError(f"{files.shown(path)}: no such file or folder; check the path (`-` is standard input)")
    why = error.strerror if isinstance(error, OSError) else str(error)
    return SourceError(f"{files.shown(path)}: cannot be opened ({why}); check the path and its permissions")


def _standard_input() -> Iterator[Capture]:
    stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise SourceError("standard input is closed or holds no bytes; name a file or a folder instead")
    return files.read_stream(stream, STDIN)


def _named(path: str) -> Iterator[Capture]:
    try:
        stream = open(path, "rb")  # noqa: SIM115 (closed below, after the last capture)
    except OSError as error:
        raise source_error(path, error) from None
    with stream:
        yield from files.read_stream(stream, path)


def _folder(root: str) -> Iterator[Capture]:
    found = False
    for path, error in walked(root, files.is_readable_name):
        found = True
        try:
            if error:
                raise error
            with open(path, "rb") as stream:
                yield from files.read_stream(stream, path)
        except OSError as problem:
            yield files.fault(path, "unreadable", f"It cannot be opened: {problem.strerror or problem}.")
    if not found:
        endings = ", ".join((*files.MEDIA_TYPES, files.WARC))
        yield files.fault(root, "empty", f"The folder holds no file that onrecord reads ({endings}).")


def walked(root: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[str, OSError | None]]:
    """The files of a folder whose path is wanted, and what cannot be looked into, with its error.

    Depth first, entries by name. The pending paths are a list, since folders can nest deeper than Python calls.
    """
    real_root = os.path.realpath(root)
    pending = [root]
    while pending:
        path = pending.pop()
        try:
            if path == root or (os.path.isdir(path) and not os.path.islink(path)):
                with os.scandir(path) as entries:
                    names = sorted((entry.name for entry in entries if not entry.name.startswith(".")), reverse=True)
                pending.extend(os.path.join(path, name) for name in names)
            elif is_wanted(path) and _is_file_within(path, real_root):
                yield path, None
        except OSError as error:
            yield path, error


def _is_file_within(path: str, real_root: str) -> bool:
    """Whether this is a regular file that is, links followed, inside the folder. Pipes and devices would block.

    A file that has gone since it was listed counts as one, so that opening it reports it; a link to nothing does not.
    """
    if os.path.islink(path):
        return os.path.isfile(path) and Path(os.path.realpath(path)).is_relative_to(real_root)
    return os.path.isfile(path) or not os.path.exists(path)
