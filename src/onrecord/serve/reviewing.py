"""Review: each act is one request, refused where another came between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import JSONBody, PathParameter, QueryParameter

from onrecord.data import Statement
from onrecord.errors import ActError
from onrecord.ledger import Ledger
from onrecord.serve.answers import AnyRequest, Segment, TheLedger, answer, by
from onrecord.serve.finding import A_PAGE, Limit, other_than_usual
from onrecord.serve.marking import Paragraph, paragraphs
from onrecord.serve.reading import act_on, of_path, standing
from onrecord.serve.views import Act, Corrected, Missed, Queue, Seen

_REVIEW: dict[str, Any] = {"scope": "review"}
_AROUND = 1
"""Paragraphs shown before and after a statement's own."""


@get("/queue", opt=_REVIEW, sync_to_thread=True)
def queue(
    request: AnyRequest,
    ledger: TheLedger,
    article: Annotated[str | None, QueryParameter(max_length=500)] = None,
    limit: Limit = A_PAGE,
    token: Annotated[str | None, QueryParameter(max_length=500, description="`next` of the page before.")] = None,
) -> Response[Queue]:
    """Statements that nobody has reviewed: the least sure first, then the unnamed and denials."""
    with ledger.at_once() as now:
        found = now.queue(article_id=article or None, limit=limit + 1, after=token or None)
        records = [now.article(r.article_id, r.version) for r in found[:limit]]
    readings = tuple(standing(reading, record) for reading, record in zip(found, records, strict=False))
    view = Queue(readings=readings, next=readings[-1].statement.id if len(found) > limit else None)
    shown = [(r, _excerpt(record.article.text, r.statement)) for r, record in zip(readings, records, strict=True)]
    named = {"article": article, "limit": other_than_usual(limit)}
    return answer(
        request,
        view,
        "queue.html",
        shown=shown,
        asked={name: value for name, value in named.items() if value},
        is_first=token is None,
    )


def _excerpt(text: str, statement: Statement) -> list[Paragraph]:
    """The paragraphs in which the statement stands and those beside them, and where its cue, its source … stand."""
    found = paragraphs(text, [statement])
    roles = [{m.role for piece in p.pieces for m in piece.marks} for p in found]
    near = {n + by for n, some in enumerate(roles) if "content" in some for by in range(-_AROUND, _AROUND + 1)}
    return [p for n, p in enumerate(found) if n in near or roles[n]]


@post("/statements/{segment:str}/confirm", opt=_REVIEW, sync_to_thread=True, status_code=200)
def confirm(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Seen]) -> Act:
    """Say that a statement is right as it stands."""
    return _act(
        ledger, segment, data.seen, lambda id: ledger.confirm(id, by=by(request), seen=data.seen, note=data.note)
    )


@post("/statements/{segment:str}/reject", opt=_REVIEW, sync_to_thread=True, status_code=200)
def reject(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Seen]) -> Act:
    """Say that it is no statement."""
    return _act(
        ledger, segment, data.seen, lambda id: ledger.reject(id, by=by(request), seen=data.seen, note=data.note)
    )


@post("/statements/{segment:str}/correct", opt=_REVIEW, sync_to_thread=True, status_code=200)
def correct(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Corrected]) -> Act:
    """Correct some fields, and say that the others are right."""
    return _act(
        ledger,
        segment,
        data.seen,
        lambda id: ledger.correct(id, data.correction, by=by(request), seen=data.seen, note=data.note),
    )


@post("/articles/{segment:str}/statements", opt=_REVIEW, sync_to_thread=True, status_code=201)
def add_missed(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Missed]) -> Act:
    """Add a statement that the machine missed."""
    article_id = of_path(segment)
    with act_on(article_id, ledger.versions):
        seq, id = ledger.add_missed(article_id, data.correction, by=by(request), note=data.note)
        return Act(seq=seq, subject=id)


@post("/articles/{segment:str}/finish", opt=_REVIEW, sync_to_thread=True, status_code=200)
def finish(request: AnyRequest, ledger: TheLedger, segment: Segment) -> Act:
    """Say that all statements of an article are reviewed, and none is missing."""
    id = of_path(segment)
    with act_on(id, ledger.versions):
        return Act(seq=ledger.finish(id, by=by(request)), subject=id)


@post("/acts/{seq:int}/undo", opt=_REVIEW, sync_to_thread=True, status_code=200)
def undo(request: AnyRequest, ledger: TheLedger, seq: Annotated[int, PathParameter(ge=1, le=2**31 - 1)]) -> Act:
    """Undo a review, merge, split, apart or rename."""
    return Act(seq=ledger.undo(seq, by=by(request)), subject=str(seq))


def _act(ledger: Ledger, segment: str, seen: str | None, done: Callable[[str], int]) -> Act:
    """Raises 404 where there is no such statement, 409 where another act came between."""
    id = of_path(segment)
    with act_on(id, ledger.reading_of):
        try:
            return Act(seq=done(id), subject=id)
        except ActError as error:
            if seen is not None and seen != ledger.reading_of(id).state:
                raise HTTPException(str(error), status_code=409) from None
            raise


HANDLERS = (queue, confirm, reject, correct, add_missed, finish, undo)
