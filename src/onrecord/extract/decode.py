"""From the net's scores to attributions: find the cues, ask each for its words, turn words into spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.data import Attribution, Span, Spans
from onrecord.extract.bundle import Settings
from onrecord.extract.turns import turns
from onrecord.extract.windows import PIECES, Window
from onrecord.text import CLOSING, Paragraph, is_single, marks, overlaps, quotation, sentences

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

O, B_CUE, I_CUE, CONTENT, SOURCE = range(5)  # noqa: E741
NONE, B_CONTENT, I_CONTENT, B_SOURCE, I_SOURCE = range(5)
ROLES = 5
KINDS = ROLES - 1

_OPENING = "“‘«„"
_STOPS = ".!?…\"”’»')]"


class Scores(NamedTuple):
    """What the net says of the W words of one window."""

    tags: Floats
    """(W, 5) logits of O … SOURCE."""
    anchor: Floats
    """(W, 4·P + 4) what a word asks as a cue: P numbers for each of B_CONTENT … I_SOURCE, then a bias for each."""
    target: Floats
    """(W, 4·P + 4) what a word answers."""


class Cue(NamedTuple):
    """A cue and what it makes of the words of its window."""

    window: Window
    words: tuple[int, int]
    """First and last word, inclusive."""
    odds: float
    """Log odds that these words are a cue."""
    logits: Floats
    """(W, 5) what each word is to it, NONE … I_SOURCE."""

    @property
    def span(self) -> Span:
        """Where it stands in the article's text."""
        return int(self.window.starts[self.words[0]]), int(self.window.ends[self.words[1]])


def attributions(text: str, scored: Sequence[tuple[Window, Scores]], settings: Settings) -> list[Attribution]:
    """The attributions of an article from its windows and their scores, in the order of the text."""
    blocks = list(dict.fromkeys(window.paragraph for window, _ in scored))
    spoken = turns(text, blocks)
    taken = tuple(sorted(span for a in spoken for span in (*a.source, *a.cue, *a.content)))
    found = [cue for window, scores in scored for cue in cues(window, scores, settings)]
    found = [cue for cue in found if not overlaps((cue.span,), taken)]
    if not found:
        return spoken
    step = np.array(settings.step, np.float32)
    paths, log_likelihood = likeliest([c.logits for c in found], step)
    out: list[tuple[Paragraph, Attribution]] = []
    for cue, path, sure in zip(found, paths, log_likelihood, strict=True):
        window = cue.window
        content = _spans(window, (path == B_CONTENT) | (path == I_CONTENT))
        if content or _announces(text, window.paragraph):
            attribution = Attribution(
                content=_with_marks(text, content),
                cue=(cue.span,),
                source=_in_a_sentence(text, cue, _spans(window, (path == B_SOURCE) | (path == I_SOURCE))),
                score=settings.probability(cue.odds, float(sure)),
            )
            out.append((window.paragraph, attribution))
    whole = [a for a in continued(text, blocks, unshared(out)) if a.content]
    return sorted([*spoken, *whole], key=lambda a: (a.content, a.cue))


def cues(window: Window, scores: Scores, settings: Settings) -> list[Cue]:
    """The cues of a window that start in its core."""
    tags = scores.tags - scores.tags.max(1, keepdims=True)
    p = np.exp(tags)
    p /= p.sum(1, keepdims=True)
    inside = p[:, B_CUE] + p[:, I_CUE]
    odds = np.log(inside + 1e-6) - np.log(1 - inside + 1e-6)
    runs = _runs(odds + settings.cue_bias > 0, p[:, B_CUE] > p[:, I_CUE])
    runs = [r for r in runs if window.core[0] <= window.starts[r[0]] < window.core[1]]
    if not runs:
        return []
    logits = roles(scores, runs, settings)
    return [
        Cue(window, run, float(odds[run[0] : run[1] + 1].mean()), rows) for run, rows in zip(runs, logits, strict=True)
    ]


def roles(scores: Scores, runs: Sequence[tuple[int, int]], settings: Settings) -> Floats:
    """(C, W, 5) logits of what each word is to each cue; the same sum as training.net.Net.roles."""
    target = scores.target
    anchor = np.stack([scores.anchor[a : b + 1].mean(0) for a, b in runs])
    n = target.shape[1] - KINDS
    pair = n // KINDS
    places = np.arange(len(target))
    first, last = np.array(runs).T[:, :, None]
    delta = np.where(places < first, places - first, np.maximum(places - last, 0))
    out = np.zeros((len(runs), len(target), ROLES), np.float32)
    np.matmul(
        anchor[:, :n].reshape(-1, KINDS, pair).swapaxes(0, 1),
        target[:, :n].reshape(-1, KINDS, pair).transpose(1, 2, 0),
        out=(by_kind := np.empty((KINDS, len(runs), len(target)), np.float32)),
    )
    out[:, :, 1:] = by_kind.transpose(1, 2, 0) / pair**0.5 + target[None, :, n:] + anchor[:, None, n:]
    out[:, :, 1:] += np.array(settings.distance, np.float32)[BUCKETS[delta]]
    out[:, :, B_CONTENT : I_CONTENT + 1] += settings.role_bias[0]
    out[:, :, B_SOURCE : I_SOURCE + 1] += settings.role_bias[1]
    own = (places >= first) & (places <= last)
    out[own] = [0, -1e4, -1e4, -1e4, -1e4]
    return out


