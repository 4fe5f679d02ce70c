"""Whatever goes wrong, as one shape: problem+json (RFC 9457) for programs, a page for browsers."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException

from onrecord.errors import ActError, LedgerError, OnrecordError, QueryError, SourceError
from onrecord.serve.answers import VARY, AnyRequest, wants_html
from onrecord.serve.pages import rendered
from onrecord.serve.views import Problem

PROBLEM_JSON = "application/problem+json"
log = logging.getLogger("onrecord.serve")


def problem(request: AnyRequest, error: Exception) -> Response[Any]:
    """The answer to an error. Of one that nobody foresaw it tells nothing but that it happened."""
    status, detail, headers = _told(error)
    _note(status, error)
    found = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    headers |= {"Vary": VARY, "Cache-Control": "no-store"}
    if wants_html(request):
        body, media_type = rendered(request, "problem.html", view=found), "text/html"
    else:
        body, media_type = msgspec.json.encode(found), PROBLEM_JSON
    return Response(body, status_code=status, media_type=media_type, headers=headers)


def detail_of(error: Exception) -> str:
    """What is told of an error to whoever cannot be given its status any more; the log has what nobody foresaw."""
    status, detail, _ = _told(error)
    _note(status, error)
    return detail


def _note(status: int, error: Exception) -> None:
    if status < 500:
        return
    if isinstance(error, OnrecordError):  # its own words say what is wrong; a trace would not
        log.error("failed", extra={"told": {"error": type(error).__name__, "detail": str(error)}})
    else:
        log.error("failed", exc_info=error if not isinstance(error, HTTPException) else None)


def _told(error: Exception) -> tuple[int, str, dict[str, str]]:
    match error:
        case HTTPException(status_code=status):
            return status, _detail(error), dict(error.headers or {})
        case QueryError() | SourceError():
            return 400, str(error), {}
        case ActError():
            return 422, str(error), {}
        case RecursionError():  # of the JSON decoder
            return 400, "What was sent is nested too deeply.", {}
        case LedgerError():
            return 503, "The ledger cannot be read or written now; the server's log tells more.", {"Retry-After": "5"}
    return 500, "onrecord failed on this request; the server's log tells more. Please report it.", {}


def _detail(error: HTTPException) -> str:
    """What a wrong parameter or field is, each named; what Litestar says of an address is not of use to a person."""
    if isinstance(error.extra, list):
        parts = [_part(str(e.get("key", "")), str(e["message"])) for e in error.extra if "message" in e]
        if parts:
            return "; ".join(parts)
    if error.status_code == 500:
        return "onrecord failed on this request; the server's log tells more. Please report it."
    return error.detail or HTTPStatus(error.status_code).phrase


def _part(field: str, message: str) -> str:
    """What is wrong with a field, or with the whole body, which Litestar calls by its parameter's name."""
    if field == "data":
        return "The body is empty: it must be a JSON object." if message == "'data'" else f"The body: {message}"
    return f"{field}: {message}" if field else message
