# ruff: noqa: E501 - a case stays on its line
"""Articles with their attributions marked in the text: {s …} a source, {c …} its cue, {q …} the words; a digit tells them apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from onrecord.data import Article, Attribution, Span, Statement
from onrecord.resolve import statements

MARK = re.compile(r"\{([scq])(\d?) (.*?)\}", re.DOTALL)
Resolve = Callable[..., tuple[Statement, ...]]


def marked(text: str) -> tuple[str, list[Attribution]]:
    """The text without its marks, and the attributions that they mark, in the order of their numbers."""
    plain, at, spans = "", 0, {}
    for match in MARK.finditer(text):
        plain += text[at : match.start()]
        role: dict[str, list[Span]] = spans.setdefault(match[2] or "1", {"s": [], "c": [], "q": []})
        role[match[1]].append((len(plain), len(plain) + len(match[3])))
        plain += match[3]
        at = match.end()
    plain += text[at:]
    made = [
        Attribution(content=tuple(r["q"]), cue=tuple(r["c"]), source=tuple(r["s"]))
        for _, r in sorted(spans.items())
        if r["q"]
    ]
    return plain, made


@pytest.fixture
def resolve() -> Resolve:
    """Marked text → its statements; `published` is 2024-05-15, a Wednesday, unless told."""

    def run(text: str, *, published: str | None = "2024-05-15", **more: object) -> tuple[Statement, ...]:
        plain, made = marked(text)
        day = date.fromisoformat(published) if published else None
        return statements(Article(id="a", text=plain, published=day, **more), made)  # type: ignore[arg-type]

    return run
