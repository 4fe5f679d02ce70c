"""WARC files to captures: the web archive format of ISO 28500, with gzip a record as Common Crawl's CC-NEWS has it.

The file is taken apart here and not by fastwarc, which stops at the first damaged record: what is damaged costs
itself, and reading goes on at the next record that begins. fastwarc reads the record: WARC and HTTP headers, chunks,
content encodings.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from onrecord.data import Capture, Reason, Rejection

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

MAX_RECORD: Final = 50_000_000
"""Bytes of the largest record, as of the largest document elsewhere."""

_CHUNK = 1 << 20
_MAX_HEAD = 1 << 16
_GZIP: Final = b"\x1f\x8b\x08"
_PLAIN: Final = b"WARC/"
_BEGINS: Final = re.compile(rb"WARC/[01]\.")
_TYPE: Final = re.compile(rb"\nWARC-Type:[ \t]{0,9}([a-z]+)", re.IGNORECASE)
_ADDRESS: Final = re.compile(rb"\nWARC-Target-URI:([^\r\n]*)", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"\nContent-Length:[ \t]{0,9}([0-9]{1,15})[ \t]{0,9}\r?\n", re.IGNORECASE)
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})


class _Damaged(Exception):
    """There is no record here: turned into a capture by `captures`, never seen outside."""

    def __init__(self, detail: str, reason: Reason = "malformed") -> None:
        self.detail = detail
        self.reason: Reason = reason


_Found = tuple[int, bytes | _Damaged]
"""Where a record begins, and its bytes, or what is wrong with them."""


def captures(stream: BinaryIO, source: str, *, start: int = 0, end: int | None = None) -> Iterator[Capture]:
    """A capture for each page that was fetched with status 200, and for each record that cannot be read.

    Of a file with gzip a record, `start` and `end` choose the records that begin at these bytes, half-open; so a file
    can be read in parts that need not know where its records begin. What lies between two records and is none belongs
    to the first of them. A file without compression is read whole by the part that begins at 0, since nothing shows
    for sure where its records begin. Memory is bounded by one record. `stream` stands at its beginning; only where
    `start` is not 0 it must be seekable.
    """
    head = stream.read(len(_PLAIN))
    is_plain = head in (_PLAIN, b"") or not (head.startswith(_GZIP) or source.lower().endswith(".gz"))
    if start and is_plain:
        return
    if start:
        stream.seek(start)
    window = _Window(stream.read, start, b"" if start else head)
    for offset, record in _records(window) if is_plain else _members(window, end):
        try:
            if isinstance(record, _Damaged):
                raise record
            capture = _page(record, source, offset)
        except _Damaged as damage:
            place = Capture(source=source, content=b"", media_type="text/html", offset=offset)
            fault = Rejection(source=place.place, reason=damage.reason, detail=damage.detail)
            capture = Capture(source=source, content=b"", media_type="text/html", offset=offset, fault=fault)
        if capture is not None:
            yield capture


class _Window:
    """The bytes of a stream from `position` on, read as they are asked for."""

    def __init__(self, read: Callable[[int], bytes], position: int, held: bytes) -> None:
        self._read, self.position, self.held = read, position, bytearray(held)

    def more(self) -> bool:
        """Whether more bytes have come."""
        chunk = self._read(_CHUNK)
        self.held += chunk
        return bool(chunk)

    def fill(self, size: int) -> bool:
        """Whether that many bytes are held; less only where the stream has ended."""
        while len(self.held) < size and self.more():
            pass
        return len(self.held) >= size

    def drop(self, size: int) -> None:
        del self.held[:size]
        self.position += size


# --- gzip a record ---------------------------------------------------------------------------------------------------


def _members(window: _Window, end: int | None) -> Iterator[_Found]:
    """The records of the members that begin in the window and before `end`, and the gaps: bytes that are no record's.

    No gap is told before the first member of a part, since the part before this one has seen it, nor behind a damaged
    member, whose end is not known: it may be a part of that.
    """
    expected = None if window.position else 0  # where a member must begin
    while True:
        is_found = _find_member(window)
        offset = window.position
        if expected is not None and expected < offset:
            yield expected, _Damaged(f"No WARC record begins from here to byte {offset}; fetch the file again.")
        if not is_found or (end is not None and offset >= end):
            return
        try:
            content, size = _member(window)
        except _Damaged as damage:
            yield offset, damage
            window.drop(1)  # where a member was cut, the next one begins inside of what looks like it
            expected = None
            continue
        inner = _Window(BytesIO(content).read, 0, b"")
        yield from ((offset, record) for _, record in _records(inner))
        window.drop(size)
        expected = window.position


def _find_member(window: _Window) -> bool:
    """Whether a member follows that begins as a WARC record does; the window then stands at it, else at the end."""
    while True:
        at = window.held.find(_GZIP)
        if at < 0:
            window.drop(max(0, len(window.held) - len(_GZIP) + 1))
            if not window.more():
                window.drop(len(window.held))
                return False
            continue
        window.drop(at)
        window.fill(512)
        try:
            if _BEGINS.match(zlib.decompressobj(wbits=31).decompress(bytes(window.held[:512]), 16)):
                return True
        except zlib.error:
            pass
        window.drop(1)


def _member(window: _Window) -> tuple[bytes, int]:
    """The content of the member at the window's start, its checksum verified, and how many bytes it takes."""
    decoder, content, used = zlib.decompressobj(wbits=31), bytearray(), 0
    try:
        while not decoder.eof:
            if used == len(window.held) and not window.more():
                raise _Damaged("The file ends inside of this record; fetch it again.")
            piece = bytes(window.held[used : used + (1 << 16)])
            used += len(piece)
            content += decoder.decompress(piece, MAX_RECORD + _MAX_HEAD - len(content))
            used -= len(decoder.unused_data) + len(decoder.unconsumed_tail)
            if len(content) >= MAX_RECORD + _MAX_HEAD:
                raise _Damaged(
                    f"It is over {MAX_RECORD // 1_000_000} MB. A WARC file is compressed record by record.", "too_large"
                )
    except zlib.error as error:
        raise _Damaged(f"Its gzip compression is damaged ({error}).") from None
    return bytes(content), used


