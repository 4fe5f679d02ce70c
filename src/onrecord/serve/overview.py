"""The first page: what is new, and what asks to be looked at."""

from __future__ import annotations

from datetime import date

from litestar import Response, get

from onrecord.data import Fate, Found, Query
from onrecord.ledger import Ledger
from onrecord.serve.answers import AnyRequest, TheLedger, answer
from onrecord.serve.views import Overview

_SHOWN = 6
TAKEN_BACK: tuple[Fate, ...] = ("deleted", "retracted", "corrected")


@get("/", sync_to_thread=True)
def start(request: AnyRequest, ledger: TheLedger) -> Response[Overview]:
    """Newest statements, unnamed sources, denials, what was deleted or corrected, what awaits review."""
    with ledger.at_once() as now:
        view = Overview(
            newest=now.find(Query(), limit=_SHOWN).found,
            unnamed=_newest(now, Query(basis="unnamed_person"), Query(basis="unnamed_group")),
            denials=now.find(Query(denial=True), limit=_SHOWN).found,
            taken_back=_newest(now, *(Query(fate=f) for f in TAKEN_BACK)),
            awaiting=tuple(now.queue(limit=_SHOWN)),
        )
    return answer(request, view, "overview.html")


def _newest(ledger: Ledger, *queries: Query) -> tuple[Found, ...]:
    """The newest of the answers to several queries."""
    found = [f for q in queries for f in ledger.find(q, limit=_SHOWN).found]
    return tuple(sorted(found, key=lambda f: f.published or date.min, reverse=True)[:_SHOWN])


HANDLERS = (start,)
