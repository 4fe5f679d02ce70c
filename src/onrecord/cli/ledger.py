"""The command line's verbs on a ledger: each opens it, calls one method, prints the answer; no logic."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.shared import (
    DONE,
    SOME_REJECTED,
    BundleOption,
    WorkersOption,
    found,
    loading,
    print_json,
    progress,
    say,
    stopping,
)

if TYPE_CHECKING:
    from onrecord.data import Added, Rejection, Verification
    from onrecord.ledger import Ledger

app = typer.Typer(rich_markup_mode="markdown")

LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="URL",
        envvar="ONRECORD_LEDGER",
        help="The ledger: a file, or postgresql://user@host/database.",
        rich_help_panel="Ledger",
    ),
]
"""`ledger: LedgerOption = RECORD_DB` is the option that every verb here takes."""

RECORD_DB = "record.db"

ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", envvar="ONRECORD_BY", help="Who does it.  [default: your login]")
]
"""`by: ByOption = None` is the option of every verb that writes an act; `by or person()` is the name."""

PANEL = "A ledger: what was read, kept and found again"
"""The part of `onrecord --help` that these verbs stand in."""


@contextmanager
def opened(ledger: str, *, make: bool = False) -> Iterator[Ledger]:
    """The ledger, and Ctrl-C told as one line. Only `add` makes one where there is none."""
    from onrecord.ledger import Ledger

    with stopping(), Ledger.open(ledger, make=make) as found:
        yield found


def person() -> str:
    """Who is at work: the login name, for an act that says no other."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"


def did(ledger: str, seq: int, **more: str) -> None:
    """Say which act it was, and the command that undoes it."""
    if sys.stdout.isatty():
        told = "".join(f", {name} {value}" for name, value in more.items())
        here = "" if ledger == os.environ.get("ONRECORD_LEDGER", RECORD_DB) else f" --ledger {shlex.quote(ledger)}"
        print(f"act {seq}{told}; to take it back: onrecord undo {seq}{here}")
    else:
        print_json({"act": seq, **more})


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord add news/` — a folder into record.db, which is made where there is none\n
`onrecord add records.jsonl --ledger record.db` — what `onrecord extract --out` wrote: nothing is extracted twice\n
`onrecord add news/ --reread` — read again with a newer model what an older one has read\n
`onrecord add news/ --ledger postgresql://desk@db.example/record` — where many share it

It can be stopped at any moment: what was counted is stored, and running it again adds what is missing.

