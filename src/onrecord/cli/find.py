"""The command line's verbs that ask a ledger: find, check, show; each calls one method and prints the answer."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from onrecord.cli.ledger import PANEL, RECORD_DB, LedgerOption, opened
from onrecord.cli.shared import DONE, print_json, say

app = typer.Typer(rich_markup_mode="markdown")

NOT_AS_ASKED = 1

_Json = Annotated[
    bool | None, typer.Option("--json/--no-json", help="JSON Lines, or for a person, wherever it is printed.")
]


def _option(flag: str, help: str, metavar: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=help, rich_help_panel="Which statements")


_BASIS = "named_person|named_group|unnamed_person|unnamed_group|document|none"


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord find 'tax "middle class" -cut econom*'` — all the words; a run of them; not this one; what begins so\n
`onrecord find --speaker clinton --published-from 2016-07 --published-to 2016-09` — a name, or a part of it\n
`onrecord find --basis unnamed_person --outlet "The Gull" --json` — as JSON Lines, for a program\n
`onrecord find tax --facet speaker` — who speaks of it, and how often

**Exit status**: 0 answered, even where nothing is found; 2 the query or the ledger is wrong.
""",
)
def find(
    words: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="Words of the statement.")] = None,
    text: Annotated[str | None, _option("--text", "Words anywhere in the article.", "WORDS")] = None,
    speaker: Annotated[str | None, _option("--speaker", "A name, or words of it.", "NAME")] = None,
    person: Annotated[str | None, _option("--person", "A person's id.", "ID")] = None,
    article: Annotated[str | None, _option("--article", "An article's id.", "ID")] = None,
    outlet: Annotated[str | None, _option("--outlet", "Who published it.", "NAME")] = None,
    basis: Annotated[str | None, _option("--basis", "On whose authority.", _BASIS)] = None,
    channel: Annotated[str | None, _option("--channel", "Through what: twitter, tv, speech …", "KIND")] = None,
    form: Annotated[str | None, _option("--form", "In quotation marks or not.", "direct|indirect|mixed")] = None,
    said_from: Annotated[str | None, _option("--said-from", "Said then or later.", "DATE")] = None,
    said_to: Annotated[str | None, _option("--said-to", "Said then or earlier.", "DATE")] = None,
    published_from: Annotated[str | None, _option("--published-from", "A day, a month or a year.", "DATE")] = None,
    published_to: Annotated[str | None, _option("--published-to", "Its last day is meant.", "DATE")] = None,
    denial: Annotated[str | None, _option("--denial", "Denials, or all others.", "true|false")] = None,
    fate: Annotated[str | None, _option("--fate", "deleted, retracted, apologised …", "FATE")] = None,
    score_from: Annotated[str | None, _option("--score-from", "The least score.", "0…1")] = None,
    review: Annotated[str | None, _option("--review", "unreviewed, confirmed, rejected …", "STATE")] = None,
    versions: Annotated[str | None, _option("--versions", "Of articles that changed.", "latest|all")] = None,
    order: Annotated[str | None, _option("--order", "By date published, or by fit.", "newest|oldest|best")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Statements a page.")] = 20,
    token: Annotated[str | None, typer.Option("--token", help="The next page, as the page before names it.")] = None,
    facet: Annotated[
        str | None, typer.Option("--facet", metavar="FIELD", help="Instead, count them by speaker, outlet, month …")
    ] = None,
    ledger: LedgerOption = RECORD_DB,
    json: _Json = None,
) -> None:
    """Find statements for which all that is asked holds."""
    from rich.console import Console

    from onrecord.data import Query
    from onrecord.ledger.query import read_query
    from onrecord.terminal.find import facet_table, found_view

    given = locals()
    _refuse_empty(**{name: given[name] for name in (*Query.__struct_fields__, "token", "facet")})
    query = read_query((name, given[name]) for name in Query.__struct_fields__ if given[name] is not None)
    console = Console()
    with opened(ledger) as record:
        if facet is not None:
            facets = record.facets(query, facet)  # type: ignore[arg-type]  # which tells a wrong one
            print_json(facets) if _as_json(json) else console.print(facet_table(facets))
            return
        page = record.find(query, limit=limit, token=token)
        if _as_json(json):
            for found in page.found:
                print_json(found)
        else:
            number = record.count(query)
            console.print(found_view(page, number, console.width))
    if page.next:
        say(f"more: the same command with --token {page.next}")


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord check "we will mend the harbour wall"` — is it on record, and whose words are these?\n
`onrecord check "we will mend the wall" --speaker "Ann Lee"` — did she say it, and just so?\n
`onrecord check - --json < quotation.txt` — from a pipe, for a program

**Exit status**: 0 verbatim or shortened, 1 altered, another speaker or not found, 2 the ledger could not be asked.
""",
)
def check(
    quotation: Annotated[str, typer.Argument(metavar="QUOTATION", help="The words, or - for standard input.")],
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Who is said to have said it.")
    ] = None,
    ledger: LedgerOption = RECORD_DB,
    json: _Json = None,
) -> None:
    """Tell whether a quotation is on record: word for word, shortened, altered, another's words, or not at all."""
    from rich.console import Console

    from onrecord.terminal.find import check_lines

    if quotation == "-":
        quotation = sys.stdin.buffer.read(1_000_000).decode(errors="replace").strip()
    _refuse_empty(speaker=speaker)
    with opened(ledger) as record:
        found = record.check(quotation, speaker=speaker)
    if _as_json(json):
        print_json(found)
    else:
        console = Console()
        for line in check_lines(found):
            console.print(line)
    raise typer.Exit(DONE if found.verdict in ("verbatim", "shortened") else NOT_AS_ASKED)


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord show 3f2a9c41d07be518` — a statement, by the id that find tells\n
`onrecord show ARTICLE` — an article, its statements marked
""",
)
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="A statement's id, or an article's.")],
    ledger: LedgerOption = RECORD_DB,
    json: _Json = None,
) -> None:
    """Show one statement with all that is known of it, or one article with its statements."""
    from rich.console import Console

    from onrecord import terminal
    from onrecord.errors import QueryError
    from onrecord.terminal.find import statement_table

    with opened(ledger) as record:
        try:
            found = record.statement(id)
        except QueryError:
            whole = record.article(id)
            print_json(whole) if _as_json(json) else terminal.show(whole, Console())
            return
    print_json(found) if _as_json(json) else Console().print(statement_table(found))


def _refuse_empty(**given: str | None) -> None:
    """Raises QueryError for what is given and empty, as "$NAME" is where that is not set: it would ask for all."""
    from onrecord.errors import QueryError

    for name, value in given.items():
        if value is not None and not value.strip():
            raise QueryError(f"{name}: there is no word in it; leave it out")


def _as_json(json: bool | None) -> bool:
    return not sys.stdout.isatty() if json is None else json
