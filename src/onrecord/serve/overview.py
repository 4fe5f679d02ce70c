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
    view = Overview(
        newest=ledger.find(Query(), limit=_SHOWN).found,
        unnamed=_newest(ledger, Query(basis="unnamed_person"), Query(basis="unnamed_group")),
        denials=ledger.find(Query(denial=True), limit=_SHOWN).found,
        taken_back=_newest(ledger, *(Query(fate=f) for f in TAKEN_BACK)),
        awaiting=tuple(ledger.queue(limit=_SHOWN)),
    )
    return answer(request, view, "overview.html")


def _newest(ledger: Ledger, *queries: Query) -> tuple[Found, ...]:
    """The newest of the answers to several queries."""
    found = [f for q in queries for f in ledger.find(q, limit=_SHOWN).found]
    return tuple(sorted(found, key=lambda f: f.published or date.min, reverse=True)[:_SHOWN])


HANDLERS = (start,)
