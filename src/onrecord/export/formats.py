"""The table of formats, and the one way to write any of them: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final, NamedTuple

from onrecord.data import Record
from onrecord.errors import ExportError
from onrecord.export import attributions, brat, gqg, lines, parquet, quotebank, schemaorg, spreadsheet, webannotation
from onrecord.text import without_surrogates
from onrecord.whole import whole_file, whole_folder


class Format(NamedTuple):
    """One format: what it is, how its files' names end, and the function that writes it."""

    what: str
    suffix: str
    """Of a file's name; empty where it is a folder."""
    to_file: Callable[[Iterable[Record], IO[bytes]], None] | None
    to_folder: Callable[[Iterable[Record], Path], None] | None = None
    is_text: bool = True
    """Whether it may be printed."""
    needs: str | None = None
    """A package that onrecord is installed without, unless it is asked for by the format's name."""


FORMATS: Final[dict[str, Format]] = {
    "jsonl": Format("JSON Lines, a record a line, as extract prints", ".jsonl", lines.write_records),
    "flat": Format("JSON Lines, a statement a line", ".jsonl", lines.write_rows),
    "csv": Format("CSV, a statement a row, for spreadsheets", ".csv", spreadsheet.write),
    "parquet": Format("Parquet, a statement a row, typed", ".parquet", parquet.write, is_text=False, needs="pyarrow"),
    "webannotation": Format("W3C Web Annotation, JSON-LD", ".jsonld", webannotation.write),
    "schemaorg": Format("schema.org Quotation and Claim, JSON-LD", ".jsonld", schemaorg.write),
    "brat": Format("brat standoff, a folder", "", None, brat.write, is_text=False),
    "quotebank": Format("Quotebank, quotation-centric, JSON Lines", ".json", quotebank.write_quotations),
    "quotebank-articles": Format("Quotebank, article-centric, JSON Lines", ".json", quotebank.write_articles),
    "gqg": Format("GDELT Global Quotation Graph, JSON Lines", ".gqg.json", gqg.write),
    "attributions": Format("JSON Lines of spans, as score.py and training read", ".jsonl", attributions.write),
}


def write(records: Iterable[Record], out: str | os.PathLike[str] | IO[bytes], *, format: str) -> None:
    """Write the records to `out` in the format of that name; `FORMATS` lists them.

    `out` is the path of a file (for brat, of a folder), which takes its name only when all of it is written, until
    then with `.part` after it; or an open binary file. A file that is there is replaced, a folder never is. Records
    are taken one after another; the memory needed does not grow with their number. A lone surrogate, which no UTF-8
    file can hold, is written as U+FFFD: as long, so that offsets hold.

    Raises `ExportError` for an unknown format, a path that cannot be written, or Parquet without pyarrow.
    """
    chosen = FORMATS.get(format)
    if chosen is None:
        raise ExportError(f"{format!r} is no format; choose one of {', '.join(FORMATS)}")
    if chosen.needs and find_spec(chosen.needs) is None:
        raise ExportError(f"{format} needs {chosen.needs}; install it: pip install 'onrecord[{format}]'")
    encodable = map(without_surrogates, records)
    if chosen.to_folder is not None:
        if not isinstance(out, (str, os.PathLike)):
            raise ExportError(f"{format} is a folder of files; name one")
        with whole_folder(Path(out)) as folder:
            chosen.to_folder(encodable, folder)
    elif chosen.to_file is not None:
        if isinstance(out, (str, os.PathLike)):
            with whole_file(Path(out)) as file:
                chosen.to_file(encodable, file)
        else:
            chosen.to_file(encodable, out)
