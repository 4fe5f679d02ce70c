"""The command line's verb `care`: findings over articles, for a person, a script, or a code host."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from onrecord.cli.ledger import opened
from onrecord.cli.shared import (
    DONE,
    SOME_REJECTED,
    BundleOption,
    WorkersOption,
    found,
    loading,
    print_utf8,
    say,
    stopping,
)

if TYPE_CHECKING:
    from onrecord.care import Settings
    from onrecord.care.formats import Checked, Place
    from onrecord.data import Capture, Record, Rejection
    from onrecord.ledger import Ledger

app = typer.Typer(rich_markup_mode="markdown")

_MARKS = re.compile(r"\{[scq]\d? |[{}]|\[\[|\]\]|^# ")
"""How the cards' examples mark sources, cues, words and findings."""
FOUND = SOME_REJECTED
"""The exit status where something is to be looked at: a finding, or a document that could not be read."""

Format = Literal["terminal", "json", "sarif", "github"]
FailOn = Literal["note", "warning", "error", "never"]


@app.command(
    epilog="""
**Examples**

`onrecord care story.txt` — what a standards editor would ask about\n
`onrecord care news/ --fail-on warning` — for a check before publication\n
`onrecord care records.jsonl --format sarif > care.sarif` — of what extract --out wrote, for a code host\n
`onrecord care draft.txt --ledger record.db` — also quotations that others have in other words\n
`onrecord care --rules` — every rule with its reason and guidance

Settings stand in the section \\[care] of `onrecord.toml` in the working directory, or of the file that --config names.

**Exit status**: 0 no finding as grave as --fail-on, 1 there are such findings, or a document was rejected (it is named
on standard error), 2 nothing was done: a source is missing, or an option or setting is wrong.
"""
)
def care(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE…", help="Text, HTML, articles or records as JSON Lines, a folder of these, or -."
        ),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How findings are printed.")] = "terminal",
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Settings, instead of onrecord.toml.")
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="The severity from which the exit status is 1.  [default: error]")
    ] = None,
    ledger: Annotated[
        str | None, typer.Option("--ledger", metavar="URL", help="Compare quotations with the words on record here.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules with their guidance, and stop.")] = False,
    workers: WorkersOption = None,
    bundle: BundleOption = None,
) -> None:
    """Find what news standards ask to look at again: sourcing, words, suicide, minors, corrections."""
    with stopping():
        settings = _settings(config)
        if rules:
            _list(settings)
            raise typer.Exit(DONE)
        if not sources:
            raise typer.BadParameter("name at least one, or - for standard input", param_hint="SOURCE…")
        outcomes = _outcomes(sources, workers, bundle)
        with ExitStack() as stack:
            record = stack.enter_context(opened(ledger)) if ledger is not None else None
            raise typer.Exit(_print(outcomes, settings, format, fail_on or settings.fail_on, record))


def _settings(config: Path | None) -> Settings:
    from onrecord.care import NAMES, Settings, read_settings
    from onrecord.care.settings import FILE

    path = config or Path(FILE)
    return read_settings(path, NAMES) if config is not None or path.is_file() else Settings()


def _list(settings: Settings) -> None:
    from onrecord.care import NAMES
    from onrecord.care.card import card

    for name in NAMES:
        of = card(name)
        print(f"{name}  ({settings.level(name, of.severity) or 'off'})\n    {of.title}. {of.reason}")
        for g in of.cites:
            print(f"    {g.name}: {g.says} {g.url}")
        for example in of.bad[:1]:
            print(f"    Example: {' '.join(_MARKS.sub('', example).split())}")


def _outcomes(
    sources: list[str], workers: int | None, bundle: Path | None
) -> Iterator[tuple[Place, Record | Rejection]]:
    """Each article's record with the place that it came from, in the order of the sources."""
    from onrecord.care.formats import Place
    from onrecord.pipeline import records

    captures = found(sources)
    places: deque[Place] = deque()

    def noted(them: Iterable[Capture]) -> Iterator[Capture]:
        for capture in them:
            places.append(Place(capture.source, capture.line, capture.media_type))
            yield capture

    for outcome in records(noted(captures), loading(bundle, workers, sources)):  # one outcome a capture, in their order
        yield places.popleft(), outcome


def _print(
    outcomes: Iterator[tuple[Place, Record | Rejection]],
    settings: Settings,
    format: Format,
    fail_on: FailOn,
    ledger: Ledger | None,
) -> int:
    """Print the findings as they come, SARIF at the end; the exit status."""
    from onrecord.care import RANK, findings
    from onrecord.care.formats import Checked, github, json_line, sarif
    from onrecord.data import Rejection
    from onrecord.pipeline import on_record
    from onrecord.terminal import finding_lines, number, rejected

    every: list[Checked] = []
    rejections: list[Rejection] = []
    grave = total = articles = 0
    for place, outcome in outcomes:
        if isinstance(outcome, Rejection):
            rejections.append(outcome)
            say(rejected(outcome))
            continue
        lookup = on_record(ledger, outcome.article) if ledger else None
        checked = Checked(place, outcome.article.text, findings(outcome, settings, lookup=lookup))
        articles += 1
        total += len(checked.findings)
        grave += sum(fail_on != "never" and RANK[f.severity] >= RANK[fail_on] for f in checked.findings)
        if format == "sarif":
            every.append(checked)
        elif format == "terminal":
            finding_lines(place.name, outcome.article, checked.findings)
        else:
            for line in (json_line if format == "json" else github)(checked):
                print_utf8(line.encode())
    if format == "sarif":
        print_utf8(sarif(every, rejections).encode())
    elif format == "terminal":
        say(f"{number(total, 'finding')} in {number(articles, 'article')}")
    return FOUND if grave or rejections else DONE
