"""CSV by RFC 4180, a statement a row, that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import IO, Final

import msgspec

from onrecord.data import Record
from onrecord.export.flat import Row, rows

_FLUSH: Final = 1000
# What Excel, LibreOffice and Google Sheets take for a formula (OWASP, CSV Injection), in full width too; behind
# apostrophes, so that taking one away gives back every text
_FORMULA: Final = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r\n]")


def write(records: Iterable[Record], file: IO[bytes]) -> None:
    """A header and a row for each statement: UTF-8 with a byte order mark, without which Excel garbles “ and é.

    A text that a spreadsheet would run has an apostrophe set before it (`guarded`). Spans are JSON, names of the
    byline are divided by `; `, what is not known is empty. NUL, at which many readers stop, becomes U+FFFD.
    """
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    table.writerow(Row.__struct_fields__)
    for record in records:
        for row in rows(record):
            table.writerow([_cell(getattr(row, name)) for name in Row.__struct_fields__])
        if buffer.tell() > _FLUSH:
            _drain(buffer, file)
    _drain(buffer, file)


def guarded(text: str) -> str:
    """The text as a spreadsheet shows and does not run it: with an apostrophe before one that begins like a formula.

    So has one that begins with apostrophes and then like a formula, so that whoever takes one away has the text.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value.replace("\0", "\ufffd"))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        if value and isinstance(value[0], str):
            return guarded("; ".join(value).replace("\0", "\ufffd"))
        return msgspec.json.encode(value).decode() if value else ""
    return str(value)  # a date, ISO 8601; a score, which is never negative


def _drain(buffer: io.StringIO, file: IO[bytes]) -> None:
    file.write(buffer.getvalue().encode())
    buffer.seek(0)
    buffer.truncate()
