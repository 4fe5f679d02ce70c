"""The command line: verbs that read options, call the stages and print; `onrecord.terminal` is how it shows things."""

from __future__ import annotations

import signal
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer

from onrecord.cli import care, corpus, find, ledger, link, people, serve, stages
from onrecord.cli.shared import DONE, WRONG, say
from onrecord.errors import OnrecordError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(stages.app)
app.add_typer(care.app)
app.add_typer(find.app)
app.add_typer(people.app)
app.add_typer(link.app)
app.add_typer(corpus.app, name="corpus")
app.add_typer(serve.app)
app.add_typer(ledger.app)  # without a name of its own: its verbs stand beside the others


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


def main() -> NoReturn:
    """The command `onrecord`: whatever goes wrong is one line on standard error and an exit status."""
    if "--version" in sys.argv[1:2]:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        sys.exit(DONE)
    if sys.stdout is None:  # `>&-`
        say("onrecord: standard output is closed; send it to a file, or to /dev/null")
        sys.exit(WRONG)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # where it is not UTF-8, a letter that it has not is a question mark
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status or DONE)
    except OnrecordError as error:
        say(f"onrecord: {error}")
        sys.exit(WRONG)
    except (KeyboardInterrupt, typer.Abort):
        say("onrecord: stopped")
        sys.exit(128 + signal.SIGINT)
    except OSError as error:  # a full disk, say
        say(f"onrecord: {error.filename or 'standard output'}: {error.strerror or error}")
        sys.exit(WRONG)
    except Exception as error:
        show = getattr(error, "show", None)  # what click raises for a wrong option
        if show is None:
            raise
        show()
        sys.exit(WRONG)
