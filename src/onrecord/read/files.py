"""The bytes of one file or stream to captures: media type, compression, size limits, JSON Lines."""

from __future__ import annotations

import codecs
import os
import re
import stat
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

import msgspec

from onrecord.data import Capture, MediaType, Reason, Rejection

MAX_BYTES: Final = 50_000_000
"""The largest document: a file, or one line of a JSON Lines file."""

MEDIA_TYPES: Final[dict[str, MediaType]] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".jsonl": "application/json",
    ".ndjson": "application/json",
    ".json": "application/json",
}

WARC: Final = ".warc"

_LINES = frozenset({".jsonl", ".ndjson"})
# Articles, to the person who put them into the folder. `charset.binary_kind` tells them what to do instead.
_DOCUMENTS = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub"})

_CHUNK = 1 << 20
_HEAD = 4096  # enough to tell a media type from
_GZIP = b"\x1f\x8b\x08"
# Deflate reaches 1032:1 on repeated bytes; news text stays under 20:1. Measured only past MAX_BYTES of output.
_MAX_RATIO = 200

_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[\]{]')
_HTML = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|meta|title|article|main|section|div|h1|p|script|style|link|table|center)\b"
)
# The first line of a JSON document that goes on: an opening bracket alone, or a line that no value can end with.
_GOES_ON = re.compile(rb"\[|.*[{\[,:]$", re.DOTALL)


class _Stopped(Exception):
    """Reading stops here, for this reason: turned into a capture by `read_stream`, never seen outside."""

    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason: Reason = reason
        self.detail = detail


def read_stream(stream: BinaryIO, path: str, *, first_line: int = 1) -> Iterator[Capture]:
    """The captures of one open file or pipe: one for a text or a page, one a line for JSON Lines, one a page of a WARC.

    Only what one capture needs is held in memory. A fault after some lines is the last capture. Where the stream is a
    part of a JSON Lines file, `first_line` is the number of its first line.
    """
    ending = _ending(path)
    try:
        if ending == WARC:
            from onrecord.read import warc

            yield from warc.captures(stream, shown(path))
            return
        media_type, chunks = _opened(stream, MEDIA_TYPES.get(ending))
        if media_type != "application/json":
            yield Capture(source=shown(path), content=_whole(chunks), media_type=media_type)
        else:
            yield from _json(chunks, path, always_lines=ending in _LINES, first_line=first_line)
    except _Stopped as error:
        yield fault(path, error.reason, error.detail)
    except (EOFError, zlib.error) as error:
        yield fault(path, "malformed", f"Its gzip compression is damaged ({error}).")
    except OSError as error:
        yield fault(path, "unreadable", f"It cannot be read to its end: {error.strerror or error}.")


def fault(path: str, reason: Reason, detail: str, line: int | None = None) -> Capture:
    """A capture that says why there are no bytes."""
    source = shown(path)
    rejection = Rejection(source=source if line is None else f"{source}:{line}", reason=reason, detail=detail)
    media_type = MEDIA_TYPES.get(_ending(path), "text/plain")
    return Capture(source=source, content=b"", media_type=media_type, line=line, fault=rejection)


def shown(path: str) -> str:
    """The path as valid Unicode: bytes of a file name that are no UTF-8 become `\\xff` escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_utf8(path: str) -> bool:
    """Whether the path is valid Unicode, so that it can be written down as it is."""
    return shown(path) == path


def is_readable_name(path: str) -> bool:
    """Whether a file of this name is read when it is found in a folder."""
    ending = _ending(path)
    return ending in MEDIA_TYPES or ending in _DOCUMENTS or ending == WARC


def sniffed(head: bytes) -> MediaType:
    """The media type that the first bytes show; plain text where they show none."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.replace(b"\0", b"")[2:]  # ASCII letters remain, and these are all that matter here
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if _JSON.match(head):
        return "application/json"
    lowered = head.lower()
    if lowered.startswith((b"<!--", b"<?xml")):
        return "text/html" if _HTML.search(lowered) else "text/plain"
    return "text/html" if _HTML.match(lowered) else "text/plain"


def _ending(path: str) -> str:
    name = os.path.basename(path).lower().removesuffix(".gz")
    return os.path.splitext(name)[1]


def _opened(stream: BinaryIO, media_type: MediaType | None) -> tuple[MediaType, Iterator[bytes]]:
    """The media type and the decompressed bytes, after the size check that needs no reading."""
    chunks = _chunks(stream)
    head = _taken(chunks, len(_GZIP))
    if compressed := head.startswith(_GZIP):
        chunks = _decompressed(chain([head], chunks))
        head = b""
    if media_type is None:
        # JSON shows by its first bytes: who sends a line, and waits for its record, sends no more
        while len(head) < _HEAD and sniffed(head) != "application/json" and (chunk := next(chunks, b"")):
            head += chunk
        media_type = sniffed(head[:_HEAD])
    if media_type != "application/json" and not compressed:
        status = os.fstat(stream.fileno()) if hasattr(stream, "fileno") and _has_descriptor(stream) else None
        if status is not None and stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
            raise _too_large("The file")
    return media_type, chain([head], chunks)


