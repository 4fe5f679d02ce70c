"""The command line's verbs on a ledger's utterances; no logic."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.ledger import PANEL, RECORD_DB, ByOption, LedgerOption, did, opened, person
from onrecord.cli.shared import print_json

app = typer.Typer(rich_markup_mode="markdown")


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord utterance 4a84db79e95ab35b` — its fullest wording, what each outlet made of it, who carries it\n
`onrecord utterance 4a84db79e95ab35b --part 7d0c2f91ab34e0cd --by Eve` — that statement reports other words\n
`onrecord utterance --article ARTICLE` — all utterances that an article reports\n
`onrecord undo 17` — takes a parting back, as any act

**Exit status**: 0 it was shown or done, 2 there is none, or it cannot be parted so.
""",
)
def utterance(
    id: Annotated[str | None, typer.Argument(metavar="ID", help="An utterance's id, one it had before too.")] = None,
    ledger: LedgerOption = RECORD_DB,
    article: Annotated[
        str | None, typer.Option("--article", metavar="ARTICLE", help="All those of an article.")
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(
            "--part", metavar="STATEMENT", help="Part this statement from the others; more than once for more."
        ),
    ] = None,
    by: ByOption = None,
    json: Annotated[bool, typer.Option("--json", help="An utterance a line.")] = False,
) -> None:
    """Show the same words in all outlets: each wording, what it changes, who carries it, who answers it."""
    from rich.console import Console

    from onrecord import linking
    from onrecord.terminal.link import utterance_lines

    if (id is None) == (article is None):
        raise typer.BadParameter("give an utterance's ID or --article, one of the two")
    if part and id is None:
        raise typer.BadParameter("--part needs the utterance's ID")
    with opened(ledger) as record:
        if part:
            assert id is not None
            did(ledger, linking.part(record, id, *part, by=by or person()))
            return
        found = [record.utterance(id)] if id else record.utterances(article=article, articles=1, limit=1000)
        answered = {u.id: record.answers_to(u.id) for u in found if not json}
    if json:
        for u in found:
            print_json(u)
        return
    console = Console()
    for u in found:
        for line in utterance_lines(u, answered[u.id]):
            console.print(line, soft_wrap=True)
