"""Files wherever they are: on a disk, or at an address that Daft reads, as s3://, gs://, hf:// and https://."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from onrecord.errors import CorpusError, SourceError

if TYPE_CHECKING:
    from types import ModuleType

_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

_BLOCK: Final = 1 << 20
"""Bytes that are asked for at a time."""


def engine() -> ModuleType:
    """The module daft, told to draw no bars of its own. Raises CorpusError where it is not installed."""
    import os

    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    os.environ.setdefault("DAFT_ANALYTICS_ENABLED", "0")  # the network is touched only where the caller names it
    os.environ.setdefault("DO_NOT_TRACK", "true")
    try:
        import daft
    except ImportError:
        raise CorpusError("bulk runs need more packages; install them: pip install 'onrecord[corpus]'") from None
    return daft


def is_remote(path: str) -> bool:
    """Whether it is an address and no path on this machine."""
    return _REMOTE.match(path) is not None


def listed(address: str) -> list[tuple[str, int]]:
    """Path and size of each file at the address, by path. Raises SourceError where there is none."""
    daft = engine()
    try:
        found = daft.from_glob_path(address).select("path", "size").to_pydict()
    except Exception as error:  # Daft raises errors of many kinds for stores that cannot be reached
        raise SourceError(f"{address}: cannot be listed ({error}); check the address and its credentials") from None
    if not found["path"]:
        raise SourceError(f"{address}: there is nothing; check the address")
    return sorted(zip(found["path"], (size or 0 for size in found["size"]), strict=True))


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file, open to be read, seekable. Raises OSError."""
    if not is_remote(path):
        with open(path, "rb") as stream:
            yield stream
        return
    with engine().File(path).open() as file, io.BufferedReader(_Remote(file), _BLOCK) as stream:
        yield stream


class _Remote(io.RawIOBase):
    """Daft's file as Python has them: its own says neither that it can be read, nor whether it is closed."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())


def row_groups(path: str) -> list[tuple[int, int]]:
    """Bytes and rows of each row group of a Parquet file. Raises SourceError where it is none."""
    import pyarrow
    from pyarrow import parquet

    try:
        with opened(path) as stream:
            found = parquet.ParquetFile(stream).metadata
    except (OSError, pyarrow.ArrowException) as error:
        raise SourceError(f"{path}: cannot be read as Parquet ({error})") from None
    groups = [found.row_group(number) for number in range(found.num_row_groups)]
    return [(group.total_byte_size, group.num_rows) for group in groups]
