"""Fakes at the seams: a net's scores made by hand, and an extractor that fails where it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from onrecord.data import Article, Attribution
from onrecord.extract import Extractor
from onrecord.extract.bundle import Settings
from onrecord.extract.decode import (
    B_CONTENT,
    B_CUE,
    B_SOURCE,
    I_CONTENT,
    I_CUE,
    I_SOURCE,
    KINDS,
    NONE,
    ROLES,
    O,
    Scores,
    attributions,
)
from onrecord.extract.windows import Window, windows_of

SURE = 20.0
"""A logit that leaves no doubt."""


def plain_settings() -> Settings:
    """Decoding with no leaning of its own: only what cannot be (I after anything but its own B or I) is ruled out."""
    step = np.zeros((ROLES, ROLES))
    for inner, opener in ((I_CONTENT, B_CONTENT), (I_SOURCE, B_SOURCE)):
        step[:, inner] = -1e4
        step[[opener, inner], inner] = 0
    return Settings(distance=((0.0,) * KINDS,) * 33, step=tuple(tuple(row) for row in step.tolist()))


class Told(NamedTuple):
    """One cue and its words, as they stand in the text; each is looked for from the start of its paragraph on."""

    cue: str
    content: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


def scores(text: str, window: Window, told: Sequence[Told]) -> Scores:
    """What a net would say that is sure of these, where their cue stands in the window's paragraph."""
    here = [t for t in told if _find(text, window, t.cue) is not None]
    size, pair = len(window.starts), max(1, len(here))
    tags = np.zeros((size, 5), np.float32)
    tags[:, O] = SURE
    anchor = np.zeros((size, KINDS, pair), np.float32)
    target = np.zeros((size, KINDS, pair), np.float32)  # a cue asks for its own number only
    for n, t in enumerate(here):
        cue = _words(text, window, t.cue)
        tags[cue] = 0
        tags[cue[0], B_CUE] = tags[cue[1:], I_CUE] = SURE
        anchor[cue, :, n] = pair**0.5
        target[:, :, n] = -SURE
        for phrases, opener, inner in ((t.content, B_CONTENT, I_CONTENT), (t.source, B_SOURCE, I_SOURCE)):
            for phrase in phrases:
                said = _words(text, window, phrase)
                target[said[0], opener - 1, n] = target[said[1:], inner - 1, n] = SURE
    bias = np.zeros((size, KINDS), np.float32)
    return Scores(
        tags,
        np.concatenate([anchor.reshape(size, -1), bias], 1),
        np.concatenate([target.reshape(size, -1), bias], 1),
    )


def decoded(text: str, told: Sequence[Told], tokenizer: Tokenizer) -> list[Attribution]:
    """The attributions that decoding makes of a text whose scores say `told`."""
    found = windows_of(text, tokenizer)
    return attributions(text, [(w, scores(text, w, told)) for w in found], plain_settings())


def shifted(found: Sequence[Attribution], by: int) -> list[Attribution]:
    """The same attributions `by` code points further on."""
    return [
        Attribution(
            content=tuple((s + by, e + by) for s, e in a.content),
            cue=tuple((s + by, e + by) for s, e in a.cue),
            source=tuple((s + by, e + by) for s, e in a.source),
            score=a.score,
        )
        for a in found
    ]


class FailingExtractor:
    """The real extractor, except that it raises `error` where an article's text holds `word`."""

    workers = 1

    def __init__(self, extractor: Extractor, word: str, error: BaseException) -> None:
        self.extractor, self.word, self.error = extractor, word, error

    def attributions(self, articles: Sequence[Article]) -> list[list[Attribution]]:
        if any(self.word in a.text for a in articles):
            raise self.error
        return self.extractor.attributions(articles)


def _find(text: str, window: Window, phrase: str) -> int | None:
    at = text.find(phrase, window.paragraph.start, window.paragraph.end)
    return None if at < 0 else at


def _words(text: str, window: Window, phrase: str) -> np.ndarray:
    """The indexes of the window's words that the phrase is made of."""
    start = _find(text, window, phrase)
    assert start is not None, f"{phrase!r} is not in the paragraph"
    found = np.flatnonzero((window.starts >= start) & (window.ends <= start + len(phrase)))
    assert len(found), f"{phrase!r} holds no word of the window"
    return found


assert NONE == 0  # B_CONTENT … I_SOURCE are the columns 0 … 3 of what a word asks and answers
