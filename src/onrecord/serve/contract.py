"""The OpenAPI document, with what Litestar cannot know: HTML at the same address, problems, security."""

from __future__ import annotations

from typing import Any

from litestar import Litestar

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_MOVED = frozenset({"/utterances/{segment}"})
_WHEN = {
    "400": "A parameter or a field is wrong; the detail names it",
    "401": "A token is needed, or the one given is not known",
    "403": "The token lacks the scope",
    "404": "There is none",
    "409": "Another act came between",
    "413": "The request is too large",
    "422": "It cannot be done, or what was sent cannot be read; nothing was stored",
    "429": "Too many requests; Retry-After tells when to come again",
    "503": "The ledger cannot be read or written now",
}
_OPEN = frozenset({"/health", "/ready", "/metrics"})
_API_ONLY = _OPEN | {"/feed"}


def described(app: Litestar) -> dict[str, Any]:
    """The contract as JSON."""
    found: dict[str, Any] = app.openapi_schema.to_schema()
    found["servers"] = [{"url": "/"}]
    components = found.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _problem_schema()
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of `onrecord token add`."}
    }
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return found


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in [s for s in responses if not s.startswith("2")]:
        del responses[status]
    for status, response in responses.items():
        if method == "get" and path not in _API_ONLY and status == "200":
            response["content"]["text/html"] = {"schema": {"type": "string"}}
    if method == "get" and path not in _OPEN:
        responses["304"] = {"description": "As the ETag that was given says"}
    if path in _MOVED:
        responses["301"] = {"description": "It is part of another since, whose address Location has"}
    wanted = (
        ["503"]
        if path in _OPEN
        else [*_WHEN]
        if method == "post"
        else [s for s in _WHEN if s not in ("409", "413", "422")]
    )
    for status in wanted:
        content = {"application/problem+json": {"schema": _PROBLEM}, "text/html": {"schema": {"type": "string"}}}
        responses[status] = {"description": _WHEN[status], "content": content}
    if path not in _OPEN:
        operation["security"] = [{"token": []}] if method == "post" else [{}, {"token": []}]


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "title": "Problem",
        "description": "What went wrong (RFC 9457).",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    }