def _has_descriptor(stream: BinaryIO) -> bool:
    try:
        stream.fileno()
    except (OSError, ValueError):  # io.UnsupportedOperation is both: a stream in memory
        return False
    return True


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What has arrived, at once, so that a line of a live pipe does not wait for a full buffer."""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(_CHUNK):
        yield chunk


def _taken(chunks: Iterator[bytes], size: int) -> bytes:
    """At least `size` bytes, or all there are."""
    taken = b""
    while len(taken) < size and (chunk := next(chunks, b"")):
        taken += chunk
    return taken


def _decompressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of gzip members one after another, in pieces of at most `_CHUNK`; a bomb ends in a fault."""
    member = zlib.decompressobj(wbits=31)
    read = written = 0
    for chunk in chunks:
        # In small pieces, since each member's end copies the rest of its piece.
        for start in range(0, len(chunk), 1 << 14):
            piece = chunk[start : start + (1 << 14)]
            read += len(piece)
            while piece:
                if member.eof:
                    piece = piece.lstrip(b"\0")  # padding between members
                    member = zlib.decompressobj(wbits=31) if piece else member
                    if not piece:
                        break
                out = member.decompress(piece, _CHUNK)
                written += len(out)
                if written > MAX_BYTES and written > _MAX_RATIO * read:
                    raise _Stopped("too_large", f"It decompresses to more than {_MAX_RATIO} times its size.")
                if out:
                    yield out
                piece = member.unused_data if member.eof else member.unconsumed_tail
    while not member.eof and (out := member.decompress(member.unconsumed_tail, _CHUNK)):
        yield out
    if not member.eof:
        raise EOFError("it ends too early")


def _whole(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise _too_large("The document")
    return bytes(content)


def _too_large(what: str) -> _Stopped:
    return _Stopped("too_large", f"{what} is over {MAX_BYTES // 1_000_000} MB; split it, one article each.")


def _json(chunks: Iterator[bytes], path: str, *, always_lines: bool, first_line: int) -> Iterator[Capture]:
    """One capture for each object of JSON Lines, of a list, or for the only one."""
    lines = _lines(_as_utf8(chunks), first_line)
    first = next(((number, line) for number, line in lines if line is None or line.strip()), None)
    if first is None:
        raise _Stopped("empty", "It holds no article.")
    if not always_lines and first[1] is not None and _GOES_ON.match(first[1].strip()):
        blank = b"\n" * (first[0] - 1)  # so that lines are still counted from the top
        yield from _objects(_whole(chain([blank, first[1]], _rejoined(lines))), path)
        return
    for number, line in chain([first], lines):
        if line is None:
            error = _too_large("The line")
            yield fault(path, error.reason, error.detail, number)
        elif line.strip():
            yield Capture(source=shown(path), content=line, media_type="application/json", line=number)


def _rejoined(lines: Iterable[tuple[int, bytes | None]]) -> Iterator[bytes]:
    for _, line in lines:
        if line is None:
            raise _too_large("The document")
        yield b"\n" + line


def _objects(content: bytes, path: str) -> Iterator[Capture]:
    """A capture for each item of a list, with the line it starts on; else one for the whole, whatever it is."""
    whole = Capture(source=shown(path), content=content, media_type="application/json")
    try:
        items = msgspec.json.decode(content, type=list[msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        yield whole  # one object, or broken: reading it tells which
        return
    if not items:
        raise _Stopped("empty", "It is an empty list.")
    line, position = 1, 0
    for raw in items:
        item = bytes(raw)
        start = content.index(item, position)  # only brackets, commas and space lie between
        line += content.count(b"\n", position, start)
        yield Capture(source=whole.source, content=item, media_type=whole.media_type, line=line)
        line += item.count(b"\n")
        position = start + len(item)


def _lines(chunks: Iterable[bytes], first: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines without their ends, from `first`; None for a line over MAX_BYTES, of which nothing is kept."""
    number, parts, size = first, list[bytes](), 0
    for chunk in chunks:
        *ended, last = chunk.split(b"\n")
        for piece in ended:
            size += len(piece)
            yield number, b"".join([*parts, piece]) if size <= MAX_BYTES else None
            number, parts, size = number + 1, [], 0
        size += len(last)
        if size > MAX_BYTES:
            parts = []
        elif last:
            parts.append(last)
    if size:
        yield number, b"".join(parts) if size <= MAX_BYTES else None


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """JSON is UTF-8; what begins with another byte order mark (a Windows shell writes UTF-16) becomes it."""
    head = _taken(chunks, 4)
    encoding = None
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        encoding = "utf-32"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    if encoding is None:
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chain([head], chunks):
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")
