"""A shard to its captures: the same ones in the same order whenever and wherever it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

import msgspec

from onrecord.corpus import storage
from onrecord.corpus.plan import Shard
from onrecord.data import Capture
from onrecord.read import captures as read_source
from onrecord.read import files, warc

_FIELDS: Final = (
    "id", "text", "title", "url", "outlet", "byline", "author", "authors", "published", "date", "language",
)  # fmt: skip
_PAGE: Final = "html"
_ROWS: Final = 64


def captures(shard: Shard) -> Iterator[Capture]:
    """The captures of the shard; what goes wrong is a capture with a fault, as in `read.captures`.

    But what is fetched from afar must come: an error of the network is raised, and is no verdict on a document.
    """
    path = shard.paths[0]
    try:
        if shard.kind == "files":
            for one in shard.paths:
                yield from _whole(one)
            return
        with storage.opened(path) as stream:
            if shard.kind == "warc":
                yield from warc.captures(stream, files.shown(path), start=shard.start, end=shard.end)
            elif shard.kind == "rows":
                yield from _rows(stream, shard)
            else:
                part = cast(BinaryIO, _Part(stream, shard.start, shard.end))
                yield from files.read_stream(part, path, first_line=shard.line)
    except OSError as error:
        if storage.is_remote(path):
            raise
        yield files.fault(path, "unreadable", f"It cannot be read to its end: {error.strerror or error}.")


def _whole(path: str) -> Iterator[Capture]:
    if not storage.is_remote(path):
        yield from read_source(path)
        return
    with storage.opened(path) as stream:
        yield from files.read_stream(stream, path)


class _Part:
    """The bytes of a stream from `start` to `end`, as a stream."""

    def __init__(self, stream: BinaryIO, start: int, end: int | None) -> None:
        stream.seek(start)
        self._stream, self._left = stream, end - start if end is not None else None

    def read(self, size: int) -> bytes:
        if self._left is None:
            return self._stream.read(size)
        chunk = self._stream.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk


def _rows(stream: BinaryIO, shard: Shard) -> Iterator[Capture]:
    """A capture for each row: an article's fields as JSON, or a page with its address."""
    import pyarrow
    from pyarrow import parquet

    source = files.shown(shard.paths[0])
    try:
        file = parquet.ParquetFile(stream)
        present = set(file.schema_arrow.names)
        columns = [name for name in ("url", _PAGE) if name in present]
        if "text" in present:
            columns = [name for name in _FIELDS if name in present]
        elif _PAGE not in present:
            yield files.fault(source, "malformed", "It has no column `text` with articles and none `html` with pages.")
            return
        groups = range(shard.start, file.num_row_groups if shard.end is None else shard.end)
        number = shard.line
        for batch in file.iter_batches(_ROWS, row_groups=list(groups), columns=columns):
            for row in batch.to_pylist():
                yield _row(row, source, number)
                number += 1
    except pyarrow.ArrowException as error:
        yield files.fault(source, "malformed", f"Its Parquet is damaged ({error}).")


def _row(row: dict[str, Any], source: str, number: int) -> Capture:
    if _PAGE in row:
        page = row[_PAGE] or b""
        content = page.encode("utf-8", "replace") if isinstance(page, str) else page
        return Capture(source=source, content=content, media_type="text/html", line=number, url=row.get("url"))
    stated = {name: value for name, value in row.items() if value is not None}
    return Capture(source=source, content=msgspec.json.encode(stated), media_type="application/json", line=number)