**Exit status**: 0 all is stored, 1 some documents were rejected (each is named on standard error), 2 a source is
missing, an option is wrong, or the ledger cannot be written.
""",
)
def add(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE…", help="As for extract, and records as JSON Lines, as extract prints them."),
    ],
    ledger: LedgerOption = RECORD_DB,
    reread: Annotated[bool, typer.Option("--reread", help="Also what another model has read: a new version.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also what was forgotten.")] = False,
    link: Annotated[bool, typer.Option("--link/--no-link", help="Link the same words in other articles.")] = True,
    workers: WorkersOption = None,
    bundle: BundleOption = None,
) -> None:
    """Read news and store who said what.

    An article that is stored word for word is passed over; one that has changed becomes a new version.
    """
    from onrecord import pipeline
    from onrecord.data import Added
    from onrecord.terminal import rejected

    total = Added()
    with stopping():
        captures = found(sources)
        with opened(ledger, make=True) as record, progress() as (console, told):

            def stored(more: Added) -> None:
                nonlocal total
                total += more
                told(counted(total))

            def refused(rejection: Rejection) -> None:
                nonlocal total
                total += Added(rejected=1)
                say(rejected(rejection), console)

            try:
                pipeline.add(
                    captures,
                    record,
                    loading(bundle, workers, sources),
                    reread=reread,
                    again=again,
                    on_commit=stored,
                    on_rejection=refused,
                )
            except KeyboardInterrupt:
                raise KeyboardInterrupt(f"stopped; stored in {record.name}: {counted(total)}") from None
    print(f"{record.name}: {counted(total)}")
    if link:
        linked(ledger, again=False, quiet=True)
    raise typer.Exit(SOME_REJECTED if total.rejected else DONE)


def linked(ledger: str, *, again: bool, quiet: bool = False) -> None:
    """Link what is not linked yet, and print what was done."""
    from onrecord import linking
    from onrecord.data import Linked

    total = Linked()
    with opened(ledger) as record:
        with progress() as (_, told):

            def done(more: Linked) -> None:
                nonlocal total
                total += more
                told(f"linked: {total.articles} articles, {total.links} links")

            try:
                linking.catch_up(record, again=again, on_commit=done)
            except KeyboardInterrupt:
                raise KeyboardInterrupt(
                    f"stopped; linked in {record.name}: {total.articles} articles; `onrecord link` goes on"
                ) from None
        if not quiet or total.links:
            print(
                f"{record.name}: linked: {total.articles} articles, {total.statements} statements, {total.links} links"
            )


def counted(total: Added) -> str:
    """What was stored, for a person."""
    parts = {
        "new": total.new,
        "changed": total.changed,
        "read again": total.reread,
        "there already": total.unchanged,
        "rejected": total.rejected,
    }
    articles = ", ".join(f"{n} {name}" for name, n in parts.items() if n or name == "new")
    return f"articles: {articles}; statements: {total.statements}"


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord versions ARTICLE` — each version, and by words what it changed\n
`onrecord versions ARTICLE --json` — the versions and differences as JSON Lines
""",
)
def versions(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id, as find tells it.")],
    ledger: LedgerOption = RECORD_DB,
    json: Annotated[bool, typer.Option("--json", help="A version or a difference a line.")] = False,
) -> None:
    """Show how an article changed: its versions, the words, the statements that vanished, appeared or changed."""
    from itertools import pairwise

    from rich.console import Console

    from onrecord.terminal.versions import version_lines

    with opened(ledger) as record:
        found = record.versions(article)
        standing = [v.number for v in found if not v.is_forgotten]
        differences = [record.difference(article, old, new) for old, new in pairwise(standing)]
        texts = {n: record.article(article, n).article.text for n in standing if not json}
    if json:
        for value in (*found, *differences):
            print_json(value)
        return
    console = Console()
    for line in version_lines(found, [(d, texts[d.old], texts[d.new]) for d in differences]):
        console.print(line, soft_wrap=True)


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord verify` — compare every row with the chain of digests\n
`onrecord verify --against 512-9f86d08188…` — also with the last digest, as it was noted before

The last line is the digest of the last act. Keep it outside of the ledger (print it, mail it, publish it): it shows
later that nothing before it was changed, and that nothing was taken off the end.

**Exit status**: 0 all is as onrecord left it, 1 something was altered, removed or inserted (a line each), 2 it could
not be read.
""",
)
def verify(
    ledger: LedgerOption = RECORD_DB,
    against: Annotated[
        str | None, typer.Option("--against", metavar="DIGEST", help="A digest that verify printed before.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="What was found as JSON.")] = False,
) -> None:
    """Tell what was altered, removed or inserted outside of onrecord."""

    from onrecord.terminal import one_line

    with opened(ledger) as record:
        found = record.verify(against=against)
    if json:
        print_json(found)
    else:
        for b in found.breaches:
            print(one_line(f"{b.kind}: {b.place}: {b.detail}"))
        if found.more:
            print(f"and {found.more} more")
        print(f"{found.acts} acts, {found.versions} versions, {found.statements} statements: {_verdict(found)}")
        print(f"digest of the last act: {found.digest}")
    raise typer.Exit(SOME_REJECTED if found.breaches else DONE)


def _verdict(found: Verification) -> str:
    number = len(found.breaches) + found.more
    return f"{number} not as onrecord left it" if number else "all as onrecord left it"


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord forget ARTICLE --reason "court order 12/2026"` — asks, then removes\n
`onrecord forget ARTICLE --reason "asked by the author" --yes` — without asking

What stays: the article's id, outlet, date and language, the digests, and an act that says who forgot it, when and why.
Backups and copies are not reached.
""",
)
def forget(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id, as find tells it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: it is kept, and shown to whoever adds it again.")],
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an article's text, title, byline, address and statements for good, and leave a mark that it was done."""
    with opened(ledger) as record:
        found = record.versions(article)
        if not yes:
            title = next((v.title for v in reversed(found) if v.title), None)
            say(f"{article}: {title or 'no title'}; versions: {len(found)}, statements: {found[-1].statements}")
            if not typer.confirm("Remove it for good?", err=True):
                raise typer.Abort
        count = record.forget(article, reason=reason, by=by or person())
    print(
        f"{article}: {f'forgotten, versions: {count}' if count else 'was forgotten before; the file is cleaned again'}"
    )
