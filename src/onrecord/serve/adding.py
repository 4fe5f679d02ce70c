"""Adding: a text, a file, many articles as JSON Lines, or an address that is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from threading import Lock
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.params import JSONBody, QueryParameter
from msgspec.structs import replace

from onrecord import pipeline
from onrecord.data import Article, Capture, Record, Rejection
from onrecord.extract import Extractor
from onrecord.ledger import Ledger
from onrecord.read import article, is_record, record
from onrecord.read.fetch import fetched
from onrecord.read.files import read_stream
from onrecord.serve.answers import AnyRequest, TheLedger, answer
from onrecord.serve.limits import limited
from onrecord.serve.views import AddedView, NewArticle, SignIn

_ADD: dict[str, Any] = {"scope": "add"}
_TOLD = 1000
"""Ids and rejections that an answer lists."""


@get("/add", opt={"scope": None}, sync_to_thread=False)
def add_page(request: AnyRequest) -> Response[SignIn]:
    """The page from which articles are added."""
    who = request.scope["state"]["who"]
    view = SignIn(name=who.name if who else None, scopes=tuple(sorted(who.scopes)) if who else ())
    return answer(request, view, "add.html")


@post("/add", opt=_ADD, guards=[limited("add", a_minute=60, most=30)], sync_to_thread=True, status_code=201)
def add(request: AnyRequest, ledger: TheLedger, state: State, data: JSONBody[NewArticle]) -> AddedView:
    """Read one article and store it. With `url` and no `text`, the page is fetched."""
    if data.text is not None:
        given = msgspec.json.encode({k: v for k, v in msgspec.to_builtins(data).items() if v is not None and v != []})
        capture = Capture(source="text", content=given, media_type="application/json")
    elif data.url is None:
        raise ClientException("text or url: one of them is needed")
    elif not state.settings.fetch:
        raise PermissionDeniedException("This server fetches no addresses; send the text.")
    else:
        capture = fetched(data.url)
    return _added(ledger, state, [capture])


@post("/documents", opt=_ADD, guards=[limited("documents", a_minute=60, most=30)], status_code=201)
async def add_documents(
    request: AnyRequest,
    ledger: TheLedger,
    state: State,
    name: Annotated[
        str, QueryParameter(max_length=200, description="A file's name: its ending tells what it is.")
    ] = "-",
) -> AddedView:
    """Read the body as a file: a text, a page, or articles or records as JSON Lines (name=….jsonl)."""
    return await sync_to_thread(_read_file, ledger, state, await request.body(), name)


def _read_file(ledger: Ledger, state: State, body: bytes, name: str) -> AddedView:
    name = name.replace("\\", "/").rpartition("/")[2].replace("\0", "") or "-"
    return _added(ledger, state, read_stream(BytesIO(body), name))


def _added(ledger: Ledger, state: State, captures: Iterable[Capture]) -> AddedView:
    ids, rejections = dict[str, None](), list[Rejection]()

    def noted() -> Iterator[Capture]:
        for capture in captures:
            found = record(capture) if is_record(capture) else article(capture)
            if len(ids) < _TOLD and not isinstance(found, Rejection):
                ids[found.article.id if isinstance(found, Record) else found.id] = None
            yield _named(capture, found)

    added = pipeline.add(
        noted(),
        ledger,
        lambda: _extractor(state),
        on_rejection=lambda r: rejections.append(r) if len(rejections) < _TOLD else None,
    )
    refused = {r.source for r in rejections}
    return AddedView(added=added, articles=tuple(i for i in ids if i not in refused), rejections=tuple(rejections))


def _named(capture: Capture, found: Article | Record | Rejection) -> Capture:
    """The capture; a page that was fetched and does not tell its own address is told the one it was found at."""
    is_fetched = capture.source.startswith(("http://", "https://"))
    if not is_fetched or not isinstance(found, Article) or found.url:
        return capture
    content = msgspec.json.encode(replace(found, url=capture.source))
    return Capture(source=capture.source, content=content, media_type="application/json")


_LOADING = Lock()


def _extractor(state: State) -> Extractor:
    """The model, loaded when the first article comes."""
    with _LOADING:
        if state.get("extractor") is None:
            state.extractor = Extractor.load()
    found: Extractor = state.extractor
    return found


HANDLERS = (add_page, add, add_documents)
