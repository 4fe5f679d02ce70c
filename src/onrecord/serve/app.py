"""The application: its routes, what is around them, and the ledger it opens while it runs."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import msgspec
from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.static_files import create_static_files_router

from onrecord.ledger import Ledger
from onrecord.serve import adding, finding, operating, overview, people, reading, reviewing, signing, utterance
from onrecord.serve.access import allowed
from onrecord.serve.problems import problem
from onrecord.serve.watching import log, log_to_stderr, watched

THREADS = 4
"""Requests that read or write at once in a worker: each may hold a connection, and SQLite's have a cache of 8 MB."""
ADDING = 2
"""Articles that are added at once in a worker, beside those requests, which would else wait behind the model for up to
a minute; two, so that a text does not wait for an address that is slow to answer."""
LARGEST = 50_000_000
"""Bytes of a request, as of a file that is read (read.files.MAX_BYTES)."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Welcome(msgspec.Struct, frozen=True):
    """A token with all scopes that lives as long as the process, for the person who started it."""

    name: str
    secret: str


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How the pages are served."""

    public: bool = True
    """Whether anybody may read; else a token with the scope `read` is needed."""
    hosts: tuple[str, ...] = ()
    """Host names that are answered to; all where there is none."""
    origins: tuple[str, ...] = ()
    """Other origins whose scripts may read, as https://example.org."""
    secure: bool = False
    """Whether browsers reach it by HTTPS: the session's cookie is then sent by that alone."""
    welcome: Welcome | None = None
    fetch: bool = True
    """Whether articles may be added by their address."""


def create_app(ledger_url: str, settings: Settings | None = None) -> Litestar:
    """The application over the ledger at this address, which is made where there is none."""
    settings = settings or Settings()

    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        threads = ThreadPoolExecutor(THREADS, "onrecord")
        asyncio.get_running_loop().set_default_executor(threads)
        app.state.adding = ThreadPoolExecutor(ADDING, "onrecord-add")
        app.state.ledger = await anyio.to_thread.run_sync(Ledger.open, ledger_url)
        log.info("started", extra={"told": {"ledger": app.state.ledger.name}})
        try:
            yield
        finally:
            app.state.adding.shutdown(wait=False, cancel_futures=True)
            app.state.ledger.close()
            log.info("stopped")

    static = create_static_files_router(
        path="/static", directories=[Path(__file__).parent / "static"], opt={"scope": None}
    )
    modules = (overview, finding, reading, people, utterance, reviewing, adding, signing, operating)
    cors = CORSConfig(allow_origins=list(settings.origins), allow_methods=["GET"], allow_headers=["Authorization"])
    app = Litestar(
        [*(h for m in modules for h in m.HANDLERS), static],
        cors_config=cors if settings.origins else None,
        dependencies={"ledger": Provide(_ledger, sync_to_thread=False)},
        exception_handlers={Exception: problem},
        guards=[allowed],
        lifespan=[opened],
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title="onrecord",
            version="1",
            use_handler_docstrings=True,
            render_plugins=(),
            openapi_router=Router("/schema", route_handlers=[], guards=[_nowhere], include_in_schema=False),
        ),
        request_max_body_size=LARGEST,
        state=State({"settings": settings}),
    )
    app.asgi_handler = watched(app.asgi_handler, settings.hosts)
    return app


def _nowhere(_connection: object, _handler: object) -> None:
    """Keep Litestar's own pages of the schema away: /openapi.json has it whole, and they load others' scripts."""
    raise NotFoundException


def _ledger(state: State) -> Ledger:
    found: Ledger = state.ledger
    return found


def welcome(name: str) -> Welcome:
    """A token for the person who starts the server."""
    return Welcome(name, secrets.token_urlsafe(24))


def from_environment() -> Litestar:
    """The application as `onrecord serve` told it to its workers."""
    log_to_stderr()
    told = msgspec.json.decode(os.environ["ONRECORD_SERVE"], type=Told)
    return create_app(told.ledger, told.settings)


class Told(msgspec.Struct, frozen=True):
    """What a worker is told by the process that starts it."""

    ledger: str
    settings: Settings


__all__ = ["LOOPBACK", "Settings", "Told", "create_app", "from_environment", "welcome"]
