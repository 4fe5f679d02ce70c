"""From attributions to statements: who really spoke, on what basis, through what, when."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.data import Article, Attribution, Statement

__all__ = ["statements"]


def statements(article: Article, attributions: Sequence[Attribution]) -> tuple[Statement, ...]:
    """The article's statements in the order of its text, one for each attribution.

    Spans of the attributions must lie in `article.text`. Ids depend on the article's id and the spans alone, so that
    reading an article again gives the same statements. The first call compiles the rules and reads the word lists,
    some 50 ms, which an import need not wait for.
    """
    from onrecord.resolve.resolver import resolved

    return resolved(article, attributions)
