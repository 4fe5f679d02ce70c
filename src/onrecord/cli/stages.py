"""The verbs on files: read them, link them, write them in other forms; what each does is in the stages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from onrecord.cli.ledger import RECORD_DB, linked, opened
from onrecord.cli.shared import (
    DONE,
    SOME_REJECTED,
    BundleOption,
    WorkersOption,
    found,
    keep,
    loading,
    progress,
    refuse,
    say,
    stopping,
    written,
)

if TYPE_CHECKING:
    from onrecord.data import Record, Rejection

app = typer.Typer(rich_markup_mode="markdown")


@app.command(
    epilog="""
**Examples**

`onrecord extract story.txt` — the story with its statements marked, and a table\n
`onrecord extract story.txt --json` — the same as one JSON object\n
`onrecord extract news/ --out records.jsonl` — a folder, a record a line\n
`pbpaste | onrecord extract -` — whatever you have just copied

**Exit status**: 0 all read, 1 some documents were rejected (each is named on standard error), 2 nothing was done:
a source is missing or an option is wrong.
"""
)
def extract(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Text, HTML, articles as JSON Lines, a folder of these, or - for standard input."
        ),
    ],
    json: Annotated[
        bool | None,
        typer.Option("--json/--no-json", help="JSON Lines, or the readable record, wherever it is printed."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write records as JSON Lines to FILE.")
    ] = None,
    workers: WorkersOption = None,
    bundle: BundleOption = None,
) -> None:
    """Read news and print the record: who said what, with the evidence marked.

    In a terminal it prints the story with its statements marked, then a table of them. In a pipe, or with --json or
    --out, it prints one JSON object an article.
    """
    from onrecord.pipeline import process

    with stopping():
        captures = found(sources, out=out)
        outcomes = process(captures, loading(bundle, workers, sources)())
        reading = out is None and (sys.stdout.isatty() if json is None else not json)
        raise typer.Exit(_read_out(outcomes) if reading else _write(outcomes, out))


@app.command(
    epilog="""
**Examples**

`onrecord export records.jsonl --format csv --out statements.csv` — for a spreadsheet\n
`onrecord export records.jsonl --format parquet --out statements.parquet` — for pandas, DuckDB, Spark, R\n
`onrecord export records.jsonl --format brat --out brat/` — a folder to correct by hand in brat\n
`onrecord extract news/ | onrecord export - --format schemaorg` — in a pipe\n
`onrecord export --ledger record.db --query 'speaker=lee&form=direct' --format csv --out lee.csv` — from a ledger

**Exit status**: 0 all exported, 1 some lines held no record (each is named on standard error), 2 nothing was done:
a source is missing, an option is wrong, or the output cannot be written.
"""
)
def export(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE…", help="Records as JSON Lines, as extract prints them, or - for standard input."
        ),
    ] = None,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="jsonl, flat, csv, parquet, webannotation, schemaorg, brat, quotebank, quotebank-articles, gqg, "
            "attributions: docs/export.md tells of each.",
        ),
    ] = "jsonl",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE; for brat, to a new folder.")
    ] = None,
    ledger: Annotated[
        str,
        typer.Option(
            "--ledger", metavar="URL", envvar="ONRECORD_LEDGER", help="Without a SOURCE: the ledger to export."
        ),
    ] = RECORD_DB,
    query: Annotated[
        str,
        typer.Option(
            "--query", metavar="QUERY", help="Of a ledger, only what answers this: speaker=lee&published_from=2024-03"
        ),
    ] = "",
) -> None:
    """Write records as files of other people's formats, for spreadsheets, databases, annotators and the web."""
    from urllib.parse import parse_qsl

    from onrecord.data import Rejection
    from onrecord.errors import ExportError
    from onrecord.export import FORMATS, write
    from onrecord.ledger.query import read_query
    from onrecord.read import record
    from onrecord.terminal import rejected

    rejections = 0

    def records(outcomes: Iterable[Record | Rejection]) -> Iterator[Record]:
        nonlocal rejections
        for n, outcome in enumerate(outcomes, 1):
            told(f"{n} records, {rejections} rejected")
            if isinstance(outcome, Rejection):
                rejections += 1
                say(rejected(outcome), console)
            else:
                yield outcome

    with stopping(), ExitStack() as stack:
        if out is None and format in FORMATS and not FORMATS[format].is_text:
            raise ExportError(f"{format} cannot be printed; say where it goes: --out FILE")
        outcomes: Iterable[Record | Rejection]
        if sources:
            refuse(context, "ledger", "query", because="it is for exporting a ledger; leave out the SOURCE")
            outcomes = map(record, found(sources, out=out))
        else:
            asked = read_query(parse_qsl(query, keep_blank_values=True))
            keep([ledger], out)
            outcomes = stack.enter_context(opened(ledger)).records(asked)
        console, told = stack.enter_context(progress(hidden=out is None and sys.stdout.isatty()))
        write(records(outcomes), sys.stdout.buffer if out is None else out, format=format)
    raise typer.Exit(SOME_REJECTED if rejections else DONE)


