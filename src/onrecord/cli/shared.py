"""What every verb of the command line shares: exit statuses, one line on standard error, Ctrl-C, progress."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from onrecord.whole import whole_file

if TYPE_CHECKING:
    from onrecord.data import Capture
    from onrecord.extract import Extractor

DONE, SOME_REJECTED, WRONG = 0, 1, 2

WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=256,
        help="Processes to share the work out to; as many as cores by default, one for standard input.",
    ),
]
BundleOption = Annotated[
    Path | None, typer.Option("--bundle", metavar="DIR", help="A model's folder, instead of the one that ships.")
]


def refuse(context: typer.Context, *names: str, because: str) -> None:
    """Raises BadParameter for the first of these options that was typed; one from the environment may stand."""
    for name in names:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise typer.BadParameter(because, param_hint=f"--{name}")


def found(sources: Sequence[str], *, out: Path | None = None) -> Iterator[Capture]:
    """The captures of all sources. A missing one, or one that `out` would replace, is told before any work is done."""
    from onrecord.read import captures

    if sources.count("-") > 1:
        raise typer.BadParameter("standard input can be read once", param_hint="SOURCE…")
    keep(sources, out)
    return chain.from_iterable([captures(s) for s in sources])


def keep(sources: Iterable[str], out: Path | None) -> None:
    """Nothing, where writing `out` replaces no file that is read. Raises ExportError."""
    from onrecord.errors import ExportError
    from onrecord.read import is_read

    if out is not None and out.is_file() and any(is_read(source, out) for source in sources):
        raise ExportError(f"{out}: it is read, and would be replaced; choose another --out")


def loading(bundle: Path | None, workers: int | None, sources: Iterable[str]) -> Callable[[], Extractor]:
    """What gives the model, and loads it when it is first asked: records need none.

    It has as many workers as were asked for, else as there are cores; but one where somebody may wait for an answer
    before going on with the input.
    """
    from functools import cache

    from onrecord.extract import Extractor
    from onrecord.pipeline import processors

    is_awaited = any(s == "-" or Path(s).is_fifo() for s in sources)
    return cache(lambda: Extractor.load(bundle, workers=workers or (1 if is_awaited else processors())))


def print_json(value: object) -> None:
    """Print the value as a line of JSON."""
    import msgspec

    print_utf8(msgspec.json.encode(value))


def print_utf8(line: bytes) -> None:
    """Print a line for a program: in UTF-8, as JSON is, whatever the encoding of standard output."""
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def say(line: str, console: Console | None = None) -> None:
    """Print one line on standard error, safe whatever it holds."""
    from onrecord.terminal import one_line

    out = console or Console(stderr=True)
    out.print(one_line(line), markup=False, emoji=False, highlight=False, soft_wrap=True)


@contextmanager
def stopping() -> Iterator[None]:
    """Ctrl-C is one line and status 130, a reader that has seen enough is 141. Typer would say nothing, and 1."""
    try:
        yield
    except KeyboardInterrupt as stop:
        say(f"onrecord: {stop}" if str(stop) else "onrecord: stopped")
        raise typer.Exit(128 + signal.SIGINT) from None
    except BrokenPipeError:  # the reader, `head` for one
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(128 + signal.SIGPIPE) from None


@contextmanager
def progress(*, hidden: bool = False) -> Iterator[tuple[Console, Callable[[str], None]]]:
    """The console to print on beside the bar, and what sets the bar's text; no bar where nobody would see it."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        yield bar.console, lambda line: bar.update(task, description=line)


@contextmanager
def written(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or the file under a name that is not yet its own until all of it is written."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with whole_file(out) as file:
        yield file
