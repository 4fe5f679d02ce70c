"""Stories with their statements marked in the text, and the words that a rule should find.

`{s …}` a source, `{c …}` its cue, `{q …}` what it says, a digit telling them apart as in tests/resolve; `[[…]]` what a
finding should point at; `# …` in the first line is the title; ` ¶ ` ends a paragraph. The attributions are the marked
ones, so that no mistake of the model counts; the statements are the resolver's own.
"""

from __future__ import annotations

from datetime import date

from onrecord.data import Article, Attribution, Record, Span, Spans
from onrecord.resolve import statements
from tests.resolve.conftest import marked

OPEN, CLOSE = "\ue000", "\ue001"


def story(text: str, *, published: str | None = "2024-05-15", language: str | None = None) -> tuple[Record, list[Span]]:
    """The record of a marked story, and the spans that findings should point at."""
    text = text.replace(" ¶ ", "\n\n").replace("[[", OPEN).replace("]]", CLOSE)
    title = None
    if text.startswith("# "):
        title = text[2:].partition("\n")[0].replace(OPEN, "").replace(CLOSE, "")
        text = text[2:]
    plain, found = marked(text)
    wanted: list[Span] = []
    kept: list[str] = []
    opened = 0
    new = []  # offset with the brackets → offset without
    for char in plain:
        new.append(len(kept))
        if char == OPEN:
            opened = len(kept)
        elif char == CLOSE:
            wanted.append((opened, len(kept)))
        else:
            kept.append(char)
    new.append(len(kept))

    def moved(spans: Spans) -> Spans:
        return tuple((new[a], new[b]) for a, b in spans)

    made = [Attribution(content=moved(a.content), cue=moved(a.cue), source=moved(a.source)) for a in found]
    day = date.fromisoformat(published) if published else None
    article = Article(id="a", title=title, text="".join(kept), published=day, language=language)
    return Record(article=article, statements=statements(article, made)), wanted
