"""Adding: a text, a file, many articles as JSON Lines, or an address that is fetched.

The page's form is answered by a page that grows as each step is done (progress.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from io import BytesIO
from itertools import chain, islice
from threading import Lock
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.exceptions import ClientException, HTTPException, PermissionDeniedException
from litestar.params import JSONBody, QueryParameter
from litestar.response import Stream
from msgspec.structs import replace

from onrecord import pipeline
from onrecord.data import Added, Article, Capture, Record, Rejection
from onrecord.errors import LedgerError
from onrecord.extract import Extractor
from onrecord.ledger import Ledger, linkage
from onrecord.ledger.intake import LONGEST
from onrecord.read import article, is_record, record
from onrecord.read.fetch import fetched
from onrecord.read.files import read_stream
from onrecord.serve.access import check_csrf
from onrecord.serve.answers import AnyRequest, TheLedger, answer, typed
from onrecord.serve.limits import limited
from onrecord.serve.progress import Step, Tell, streamed
from onrecord.serve.views import AddedView, NewArticle, SignIn

_ADD: dict[str, Any] = {"scope": "add"}
_OFTEN = limited("add", a_minute=60, most=30)
_TOLD = 1000
"""Ids and rejections that an answer lists."""
_NAMED = 3
"""Rejections that a problem names."""
_LINKED_TO = 20
"""Articles of one source that the page links to."""
_FEW = 200
"""Articles, besides those just added, that a server links: a ledger that never was is for `onrecord link`."""


@get("/add", opt={"scope": None}, sync_to_thread=False)
def add_page(request: AnyRequest) -> Response[SignIn]:
    """The page from which articles are added."""
    who = request.scope["state"]["who"]
    view = SignIn(name=who.name if who else None, scopes=tuple(sorted(who.scopes)) if who else ())
    return answer(request, view, "add.html")


@post("/add", opt=_ADD, guards=[_OFTEN], status_code=201)
async def add(request: AnyRequest, ledger: TheLedger, state: State, data: JSONBody[NewArticle]) -> AddedView:
    """Read one article and store it. With `url` and no `text`, the page is fetched."""
    _check(state, data)
    return await _in_turn(ledger, state, _capture(data))


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
    return await _in_turn(ledger, state, _captures(await request.body(), name))


async def _in_turn(ledger: Ledger, state: State, captures: Iterable[Capture]) -> AddedView:
    """What was added. Raises 422 where not one article was stored or is there already."""
    view = await asyncio.get_running_loop().run_in_executor(state.adding, _added, ledger, state, captures)
    added = view.added
    if not added.new + added.changed + added.reread + added.unchanged:
        told = [f"{r.source}: {r.detail}" for r in view.rejections[:_NAMED]]
        more = [f"and {added.rejected - len(told):,} more"] if added.rejected > len(told) else []
        raise HTTPException("; ".join([*told, *more]) or "There is no article in it.", status_code=422)
    return view


@post("/add/by-form", opt={**_ADD, "form": True}, guards=[_OFTEN], status_code=200, include_in_schema=False)
async def add_by_form(request: AnyRequest, ledger: TheLedger, state: State) -> Stream:
    """The same by the page's form, files too: a page that tells each step as it is done."""
    form = await request.form()
    if request.scope["state"]["who"].csrf:
        check_csrf(request.scope["state"]["who"], str(form.get("csrf", "")))
    names = NewArticle.__struct_fields__
    said = ((k, typed(v)) for k, v in form.items() if k in names and isinstance(v, str))
    try:
        data = msgspec.convert({k: v for k, v in said if v.strip()}, NewArticle)
    except msgspec.ValidationError as error:
        raise ClientException(str(error)) from None
    files = [file for file in form.getall("file", []) if isinstance(file, UploadFile) and file.filename]
    is_typed = data.text is not None or data.url is not None
    sources = list[tuple[str, Iterable[Capture]]]()
    for file in files:
        captures = _captures(await file.read(), file.filename)
        sources.append((file.filename, _filled_in(captures, _known(data), is_only=len(files) + is_typed == 1)))
    if is_typed:
        _check(state, data)
        sources.append((data.title or data.url or "The text", _capture(data)))
    if not sources:
        raise ClientException("Nothing was given to be read: choose a file, give an address, or paste a text.")
    return streamed(request, [(name, partial(_read, ledger, state, name, captures)) for name, captures in sources])


def _check(state: State, data: NewArticle) -> None:
    """Raises 400 where there is nothing to read, 403 where it would have to be fetched and may not be."""
    if data.text is None and data.url is None:
        raise ClientException("text or url: one of them is needed")
    if data.text is None and not state.settings.fetch:
        raise PermissionDeniedException("This server fetches no addresses; send the text.")


