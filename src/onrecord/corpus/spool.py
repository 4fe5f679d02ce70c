"""A shard's outcomes while it is at work: a file that only grows, one line a document.

Its number of lines says how far the shard is. So it can go on from there after any stop, and where a worker dies,
it names the document that killed it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from onrecord.data import Record, Rejection
from onrecord.text import without_surrogates

_RECORD, _REJECTION = b"R", b"X"
_BLOCK = 1 << 20


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The spool, open to be added to, and its number of lines; a last line that was torn is cut off.

    Waits for another process that still writes to it: one that was orphaned ends by itself.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        number, whole, here = 0, 0, 0
        file.seek(0)
        while block := file.read(_BLOCK):
            number += block.count(b"\n")
            if (at := block.rfind(b"\n")) >= 0:
                whole = here + at + 1
            here += len(block)
        file.truncate(whole)
        file.seek(0, os.SEEK_END)
        yield file, number


def lines(path: Path) -> int:
    """The number of documents that are done."""
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))
    except FileNotFoundError:
        return 0


def line(outcome: Record | Rejection) -> bytes:
    """The outcome on one line. A lone surrogate, which no UTF-8 file can hold, is U+FFFD: as long, so offsets hold."""
    try:
        encoded = msgspec.json.encode(outcome)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(without_surrogates(outcome))
    return (_RECORD if isinstance(outcome, Record) else _REJECTION) + encoded + b"\n"


def outcome(found: bytes) -> Record | Rejection:
    """What `line` was given."""
    if found.startswith(_RECORD):
        return msgspec.json.decode(found[1:], type=Record)
    return msgspec.json.decode(found[1:], type=Rejection)
