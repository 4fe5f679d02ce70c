"""What the net reads: one window a paragraph, so that nothing depends on where in an article it stands.

A paragraph is the unit because attributions stay in it: of the 19,822 in PolNeAR train 0.8 % cross a paragraph's
border, nearly all of them long quotations, which `decode` continues by their quotation marks. A window never holds
two paragraphs, so the net says the same of a paragraph wherever it stands and whatever is read beside it.
A paragraph too long for the net is cut at sentence ends into windows that overlap by half; each cue is then read in
the window where it stands nearest the middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.data import Span
from onrecord.text import Paragraph, paragraphs, quotation, sentences

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Ints = npt.NDArray[np.int64]

PIECES = 254
"""Word pieces of a window at most, the two special ones aside. 14 of 17,000 paragraphs of PolNeAR train are longer."""

_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair: a str may hold it, the tokenizer takes none

CASES = 5
QUOTES = 5
NO_LETTERS, LOWER, TITLE, UPPER, MIXED = range(CASES)


class Window(NamedTuple):
    """One run of the net. T word pieces, W words; a word is a run of letters and digits, or one punctuation mark."""

    ids: Ints
    """(T,) word pieces, special ones at both ends."""
    case: Ints
    """(T,) NO_LETTERS … MIXED."""
    quote: Ints
    """(T,) OUTSIDE … CLOSING of text.quotation, plus QUOTES where the paragraph continues a quotation."""
    first: Ints
    """(W,) the place of each word's first piece among the T."""
    starts: Ints
    """(W,) where each word starts in the article's text."""
    ends: Ints
    """(W,) where it ends."""
    core: Span
    """The cues that are this window's to find start in here; code points in the article's text."""
    paragraph: Paragraph
    """The paragraph that it is, or is a part of."""


def windows_of(text: str, tokenizer: Tokenizer) -> list[Window]:
    """The windows of an article's text, in order. The tokenizer neither pads nor truncates."""
    text = _SURROGATE.sub("\ufffd", text)
    blocks = paragraphs(text)
    encodings = tokenizer.encode_batch([text[p.start : p.end] for p in blocks])
    out = []
    for block, encoding in zip(blocks, encodings, strict=True):
        state = np.frombuffer(bytes(quotation(text, (block.start, block.end))), np.uint8)
        if len(encoding.ids) <= PIECES + 2:
            window = _window(text, block, encoding, (block.start, block.end), block.start, state)
            if window:
                out.append(window)
            continue
        for span, core in _cuts(text, block, encoding):
            piece = tokenizer.encode(text[span[0] : span[1]])
            window = _window(text, block, piece, core, span[0], state[span[0] - block.start :])
            if window:
                out.append(window)
    return out


def _window(
    text: str, block: Paragraph, encoding: Encoding, core: Span, start: int, state: npt.NDArray[np.uint8]
) -> Window | None:
    word_ids = encoding.word_ids
    offsets = encoding.offsets
    first, starts, ends = [], [], []
    last = None
    for i, word in enumerate(word_ids):
        if word is None:
            continue
        if word != last:
            first.append(i)
            starts.append(offsets[i][0])
            ends.append(offsets[i][1])
            last = word
        else:
            ends[-1] = offsets[i][1]
    if not first:
        return None
    case = np.zeros(len(word_ids), np.int64)
    quote = np.full(len(word_ids), QUOTES if block.continues else 0, np.int64)
    of_word = np.repeat(np.arange(len(first)), np.diff([*first, len(word_ids) - 1]))
    case[1:-1] = np.array([_case(text[start + a : start + b]) for a, b in zip(starts, ends, strict=True)])[of_word]
    quote[1:-1] += state[np.array(starts)][of_word]
    return Window(
        ids=np.array(encoding.ids),
        case=case,
        quote=quote,
        first=np.array(first),
        starts=np.array(starts) + start,
        ends=np.array(ends) + start,
        core=core,
        paragraph=block,
    )


def _case(word: str) -> int:
    if word.islower():
        return LOWER
    if word.istitle():
        return TITLE
    if word.isupper():
        return UPPER
    return MIXED if any(c.isalpha() for c in word) else NO_LETTERS


def _cuts(text: str, block: Paragraph, encoding: Encoding) -> Iterator[tuple[Span, Span]]:
    """The windows of a long paragraph, each with the part whose cues are its to find."""
    units = list(_units(text, block, encoding))
    spans: list[Span] = []
    i = 0
    while i < len(units):
        j, used = i, 0
        while j < len(units) and used + units[j][1] <= PIECES:
            used += units[j][1]
            j += 1
        spans.append((units[i][0][0], units[j - 1][0][1]))
        if j == len(units):
            break
        k = j
        while k > i + 1 and sum(n for _, n in units[k - 1 : j]) <= PIECES // 2:
            k -= 1
        i = max(k, i + 1)
    edges = [block.start, *((a[1] + b[0]) // 2 for a, b in pairwise(spans)), block.end]
    for n, span in enumerate(spans):
        yield span, (edges[n], edges[n + 1])


def _units(text: str, block: Paragraph, encoding: Encoding) -> Iterator[tuple[Span, int]]:
    """Sentences with their counts of pieces; one longer than half a window, the overlap, is cut between words."""
    offsets = encoding.offsets[1:-1]
    word_ids = encoding.word_ids[1:-1]
    i = 0
    for start, end in sentences(text, (block.start, block.end)):
        j = i
        while j < len(offsets) and block.start + offsets[j][0] < end:
            j += 1
        while j - i > PIECES // 2:
            k = i + PIECES // 2
            while k > i + 1 and word_ids[k] == word_ids[k - 1]:
                k -= 1
            cut = block.start + offsets[k][0]
            yield (start, cut), k - i
            start, i = cut, k
        if j > i:
            yield (start, end), j - i
        i = j