def _capture(data: NewArticle) -> Iterator[Capture]:
    if data.text is not None:
        given = msgspec.json.encode({k: v for k, v in msgspec.to_builtins(data).items() if v is not None and v != []})
        yield Capture(source="text", content=given, media_type="application/json")
    elif data.url is not None:
        capture = fetched(data.url)
        found = article(capture)
        if isinstance(found, Article):  # many a page does not tell its own address
            capture = _restated(capture, replace(found, **{"url": found.url or capture.source, **_known(data)}))
        yield capture


def _known(data: NewArticle) -> dict[str, Any]:
    """What is told of an article beside its text and where that is."""
    return {f: v for f in NewArticle.__struct_fields__ if f not in ("text", "url") and (v := getattr(data, f))}


def _filled_in(captures: Iterator[Capture], known: dict[str, Any], *, is_only: bool) -> Iterator[Capture]:
    """The captures of a file with what is known of them: of one article all of it, of several what they do not tell."""
    if not known:
        yield from captures
        return
    first = list(islice(captures, 2))
    is_one = is_only and len(first) == 1
    for capture in chain(first, captures):
        found = record(capture) if is_record(capture) else article(capture)
        if isinstance(found, Rejection):
            yield capture
            continue
        one = found.article if isinstance(found, Record) else found
        told = replace(one, **{f: v for f, v in known.items() if is_one or not getattr(one, f)})
        yield _restated(capture, replace(found, article=told) if isinstance(found, Record) else told)


def _captures(body: bytes, name: str) -> Iterator[Capture]:
    name = name.replace("\\", "/").rpartition("/")[2].replace("\0", "") or "-"
    return iter(read_stream(BytesIO(body), name))


def _read(ledger: Ledger, state: State, name: str, captures: Iterable[Capture], tell: Tell) -> None:
    """Read a source and tell each step."""
    tell(Step(f"{name}: being read …"))
    if state.get("extractor") is None:
        tell(Step("The model is loaded before the first article; it stays loaded."))
    sums = list[Added]()

    def stored(more: Added) -> None:
        sums.append(more)
        so_far = sum(sums[1:], sums[0])
        done = so_far.new + so_far.changed + so_far.reread + so_far.unchanged
        tell(Step(f"{name}: {_number(done, 'article')} so far, {_number(so_far.statements, 'statement')}"))

    view = _added(ledger, state, captures, stored)
    for one in view.rejections:
        tell(Step(f"Not read ({one.reason.replace('_', ' ')}): {one.detail}", is_wrong=True))
    parts = (("new", "new"), ("changed", "changed"), ("reread", "read again"), ("unchanged", "there already"))
    counts = [f"{n:,} {text}" for field, text in parts if (n := getattr(view.added, field))]
    text = f"{name}: {', '.join(counts) or 'nothing stored'}; {_number(view.added.statements, 'statement')}."
    tell(Step(text, articles=view.articles[:_LINKED_TO], more=max(0, len(view.articles) - _LINKED_TO)))


def _number(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _added(
    ledger: Ledger, state: State, captures: Iterable[Capture], on_commit: Callable[[Added], None] = lambda _: None
) -> AddedView:
    ids, rejections, refused = dict[str, None](), list[Rejection](), set[str]()

    def noted() -> Iterator[Capture]:
        for capture in captures:
            found = record(capture) if is_record(capture) else article(capture)
            if len(ids) < _TOLD and not isinstance(found, Rejection):
                ids[found.article.id if isinstance(found, Record) else found.id] = None
            yield capture

    def rejected(one: Rejection) -> None:
        refused.add(one.source)
        if len(rejections) < _TOLD:
            rejections.append(one)

    added = pipeline.add(noted(), ledger, lambda: _extractor(state), on_commit=on_commit, on_rejection=rejected)
    _link(ledger, added)
    articles = tuple(id for id in ids if id[:LONGEST] not in refused)  # as a rejection names an article
    return AddedView(added=added, articles=articles, rejections=tuple(rejections))


def _link(ledger: Ledger, added: Added) -> None:
    """Link the same words in other articles, as `onrecord add` does."""
    from onrecord import linking  # loads numpy

    most = added.new + added.changed + added.reread + _FEW
    with suppress(LedgerError):  # it is stored, whoever else writes now: what is added next links this too
        with ledger.reading() as connection:
            is_many = len(linkage.waiting(connection, most + 1)) > most
        if not is_many:
            linking.catch_up(ledger)


def _restated(capture: Capture, found: Article | Record) -> Capture:
    """The article or record as a capture, so that it is read as it stands."""
    return Capture(source=capture.source, content=msgspec.json.encode(found), media_type="application/json")


_LOADING = Lock()


def _extractor(state: State) -> Extractor:
    """The model, loaded when the first article comes."""
    with _LOADING:
        if state.get("extractor") is None:
            state.extractor = Extractor.load()
    found: Extractor = state.extractor
    return found


HANDLERS = (add_page, add, add_documents, add_by_form)
