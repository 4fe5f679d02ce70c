"""The command line's verbs of the server: serve, and the tokens it takes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ledger import PANEL, RECORD_DB, LedgerOption, opened, person
from onrecord.cli.shared import say
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from socket import socket as Socket

app = typer.Typer(rich_markup_mode="markdown")
tokens = typer.Typer(no_args_is_help=True, help="Make, list and revoke the tokens with which people add and review.")
app.add_typer(tokens, name="token", rich_help_panel=PANEL)


@app.command(
    rich_help_panel=PANEL,
    epilog="""
**Examples**

`onrecord serve` — the ledger record.db at http://127.0.0.1:8000, for this machine alone\n
`onrecord serve --ledger postgresql://desk@db.example/record --workers 4` — behind a proxy\n
`onrecord serve --host 0.0.0.0 --allow-host record.example.org --https` — as docs/deploy.md tells

On this machine alone, one worker tells an address at its start that signs you in. Else `onrecord token add` makes
tokens.

**Exit status**: 0 stopped, 2 it could not be started.
""",
)
def serve(
    ledger: LedgerOption = RECORD_DB,
    host: Annotated[str, typer.Option("--host", help="The address that it listens at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes.")] = 1,
    public: Annotated[
        bool | None,
        typer.Option("--public/--private", help="Whether anybody may read.  [default: on this machine alone]"),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="A host name that is answered to.")
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option("--allow-origin", metavar="ORIGIN", help="A site whose scripts may read, https://example.org."),
    ] = None,
    https: Annotated[bool, typer.Option("--https", help="Browsers reach it by HTTPS, through a proxy.")] = False,
    fetch: Annotated[bool, typer.Option("--fetch/--no-fetch", help="Whether addresses may be added.")] = True,
) -> None:
    """Open the ledger in a browser: read it, ask it, correct it; and the same as an API."""
    try:
        import uvicorn

        from onrecord.serve.app import LOOPBACK, Settings, Told, from_environment, welcome
    except ImportError as error:
        raise OnrecordError(f"serve needs {error.name}: pip install 'onrecord[serve]'") from None
    import msgspec

    from onrecord.ledger import Ledger

    is_local = host in ("127.0.0.1", "::1", "localhost")
    greeting = welcome(person()) if is_local and workers == 1 else None
    settings = Settings(
        public=is_local if public is None else public,
        hosts=tuple(h.lower() for h in allow_host or ()) + (LOOPBACK if is_local or allow_host else ()),
        origins=tuple(allow_origin or ()),
        secure=https,
        welcome=greeting,
        fetch=fetch,
    )
    with Ledger.open(ledger) as record:  # what is wrong with it is told before anything listens
        name = record.name
    os.environ["ONRECORD_SERVE"] = msgspec.json.encode(Told(ledger, settings)).decode()
    with _bound(host, port) as socket:
        say(f"onrecord: serving {name}; Ctrl-C stops it")
        shown = f"http://{f'[{host}]' if ':' in host else host}:{socket.getsockname()[1]}/"
        say(f"onrecord: {shown}sign-in#token={greeting.secret}" if greeting else f"onrecord: {shown}")
        uvicorn.run(
            from_environment if workers == 1 else "onrecord.serve.app:from_environment",
            factory=True, fd=socket.fileno(), workers=workers, access_log=False, log_level="warning",
            server_header=False, timeout_graceful_shutdown=20, proxy_headers=True,
        )  # fmt: skip


def _bound(host: str, port: int) -> Socket:
    """A socket of this address, before anything is told of it. Raises OnrecordError where it cannot be had."""
    import socket

    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # else a restart waits for a minute
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio sets it but where it is given a descriptor
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise OnrecordError(f"cannot listen at {host}, port {port}: {error.strerror}; give another") from None
    return made


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is: it stands beside what is done with it.")],
    scope: Annotated[list[str], typer.Option("--scope", help="read, add or review; may be given several times.")],
    ledger: LedgerOption = RECORD_DB,
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=36_500, help="How long it lasts.  [default: until revoked]")
    ] = None,
) -> None:
    """Print a new token. It is stored as a digest: it cannot be shown again."""
    from datetime import timedelta

    from onrecord.serve.tokens import make

    with opened(ledger) as record:
        print(make(record, name, scope, expires=timedelta(days) if days else None))


@tokens.command("list")
def list_tokens(ledger: LedgerOption = RECORD_DB) -> None:
    """List the tokens: id, scopes, when made, until when, whose."""
    from onrecord.serve.tokens import listed
    from onrecord.terminal import one_line

    with opened(ledger) as record:
        for t in listed(record):
            print(
                one_line(f"{t.id}  {','.join(sorted(t.scopes)):15}  {t.made}  {t.expires or 'until revoked'}  {t.name}")
            )


@tokens.command("revoke")
def revoke_token(
    id: Annotated[str, typer.Argument(metavar="ID", help="As list tells it.")], ledger: LedgerOption = RECORD_DB
) -> None:
    """Take a token away, and the browsers' sessions that were begun with it."""
    from onrecord.serve.tokens import revoke

    with opened(ledger) as record:
        revoke(record, id)
    print(f"{id}: revoked")
