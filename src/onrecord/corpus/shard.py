"""A shard to its captures: the same ones in the same order whenever and wherever it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import msgspec

from onrecord.corpus import storage
from onrecord.corpus.plan import Shard
from onrecord.data import Capture
from onrecord.read import charset, files, warc

if TYPE_CHECKING:
    import pyarrow

_FIELDS: Final = (
    "id", "text", "title", "url", "outlet", "byline", "author", "authors", "published", "date", "language",
)  # fmt: skip
_PAGE: Final = "html"
_ROWS: Final = 64


def captures(shard: Shard) -> Iterator[Capture]:
    """The captures of the shard; what goes wrong is a capture with a fault, as in `read.captures`.

    But what is fetched from afar must come: an error of the network is raised, and is no verdict on a document.
    """
    for path in shard.paths:
        try:
            if shard.problem:
                yield files.fault(path, "unreadable", shard.problem)
            else:
                yield from _read(path, shard)
        except OSError as error:
            if storage.is_remote(path):
                raise
            yield files.fault(path, "unreadable", f"It cannot be read: {error.strerror or error}.")


def _read(path: str, shard: Shard) -> Iterator[Capture]:
    with storage.opened(path) as stream:
        if shard.kind == "warc":
            yield from warc.captures(stream, files.shown(path), start=shard.start, end=shard.end)
        elif shard.kind == "rows":
            yield from _rows(stream, shard)
        elif shard.kind == "lines":
            part = cast(BinaryIO, _Part(stream, shard.start, shard.end))
            yield from files.read_stream(part, path, first_line=shard.line)
        else:
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
            values = list(zip(batch.schema.names, map(_in_microseconds, batch.columns), strict=True))
            for n in range(batch.num_rows):
                yield _row({name: column[n] for name, column in values}, shard.paths[0], number)
                number += 1
    except pyarrow.ArrowException as error:
        yield files.fault(source, "malformed", f"Its Parquet is damaged ({error}).")


def _in_microseconds(column: pyarrow.Array) -> pyarrow.Array:
    """The column; of timestamps in nanoseconds, as pandas writes them, what Python's own can hold."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def _row(row: dict[str, pyarrow.Scalar], path: str, number: int) -> Capture:
    """The row's capture. A value that cannot be had, or is none of its field's, costs the row."""
    name, source, stated = "", files.shown(path), dict[str, Any]()
    try:
        for name, value in row.items():
            if (found := value.as_py()) is not None:
                stated[name] = _page(found) if name == _PAGE else _plain(found)
    # A year beyond 9999, a time zone that nobody knows, a string that is no UTF-8, a length of time …
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return files.fault(path, "malformed", f"Its `{name}` cannot be read: {' '.join(str(error).split())}.", number)
    if _PAGE not in row:
        content = msgspec.json.encode(stated)
        return Capture(source=source, content=content, media_type="application/json", line=number)
    url = stated.get("url")
    if not isinstance(url, str | None):
        return files.fault(path, "malformed", f"Its `url` is no address, but {url!r:.40}.", number)
    return Capture(source=source, content=stated.get(_PAGE, b""), media_type="text/html", line=number, url=url)


def _page(value: object) -> bytes:
    """The bytes of a page. Raises TypeError where it is none."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if not isinstance(value, bytes):
        raise TypeError(f"it is no page, but {value!r:.40}")
    return value


def _plain(value: object) -> object:
    """The value as JSON can hold it; of bytes, what they say as a text file. Raises TypeError or ValueError."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, bytes):
        return msgspec.to_builtins(value)
    text = charset.decoded(value)
    if (kind := charset.binary_kind(value)) or charset.is_binary(text):
        raise ValueError(f"it is {kind or 'binary'}, not text")
    return text
