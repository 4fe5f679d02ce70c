"""People and reviews as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.data import Person, PersonLine, Reading, ReviewAct, ReviewFigures
from onrecord.ledger.corrections import changes, given, whole
from onrecord.terminal import one_line


def people_table(found: Sequence[PersonLine]) -> RenderableType:
    """One row a person."""
    if not found:
        return Text("Nobody of that name.", style="dim")
    return _table(["id", "name", "statements"], [[p.id, p.name, str(p.statements)] for p in found])


def person_view(found: Person) -> RenderableType:
    """The person with names, possible others and decisions."""
    known = f"{found.id}  {found.statements} statements in {found.articles} articles"
    parts: list[RenderableType] = [Text(one_line(found.name), style="bold"), Text(known, style="dim"), Text()]
    names = [[n.name, n.reason or "", n.article_id or "", str(n.articles), n.id] for n in found.names]
    parts.append(_table(["name", "why", "only in", "articles", "id"], names))
    if found.perhaps:
        maybe = [[p.name, p.reason, p.article_id or "", f"{p.score:.2f}", p.id] for p in found.perhaps]
        parts += [Text(), _table(["perhaps the same", "why", "only in", "score", "id"], maybe)]
    if found.acts:
        acts = [[str(a.seq), a.at, a.by, a.kind, a.detail, _undone(a.undone_by)] for a in found.acts]
        parts += [Text(), _table(["act", "at", "by", "what", "", ""], acts)]
    return Group(*parts)


def readings_view(found: Sequence[Reading]) -> RenderableType:
    """Statements under review, one below the other."""
    if not found:
        return Text("Nothing to review.", style="dim")
    return Group(*(part for r in found for part in _reading(r)))


def _reading(r: Reading) -> list[RenderableType]:
    head = Text(r.statement.id, style="bold").append(f"  state {r.state}  {r.review}", style="dim")
    if r.doubts:
        head.append(f"  {', '.join(r.doubts)}", style="yellow")
    known = [r.title or r.article_id, r.outlet, r.published.isoformat() if r.published else None]
    out: list[RenderableType] = [head, Text(one_line(" · ".join(filter(None, known))), style="dim")]
    out.append(Text(one_line(r.words)))
    fields = given(whole(r.statement))
    shown = [f"{f} {_value(v)}" for f, v in fields.items() if v not in (None, False, ())]
    out.append(Text(one_line("  ".join(shown)), style="dim"))
    if r.read is not None:
        before, _ = changes(whole(r.read), whole(r.statement))
        if given(before):
            read = "  ".join(f"{f} {_value(v)}" for f, v in given(before).items())
            out.append(Text(one_line(f"the machine read: {read}"), style="red"))
    return [*out, Text()]


def history_table(found: Sequence[ReviewAct]) -> RenderableType:
    """One row an act."""
    if not found:
        return Text("Nobody has reviewed it.", style="dim")
    rows = []
    for a in found:
        old, new = given(a.before), given(a.after)
        changed = "; ".join(f"{f}: {_value(old.get(f))} → {_value(v)}" for f, v in new.items())
        rows.append([str(a.seq), a.at, a.by, a.verdict, changed, a.note, _undone(a.undone_by)])
    return _table(["act", "at", "by", "what", "changed", "note", ""], rows)


def figures_view(found: ReviewFigures) -> RenderableType:
    """By reviewer, then by field."""
    people = [[r.by, *map(str, (r.confirmed, r.corrected, r.rejected, r.added, r.undone))] for r in found.reviewers]
    fields = []
    for f in found.fields:
        wrong = f"{100 * f.corrected / found.reviewed:.1f} %" if found.reviewed else ""
        agreed = f"{100 * f.agreed / f.second:.1f} %" if f.second else ""
        fields.append([f.field, str(f.corrected), wrong, f"{f.agreed} of {f.second}", agreed])
    return Group(
        Text(f"{found.reviewed} statements reviewed", style="bold"),
        Text(),
        _table(["reviewer", "confirmed", "corrected", "rejected", "added", "undone"], people),
        Text(),
        _table(["field", "corrected", "of all", "second agreed", ""], fields),
    )


def _undone(act: int | None) -> str:
    return f"undone by act {act}" if act else ""


def _value(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and value and isinstance(value[0], date):
        return " to ".join(str(day) for day in dict.fromkeys(value))
    return msgspec.json.encode(value).decode()


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    out = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in columns:
        out.add_column(name, overflow="fold")
    for row in rows:
        out.add_row(*(Text(one_line(cell)) for cell in row))  # a bare str would be read as rich's markup
    return out
