"""Utterances as a person reads them in a terminal: the fullest wording, and what each other one changes."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from onrecord.data import Edit, Utterance, Variant
from onrecord.terminal import number, safe

_KEPT = 3
"""Words beside a change that are shown with it."""


def show(utterances: Iterable[Utterance], console: Console) -> None:
    """Print each utterance that more than one article reports, then how many there are."""
    total = shared = 0
    for u in utterances:
        total += 1
        if len({s.article_id for s in u.statements}) > 1:
            shared += 1
            console.print(utterance(u), "", soft_wrap=False)
    console.print(Text(f"{number(total, 'utterance')}, {shared} of them in more than one article", style="dim"))


def utterance(u: Utterance) -> Text:
    """Who said it, when it was seen and where; the fullest wording; a line for each other one."""
    articles = len({s.article_id for s in u.statements})
    out = Text(safe(u.speaker or "nobody named"), style="bold")
    out.append(f"  {_seen(u)}{_articles(articles, u.sources)}", style="dim")
    if u.other_speakers:
        out.append(f"\n  elsewhere said by {safe(', '.join(u.other_speakers))}", style="yellow")
    if u.altered_sense:
        out.append("\n  a difference may change the sense", style="bold red")
    full = u.variants[0]
    out.append(f"\n  “{safe(full.words)}”", style="green").append(_carriers(full), style="dim")
    for variant in u.variants[1:]:
        out.append("\n  ").append_text(difference(full.words, variant)).append(_carriers(variant), style="dim")
    return out.append(f"\n  {u.id}", style="dim")


def utterance_lines(u: Utterance, answered_by: Iterable[str]) -> list[Text]:
    """As `utterance`, then each report with its article, and the utterances that it is linked to by id."""
    out = [utterance(u)]
    for s in u.statements:
        line = Text(f"    {s.published or '—':<10}  {safe(s.outlet or 'no outlet')}", style="dim")
        line.append(f"  {safe(s.speaker.name or 'nobody named')}, article {safe(s.article_id)}, statement {safe(s.id)}")
        line.append("  in part" if s.partly else "" if s.attributed else "  quoted, not attributed", style="yellow")
        out.append(line)
    for name, ids in (
        ("also said", u.also_said),
        ("attributed to another", u.attributed_to_another),
        ("denies or answers", u.answers),
        ("denied or answered by", tuple(answered_by)),
    ):
        out += [Text(f"  {name}: {safe(id)}", style="magenta") for id in ids]
    return out


def _seen(u: Utterance) -> str:
    if not u.first_seen or not u.last_seen:
        return ""
    first, last = u.first_seen.isoformat(), u.last_seen.isoformat()
    return f"{first}, " if first == last else f"{first} to {last}, "


def _articles(number: int, sources: int) -> str:
    """`14 articles`, or where some are copies of one wire story `1 source, 14 copies`."""
    if sources == 1 < number:
        return f"1 source, {number} copies"
    told = "1 article" if number == 1 else f"{number} articles"
    return told if sources >= number else f"{told}, {sources} sources"


def _carriers(variant: Variant) -> str:
    number = len(variant.reports)
    return f"  {safe(', '.join(variant.outlets)) if variant.outlets else f'{number} report' + 's' * (number > 1)}"


def difference(full: str, variant: Variant) -> Text:
    """The relation, then the changes, each with some words beside it: red is left out, green is put in."""
    comparison = variant.comparison
    out = Text(f"{comparison.relation}: ", style="italic")
    edits = [e for e in comparison.edits if e.kind != "same"]
    if comparison.relation in ("shortened", "verbatim", "different", "overlap") or not edits:
        out.append(f"“{safe(variant.words)}”")
    else:
        out.append_text(Text(" … ").join(_change(full, variant.words, e) for e in edits))
    if variant.senses:
        out.append(f" [{', '.join(variant.senses)}]", style="bold red")
    return out


def _change(full: str, words_: str, edit: Edit) -> Text:
    (a, b), (c, d) = edit.left, edit.right
    out = Text(" ".join(safe(full[:a]).split()[-_KEPT:]) + " ")
    if a < b:
        out.append(safe(full[a:b]), style="red strike")
    if c < d:
        out.append(" " if a < b else "").append(safe(words_[c:d]), style="green")
    return out.append(" " + " ".join(safe(full[b:]).split()[:_KEPT]))