def _buckets(delta: Ints) -> Ints:
    size = np.maximum(np.abs(delta), 1)
    far = np.clip(8 + 2 * np.log2(size / 8), 8, 16).astype(np.int64)
    return np.where(np.abs(delta) <= 8, np.abs(delta), far) * np.sign(delta) + 16


BUCKETS = _buckets(np.array([*range(PIECES), *range(-PIECES, 0)]))
"""By how many words a word stands behind a cue, or by a negative number before it, its row of `Settings.distance`."""

ROLE = np.array([NONE, B_CONTENT, I_CONTENT, B_SOURCE, I_SOURCE, NONE, B_CONTENT, I_CONTENT])
"""What a word is in each state of a path: before the source's words, in them, or (the last three) behind them."""
MOVES = np.full((len(ROLE), len(ROLE)), -1e9, np.float32)
MOVES[:3, :5] = MOVES[3:5, 3:] = MOVES[5:, 5:] = 0


def likeliest(logits: Sequence[Floats], step: Floats) -> tuple[list[Ints], Floats]:
    """The likeliest roles of each cue's words (W,), and the log-likelihood of each such path (Viterbi, forward).

    Only paths whose source is one run of words count: of the 20,402 sources in PolNeAR train and dev 9 are more. It
    gave 1.2 points of =source F1 and 0.1 of e2e on dev.

    All cues of an article go through together, the longest first: word by word in numpy costs the same for one cue as
    for fifty. The sum over all paths is kept as shares of the sum so far, so that nothing overflows (Rabiner 1989).
    """
    lengths = np.array([len(x) for x in logits])
    order = np.argsort(-lengths, kind="stable")
    going = [int(np.count_nonzero(lengths > w)) for w in range(int(lengths.max()))]
    padded = np.zeros((len(logits), len(going), len(ROLE)))
    for row, n in zip(padded, order, strict=True):
        row[: lengths[n]] = logits[n][:, ROLE]
    step = step[ROLE][:, ROLE] + MOVES
    top = padded.max(2)
    odds, chances = np.exp(padded - top[:, :, None]), np.exp(step.astype(np.float64))
    best, share = padded[:, 0] + step[0], odds[:, 0] * chances[0]
    sums = np.ones((len(going), len(logits)))
    back = np.empty((len(going), len(logits), len(ROLE)), np.int64)
    for w, k in enumerate(going):  # k cues have a word w
        if w:
            moves = best[:k, :, None] + step
            back[w, :k] = moves.argmax(1)
            best[:k] = moves.max(1) + padded[:k, w]
            share[:k] = (share[:k, :, None] * chances).sum(1) * odds[:k, w]
        sums[w, :k] = share[:k].sum(1)
        share[:k] /= sums[w, :k, None]
    path = np.empty(padded.shape[:2], np.int64)  # in the order of `logits` again, and so is sure
    sure = np.empty(len(logits), np.float32)
    path[order, lengths[order] - 1] = best.argmax(1)
    for w in range(len(going) - 1, 0, -1):
        rows = order[: going[w]]
        path[rows, w - 1] = back[w][np.arange(len(rows)), path[rows, w]]
    sure[order] = best.max(1) - np.add.accumulate(np.log(sums) + top.T)[-1]
    return [ROLE[p[:n]] for p, n in zip(path, lengths, strict=True)], sure


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
    runs = _runs(inside, np.zeros(len(inside), bool))
    return tuple((int(window.starts[a]), int(window.ends[b])) for a, b in runs)


def _in_a_sentence(text: str, cue: Cue, source: Spans) -> Spans:
    """The source's words of one sentence, the nearest to the cue: “… ,” said Ann Roe. Her father, Carl Roe, said ….

    To the net a full stop is no word, and both are sources. In PolNeAR's dev and train articles such a source is none.
    """
    out = []
    for run in source:
        start, end = min(sentences(text, run), key=lambda s: _gap(s, (cue.span,)))
        out.append((start, end if end == run[1] else start + len(text[start:end].rstrip(_STOPS))))
    return tuple(out)


def _with_marks(text: str, spans: Spans) -> Spans:
    """The spans with the quotation marks that touch them from outside, so that evidence reads as printed.

    One ends where a quotation in it does, if that ends a sentence and none of what follows is quoted: what the article
    says in its own voice behind “Forty drowned.” is nobody's words. So it is with 2 spans on PolNeAR dev.
    """
    out: list[Span] = []
    for start, end in spans:
        end = _quoted_end(text, (start, end))
        if start and text[start - 1] in _OPENING and (not out or out[-1][1] < start):
            start -= 1
        if text[end : end + 1] in ("”", "»"):
            end += 1
        out.append((start, end))
    return tuple(out)


