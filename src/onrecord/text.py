"""Paragraphs, sentences and quotation marks of a text: pure functions on `str`, offsets in code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple, TypeVar

import msgspec

from onrecord.data import Span, Spans

OUTSIDE, DOUBLE, SINGLE, OPENING, CLOSING = range(5)
"""What a code point is to the quotation marks around it: outside, inside double marks, inside single marks only,
an opening mark, a closing mark."""

# Each begins with the set of its first characters, by which the search runs over all others: looking back comes after
_BLANK = re.compile(r"[\n\r\u2029](?:(?<=\u2029)|(?:(?<=\n)|(?<=\r)\n)(?:[^\S\n]*\r?\n)+|(?<=\r)\r+)")
_LINE = re.compile(r"[\n\r\u2028](?:(?<=\r)\n)?")
_MARKS = re.compile(r"[\"“”„«»‘’'`](?:(?<=`)`|(?<=')(?<!\w')'|(?<=')'(?!\w)|(?<!`))")
_SINGLE = re.compile(r"[‘’'](?:(?P<closing>(?<=[\w.,!?…]['’])(?!\w))|(?<=‘)|(?<=')(?<!\w')(?=\w))")
_OPENS_NEXT = re.compile(r"\s*[\n\r\u2029]\s*'(?=[A-Z])")
_GOES_ON = re.compile(r" [a-z]")
_ELIDED = re.compile(r"'(?:cause|round)\b|'\d|['‘](?:em|til|tis|twas|n)\b|‘\d0s\b|(?<=['‘’]n)['’]", re.IGNORECASE)
# Possessive, and begun only where a run begins: a line of 100,000 dots took minutes when tried from each
_END = re.compile(r"[.!?…](?<![.!?…][.!?…])[.!?…]*+[\"”’'»)\]]*+\s++(?=[\"“‘'«(\[—–-]?\s?[A-Z0-9À-Þ])")
_ABBREVIATION = re.compile(
    r"(?<![^\s(“\"‘'])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Sen|Sens|Rep|Reps|Gov|Lt|Col|Gen|Sgt|Cpl|Capt"
    r"|Cmdr|Maj|Adm|Hon|Supt|Insp|Det|Dist|Atty|Asst|Inf|Brig|Msgr|Cllr"
    r"|St|Mt|Ft|Jr|Sr|Inc|Corp|Co|Ltd|Bros|No|Nos|vs|v|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov"
    r"|Dec|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex"
    r"|Va|Vt|Wash|Wis|Wyo|etc|approx|est|fig|pp|p)\.$"
)


class Paragraph(NamedTuple):
    """A span of text without surrounding white space; `continues` where a quotation is open from the one before."""

    start: int
    end: int
    continues: bool


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text`, in order, empty ones left out.

    Blank lines divide paragraphs, and so does each line end, unless the lines between two blank ones look wrapped
    at a column. A quotation continues where one paragraph ends inside quotation marks and the next one opens anew,
    as newspapers set long quotations.
    """
    out: list[Paragraph] = []
    is_open = False
    for start, end in _blocks(text):
        first = text[start]
        continues = is_open and first in "“\"«»„‘'"
        is_open = ends_inside(text, (start, end))
        out.append(Paragraph(start, end, continues))
    return out


def _blocks(text: str) -> list[Span]:
    out: list[Span] = []
    for start, end in _split(text, _BLANK, 0, len(text)):
        lines = _split(text, _LINE, start, end)
        out.extend([(start, end)] if _is_wrapped(text, lines) else lines)
    return out


