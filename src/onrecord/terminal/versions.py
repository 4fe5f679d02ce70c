"""The versions of an article as a person reads them in a terminal: what each one changes, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from onrecord.data import Difference, StatementChange, TextEdit, Version
from onrecord.terminal import one_line

OLD, NEW = "red strike", "green"
_BESIDE = 3
"""Words beside a change that are shown with it."""
_MARKS = {"replaced": "~", "dropped": "-", "added": "+"}


def version_lines(versions: Sequence[Version], differences: Sequence[tuple[Difference, str, str]]) -> Iterator[Text]:
    """A line for each version, oldest first, and under it how it differs from the one before.

    `differences` has the old and the new text with each; a pair of versions of which one was forgotten has none.
    """
    by_new = {d.new: (d, old, new) for d, old, new in differences}
    for v in versions:
        head = Text(f"version {v.number}", style="bold")
        known = [v.change, f"added {v.added}", v.reader, f"{v.statements} statements"]
        yield head.append(f"  {', '.join(map(one_line, known))}", style="dim")
        if v.is_forgotten:
            yield Text("  its text was forgotten", style="yellow")
        if v.title:
            yield Text(f"  {one_line(v.title)}")
        if v.number in by_new:
            yield from _difference(*by_new[v.number])


def _difference(d: Difference, old: str, new: str) -> Iterator[Text]:
    if not (d.fields or d.text or d.statements):
        yield Text("  nothing differs")
    for f in d.fields:
        yield _changed(Text(f"  {f.field}: "), f.old or "", f.new or "")
    for e in d.text:
        before, after = _beside(old, new, e)
        yield _changed(Text(f"  {_MARKS[e.kind]} {before}"), e.old_words, e.new_words).append(after)
    for s in d.statements:
        yield _statement(s)


def _changed(line: Text, old: str, new: str) -> Text:
    """The line with what was, struck out, and what is; in words too, since a pipe has no colours."""
    if old:
        line.append(f"[-{one_line(old)}-]", style=OLD)
    return line.append(f"{{+{one_line(new)}+}}", style=NEW) if new else line


def _beside(old: str, new: str, e: TextEdit) -> tuple[str, str]:
    """The words before and after an edit, of the text that has some there."""
    text, (start, end) = (new, e.new) if e.new[0] or e.new[1] else (old, e.old)
    before, after = text[max(0, start - 80) : start].split(), text[end : end + 80].split()
    return (
        one_line("".join(f"{w} " for w in before[-_BESIDE:])),
        one_line("".join(f" {w}" for w in after[:_BESIDE])),
    )


def _statement(s: StatementChange) -> Text:
    read = s.new or s.old
    who = read.speaker.name if read and read.speaker.name else "nobody named"
    line = Text(f"  statement {s.kind}", style="bold").append(f" ({one_line(who)}): ", style="dim")
    if s.kind != "changed":
        return line.append(one_line(s.old_words or s.new_words or ""), style=OLD if s.kind == "vanished" else NEW)
    if "words" in s.fields:
        _changed(line, s.old_words or "", s.new_words or "")
    else:
        line.append(one_line(s.new_words or ""))
    others = [f for f in s.fields if f != "words"]
    return line.append(f"  [{', '.join(others)} changed]", style="yellow") if others else line