# --- not compressed, or one member -----------------------------------------------------------------------------------


def _records(window: _Window) -> Iterator[_Found]:
    """The records one after another; after one whose length is not known, from the next line that begins one."""
    if not window.fill(1):
        yield window.position, _Damaged("It holds no record.", "empty")
    while window.fill(1):
        blank = len(window.held) - len(window.held.lstrip(b"\r\n"))
        if blank:
            window.drop(blank)
            continue
        offset = window.position
        head = _head(window)
        length = _LENGTH.search(head)
        if not _BEGINS.match(head) or length is None:
            yield offset, _Damaged("No WARC record with a length begins here.")
            _skip(window)
            continue
        size = len(head) + int(length[1])
        if int(length[1]) > MAX_RECORD:
            if _is_response(head):
                yield offset, _Damaged(f"It is over {MAX_RECORD // 1_000_000} MB.", "too_large")
            while size and window.fill(1):
                passed = min(size, len(window.held))
                window.drop(passed)
                size -= passed
            continue
        if not window.fill(size):
            yield offset, _Damaged("The record ends too early; fetch the file again.")
            return
        if _is_response(head):
            yield offset, bytes(window.held[:size])
        window.drop(size)


def _head(window: _Window) -> bytes:
    """The record's header up to the blank line; without one, what is there of it."""
    while (end := window.held.find(b"\r\n\r\n", 0, _MAX_HEAD)) < 0 and len(window.held) < _MAX_HEAD:
        if not window.more():
            break
    return bytes(window.held[: end + 4 if end >= 0 else _MAX_HEAD])


def _skip(window: _Window) -> None:
    """Drop all up to the next line that begins a record."""
    window.drop(1)
    while (at := window.held.find(b"\nWARC/")) < 0:
        window.drop(max(0, len(window.held) - 8))
        if not window.more():
            window.drop(len(window.held))
            return
    window.drop(at + 1)


def _is_response(head: bytes) -> bool:
    found = _TYPE.search(head)
    return found is not None and found[1].lower() == b"response"


# --- one record ------------------------------------------------------------------------------------------------------


def _page(content: bytes, source: str, offset: int) -> Capture | None:
    """The page that the record holds; None for any other answer of a server."""
    head, _, block = content.partition(b"\r\n\r\n")
    if not block.startswith(b"HTTP/"):  # a name server's, say
        return None
    try:
        try:
            record, body = _response(block, "all")
        except OSError:
            body = b""
        if body == b"":  # crawlers keep the header of an encoding that they have undone
            record, body = _response(block, "none")
    except (OSError, ValueError) as error:
        raise _Damaged(f"Its HTTP response cannot be read ({str(error)[:100]}).") from None
    if body is None:
        return None
    if len(body) > MAX_RECORD:
        raise _Damaged(f"The page is over {MAX_RECORD // 1_000_000} MB.", "too_large")
    charset = (record.http_charset or "").strip("\"' ") or None
    address = _ADDRESS.search(head)
    url = (address[1].decode("utf-8", "replace").strip("<> \t") or None) if address else None
    return Capture(source=source, content=body, media_type="text/html", offset=offset, url=url, charset=charset)


def _response(block: bytes, decode: Literal["all", "none"]) -> tuple[WarcRecord, bytes | None]:
    """The record and the page that it holds; None where it holds something else.

    fastwarc knows the names of WARC's fields in one case only, and HTTP by Content-Type, which may be missing: it gets
    a header of our own.
    """
    from fastwarc.warc import WarcRecord

    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    record = WarcRecord.from_bytes(head % len(block) + block)
    record.parse_http(auto_decode=decode, quirks_mode=True)  # an HTTP head whose lines end in LF alone, too
    headers = record.http_headers
    if headers is None or headers.status_code is None:
        raise _Damaged("Its HTTP response has no status.")
    is_page = headers.status_code == 200 and (record.http_content_type or "").strip().lower() in _PAGES
    return record, record.reader.read(MAX_RECORD + 1) if is_page else None