def _quoted_end(text: str, span: Span) -> int:
    closing = [j for _, j, kind in marks(text, span) if kind == CLOSING and not is_single(text, j - 1, j)]
    said = any(end == closing[-1] for _, end in sentences(text, span)) if closing else False
    rest = quotation(text, (closing[-1], span[1])) if said else b""
    return closing[-1] if said and not any(rest) else span[1]


def unshared(found: Sequence[tuple[Paragraph, Attribution]]) -> list[tuple[Paragraph, Attribution]]:
    """The attributions without those whose content is, for half of the shorter one, the content of a surer one.

    PolNeAR marks no word as content twice; leaving these out gave 1.2 points of e2e F1 on dev. Of two that are both
    likelier than not, one that has content of its own besides keeps that, and neither is left out: first the surer one,
    where the other's cue is nearer to what they share (“… ,” said one. …, said the other), else the other (“… ,” she
    said, asking a question: “…”).
    """
    kept: dict[Paragraph, dict[int, Attribution]] = {}
    for n, (block, a) in sorted(enumerate(found), key=lambda f: -f[1][1].score):
        others = kept.setdefault(block, {})
        clashing = {m: b for m, b in others.items() if _clash(a, b)}
        if clashing and a.score < 0.5:
            continue
        surer = {m: own for m, b in clashing.items() if (own := _own(b, a))}
        if len(surer) == len(clashing):
            others |= {**surer, n: a}
        elif left := _left(a, others.values()):
            others[n] = left
    return [(block, kept[block][n]) for n, (block, _) in enumerate(found) if n in kept[block]]


def _left(a: Attribution, others: Iterable[Attribution]) -> Attribution | None:
    """The attribution with what none of the others has of its content; None where that is nothing."""
    left: Attribution | None = a
    for b in others:
        left = left and _own(left, b)
    return left


def _own(a: Attribution, other: Attribution) -> Attribution | None:
    """The first without the runs of its content that are the other's by a nearer cue; None if they clash still."""
    own = tuple(
        run
        for run in a.content
        if 2 * _shared((run,), other.content) <= run[1] - run[0] or _gap(run, a.cue) <= _gap(run, other.cue)
    )
    left = Attribution(content=own, cue=a.cue, source=a.source, score=a.score)
    return left if own and not _clash(left, other) else None


def _clash(a: Attribution, b: Attribution) -> bool:
    return 2 * _shared(a.content, b.content) > min(_size(a.content), _size(b.content))


def _gap(run: Span, cue: Spans) -> int:
    """Code points between a run and the nearest of a cue's."""
    return min((max(run[0] - e, s - run[1], 0) for s, e in cue), default=0)


def _shared(a: Spans, b: Spans) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def _size(spans: Spans) -> int:
    return sum(e - s for s, e in spans)


def continued(
    text: str, blocks: Sequence[Paragraph], found: Sequence[tuple[Paragraph, Attribution]]
) -> list[Attribution]:
    """The attributions, with those words of a quotation that stand in the paragraphs behind their own.

    A quotation over several paragraphs has an opening mark on each and a closing mark on the last alone. Where the
    content reaches the end of a paragraph and the next one continues the quotation, and no cue outside of it claims it,
    the words up to the closing mark are this attribution's too; what a cue inside of it found is left out, since no
    word is content twice (“I have never talked …”). So are they where a paragraph ends in a colon, with a cue that has
    no content there, and the next one begins with a quotation.
    """
    out = {n: a for n, (_, a) in enumerate(found)}
    at = {block: [n for n, (b, _) in enumerate(found) if b == block] for block in blocks}
    for before, block in pairwise(blocks):
        if block.continues:
            waiting = [n for n in at[before] if out[n].content and out[n].content[-1][1] >= before.end - 1]
        else:
            waiting = [n for n in at[before] if not out[n].content and text[block.start] in _OPENING + '"']
        spoken = (block.start, _closing(text, block))
        inside = [n for n in at[block] if out[n].cue and _size(out[n].cue) == _shared(out[n].cue, (spoken,))]
        others = [n for n in at[block] if n not in inside]
        if not waiting or any(s < spoken[1] for n in others for s, _ in out[n].content):
            continue
        for n in inside:
            del out[n]
        n = waiting[-1]
        a = out[n]
        out[n] = Attribution(content=(*a.content, spoken), cue=a.cue, source=a.source, score=a.score)
        at[block] = [*others, n]
    return list(out.values())


def _announces(text: str, block: Paragraph) -> bool:
    """Whether a paragraph ends in a colon, so that what a cue in it announces may be in the next one."""
    return text[block.end - 1] == ":"


def _closing(text: str, block: Paragraph) -> int:
    """Where the quotation that opens a paragraph closes, or the paragraph's end."""
    found = marks(text, (block.start, block.end))
    double = text[block.start] not in "‘'"
    for start, end, kind in found:
        if kind == CLOSING and is_single(text, start, end) != double:
            return end
    return block.end
