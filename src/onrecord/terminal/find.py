"""Answers of a ledger as a person reads them in a terminal: what was found, how a quotation stands, one statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.data import Check, Comparison, Count, Facets, Found, Match, Page, Verdict
from onrecord.glossary import LIKENESS, SENSES, VERDICTS
from onrecord.terminal import CONTENT, block, day, is_narrow, one_line

_STYLES: Final[dict[Verdict, str]] = {
    "verbatim": "bold green",
    "shortened": "bold green",
    "altered": "bold yellow",
    "another_speaker": "bold red",
    "not_found": "bold red",
}


def found_view(page: Page, number: Count, width: int) -> RenderableType:
    """One row a statement: published, speaker, what was said, outlet, id; in a narrow terminal one below the other."""
    shown = "nothing found" if not page.found else f"{len(page.found)} of {_number(number)}"
    rows = map(_row, page.found)
    if is_narrow(width):
        blocks = (block(who, said, Text(" · ").join((on, outlet)), id) for on, who, said, outlet, id in rows)
        return Group(*blocks, Text(shown, "dim"))
    out = _table("published", "speaker", "said", "outlet", "id")
    for row in rows:
        out.add_row(*row)
    out.caption = shown
    return out


def _row(f: Found) -> tuple[Text, Text, Text, Text, Text]:
    s = f.statement
    marks = [*(["denial"] if s.denial else []), *([s.fate] if s.fate else []), *_review(f)]
    said = Text(_cut(f.words, 160), style=CONTENT[s.form]).append("".join(f" [{m}]" for m in marks), "bold red")
    return Text(str(f.published or "—")), _speaker(f), said, _plain(f.outlet), Text(one_line(s.id), "dim")


def facet_table(facets: Facets) -> Table:
    """The first 50 values of a field, with how many statements have each."""
    out = _table(facets.field, "statements")
    for value, number in facets.values[:50]:
        out.add_row(_plain(value), str(number))
    rest = len(facets.values) - 50
    notes = [*([f"and {rest} more values"] if rest > 0 else []), *(["a part of the answers"] if facets.more else [])]
    out.caption = "; ".join(notes) or None
    return out


def check_lines(found: Check) -> Iterator[RenderableType]:
    """The verdict, then each statement: its words with what was altered, and where they stand."""
    yield Text(f"{VERDICTS[found.verdict]}.", _STYLES[found.verdict])
    if found.joined:
        yield Text("Joined from the first two statements below.", "bold yellow")
    for n, m in enumerate(found.matches, 1):
        yield Text()
        yield Text(f"{n}. ", "dim").append_text(_speaker(m.found)).append(f"  {_where(m)}", "dim")
        yield _difference(m.comparison, m.found.words, found.quotation)
        senses = dict.fromkeys(e.sense for e in m.comparison.edits if e.sense)
        if senses:
            yield Text(f"   What changes: {', '.join(SENSES[s] for s in senses)}", "yellow")
        if m.likeness and m.likeness != "same":
            yield Text("   " + LIKENESS[m.likeness], "yellow")
        if m.superseded:
            yield Text("   superseded: the newest version of the article no longer says so", "yellow")
    for mention in found.mentions:
        place = " · ".join(
            str(v) for v in (mention.outlet, mention.published, mention.title or mention.article_id) if v
        )
        yield Text(f"In the article, not as a statement: {one_line(place)}", "yellow")


def _difference(c: Comparison, words: str, quotation: str) -> Text:
    """The statement's words; struck what the quotation has not, in brackets what it has instead."""
    out, at = Text("   "), 0
    for e in c.edits:
        out.append(_flat(words[at : e.left[0]]))
        left, right = _flat(words[slice(*e.left)]), _flat(quotation[slice(*e.right)])
        at = max(at, e.left[1])
        if e.kind == "same":
            out.append(left)
        elif e.sense is None and e.kind == "dropped":
            out.append(left, "dim")
        else:
            out.append(left, "red strike" if e.sense else "dim strike")
            if right:
                out.append(f"{' ' if left or not out.plain.endswith(' ') else ''}[{right}]", "green")
    return out.append(_flat(words[at:]))


def statement_table(f: Found) -> Table:
    """One row a field."""
    s = f.statement
    out = Table(box=None, show_header=False, pad_edge=False)
    rows = {
        "said": f.words, "form": s.form, "speaker": s.speaker.name or "nobody named", "basis": s.speaker.basis,
        "channel": " ".join(filter(None, (s.channel.kind, s.channel.name))) if s.channel else None,
        "said on": day(s.said_on), "denial": "yes" if s.denial else None, "fate": s.fate, "score": f"{s.score:.2f}",
        "review": f.review, "person": f.person, "outlet": f.outlet, "published": str(f.published or "—"),
        "title": f.title, "address": f.url, "article": f"{f.article_id}, version {f.version}", "id": s.id,
    }  # fmt: skip
    for name, value in rows.items():
        if value:
            out.add_row(Text(name, "dim"), _plain(value))
    return out


def _table(*columns: str) -> Table:
    out = Table(box=None, pad_edge=False, header_style="dim", caption_justify="left", padding=(0, 1, 0, 0))
    for name in columns:
        whole = name in ("published", "id")  # an id is there to be copied
        out.add_column(name, ratio=4 if name == "said" else None, overflow="fold", no_wrap=whole)
    return out


def _where(m: Match) -> str:
    f = m.found
    channel = f.statement.channel
    parts = (f.outlet, f.published, f.title, channel and channel.kind.replace("_", " "), f.url, f.statement.id)
    return one_line(" · ".join(str(p) for p in parts if p))


def _speaker(f: Found) -> Text:
    return Text(one_line(f.statement.speaker.name), "bold") if f.statement.speaker.name else Text("nobody named", "dim")


def _review(f: Found) -> list[str]:
    return [] if f.review == "unreviewed" else [f.review]


def _number(number: Count) -> str:
    return f"more than {number.number}" if number.more else str(number.number)


def _plain(value: str | None) -> Text:
    return Text(one_line(value)) if value else Text("—", "dim")


def _flat(text: str) -> str:
    return one_line(text.replace("\n", " "))


def _cut(text: str, size: int) -> str:
    text = " ".join(one_line(text).split())
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"
