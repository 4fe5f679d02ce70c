"""An utterance: its wordings side by side, who carries them, what it is linked to; parting it by hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, JSONBody
from litestar.response import Redirect

from onrecord.data import Report, Utterance
from onrecord.errors import ActError, QueryError
from onrecord.ledger import Ledger
from onrecord.serve.access import check_csrf
from onrecord.serve.addresses import utterance_url
from onrecord.serve.answers import VARY, AnyRequest, Segment, TheLedger, answer, by
from onrecord.serve.reading import act_on, of_path
from onrecord.serve.views import Act, Part, UtteranceView

_REVIEW: dict[str, Any] = {"scope": "review"}
_SHOWN = 50
"""Utterances of one kind of link that the page shows: a stock phrase may be said on any number of occasions."""
_MOST_CHOSEN = 1000
"""Statements that are parted at once: a pair is stored for each of them with each of the others."""


class PartForm(msgspec.Struct, frozen=True):
    """What the page's forms send: the statements to part, or the act to undo."""

    csrf: Annotated[str, msgspec.Meta(max_length=200)] = ""
    statement: list[str] | str = []
    undo: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,9}$")] | None = None


@get("/utterances/{segment:str}", sync_to_thread=True)
def utterance_page(request: AnyRequest, ledger: TheLedger, segment: Segment) -> Response[UtteranceView]:
    """An utterance: wordings with their differences, who carries them, what it is linked to.

    The id of one that is part of another since leads there, by 301.
    """
    id = of_path(segment)
    try:
        found = ledger.utterance(id)
        if found.id != id:
            headers = {"Location": utterance_url(found.id), "Vary": VARY, "Cache-Control": "no-cache"}
            return Response(b"", status_code=301, headers=headers)  # type: ignore[arg-type]
        answered_by, partings = ledger.answers_to(id), ledger.partings(id)
    except QueryError as error:
        raise NotFoundException(str(error)) from None
    links = {
        "Also said on another occasion": found.also_said,
        "Attributed to another": found.attributed_to_another,
        "Denies or answers": found.answers,
        "Denied or answered by": answered_by,
    }
    others = {i for kind in (*links.values(), *(p.others for p in partings)) for i in kind[:_SHOWN]}
    view = UtteranceView(
        utterance=found,
        person=_person(ledger, found),
        answered_by=answered_by,
        lines=ledger.utterance_lines(others),
        partings=partings,
    )
    return answer(
        request,
        view,
        "utterance.html",
        carriers=_carriers(found),
        articles=len({s.article_id for s in found.statements}),
        can_part=len({s.id for s in found.statements if not s.partly}) > 1,
        links=[(name, [line for line in view.lines if line.id in ids], len(ids)) for name, ids in links.items()],
        lines={line.id: line for line in view.lines},
    )


def _carriers(found: Utterance) -> list[list[Report]]:
    """Of each variant its reports, in the order of time."""
    reports = {s.id: s for s in found.statements}
    every = [[reports[id] for id in variant.reports] for variant in found.variants]
    return [sorted(some, key=lambda s: (s.published or date.max, s.id)) for some in every]


def _person(ledger: Ledger, found: Utterance) -> str | None:
    """The id of the person by whose name the utterance is told; None where the ledger has it no more."""
    named = (s.id for s in found.statements if s.attributed and found.speaker and s.speaker.name == found.speaker)
    try:
        return next((ledger.statement(id).person for id in named), None)
    except QueryError:
        return None


@post("/utterances/{segment:str}/part", opt=_REVIEW, sync_to_thread=True, status_code=200)
def part(request: AnyRequest, ledger: TheLedger, segment: Segment, data: JSONBody[Part]) -> Act:
    """Say that some statements of an utterance report another act of speaking. Later linking keeps to it."""
    return _parted(request, ledger, of_path(segment), data.statements)


@post(
    "/utterances/{segment:str}/by-form",  # Litestar 2 fails at a second handler of the page's own address
    opt={**_REVIEW, "form": True},
    sync_to_thread=True,
    status_code=303,
    include_in_schema=False,
)
def part_by_form(
    request: AnyRequest,
    ledger: TheLedger,
    segment: Segment,
    data: Annotated[PartForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """The same by the page's form, which needs no script; or undo it."""
    id, who = of_path(segment), request.scope["state"]["who"]
    if who.csrf:
        check_csrf(who, data.csrf)
    if data.undo is None:
        _parted(request, ledger, id, [data.statement] if isinstance(data.statement, str) else data.statement)
    else:
        ledger.undo(int(data.undo), by=by(request))
    return Redirect(utterance_url(id), status_code=303)


def _parted(request: AnyRequest, ledger: Ledger, id: str, statements: Any) -> Act:
    """Raises 404 where there is no such utterance."""
    from onrecord import linking  # loads numpy

    if len(statements) > _MOST_CHOSEN:
        raise ActError(f"utterance {id}: at most {_MOST_CHOSEN} statements are parted at once")
    with act_on(id, ledger.utterance):
        return Act(seq=linking.part(ledger, id, *statements, by=by(request)), subject=id)


HANDLERS = (utterance_page, part, part_by_form)
