"""How often one client may ask for what costs much: a bucket of turns that fills again, a worker for itself.

What is limited costs the worker's own time, so that each worker counts for itself. A count that all share would be a
write to the ledger for each such request, which on SQLite waits for whoever adds.
"""

from __future__ import annotations

from collections import OrderedDict
from math import ceil
from threading import Lock
from time import monotonic
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException
from litestar.handlers import BaseRouteHandler

MOST_CLIENTS = 10_000


class Turns:
    """`most` at once, `a_minute` on the long run, for each client."""

    def __init__(self, *, a_minute: float, most: int) -> None:
        self._rate, self._most = a_minute / 60, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: str) -> float:
        """0 where it is the client's turn, which is then taken; else the seconds until it is."""
        now = monotonic()
        with self._lock:
            left, since = self._left.pop(client, (float(self._most), now))
            left = min(self._most, left + (now - since) * self._rate)
            is_turn = left >= 1
            self._left[client] = (left - is_turn, now)
            if len(self._left) > MOST_CLIENTS:
                self._left.popitem(last=False)
        return 0.0 if is_turn else (1 - left) / self._rate


def limited(name: str, *, a_minute: float, most: int) -> Any:
    """A guard that answers 429 where a client asks too often. The client is who signed in, else the address."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        turns = connection.app.state.setdefault("turns", {}).setdefault(name, Turns(a_minute=a_minute, most=most))
        who = connection.scope["state"].get("who")
        client = who.id if who else connection.client.host if connection.client else "unknown"
        if seconds := turns.wait(client):
            raise TooManyRequestsException(
                f"Too many requests of this kind; come again in {ceil(seconds)} s.",
                headers={"Retry-After": str(ceil(seconds))},
            )

    return guard
