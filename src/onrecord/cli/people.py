"""The command line's verbs `people` and `review`: what a person decides about speakers and statements; no logic."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.ledger import PANEL, RECORD_DB, ByOption, LedgerOption, did, opened, person
from onrecord.cli.shared import keep, print_json, written

if TYPE_CHECKING:
    from rich.console import RenderableType

    from onrecord.data import Correction, Reading

app = typer.Typer(rich_markup_mode="markdown")
people = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")
review = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")

JsonOption = Annotated[
    bool | None,
    typer.Option("--json/--no-json", help="A JSON object a line, or for a reader.  [default: JSON in a pipe]"),
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many, at most.")]
PersonArgument = Annotated[str, typer.Argument(metavar="PERSON", help="A person's id, as `people list` tells it.")]
StatementArgument = Annotated[str, typer.Argument(metavar="STATEMENT", help="A statement's id.")]
SeenOption = Annotated[
    str | None,
    typer.Option("--seen", metavar="STATE", help="The state that you saw: refused where another act came between."),
]
NoteOption = Annotated[str, typer.Option("--note", help="Why; it is kept with the act.")]
FieldsArgument = Annotated[
    list[str], typer.Argument(metavar="FIELD=VALUE…", help="Each field and its value, as text or as JSON.")
]


def _print(values: Iterable[Any], json: bool | None, shown: RenderableType) -> None:
    """JSON Lines, or what is shown to a reader."""
    from rich.console import Console

    if json if json is not None else not sys.stdout.isatty():
        for value in values:
            print_json(value)
    else:
        Console().print(shown)


@people.command("list")
def list_people(
    words: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Words of the name, or parts of words.")] = None,
    group: Annotated[bool, typer.Option("--groups", help="Organisations, and makers of documents, instead.")] = False,
    limit: LimitOption = 20,
    ledger: LedgerOption = RECORD_DB,
    json: JsonOption = None,
) -> None:
    """List those who speak, most statements first."""
    from onrecord.terminal.people import people_table

    with opened(ledger) as record:
        found = record.people(words, kind="group" if group else "person", limit=limit)
    _print(found, json, people_table(found))


@people.command("show")
def show_person(id: PersonArgument, ledger: LedgerOption = RECORD_DB, json: JsonOption = None) -> None:
    """Show a person: names with reasons, who is perhaps the same, what was decided."""
    from onrecord.terminal.people import person_view

    with opened(ledger) as record:
        found = record.person(id)
    _print([found], json, person_view(found))


@people.command()
def merge(
    id: PersonArgument,
    others: Annotated[list[str], typer.Argument(metavar="OTHER…", help="Ids of those who are the same person.")],
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Make others one with PERSON, under whose id they go on; their own ids still answer."""
    with opened(ledger) as record:
        did(ledger, record.merge(id, *others, by=by or person()))


@people.command()
def split(
    id: PersonArgument,
    article: Annotated[list[str] | None, typer.Option("--article", help="An article that means another one.")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="A name that means another one, everywhere.")] = None,
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Part from PERSON another one, by articles or by names."""
    with opened(ledger) as record:
        seq, other = record.split(id, articles=article or (), names=name or (), by=by or person())
    did(ledger, seq, person=other)


@people.command()
def apart(
    id: PersonArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The id of somebody else.")],
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Say that PERSON is not OTHER, so that they are no longer listed as perhaps the same."""
    with opened(ledger) as record:
        did(ledger, record.apart(id, other, by=by or person()))


