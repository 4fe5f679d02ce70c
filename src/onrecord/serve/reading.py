"""An article to read, with its statements in place; its versions; a statement."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter
from msgspec.structs import replace

from onrecord.care import findings
from onrecord.data import Article, Difference, Finding, Found, Query, Reading, Record
from onrecord.errors import ActError, QueryError
from onrecord.ledger import Ledger
from onrecord.serve.addresses import decoded
from onrecord.serve.answers import AnyRequest, Segment, TheLedger, answer
from onrecord.serve.marking import BREAK, paragraphs
from onrecord.serve.views import ArticleView, Marked, StatementView, VersionsView

Number = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


def of_path(segment: str) -> str:
    """The id that a segment of the path stands for. Raises 404 where it stands for none."""
    id = decoded(segment)
    if id is None or "\0" in id:
        raise NotFoundException("There is none in this ledger.")
    return id


@contextmanager
def act_on(id: str, look: Callable[[str], object]) -> Iterator[None]:
    """Within it an act is done. Raises 404 where it cannot be, since `look` finds nothing of this id."""
    try:
        yield
    except ActError as error:
        try:
            look(id)
        except (ActError, QueryError):
            raise NotFoundException(str(error)) from None
        raise


@get("/articles/{segment:str}", sync_to_thread=True)
def article_page(
    request: AnyRequest, ledger: TheLedger, segment: Segment, version: Number = None
) -> Response[ArticleView]:
    """An article with its statements as they stand today, its newest version unless another is named."""
    view = view_of(ledger, of_path(segment), version)
    shown = [m.statement for m in view.statements]
    denied = defaultdict[str, list[int]](list)
    for n, s in enumerate(shown, 1):
        if s.denies:
            denied[s.denies].append(n)
    in_text = paragraphs(view.article.text, shown)
    starts = [p.pieces[0].start for p in in_text]
    care = defaultdict[int, list[Finding]](list)  # by the number of the paragraph, from 0; -1 is the title
    for f in view.findings:
        care[bisect_right(starts, f.span[0]) - 1 if f.part == "text" else -1].append(f)
    carried = {c.statement: c for c in view.carried}
    return answer(
        request, view, "article.html", paragraphs=in_text, denied=dict(denied), care=dict(care), carried=carried
    )


def view_of(ledger: Ledger, id: str, version: int | None) -> ArticleView:
    """What the page of an article shows. Raises 404 where there is none."""
    with ledger.at_once() as now:
        try:
            versions = now.versions(id)
            record = now.article(id, version)
        except QueryError as error:
            raise NotFoundException(str(error)) from None
        number = version or versions[-1].number
        found = {f.statement.id: f for f in _found(now, id, number, is_latest=number == versions[-1].number)}
        marked = [_marked(found[s.id]) for s in record.statements if s.id in found]
        return ArticleView(
            article=record.article,
            version=number,
            versions=versions,
            statements=tuple(marked),
            rejected=tuple(_marked(f) for f in found.values() if f.review == "rejected"),
            findings=_care(record),
            carried=now.carried(m.statement.id for m in marked),
        )


@lru_cache(maxsize=256)
def _care(record: Record) -> tuple[Finding, ...]:
    """As care.findings, which takes 4 ms, a third of the page: an article of today is read again and again."""
    return tuple(findings(record))


def standing(reading: Reading, record: Record) -> Reading:
    """The reading, which denies no statement that the record has not: it was rejected, or is of another version."""
    if reading.statement.denies in {s.id for s in record.statements}:
        return reading
    return replace(reading, statement=replace(reading.statement, denies=None))


def _found(ledger: Ledger, id: str, version: int, *, is_latest: bool) -> list[Found]:
    """All statements of a version, in no order; those that were rejected too."""
    standing, out = Query(article=id, versions="latest" if is_latest else "all"), list[Found]()
    for query in (standing, replace(standing, review="rejected")):
        token = None
        while True:
            page = ledger.find(query, limit=1000, token=token)
            out += (f for f in page.found if f.version == version)
            token = page.next
            if token is None:
                break
    return out


def _marked(found: Found) -> Marked:
    return Marked(statement=found.statement, words=found.words, person=found.person, review=found.review)


@get("/articles/{segment:str}/versions", sync_to_thread=True)
def versions_page(
    request: AnyRequest, ledger: TheLedger, segment: Segment, old: Number = None, new: Number = None
) -> Response[VersionsView]:
    """The versions of an article, and how one differs from another: the last two, unless others are named."""
    id = of_path(segment)
    try:
        with ledger.at_once() as now:
            listed = now.versions(id)
            standing = [v.number for v in listed if not v.is_forgotten]
            after = new or (standing[-1] if standing else None)
            before = old or next((n for n in reversed(standing) if after and n < after), None)
            difference = now.difference(id, before, after) if before and after else None
            texts = {n: now.article(id, n).article for n in (before, after) if n and difference}
    except QueryError as error:
        raise NotFoundException(str(error)) from None
    view = VersionsView(article_id=id, versions=listed, difference=difference)
    lines = told(difference, texts[difference.old], texts[difference.new]) if difference else []
    return answer(
        request, view, "versions.html", lines=lines, title=next((v.title for v in reversed(listed) if v.title), id)
    )


def told(difference: Difference, old: Article, new: Article) -> list[list[tuple[str, str]]]:
    """The new text with what was dropped in its place, in paragraphs of pieces: `same`, `dropped` or `added`."""
    pieces, here = list[tuple[str, str]](), 0
    for edit in difference.text:
        pieces.append(("same", new.text[here : edit.new[0]]))
        pieces.append(("dropped", old.text[slice(*edit.old)]))
        pieces.append(("added", new.text[slice(*edit.new)]))
        here = max(here, edit.new[1])
    pieces.append(("same", new.text[here:]))
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, text in pieces:
        for n, part in enumerate(BREAK.split(text)):
            if n:
                lines.append([])
            if part:
                lines[-1].append((kind, part))
    # Of paragraphs in which nothing changed, only those beside one that did
    changed = [any(kind != "same" for kind, _ in line) for line in lines]
    near = [any(changed[max(0, n - 1) : n + 2]) for n in range(len(lines))]
    out = list[list[tuple[str, str]]]()
    for keep, group in groupby(zip(near, lines, strict=True), key=lambda pair: pair[0]):
        out += [line for _, line in group if line] if keep else [[("left_out", "…")]]
    return out


@get("/statements/{segment:str}", sync_to_thread=True)
def statement_page(request: AnyRequest, ledger: TheLedger, segment: Segment) -> Response[StatementView]:
    """A statement as it stands, as the machine read it, and what reviewers did."""
    id = of_path(segment)
    with ledger.at_once() as now:
        try:
            view = StatementView(
                reading=now.reading_of(id), carried=next(iter(now.carried([id])), None), history=now.history(id)
            )
        except ActError as error:
            raise NotFoundException(str(error)) from None
        record = now.article(view.reading.article_id, view.reading.version)
        try:
            person = now.statement(id).person
        except QueryError:  # it is in older versions alone
            person = None
    view = replace(view, reading=standing(view.reading, record))
    shown = paragraphs(record.article.text, [view.reading.statement])
    near = [p for p in shown if any(piece.marks for piece in p.pieces)]
    return answer(request, view, "statement.html", paragraphs=near, person=person)


HANDLERS = (article_page, versions_page, statement_page)
