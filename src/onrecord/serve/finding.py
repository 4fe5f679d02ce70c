"""Find, its timeline and feed, and Check a quote."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Any, get_args

from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec.structs import replace

from onrecord.data import Basis, ChannelKind, Facet, Fate, Form, Order, Query, Review
from onrecord.errors import QueryError
from onrecord.ledger.query import read_query
from onrecord.serve.answers import AnyRequest, TheLedger, answer, sent, typed, wants_html
from onrecord.serve.chart import drawn
from onrecord.serve.feed import atom
from onrecord.serve.limits import limited
from onrecord.serve.views import Answers, CheckView, DayCount, Timeline

SHOWN: tuple[Facet, ...] = ("speaker", "outlet", "form", "channel", "basis", "review")
"""The facets beside the answers."""
OUTLETS = 5
"""Outlets with a colour and pattern of their own in the timeline."""
MOST_A_PAGE = 100
A_PAGE = 20
"""Answers on a page, where nothing else is asked for."""
COUNTED = 1_000
"""Answers that a page counts: counting took most of a page's time with twice as many."""

Text = Annotated[str | None, QueryParameter(max_length=2000)]
Day = Annotated[
    str | None, QueryParameter(max_length=10, description="A day, a month or a year: 2024-03-14, 2024-03, 2024.")
]
Choice = Annotated[str | None, QueryParameter(max_length=40)]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_A_PAGE)]
Token = Annotated[str | None, QueryParameter(max_length=200, description="`next` of the page before.")]


def _choice(values: Any, what: str) -> Any:
    return Annotated[str | None, QueryParameter(max_length=40, description=f"{what}: {', '.join(get_args(values))}.")]


def asked(
    request: AnyRequest,
    words: Text = None,
    text: Text = None,
    speaker: Text = None,
    person: Text = None,
    article: Text = None,
    outlet: Text = None,
    basis: _choice(Basis, "On what basis it is told") = None,  # type: ignore[valid-type]
    channel: _choice(ChannelKind, "Through what it was said") = None,  # type: ignore[valid-type]
    form: _choice(Form, "Form") = None,  # type: ignore[valid-type]
    said_from: Day = None,
    said_to: Day = None,
    published_from: Day = None,
    published_to: Day = None,
    denial: Choice = None,
    fate: _choice(Fate, "What became of it") = None,  # type: ignore[valid-type]
    score_from: Choice = None,
    review: _choice(Review, "State of review") = None,  # type: ignore[valid-type]
    versions: Choice = None,
    order: _choice(Order, "Order") = None,  # type: ignore[valid-type]
) -> Query:
    """The query of the address. Errors: QueryError, also where a parameter is none of any query."""
    pairs = request.query_params.multi_items()
    return read_query((k, str(v)) for k, v in pairs if k not in ("limit", "token"))


QUERY = {"asked": Provide(asked, sync_to_thread=False)}


@get("/find", dependencies=QUERY, sync_to_thread=True)
def find_page(
    request: AnyRequest, ledger: TheLedger, asked: NamedDependency[Query], limit: Limit = A_PAGE, token: Token = None
) -> Response[Answers]:
    """The statements that answer a query, with how they divide. Bookmark `next`: what comes later does not shift it."""
    with ledger.at_once() as now:
        page = now.find(asked, limit=limit, token=token)
        count, facets = now.divided(asked, SHOWN, most=COUNTED)
        carried = now.carried(f.statement.id for f in page.found)
    view = Answers(query=asked, count=count, facets=facets, found=page.found, carried=carried, next=page.next)
    return answer(
        request,
        view,
        "find.html",
        is_first=token is None,
        limit=other_than_usual(limit),
        carried={c.statement: c for c in carried},
    )


def other_than_usual(limit: int) -> int | None:
    """The limit, where the addresses of other pages have to name it."""
    return limit if limit != A_PAGE else None


@get("/timeline", dependencies=QUERY, guards=[limited("timeline", a_minute=60, most=30)], sync_to_thread=True)
def timeline_page(request: AnyRequest, ledger: TheLedger, asked: NamedDependency[Query]) -> Response[Timeline]:
    """The answers to a query by day and outlet: those with the most statements, and the others together."""
    only(request, *Query.__struct_fields__)
    found, more = ledger.by_day(asked)
    of_outlet, of_day = Counter[str](), Counter[tuple[date | None, str | None]]()
    for _, outlet, number in found:
        of_outlet[outlet or ""] += number
    outlets = sorted(filter(None, of_outlet), key=lambda name: (-of_outlet[name], name))[:OUTLETS]
    for day, outlet, number in found:
        of_day[day, outlet if outlet in outlets else None] += number
    rank = {name: n for n, name in enumerate([*outlets, None])}
    days = sorted(of_day.items(), key=lambda d: (d[0][0] is None, d[0][0] or date.min, rank[d[0][1]]))
    view = Timeline(
        query=asked,
        outlets=tuple(outlets),
        days=tuple(DayCount(day=day, outlet=outlet, number=number) for (day, outlet), number in days),
        more=more,
    )
    return answer(request, view, "timeline.html", chart=drawn(view) if wants_html(request) else None)


@get("/feed", dependencies=QUERY, sync_to_thread=True, media_type="application/atom+xml")
def feed_page(
    request: AnyRequest, ledger: TheLedger, asked: NamedDependency[Query], limit: Limit = 50
) -> Response[bytes]:
    """The newest statements that answer a query, as an Atom feed."""
    only(request, "limit", *Query.__struct_fields__)
    query = replace(asked, order="newest") if asked.order != "newest" else asked
    found = ledger.find(query, limit=limit).found
    feed = atom(str(request.base_url).rstrip("/"), query, found, ledger.last_acts([f.statement.id for f in found]))
    return sent(request, feed, "application/atom+xml; charset=utf-8")


def only(request: AnyRequest, *names: str) -> None:
    """Raises QueryError where the address has another parameter: what was mistyped must not be left out unseen."""
    for name in request.query_params:
        if name not in names:
            raise QueryError(f"{name}: no such field; there are {', '.join(names)}")


@get("/check", guards=[limited("check", a_minute=60, most=30)], sync_to_thread=True)
def check_page(
    request: AnyRequest,
    ledger: TheLedger,
    quotation: Annotated[str | None, QueryParameter(max_length=20_000)] = None,
    speaker: Text = None,
) -> Response[CheckView]:
    """Whether a quotation is on record, as whose words, and how it differs from them."""
    only(request, "quotation", "speaker")
    found, quotation = None, None if quotation is None else typed(quotation)
    if quotation and quotation.strip():
        found = ledger.check(quotation, speaker=speaker if speaker and speaker.strip() else None)
    elif quotation is not None:
        raise QueryError("quotation: there is no word in it")
    return answer(request, CheckView(check=found), "check.html", quotation=quotation or "", speaker=speaker or "")


HANDLERS = (find_page, timeline_page, feed_page, check_page)
