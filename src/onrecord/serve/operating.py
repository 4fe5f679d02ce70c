"""What a server's keeper asks: health, readiness, metrics, the contract."""

from __future__ import annotations

import os
from typing import Any

import msgspec
from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

from onrecord.data import Query
from onrecord.serve.answers import AnyRequest, TheLedger, sent
from onrecord.serve.contract import described
from onrecord.serve.pages import HERE
from onrecord.serve.views import Health

_OPEN: dict[str, Any] = {"scope": None}


@get("/health", opt=_OPEN, sync_to_thread=False)
def health() -> Health:
    """That the process answers."""
    return Health(status="ok")


@get("/ready", opt=_OPEN, sync_to_thread=True)
def ready(ledger: TheLedger) -> Health:
    """That the ledger can be read; 503 where it cannot."""
    ledger.find(Query(), limit=1)
    return Health(status="ok")


@get("/metrics", opt=_OPEN, sync_to_thread=True, media_type=MediaType.TEXT)
def metrics() -> Response[bytes]:
    """Figures for Prometheus, of all workers where PROMETHEUS_MULTIPROC_DIR names a folder that they share."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@get("/openapi.json", opt=_OPEN, sync_to_thread=False, include_in_schema=False)
def openapi(request: AnyRequest) -> Response[Any]:
    """The contract of the API (OpenAPI 3.1)."""
    return sent(request, msgspec.json.encode(described(request.app)), "application/json")


@get(["/favicon.ico", "/robots.txt"], opt=_OPEN, sync_to_thread=False, include_in_schema=False)
def well_known(request: AnyRequest) -> Response[Any]:
    """The icon; and that robots need not walk through every query."""
    if request.url.path == "/robots.txt":
        return sent(request, b"User-agent: *\nDisallow: /find\nDisallow: /timeline\nDisallow: /check\n", "text/plain")
    icon = HERE / "static" / "icon.svg"
    if not icon.is_file():
        raise NotFoundException()
    return sent(request, icon.read_bytes(), "image/svg+xml")


HANDLERS = (health, ready, metrics, openapi, well_known)
