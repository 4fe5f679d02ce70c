"""The command line: one verb a stage; what it does is in the stages."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.data import Record, Rejection

DONE, SOME_REJECTED, WRONG = 0, 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    epilog="""
**Examples**

`onrecord extract story.txt` — read a story in the terminal\n
`onrecord extract page.html articles.jsonl news/ --out records.jsonl` — pages, articles, a folder\n
`cat story.txt | onrecord extract - --json | jq '.statements[].speaker.name'` — in a pipe\n
`onrecord extract --help` — all about one command
"""
)
def _onrecord(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Who said what, when, through what, on whose authority: the record of a news story, with the evidence."""


@app.command(
    epilog="""
**Examples**

`onrecord extract story.txt` — the story with its statements marked, and a table\n
`onrecord extract story.txt --json` — the same as one JSON object\n
`onrecord extract news/ --out records.jsonl --threads 2` — a folder, a record a line\n
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
    threads: Annotated[int, typer.Option("--threads", min=1, max=256, help="Articles to work on at once.")] = 1,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="DIR", help="A model's folder, instead of the one that ships.")
    ] = None,
) -> None:
    """Read news and print the record: who said what, with the evidence marked.

    In a terminal it prints the story with its statements marked, then a table of them. In a pipe, or with --json or
    --out, it prints one JSON object an article.
    """
    from onrecord.extract import Extractor
    from onrecord.pipeline import process
    from onrecord.read import captures

    with _stopping():
        found = chain.from_iterable([captures(s) for s in sources])  # a missing source is told before any work is done
        extractor = Extractor.load(bundle, threads=threads)
        outcomes = process(found, extractor, batch=16 * threads)
        reading = out is None and (sys.stdout.isatty() if json is None else not json)
        raise typer.Exit(_read_out(outcomes) if reading else _write(outcomes, out))


def _read_out(outcomes: Iterator[Record | Rejection]) -> int:
    """Print records for a person; the exit status."""
    from onrecord.data import Rejection
    from onrecord.terminal import rejected, show

    console = Console()
    status = DONE
    for outcome in outcomes:
        if isinstance(outcome, Rejection):
            status = SOME_REJECTED
            _say(rejected(outcome))
        else:
            show(outcome, console)
    return status


def _write(outcomes: Iterator[Record | Rejection], out: Path | None) -> int:
    """Write records as JSON Lines; the exit status."""
    import msgspec
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from onrecord.data import Rejection
    from onrecord.terminal import rejected

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    records = statements = rejections = 0
    # A bar beside output in the same terminal would tear it
    hidden = not console.is_terminal or (out is None and sys.stdout.isatty())
    with _opened(out) as file, Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("reading", total=None)
        for outcome in outcomes:
            if isinstance(outcome, Rejection):
                rejections += 1
                _say(rejected(outcome), progress.console)
            else:
                records += 1
                statements += len(outcome.statements)
                file.write(msgspec.json.encode(outcome) + b"\n")
                if out is None:
                    file.flush()
            progress.update(task, description=f"{records} articles, {statements} statements, {rejections} rejected")
    return SOME_REJECTED if rejections else DONE


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or the file under a name that is not yet its own until all of it is written."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    # What is there and no file is written to as it is: replacing /dev/null would break the machine
    out = Path(os.path.realpath(out))
    part = out if out.exists() and not out.is_file() else out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped; what was done is in {part}") from None
    except OSError as error:
        raise OnrecordError(f"{error.filename or out}: {error.strerror or error}; choose another --out FILE") from error


@contextmanager
def _stopping() -> Iterator[None]:
    """Ctrl-C is one line and status 130, a reader that has seen enough is 141. Typer would say nothing, and 1."""
    try:
        yield
    except KeyboardInterrupt as stop:
        _say(f"onrecord: {stop}" if str(stop) else "onrecord: stopped")
        raise typer.Exit(128 + signal.SIGINT) from None
    except BrokenPipeError:  # the reader, `head` for one
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(128 + signal.SIGPIPE) from None


def _say(line: str, console: Console | None = None) -> None:
    from onrecord.terminal import one_line

    out = console or Console(stderr=True)
    out.print(one_line(line), markup=False, emoji=False, highlight=False, soft_wrap=True)


def main() -> NoReturn:
    """The command `onrecord`: whatever goes wrong is one line on standard error and an exit status."""
    if "--version" in sys.argv[1:2]:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        sys.exit(DONE)
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status or DONE)
    except OnrecordError as error:
        _say(f"onrecord: {error}")
        sys.exit(WRONG)
    except (KeyboardInterrupt, typer.Abort):
        _say("onrecord: stopped")
        sys.exit(128 + signal.SIGINT)
    except OSError as error:  # a full disk, say
        _say(f"onrecord: {error.filename or 'standard output'}: {error.strerror or error}")
        sys.exit(WRONG)
    except Exception as error:
        show = getattr(error, "show", None)  # what click raises for a wrong option
        if show is None:
            raise
        show()
        sys.exit(WRONG)
