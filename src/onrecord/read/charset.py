"""Bytes to str: encodings as they occur, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from typing import Final

# The encodings that a page may name, by Python's names: those that browsers know. Others that Python would accept
# are no encodings of text (zlib, rot13), hide markup (utf-7) or take quadratic time (punycode).
_NAMED: Final = frozenset(
    {"koi8-r", "koi8-u", "mac-roman", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp"}
    | {"shift_jis", "cp932", "euc_kr", "cp949", "cp866", "cp874", "tis-620"}
    | {f"cp{number}" for number in range(1250, 1259) if number != 1252}
    | {f"iso8859-{number}" for number in (*range(2, 9), 10, 13, 14, 15, 16)}
)
# Pages name the narrower one and mean the wider one, as browsers know.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_BOMS: Final = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# cp1252 as browsers read it: the five bytes that it leaves undefined are the C1 controls of Latin-1.
_CP1252: Final = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))

_KINDS: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
_CONTROLS: Final = "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b") + "\x7f"
_MAX_CONTROLS = 0.05  # the share of control characters above which it is no text
_CHARSET: Final = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
_XML: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""", re.ASCII)
_HEAD = 4096  # browsers look for the name of the encoding in the first 1024 bytes; pages are not always so tidy


def binary_kind(content: bytes) -> str | None:
    """What the first bytes show, where they show a known format that is no text."""
    return next((kind for magic, kind in _KINDS if content.startswith(magic)), None)


def is_binary(text: str) -> bool:
    """Whether so much of the decoded text is control characters that it is none."""
    return sum(map(text.count, _CONTROLS)) > _MAX_CONTROLS * len(text)


def decoded(content: bytes, *, page: bool = False, stated: str | None = None) -> str:
    """The text, by its byte order mark, by the encoding that is `stated` or a `page` names, or by trial.

    `stated` is what the HTTP header says. The mark is left out. By trial: UTF-8, UTF-16 where its zero bytes make it
    plain, UTF-8 with a few broken bytes, and else cp1252, which never fails. Bytes that the encoding cannot have meant
    are U+FFFD. Never a surrogate.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    named = _known(stated) or (_named(content[:_HEAD]) if page else None)
    if named is not None and not _is_utf8(content):
        return content.decode(named, "replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None or "\0" in text[:_HEAD]:
        wide = _wide(content)
        if wide is not None:
            return wide
    return text if text is not None else _damaged(content)


def _is_utf8(content: bytes) -> bool:
    """Whether it is UTF-8 and more than ASCII, whatever it says: other encodings do not happen to look like it."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _named(head: bytes) -> str | None:
    """The encoding that the page names."""
    match = _XML.match(head.lstrip()) or _CHARSET.search(head)
    return _known(match[1].decode("ascii")) if match else None


def _known(name: str | None) -> str | None:
    """Python's name of the encoding, unless trial knows better: Latin-1 is often named and seldom meant."""
    try:
        found = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(found, found) if found in _NAMED else None


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: in most languages of the press one byte of each pair is zero, always on one side."""
    even, odd = content[:_HEAD:2].count(0), content[1:_HEAD:2].count(0)
    pairs = min(len(content), _HEAD) // 2
    if pairs == 0 or len(content) % 2:
        return None
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.4 * pairs and others < 0.1 * pairs:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _damaged(content: bytes) -> str:
    """UTF-8 where most of what is not ASCII is well formed: one bad byte must not garble every quotation mark."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - len(content.translate(None, delete=bytes(range(128, 256))))
    if good > 4 * bad:
        return text
    return codecs.charmap_decode(content, "strict", _CP1252)[0]