@people.command()
def rename(
    id: PersonArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to show.")],
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Show PERSON under another name; what the articles write stays."""
    with opened(ledger) as record:
        did(ledger, record.rename(id, name, by=by or person()))


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord undo 17` — the act of this number, as what did it has told
""",
)
def undo(
    act: Annotated[int, typer.Argument(metavar="ACT", help="The number of the act.")],
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Undo a review, merge, split, apart, rename or part; that it was done, and undone, stays on record."""
    with opened(ledger) as record:
        did(ledger, record.undo(act, by=by or person()))


@review.command()
def queue(
    article: Annotated[str | None, typer.Option("--article", help="Of this article alone.")] = None,
    limit: LimitOption = 20,
    ledger: LedgerOption = RECORD_DB,
    json: JsonOption = None,
) -> None:
    """List statements that nobody has reviewed, the doubtful first."""
    with opened(ledger) as record:
        found = record.queue(article_id=article, limit=limit)
    _readings(found, json)


@review.command()
def show(id: StatementArgument, ledger: LedgerOption = RECORD_DB, json: JsonOption = None) -> None:
    """Show a statement as it stands, and as the machine read it where that differs."""
    with opened(ledger) as record:
        found = record.reading_of(id)
    _readings([found], json)


def _readings(found: list[Reading], json: bool | None) -> None:
    from onrecord.terminal.people import readings_view

    _print(found, json, readings_view(found))


@review.command()
def confirm(
    id: StatementArgument,
    seen: SeenOption = None,
    note: NoteOption = "",
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Say that a statement is right as it stands."""
    with opened(ledger) as record:
        did(ledger, record.confirm(id, by=by or person(), seen=seen, note=note))


@review.command()
def reject(
    id: StatementArgument,
    seen: SeenOption = None,
    note: NoteOption = "",
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Say that it is no statement."""
    with opened(ledger) as record:
        did(ledger, record.reject(id, by=by or person(), seen=seen, note=note))


@review.command(
    epilog="""
**Examples**

`onrecord review correct 3f2a… speaker="Ana Ito" basis=named_person`\n
`onrecord review correct 3f2a… said_on=2024-03-01..2024-03-02 channel=null`\n
`onrecord review correct 3f2a… content='[[12, 80]]' --seen 1.17`

Fields: speaker, basis, channel, channel_name, said_on, denial, denies, fate, form, content, cue, source.
"""
)
def correct(
    id: StatementArgument,
    fields: FieldsArgument,
    seen: SeenOption = None,
    note: NoteOption = "",
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Correct fields of a statement, and say that the others are right."""
    with opened(ledger) as record:
        did(ledger, record.correct(id, _correction(fields), by=by or person(), seen=seen, note=note))


@review.command("add")
def add_missed(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id.")],
    fields: FieldsArgument,
    note: NoteOption = "",
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Add a statement that the machine missed: at least its content and basis."""
    with opened(ledger) as record:
        seq, id = record.add_missed(article, _correction(fields), by=by or person(), note=note)
    did(ledger, seq, statement=id)


@review.command()
def finish(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id.")],
    note: NoteOption = "",
    ledger: LedgerOption = RECORD_DB,
    by: ByOption = None,
) -> None:
    """Say that every statement of an article is reviewed and none is missing."""
    with opened(ledger) as record:
        did(ledger, record.finish(article, by=by or person(), note=note))


@review.command()
def history(id: StatementArgument, ledger: LedgerOption = RECORD_DB, json: JsonOption = None) -> None:
    """Show who reviewed a statement, when, and what they changed."""
    from onrecord.terminal.people import history_table

    with opened(ledger) as record:
        found = record.history(id)
    _print(found, json, history_table(found))


@review.command()
def figures(ledger: LedgerOption = RECORD_DB, json: JsonOption = None) -> None:
    """Count by reviewer and by field: what was wrong how often, and how far reviewers agree."""
    from onrecord.terminal.people import figures_view

    with opened(ledger) as record:
        found = record.review_figures()
    _print([found], json, figures_view(found))


@review.command()
def export(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Texts and attributions, as score.py reads them.")],
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="FILE", help="Who, through what, when: as score_ledger.py does.")
    ] = None,
    ledger: LedgerOption = RECORD_DB,
) -> None:
    """Write the articles whose review is finished as training and test data, one JSON object a line."""
    import msgspec

    if labels is not None and labels.resolve() == out.resolve():
        raise typer.BadParameter("is the file of --out too; give each its own", param_hint="--labels")
    for path in (out, labels):
        keep([ledger], path)
    with opened(ledger) as record:
        gold = list(record.gold())
    attributions = [{"id": g.id, "text": g.text, "attributions": g.attributions} for g in gold]
    named = [{"id": g.id, "labels": g.labels} for g in gold]
    for path, lines in ((out, attributions), (labels, named)):
        if path is not None:
            with written(path) as file:
                file.writelines(msgspec.json.encode(line) + b"\n" for line in lines)
    print(f"{out}: {len(gold)} articles, {sum(len(g.attributions) for g in gold)} statements")


def _correction(fields: list[str]) -> Correction:
    """FIELD=VALUE: JSON where it is that, else text; two days parted by `..` for said_on."""
    import msgspec

    from onrecord.errors import ActError
    from onrecord.ledger.corrections import correction_of

    out: dict[str, object] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals:
            raise ActError(f"{field}: give FIELD=VALUE")
        if name in out:
            raise ActError(f"{name}: is given twice")
        try:
            read = msgspec.json.decode(value)
        except msgspec.DecodeError:
            read = value
        if name in ("speaker", "channel_name") and read is not None:
            read = value if not isinstance(read, str) else read
        if name == "said_on" and isinstance(read, str):
            first, _, last = read.partition("..")
            read = [first, last or first]
        out[name] = read
    return correction_of(out)


app.add_typer(people, name="people", help="Who speaks: one person across articles.", rich_help_panel=PANEL)
app.add_typer(review, name="review", help="Confirm, reject, correct statements.", rich_help_panel=PANEL)
