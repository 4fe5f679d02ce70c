"""The form of eval/score.py: {"id", "text", "attributions": [{"content", "cue", "source"}]}."""

from __future__ import annotations

import json

from hypothesis import given, settings

from onrecord.data import Record
from tests.export.made import exported, records, story


@settings(max_examples=50)
@given(records())
def test_spans_survive_to_the_character_and_nothing_else_is_there(one: Record) -> None:
    line = json.loads(exported([one], format="attributions"))
    assert list(line) == ["id", "text", "attributions"]
    assert line["id"] == one.article.id and line["text"] == one.article.text
    roles = ("content", "cue", "source")
    evidence = [s.evidence for s in one.statements]
    assert line["attributions"] == [{r: [list(span) for span in getattr(e, r)] for r in roles} for e in evidence]


def test_an_article_without_statements_is_kept() -> None:
    """In gold it says that there is nothing to find, which a false alarm is counted against."""
    bare = Record(article=story().article, statements=())
    assert json.loads(exported([bare], format="attributions"))["attributions"] == []
