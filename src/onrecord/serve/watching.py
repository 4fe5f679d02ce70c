"""Around every request: the host is checked, headers are set, it is measured and logged, without any article text."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

log = logging.getLogger("onrecord.serve")

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make a form's Origin null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

REQUESTS = Counter("onrecord_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "onrecord_request_seconds",
    "Time to the last byte",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_METHODS = frozenset("GET HEAD POST OPTIONS PUT PATCH DELETE".split())


def watched(app: ASGIApp, hosts: tuple[str, ...]) -> ASGIApp:
    """The app within all that is to happen for every request, even one that no handler answers."""
    encoded = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]

    async def answer(given: Scope, receive: Receive, send: Send) -> None:
        scope: Any = given
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        start, seen, is_head = perf_counter(), {"status": 500, "bytes": 0}, scope["method"] == "HEAD"
        method = str(scope["method"])
        if is_head:
            scope["method"] = "GET"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                present = {k.lower() for k, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in encoded if pair[0] not in present)]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message["body"])
                if is_head:
                    message["body"] = b""
            await send(message)

        try:
            if _is_known(scope, hosts):
                await app(scope, receive, sending)
            else:
                await _refuse_host(sending)
        finally:
            _note(scope, method, seen, perf_counter() - start)

    return answer


def _is_known(scope: Scope, hosts: tuple[str, ...]) -> bool:
    """Whether the Host is one that the server answers to: a page elsewhere could name itself so (DNS rebinding)."""
    if not hosts:
        return True
    given = next((v for k, v in scope["headers"] if k == b"host"), b"").decode("latin-1").lower()
    name = given.partition("]")[0] + "]" if given.startswith("[") else given.partition(":")[0]
    return name in hosts


async def _refuse_host(send: Send) -> None:
    detail = "The server does not answer to this host name; start it with --allow-host NAME."
    body = json.dumps({"type": "about:blank", "title": "Misdirected Request", "status": 421, "detail": detail}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _note(scope: Scope, method: str, seen: dict[str, int], seconds: float) -> None:
    handler: Any = scope.get("route_handler")
    paths = sorted(getattr(handler, "paths", ())) if handler else []
    # The route, never the address: that holds what people look for, and would be a label without end
    route = paths[0] if paths else "unknown"
    method = method if method in _METHODS else "other"
    REQUESTS.labels(method, route, str(seen["status"])).inc()
    SECONDS.labels(method, route).observe(seconds)
    who = scope.get("state", {}).get("who")
    log.info(
        "answered",
        extra={
            "told": {
                "method": method,
                "route": route,
                "status": seen["status"],
                "bytes": seen["bytes"],
                "ms": round(seconds * 1000, 1),
                "who": who.id if who else None,
            }
        },
    )


class JsonLines(logging.Formatter):
    """A log line as a JSON object. A failure's trace names files and lines, not values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _trace(record)
        return json.dumps(line)


def _trace(record: logging.LogRecord) -> list[str]:
    assert record.exc_info
    step, out = record.exc_info[2], []
    while step:
        code = step.tb_frame.f_code
        out.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return out[-20:]


def log_to_stderr() -> None:
    """Send the server's log to standard error, a JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
