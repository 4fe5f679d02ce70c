"""Files and folders that are written whole or not at all: under another name until all is there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from onrecord.errors import ExportError


@contextmanager
def whole_file(out: Path) -> Iterator[IO[bytes]]:
    """A file to write to, with `.part` after its name until it is written. A file that is there is replaced.

    Raises ExportError where it cannot be written, or another command is writing it. What was done when Ctrl-C came
    stays in the part.
    """
    # What is there and no file is written to as it is: replacing /dev/null would break the machine
    out = Path(os.path.realpath(out))
    part = out if out.exists() and not out.is_file() else out.with_name(out.name + ".part")
    with _told(out, part):
        if part == out:
            with part.open("wb") as file:
                yield file
            return
        with open(part, "wb", opener=_untouched) as file:
            _claim(file, out, part)
            file.truncate()
            yield file
            file.flush()
            part.replace(out)  # while nobody else can claim it


def _untouched(path: str, flags: int) -> int:
    """Opens the file as it is: what another command has written is not cut before it is known to be done."""
    return os.open(path, flags & ~os.O_TRUNC, 0o666)


def _claim(file: IO[bytes], out: Path, part: Path) -> None:
    """Make this command the only one that writes the part, until the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = os.path.samestat(os.fstat(file.fileno()), part.stat())  # and has not just become theirs
    except (BlockingIOError, FileNotFoundError):
        is_ours = False
    if not is_ours:
        raise ExportError(f"{out}: another command is writing it; wait for that, or choose another --out")


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A new folder to fill, with `.part` after its name until it is full. Raises ExportError as `whole_file`, and
    where it holds something already."""
    part = out.with_name(out.name + ".part")
    with _told(out, part):
        if out.is_symlink() or (out.exists() and not (out.is_dir() and not any(out.iterdir()))):
            raise ExportError(f"{out}: is there already, and may hold somebody's work; name a new folder")
        if part.exists() or part.is_symlink():
            raise ExportError(f"{part}: left by an export that was stopped; remove it, or name another folder")
        part.mkdir()
        yield part
        part.replace(out)


@contextmanager
def _told(out: Path, part: Path) -> Iterator[None]:
    """Errors of the file system as one line, and where what was stopped left what it had done."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped; what was done is in {part}") from None
    except OSError as error:
        raise ExportError(f"{error.filename or out}: {error.strerror or error}; choose another --out") from error


def put(part: Path, place: Path) -> None:
    """Give a file its name, so that it is on the disk, and there, before something else says so."""
    _sync(part)
    os.replace(part, place)
    _sync(place.parent)
    _sync(place.parent.parent)  # which may have got the folder just now


def _sync(path: Path) -> None:
    """Have the disk hold the file or folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
