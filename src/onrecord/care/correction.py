"""Corrections: whether they say what was wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.care.card import phrases
from onrecord.care.story import Story
from onrecord.care.terms import Hit

FOLLOWING = 3
"""Paragraphs in which a notice may go on: some outlets put the label, the edition and the text each on its own line."""

_NOTICE = phrases("correction.notice")
_WHAT = phrases("correction.what")


def silent(story: Story) -> Iterator[Hit]:
    """A correction that does not say what was wrong."""
    if not story.has(("correct", "version of this", "clarification", "editor", "amended", "revised", "regret")):
        return
    done = -1
    for m in _NOTICE.finditer(story.text):
        if m.start() < done or story.is_quoted(m.start()):
            continue
        n = story.paragraph(m.end() - 1)
        last = min(n + FOLLOWING, len(story.paragraphs) - 1)
        end = max(story.paragraphs[last].end, m.end())
        label = m.group().lower().lstrip(" \n*•-–—").startswith(("editor", "clarification"))
        if label and not re.search(
            r"\b(?:correct(?:ed|ion|s)|earlier version|amended|revised)\b", story.text[m.end() : end], re.IGNORECASE
        ):
            continue
        done = end
        if not _WHAT.search(story.text, m.end(), end):
            start = m.end() - len(m.group().lstrip(" \n*•-–—"))
            yield Hit((start, m.end()), f"“{' '.join(m.group().split())}”: the correction does not say what was wrong.",
                      suggestion="Say what the article said, what is right, and when it was changed.")  # fmt: skip
