"""JSON Lines: records as `extract` prints them, and the flat form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

import msgspec

from onrecord.data import Record
from onrecord.export.flat import rows


def write_records(records: Iterable[Record], file: IO[bytes]) -> None:
    """A record a line: nothing is lost."""
    for record in records:
        file.write(msgspec.json.encode(record) + b"\n")


def write_rows(records: Iterable[Record], file: IO[bytes]) -> None:
    """A statement a line, with the columns of `flat.Row`."""
    for record in records:
        for row in rows(record):
            file.write(msgspec.json.encode(row) + b"\n")
