"""One value, two faces: JSON for programs, HTML for browsers, at the same address, with an ETag."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.params import FromPath

from onrecord.ledger import Ledger
from onrecord.serve.pages import rendered

T = TypeVar("T")
AnyRequest = Request[Any, Any, Any]
TheLedger = NamedDependency[Ledger]
"""The open ledger, as a handler is given it."""
Segment = FromPath[str]
"""An id in an address, as addresses.encoded writes it."""
VARY = "Accept, Authorization, Cookie"


def by(request: AnyRequest) -> str:
    """Who asks, as an act keeps it; of a handler with a scope, which nobody reaches unknown."""
    name: str = request.scope["state"]["who"].name
    return name


def wants_html(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether the client would rather have HTML, as browsers say; `*/*`, or no Accept at all, asks for JSON."""
    best = {"html": 0.0, "json": 0.0}
    for part in connection.headers.get("accept", "").split(","):
        kind, *parameters = (p.strip().lower() for p in part.split(";"))
        q = next((_number(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        name = {"text/html": "html", "application/xhtml+xml": "html", "application/json": "json"}.get(kind)
        if name:
            best[name] = max(best[name], q)
    return best["html"] > 0 and best["html"] >= best["json"]


def typed(text: str) -> str:
    """What was typed into a field of a form: browsers send the ends of its lines as CRLF."""
    return text.replace("\r\n", "\n")


def _number(given: str) -> float:
    try:
        return min(1.0, max(0.0, float(given)))
    except ValueError:
        return 0.0


def answer(request: AnyRequest, value: T, page: str, *, status: int = 200, **context: object) -> Response[T]:
    """The value as JSON, or as the page that this template makes of it."""
    if wants_html(request):
        body, media_type = rendered(request, page, view=value, **context), "text/html"
    else:
        body, media_type = msgspec.json.encode(value), "application/json"
    return sent(request, body, media_type, status=status)


def sent(request: AnyRequest, body: bytes, media_type: str, *, status: int = 200) -> Response[Any]:
    """The bytes with an ETag; 304 without them where the client has them already."""
    tag = f'"{sha256(body).hexdigest()[:24]}"'
    is_own = "authorization" in request.headers or "cookie" in request.headers
    headers = {"ETag": tag, "Vary": VARY, "Cache-Control": "private, no-cache" if is_own else "no-cache"}
    if request.method == "GET" and status == 200 and _has(request.headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, status_code=status, media_type=media_type, headers=headers)


def _has(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in (t.strip().removeprefix("W/") for t in header.split(","))