@app.command(
    epilog="""
**Examples**

`onrecord link news/` — who said what, with each outlet's wording beside the fullest one\n
`onrecord link records.jsonl --json | jq 'select(.altered_sense)'` — what `onrecord extract` wrote is not read again\n
`onrecord link articles.jsonl --out utterances.jsonl` — an utterance a line\n
`onrecord link --ledger record.db` — link in a ledger what `onrecord add` has not linked

**Exit status**: 0 all linked, 1 some documents were rejected (each is named on standard error), 2 nothing was done:
a source is missing or an option is wrong.
"""
)
def link(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE…]", help="As for extract, and records as JSON Lines, as extract prints them."),
    ] = None,
    ledger: Annotated[
        str,
        typer.Option(
            "--ledger", metavar="URL", envvar="ONRECORD_LEDGER", help="Without a SOURCE: the ledger to link in."
        ),
    ] = RECORD_DB,
    again: Annotated[bool, typer.Option("--again", help="Make all of the ledger's links anew.")] = False,
    json: Annotated[
        bool | None,
        typer.Option("--json/--no-json", help="JSON Lines, or the readable view, wherever it is printed."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write utterances as JSON Lines to FILE.")
    ] = None,
    workers: WorkersOption = None,
    bundle: BundleOption = None,
) -> None:
    """Read news and gather the statements that report the same words into utterances.

    In a terminal it prints the utterances that more than one article reports, each variant with what it changes. In a
    pipe, or with --json or --out, it prints one JSON object an utterance, those of a single report too. Without a
    SOURCE it links what is stored in a ledger and not linked yet; `onrecord utterance` shows it.
    """
    import msgspec

    from onrecord.link import Linker
    from onrecord.pipeline import records
    from onrecord.terminal import rejected
    from onrecord.terminal.link import show

    if not sources:
        refuse(context, "json", "out", "workers", "bundle", because="it is for linking sources; name a SOURCE")
        linked(ledger, again=again)
        return
    refuse(context, "ledger", "again", because="it is for linking in a ledger; leave out the SOURCE")
    linker = Linker()
    articles = rejections = 0
    reading = out is None and (sys.stdout.isatty() if json is None else not json)
    with stopping():
        captures = found(sources, out=out)
        with progress() as (console, told):
            for outcome in map(linker.taken, records(captures, loading(bundle, workers, sources))):
                if outcome is None:
                    articles += 1
                else:
                    rejections += 1
                    say(rejected(outcome), console)
                told(f"{articles} articles, {rejections} rejected")
        if reading:
            show(linker.utterances(), Console())
        else:
            with written(out) as file:
                file.writelines(msgspec.json.encode(u) + b"\n" for u in linker.utterances())
        raise typer.Exit(SOME_REJECTED if rejections else DONE)


def _read_out(outcomes: Iterator[Record | Rejection]) -> int:
    """Print records for a person; the exit status."""
    from onrecord.data import Rejection
    from onrecord.terminal import rejected, show

    console = Console()
    status = DONE
    for outcome in outcomes:
        if isinstance(outcome, Rejection):
            status = SOME_REJECTED
            say(rejected(outcome))
        else:
            show(outcome, console)
    return status


def _write(outcomes: Iterator[Record | Rejection], out: Path | None) -> int:
    """Write records as JSON Lines; the exit status."""
    import msgspec

    from onrecord.data import Rejection
    from onrecord.terminal import rejected

    records = statements = rejections = 0
    # A bar beside output in the same terminal would tear it
    with written(out) as file, progress(hidden=out is None and sys.stdout.isatty()) as (console, told):
        for outcome in outcomes:
            if isinstance(outcome, Rejection):
                rejections += 1
                say(rejected(outcome), console)
            else:
                records += 1
                statements += len(outcome.statements)
                file.write(msgspec.json.encode(outcome) + b"\n")
                if out is None:
                    file.flush()
            told(f"{records} articles, {statements} statements, {rejections} rejected")
    return SOME_REJECTED if rejections else DONE
