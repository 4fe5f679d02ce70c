"""A record as a person reads it in a terminal: the story with its statements marked, and a table of them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.data import Article, Finding, Period, Record, Rejection, Spans, Statement

CONTENT = {"direct": "green", "indirect": "blue", "mixed": "magenta"}
SOURCE = "bold yellow"
CUE = "italic yellow"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WIDEST = 100
_NARROW = 70
"""Columns below which a table has no room for words beside ids and dates: each statement is a block instead."""


def show(record: Record, console: Console) -> None:
    """Print the record: headline, story, table."""
    console.print(Padding(Group(*_parts(record, min(console.width, _WIDEST))), (1, 0)), width=_WIDEST)


def rejected(rejection: Rejection) -> str:
    """One line for a person."""
    return one_line(f"{rejection.source}: not read ({rejection.reason}): {rejection.detail}")


def safe(text: str) -> str:
    """The text with every control character as U+FFFD, as many code points long: a story may not drive a terminal.

    Line ends of Windows and of old Macs are line ends.
    """
    return _CONTROL.sub("\ufffd", text.replace("\r\n", " \n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The text, safe, on one line, whatever a file's name or an error holds."""
    return safe(" ".join(text.splitlines()))


def number(count: int, noun: str) -> str:
    """As “1 finding”, “2 findings”."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _parts(record: Record, width: int) -> list[RenderableType]:
    article = record.article
    known = [article.outlet, ", ".join(article.byline), article.published.isoformat() if article.published else None]
    head = Text(safe(article.title or article.id), style="bold")
    parts: list[RenderableType] = [head]
    if any(known):
        parts.append(Text(safe(" · ".join(filter(None, known))), style="dim"))
    parts += [Text(), story(record), Text()]
    if not record.statements:
        return [*parts, Text("No statement found.", style="dim")]
    shown = _blocks(record) if is_narrow(width) else [table(record, width)]
    return [*parts, _legend(), Text(), *shown]


def _legend() -> Text:
    out = Text()
    for form, style in CONTENT.items():
        out.append(form, style=style).append("  ")
    return out.append("who", style=SOURCE).append("  ").append("cue", style=CUE)


def story(record: Record) -> Text:
    """The article's text, each statement's number before its first words, its spans in their colours."""
    text = Text(safe(record.article.text))
    for s in record.statements:
        for spans, style in ((s.evidence.content, CONTENT[s.form]), (s.evidence.cue, CUE), (s.evidence.source, SOURCE)):
            for start, end in spans:
                text.stylize(style, start, end)
    numbers: dict[int, str] = {}
    for n, s in enumerate(record.statements, 1):
        start = s.evidence.content[0][0]
        numbers[start] = f"{numbers.get(start, '')}[{n}]"
    cuts = sorted(numbers)
    pieces = text.divide(cuts)
    out = Text()
    for piece, number in zip(pieces, ["", *(numbers[c] for c in cuts)], strict=True):
        out.append(number, style="dim").append_text(piece)
    out.rstrip()
    return out


def table(record: Record, width: int) -> Table:
    """One row a statement: number, speaker, what was said, cue, channel, date."""
    out = Table(box=None, pad_edge=False, header_style="dim", width=width, padding=(0, 1, 0, 0))
    out.add_column("#", justify="right", style="dim", no_wrap=True)
    out.add_column("speaker", ratio=3, overflow="fold")
    out.add_column("said", ratio=7, overflow="fold")
    # As wide as a word that is often there, which a share of a narrow terminal would cut: newspaper:, 2024-03-12
    out.add_column("cue", width=10, overflow="fold", style=CUE)
    out.add_column("channel", width=10, overflow="fold")
    out.add_column("date", width=10, overflow="fold")
    for n, row in enumerate(_rows(record), 1):
        out.add_row(str(n), *row)
    return out


def _blocks(record: Record) -> Iterator[RenderableType]:
    """What the table has, for each statement one below the other."""
    for n, (who, said, cue, channel, on) in enumerate(_rows(record), 1):
        cue.stylize(CUE)
        yield block(Text(f"{n} ", style="dim").append_text(who), said, Text(" · ").join((cue, channel, Text(on))))


def _rows(record: Record) -> Iterator[tuple[Text, Text, Text, Text, str]]:
    """Of each statement: speaker, what was said, cue, channel, date."""
    text = record.article.text
    for s in record.statements:
        said = Text(_shortened(_words(text, s.evidence.content), 110), style=CONTENT[s.form])
        cue = Text(_words(text, s.evidence.cue))  # a bare str would be read as rich's markup
        yield _speaker(text, s), said + _marks(s), cue, _channel(s), day(s.said_on)


def is_narrow(width: int) -> bool:
    """Whether statements are shown as blocks in a terminal of this width, since a table would stand words on end."""
    return width < _NARROW


def block(head: Text, *lines: Text) -> RenderableType:
    """The head, and the lines indented below it."""
    return Group(head, *(Padding(line, (0, 0, 0, 2)) for line in lines))


def _speaker(text: str, s: Statement) -> Text:
    if s.speaker.name:
        return Text(safe(s.speaker.name), style="bold")
    stated = _words(text, s.evidence.source)
    return Text(f"{stated} (unnamed)" if stated else "nobody named", style="dim")


def _marks(s: Statement) -> Text:
    marks = [*(["denial"] if s.denial else []), *([s.fate] if s.fate else [])]
    return Text("".join(f" [{m}]" for m in marks), style="bold red")


def _channel(s: Statement) -> Text:
    if s.channel is None:
        return Text("—")
    kind = s.channel.kind.replace("_", " ")
    return Text(f"{kind}: {safe(s.channel.name)}" if s.channel.name else kind)


def day(period: Period | None) -> str:
    """The period as briefly as it can be said: a day, a month, a year, or from … to …"""
    if period is None:
        return "—"
    first, last = period.earliest, period.latest
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first == last.replace(day=1) and last.day == monthrange(last.year, last.month)[1]:
        return first.isoformat()[:7]
    return f"{first.isoformat()} to {last.isoformat()}"


def _words(text: str, spans: Spans) -> str:
    return " … ".join(" ".join(safe(text[start:end]).split()) for start, end in spans)


def _shortened(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"


SEVERITY = {"note": "cyan", "warning": "yellow", "error": "bold red"}


def finding_lines(source: str, article: Article, findings: tuple[Finding, ...]) -> None:
    """Print each finding as a linter does: place, severity, rule, message, then the words, suggestion and guidance."""
    console = Console()
    for f in findings:
        at = f"{f.line}:{f.column}" if f.part == "text" else "title"
        head = (
            Text(safe(f"{source}:{at}: "))
            .append(f.severity, style=SEVERITY[f.severity])
            .append(f" {f.rule} ", style="dim")
        )
        console.print(head.append(one_line(f.message)), soft_wrap=True)
        text = article.text if f.part == "text" else article.title or ""
        start, end = max(0, f.span[0] - 50), min(len(text), f.span[1] + 50)
        shown = Text("    ").append(safe(re.sub(r"\s", " ", text[start:end])))
        shown.stylize("underline", 4 + f.span[0] - start, 4 + f.span[1] - start)
        console.print(shown, soft_wrap=True)
        if f.suggestion:
            console.print(Text(f"    Suggestion: {one_line(f.suggestion)}", style="dim"), soft_wrap=True)
        for g in f.guidance:
            console.print(Text(f"    {g.name}: {g.says} {g.url}", style="dim"), soft_wrap=True)
