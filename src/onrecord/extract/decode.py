"""From the net's scores to attributions: find the cues, ask each for its words, turn words into spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from onrecord.data import Attribution, Span, Spans
from onrecord.extract.windows import Window, quote_state
from onrecord.text import CLOSING, DOUBLE, OPENING, SINGLE

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

O, B_CUE, I_CUE, CONTENT, SOURCE = range(5)  # noqa: E741
NONE, OF_CONTENT, OF_SOURCE = range(3)


class Scores(NamedTuple):
    """What the net says of the W words of one window."""

    tags: Floats
    """(W, 5) logits of O … SOURCE."""
    anchor: Floats
    """(W, 2·P + 2) what a word asks as a cue: P numbers and a bias for each of content and source."""
    target: Floats
    """(W, 2·P + 2) what a word answers."""


class Settings(msgspec.Struct, frozen=True):
    """What decoding needs besides the scores; kept in the bundle's manifest."""

    distance: tuple[tuple[float, float], ...]
    """(33, 2) a bias for content and source by a word's distance from the cue."""
    cue_bias: float = 0.0
    """Added to the log odds of a word being in a cue: above 0 finds more."""
    role_bias: tuple[float, float] = (0.0, 0.0)
    """Added to the logits of content and of source."""
    change: float = 0.0
    """What it costs, in logits, to begin a new run of content or source words: above 0 smooths."""


class Found(NamedTuple):
    """A cue and what the words of its window are to it."""

    cue: tuple[int, int]
    """First and last word, inclusive."""
    roles: npt.NDArray[np.int64]
    """(W,) NONE, OF_CONTENT or OF_SOURCE."""
    score: float


def attributions(
    text: str, found: Sequence[tuple[Window, Scores]], settings: Settings
) -> list[Attribution]:
    """The attributions of an article from its windows and their scores, in the order of the text."""
    out: list[Attribution] = []
    for window, scores in found:
        for f in cues(window, scores, settings):
            content = _spans(window, f.roles == OF_CONTENT)
            if content:
                cue = ((int(window.starts[f.cue[0]]), int(window.ends[f.cue[1]])),)
                source = _spans(window, f.roles == OF_SOURCE)
                out.append(Attribution(content=content, cue=cue, source=source, score=f.score))
    out.sort(key=lambda a: (a.content, a.cue))
    return out


def cues(window: Window, scores: Scores, settings: Settings) -> Iterator[Found]:
    """Each cue of a window whose place is in its core, with the roles of all words to it."""
    tags = scores.tags
    tags = tags - tags.max(1, keepdims=True)
    p = np.exp(tags)
    p /= p.sum(1, keepdims=True)
    in_cue = p[:, B_CUE] + p[:, I_CUE]
    odds = np.log(in_cue + 1e-9) - np.log(1 - in_cue + 1e-9)
    spans = _runs(odds + settings.cue_bias > 0, p[:, B_CUE] > p[:, I_CUE])
    spans = [s for s in spans if window.core[0] <= window.starts[s[0]] < window.core[1]]
    if not spans:
        return
    logits = roles(scores, window, spans, settings)
    best = smooth(logits, settings.change) if settings.change else logits.argmax(2)
    for n, (a, b) in enumerate(spans):
        best[n, a : b + 1] = NONE
    q = np.exp(logits - logits.max(2, keepdims=True))
    q /= q.sum(2, keepdims=True)
    for n, span in enumerate(spans):
        sure = np.take_along_axis(q[n], best[n][:, None], 1)[:, 0]
        yield Found(span, best[n], float(in_cue[span[0]] * np.exp(np.log(sure + 1e-9).sum() / 4)))


def roles(scores: Scores, window: Window, spans: Sequence[tuple[int, int]], settings: Settings) -> Floats:
    """(C, W, 3) logits of what each word is to each cue; as training.net.Net.roles."""
    target = scores.target
    anchor = np.stack([scores.anchor[a : b + 1].mean(0) for a, b in spans])
    n = target.shape[1] - 2
    pair = n // 2
    places = np.arange(len(target))
    first, last = np.array(spans).T[:, :, None]
    delta = np.where(places < first, places - first, np.maximum(places - last, 0))
    out = np.zeros((len(spans), len(target), 3), np.float32)
    distance = np.array(settings.distance, np.float32)[_bucket(delta)]
    for r in range(2):
        part = slice(r * pair, (r + 1) * pair)
        out[:, :, r + 1] = anchor[:, part] @ target[:, part].T / pair**0.5 + target[None, :, n + r]
        out[:, :, r + 1] += anchor[:, n + r, None] + distance[:, :, r] + settings.role_bias[r]
    return out


def _bucket(delta: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    size = np.maximum(np.abs(delta), 1)
    far = np.clip(8 + 2 * np.log2(size / 8), 8, 16)
    return (np.where(np.abs(delta) <= 8, np.abs(delta), far).astype(np.int64) * np.sign(delta) + 16).astype(np.int64)


def smooth(logits: Floats, change: float) -> npt.NDArray[np.int64]:
    """(C, W) the most likely roles when each change of role from one word to the next costs `change` (Viterbi)."""
    c, w, k = logits.shape
    back = np.empty((w, c, k), np.int64)
    best = logits[:, 0].copy()
    for i in range(1, w):
        top = best.argmax(1)
        stay = best[np.arange(c), top] - change
        moves = stay[:, None] > best
        back[i] = np.where(moves, top[:, None], np.arange(k))
        best = np.where(moves, stay[:, None], best) + logits[:, i]
    path = np.empty((c, w), np.int64)
    path[:, -1] = best.argmax(1)
    for i in range(w - 1, 0, -1):
        path[:, i - 1] = back[i][np.arange(c), path[:, i]]
    return path


def _runs(inside: Flags, starts: Flags) -> list[tuple[int, int]]:
    """First and last of each run of true words, cut where a word starts anew."""
    out: list[tuple[int, int]] = []
    for i in np.flatnonzero(inside).tolist():
        if out and out[-1][1] == i - 1 and not starts[i]:
            out[-1] = (out[-1][0], i)
        else:
            out.append((i, i))
    return out


def _spans(window: Window, inside: Flags) -> Spans:
    return tuple(
        (int(window.starts[a]), int(window.ends[b])) for a, b in _runs(inside, np.zeros(len(inside), bool))
    )
