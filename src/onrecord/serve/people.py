"""People: who is on record, what one said over time, and merging by hand."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody, QueryParameter

from onrecord.data import Facet, Query
from onrecord.errors import ActError
from onrecord.ledger.query import line_of, token_of
from onrecord.serve.answers import AnyRequest, Segment, TheLedger, answer, by
from onrecord.serve.finding import A_PAGE, COUNTED, Limit, Text, Token, only, other_than_usual
from onrecord.serve.reading import act_on, of_path
from onrecord.serve.views import Act, Apart, Merge, PeopleView, PersonView, Rename, Split

_FACETS: tuple[Facet, ...] = ("month", "outlet", "channel")
_REVIEW: dict[str, Any] = {"scope": "review"}


@get("/people", sync_to_thread=True)
def listed(
    request: AnyRequest,
    ledger: TheLedger,
    words: Text = None,
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
    token: Token = None,
) -> Response[PeopleView]:
    """Persons and groups of whose names one has all these words or beginnings, most statements first."""
    only(request, "words", "limit", "token")
    after = line_of(token) if token is not None else None
    found = ledger.people(words if words and words.strip() else None, limit=limit + 1, after=after)
    view = PeopleView(people=tuple(found[:limit]), next=token_of(found[limit - 1]) if len(found) > limit else None)
    return answer(request, view, "people.html", words=words or "", limit=limit, is_first=token is None)


@get("/people/{segment:str}", sync_to_thread=True)
def person(
    request: AnyRequest, ledger: TheLedger, segment: Segment, limit: Limit = A_PAGE, token: Token = None
) -> Response[PersonView]:
    """A person: what they said, through what, who denied it, and under which names."""
    id = of_path(segment)
    query = Query(person=id)  # of one who was merged since too, so that the tokens of its pages still count
    with ledger.at_once() as now:
        try:
            found = now.person(id)
        except ActError as error:
            raise NotFoundException(str(error)) from None
        page = now.find(query, limit=limit, token=token)
        view = PersonView(
            person=found,
            facets=now.divided(query, _FACETS, most=COUNTED)[1],
            denied_by=now.denials(page.found),
            found=page.found,
            next=page.next,
        )
    months = sorted((m, n) for m, n in view.facets[0].values if m)
    return answer(
        request,
        view,
        "person.html",
        query=query,
        months=months,
        counted=COUNTED,
        is_first=token is None,
        limit=other_than_usual(limit),
    )


@post("/people/{segment:str}/merge", opt=_REVIEW, sync_to_thread=True, status_code=200)
def merge(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Merge]) -> Act:
    """Make other persons one with this one, under whose id they go on."""
    id = of_path(segment)
    with act_on(id, ledger.person):
        return Act(seq=ledger.merge(id, *data.others, by=by(request)), subject=id)


@post("/people/{segment:str}/apart", opt=_REVIEW, sync_to_thread=True, status_code=200)
def apart(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Apart]) -> Act:
    """Say that somebody listed as perhaps the same is another."""
    id = of_path(segment)
    with act_on(id, ledger.person):
        return Act(seq=ledger.apart(id, data.other, by=by(request)), subject=id)


@post("/people/{segment:str}/rename", opt=_REVIEW, sync_to_thread=True, status_code=200)
def rename(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Rename]) -> Act:
    """Show the person under another name."""
    id = of_path(segment)
    with act_on(id, ledger.person):
        return Act(seq=ledger.rename(id, data.name, by=by(request)), subject=id)


@post("/people/{segment:str}/split", opt=_REVIEW, sync_to_thread=True, status_code=200)
def split(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Split]) -> Act:
    """Part from the person what was said in some articles or under some names; the answer names the new person."""
    id = of_path(segment)
    with act_on(id, ledger.person):
        seq, other = ledger.split(id, articles=data.articles, names=data.names, by=by(request))
        return Act(seq=seq, subject=other)


HANDLERS = (listed, person, merge, apart, rename, split)