def _split(text: str, divider: re.Pattern[str], start: int, end: int) -> list[Span]:
    """The spans between the dividers, trimmed of white space, empty ones left out."""
    out = []
    edges = [start, *(n for m in divider.finditer(text, start, end) for n in m.span()), end]
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        piece = text[a:b]
        a += len(piece) - len(piece.lstrip())
        b -= len(piece) - len(piece.rstrip())
        if a < b:
            out.append((a, b))
    return out


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Whether the lines are one paragraph wrapped at a column: of like length but the last, some cut mid-sentence."""
    if len(lines) < 2:
        return False
    lengths = [b - a for a, b in lines[:-1]]
    if max(lengths) > 120 or min(lengths) < 0.6 * max(lengths) or max(lengths) < 40:
        return False
    cut = sum(text[b - 1].isalnum() or text[b - 1] in ",;-–—" for _, b in lines[:-1])
    return cut >= 0.5 * len(lengths) and lines[-1][1] - lines[-1][0] <= 1.2 * max(lengths)


def marks(text: str, span: Span) -> list[tuple[int, int, int]]:
    """The quotation marks in `span`, as (start, end, OPENING or CLOSING), apostrophes left out."""
    start = span[0]
    return [(start + i, start + j, kind) for i, j, kind in _marks(text[start : span[1]], _goes_on(text, span))]


def _goes_on(text: str, span: Span) -> bool:
    """Whether the next paragraph begins with a straight single mark, so that one of this one may stay open."""
    return _OPENS_NEXT.match(text, span[1]) is not None


@lru_cache(maxsize=1024)
def _marks(text: str, goes_on: bool) -> tuple[tuple[int, int, int], ...]:
    """As `marks`, of a paragraph: it is asked for four times, by `paragraphs` and `quotation`, to extract and resolve.

    The cache holds the paragraphs of a long article.
    """
    out: list[tuple[int, int, int]] = []
    opener, single = "", False
    singles = [(m.start(), m["closing"] is not None) for m in _SINGLE.finditer(text)]
    last = next((i for i, closing in reversed(singles) if closing), -1)
    for m in _MARKS.finditer(text):
        i, j = m.span()
        before = text[i - 1] if i else " "
        after = text[j : j + 1] or " "
        if not is_single(text, i, j):
            opens = _opens_double(m.group(), before, after, opener)
            opener = m.group() if opens else ""
            out.append((i, j, OPENING if opens else CLOSING))
        elif _ELIDED.match(text, i) or (before.isalnum() and after.isalnum()):
            continue
        elif not single:
            could_open = text[i] == "‘" or i < last or (goes_on and text[max(i - 2, 0) : i] in ("", ": ", ", ", ". "))
            could_open = could_open and text[i] != "’"  # and a straight one must be closed later, or go on
            single = could_open and not before.isalnum() and not after.isspace()
            if single:
                out.append((i, j, OPENING))
        elif text[i] != "‘" and not after.isalnum() and not _is_plural(text, i, singles):
            single = False
            out.append((i, j, CLOSING))
    return tuple(out)


def is_single(text: str, start: int, end: int) -> bool:
    """Whether the mark at [start, end) is a single one; two straight ones side by side are a double one."""
    return end - start == 1 and text[start] in "‘’'"


def _opens_double(mark: str, before: str, after: str, opener: str) -> bool:
    """Whether the mark opens a quotation; `opener` is the mark that opened the one it stands in, if any."""
    if mark in "“«":
        return (opener, mark) not in {("„", "“"), ("»", "«")}
    if mark in "„``":
        return True
    if mark in "”»":  # typed for both ends by some, and » opens in German
        return not opener and (before.isspace() or before in "([—–") and after.isalnum()
    if opener:  # a straight mark after a space and before a letter opens, even where the last one was never closed
        return before.isspace() and not after.isspace() and after not in ",.;:!?)"
    return not (not before.isspace() and before not in "([{—–-‘'/:" and (after.isspace() or after in ",.;:!?)]—–-"))


def _is_plural(text: str, i: int, singles: list[tuple[int, bool]]) -> bool:
    """Whether the mark is the apostrophe of a plural (the players’ lounge): another one closes before any opens."""
    if text[i - 1 : i] not in ("s", "S") or not _GOES_ON.match(text, i + 1):
        return False
    n = bisect_right(singles, (i, True))
    return n < len(singles) and singles[n][1]


def quotation(text: str, span: Span) -> bytearray:
    """For each code point of `span`: OUTSIDE … CLOSING. A mark never closed holds to the end."""
    start, end = span
    state = bytearray(end - start)
    opened: dict[bool, int | None] = {True: None, False: None}
    found = marks(text, span)
    for i, j, kind in found:
        single = is_single(text, i, j)
        since = opened[single]
        if since is not None and (kind == CLOSING or not single):
            _fill(state, since, i - start, SINGLE if single else DOUBLE)
        opened[single] = j - start if kind == OPENING else None
    for single, since in opened.items():
        if since is not None and (not single or text[since + start - 1] == "‘" or _goes_on(text, span)):
            _fill(state, since, end - start, SINGLE if single else DOUBLE)
    for i, j, kind in found:
        state[i - start : j - start] = bytes([kind]) * (j - i)
    return state


def _fill(state: bytearray, a: int, b: int, value: int) -> None:
    if value == SINGLE:
        state[a:b] = bytes(v or SINGLE for v in state[a:b])
    else:
        state[a:b] = bytes([DOUBLE]) * (b - a)


def ends_inside(text: str, span: Span) -> bool:
    """Whether a quotation is still open where `span` ends."""
    depth = {True: False, False: False}
    for i, j, kind in marks(text, span):
        depth[is_single(text, i, j)] = kind == OPENING
    return depth[False] or (depth[True] and ("‘" in text[span[0] : span[1]] or _goes_on(text, span)))


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of `span`, in order, without the white space between them."""
    start, end = span
    out: list[Span] = []
    for m in _END.finditer(text, start, end):
        stop = m.start() + len(m.group().rstrip())
        if text[m.start()] == "." and _ABBREVIATION.search(text, max(start, m.start() - 12), m.start() + 1):
            continue
        if start < stop:
            out.append((start, stop))
        start = m.end()
    if start < end:
        out.append((start, end))
    return out


def overlaps(a: Spans, b: Spans) -> bool:
    """Whether any span of `a` shares a code point with any of `b`; both sorted."""
    ends = [e for _, e in b]
    for s, e in a:
        i = bisect_right(ends, s)
        if i < len(b) and b[i][0] < e:
            return True
    return False


T = TypeVar("T", bound=msgspec.Struct)


def without_surrogates(value: T) -> T:
    """The value with U+FFFD for each lone surrogate, which no UTF-8 file can hold: as long, so offsets hold."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.convert(_plain(msgspec.to_builtins(value)), type(value))
    return value


def _plain(value: object) -> object:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
