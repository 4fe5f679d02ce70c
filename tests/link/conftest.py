"""Records written by hand: an article's text with quotations to be found in it, and who said them."""

from __future__ import annotations

from datetime import date

from onrecord.data import Article, Basis, Evidence, Form, Period, Record, Speaker, Statement

EVENT = "The ferry Solveig lay off Ardley while the mayor Ana Ito spoke with Harbour Institute men from Brenmouth. "
"""Names that make two articles tell of one event."""


def record(
    id: str,
    *said: tuple[str | None, str],
    published: date | None = None,
    outlet: str | None = None,
    said_on: date | None = None,
    event: str = EVENT,
    denial: bool = False,
    sure: float = 1.0,
) -> Record:
    """An article with each of `said`, (speaker, words), as a statement; words in “” are direct, others indirect.

    `sure` is the score of its speakers.
    """
    text = event + " ".join(f"{words} — {name or 'someone'} said." for name, words in said)
    statements = tuple(_statement(id, text, name, words, said_on, denial, sure) for name, words in said)
    article = Article(id=id, text=text, published=published, outlet=outlet)
    return Record(article=article, statements=statements)


def _statement(
    id: str, text: str, name: str | None, words: str, on: date | None, denial: bool, sure: float
) -> Statement:
    start = text.index(words)
    form: Form = "direct" if words.startswith("“") else "indirect"
    basis: Basis = "named_person" if name else "unnamed_person"
    return Statement(
        id=f"{id}/{start}",
        form=form,
        speaker=Speaker(name=name, basis=basis, score=sure),
        said_on=Period(earliest=on, latest=on) if on else None,
        denial=denial,
        evidence=Evidence(content=((start, start + len(words)),), cue=(), source=()),
    )
