"""Two wordings compared word by word: pure functions on `str`, offsets in code points.

Words are compared in their normal form (wordforms.py). A bracket is the editor's word and may stand for what it
replaces, unless it turns the sense; an ellipsis is a cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.alignment import (
    Side,
    Step,
    agreed_weight,
    aligned,
    closed,
    diverge,
    is_bracket,
    is_whole,
    opened,
    share,
    side_of,
)
from onrecord.data import Comparison, Edit, EditKind, Relation, Sense, Span
from onrecord.wordforms import (
    CUT,
    MODALS,
    NEGATIONS,
    RESERVATIONS,
    STOP,
    UNTRUTHS,
    Word,
    common,
    is_number,
    weight,
    words,
)

__all__ = ["CUT", "Word", "compare", "compared", "weight", "words"]

_UNIT_NAMES = frozenset("dollar dollars pound pounds euro euros percent minus".split())


def compare(left: str, right: str) -> Comparison:
    """How the wording `right` stands to `left`, which is the fuller or the recorded one."""
    return compared(words(left), words(right))


def compared(left: Sequence[Word], right: Sequence[Word]) -> Comparison:
    """As `compare`, for words that are at hand already."""
    a, b = side_of(left), side_of(right)
    steps = aligned(a, b)
    if not steps:
        return Comparison(relation="different", edits=_apart(a, b), score=0.0, share_left=0.0, share_right=0.0)
    return _judged(steps, a, b)


class _Piece(NamedTuple):
    """A step that differs, judged."""

    altered: bool
    """Whether it changes the words; else it leaves whole pieces out, or is an editor's."""
    sense: Sense | None
    editor: bool = False


def _judged(steps: list[Step], a: Side, b: Side) -> Comparison:
    runs = [n for n, s in enumerate(steps) if s.same]
    pieces = {n: _piece(s, a, b, n < runs[0], n > runs[-1]) for n, s in enumerate(steps) if not s.same}
    edits = tuple(_edit(s, a, b, pieces.get(n)) for n, s in enumerate(steps))
    agreed = sum(s.i2 - s.i for s in steps if s.same)
    agreed_right = sum(s.j2 - s.j for s in steps if s.same)
    kept = agreed_weight(steps, a)
    changed = sum(
        weight(a.forms[s.i : s.i2]) + weight(b.forms[s.j : s.j2])
        for n, s in enumerate(steps)
        if n in pieces and pieces[n].altered
    )
    density = 2 * kept / (2 * kept + changed)
    left_more = any(s.i < s.i2 and not p.altered and not p.editor for n, p in pieces.items() for s in [steps[n]])
    right_more = any(s.j < s.j2 and not p.altered and not p.editor for n, p in pieces.items() for s in [steps[n]])
    longest = max((weight(a.forms[s.i : s.i2]), s.i2 - s.i) for s in steps if s.same)
    relation: Relation = "verbatim"
    if any(p.altered for p in pieces.values()):
        enough = density >= 0.5 and kept >= 1.3
        relation = "altered" if enough else "overlap" if longest[0] >= 3 and longest[1] >= 5 else "different"
    elif left_more and right_more:
        relation = "overlap" if longest[0] >= 2 and longest[1] >= 4 else "different"
    elif any(p.sense == "negation" for n, p in pieces.items() if runs[0] < n < runs[-1]):
        relation = "altered"  # “We will … close it” is no part of “We will not, they say, close it”
    elif left_more or right_more:
        relation = "shortened" if left_more else "extended"
    score = 0.0 if relation == "different" else density if relation != "overlap" else share(kept, a, b)
    return Comparison(
        relation=relation,
        edits=edits,
        score=round(score, 4),
        share_left=round(agreed / len(a.words), 4),
        share_right=round(agreed_right / len(b.words), 4),
    )


def _piece(s: Step, a: Side, b: Side, leads: bool, trails: bool) -> _Piece:
    """What the words [i, i2) against [j, j2) are: a piece left out, an editor's bracket, or an alteration."""
    n, m = s.i2 - s.i, s.j2 - s.j
    if is_bracket(s, a, b):
        turned = _turned(a.words[s.i : s.i2], b.words[s.j : s.j2])
        return _Piece(turned is not None, turned, editor=turned is None)
    at_end = leads or trails
    if not n or not m:
        full, bare, i, i2, j = (a, b, s.i, s.i2, s.j) if n else (b, a, s.j, s.j2, s.i)
        if at_end or j in bare.cuts or is_whole(full, i, i2):
            return _Piece(False, _lost(full, i, i2, leads))
    elif _is_aside(s, a, b, leads) if at_end else {s.i, s.i2} & a.cuts and {s.j, s.j2} & b.cuts:
        return _Piece(False, None)
    left, right = a.words[s.i : s.i2], b.words[s.j : s.j2]
    sense = _sense(left, right)
    named = sense in ("modal", "wording") and left and right and _is_renamed(left[0], right[0], (*a.words, *b.words))
    return _Piece(True, "name" if named else sense)


def _turned(left: list[Word], right: list[Word]) -> Sense | None:
    """What an editor's bracket changes that no editor may: a negation, a figure, one name for another."""
    if _negations(left) != _negations(right):
        return "negation"
    figures, names = (
        [{w.form for w in side if tells(w)} for side in (left, right)] for tells in (_is_figure, _is_name)
    )
    if all(figures) and figures[0] != figures[1]:
        return "number"
    return "name" if all(names) and names[0].isdisjoint(names[1]) else None


def _negations(found: list[Word]) -> int:
    return sum(w.form in NEGATIONS for w in found)


def _is_figure(word: Word) -> bool:
    return is_number(word.form)


def _is_name(word: Word) -> bool:
    return word.capital and word.form not in STOP


def _is_aside(s: Step, a: Side, b: Side, leads: bool) -> bool:
    """Whether what differs at an end is more that each has of its own, not the same words changed."""
    n, m = s.i2 - s.i, s.j2 - s.j
    return diverge(s, a, b, leads) or max(n, m) >= 4 * min(n, m) + 4


def _lost(side: Side, i: int, i2: int, leads: bool) -> Sense | None:
    """What the words lost with a piece that was left out change in those that stay: a reservation, a negation."""
    found = side.words
    begin = opened(side, i, i2)
    goes_on = i2 < len(found) and not found[i2].opens
    if goes_on and _is_denied(found[begin : i2 + 1]):
        return "negation"
    if leads:
        return "cut" if goes_on and found[begin].form in ("if", "unless") else None
    stop = closed(side, i, i2)
    if found[i].form in RESERVATIONS:
        return "cut"
    if found[i].opens:
        return None
    rest = [w.form for w in found[i:stop]]
    return "cut" if {"but", "unless", "if", "except", "however"} & set(rest[:4]) else None


def _is_denied(found: list[Word]) -> bool:
    """Whether the words deny what goes on from the last of them: “I never said …”, “it is a lie that …”."""
    untruths = sum(w.form in UNTRUTHS for w in found[:-1]) if any(w.form == "that" for w in found[-2:]) else 0
    denials = _negations(found[:-1]) + untruths
    return denials % 2 == 1 if untruths else denials > 0  # I have no doubt that …


def _sense(left: list[Word], right: list[Word]) -> Sense:
    """What kind of alteration it is, the gravest first."""
    a, b = Counter(w.form for w in left), Counter(w.form for w in right)
    gone, new = a - b, b - a
    if _negations(left) != _negations(right):
        return "negation"
    if any(_opposite(x, y) or _opposite(y, x) for x in gone for y in new):
        return "negation"
    counted = {w for w in (gone | new) if is_number(w) or w in _UNIT_NAMES}
    if counted - {"1"} or (counted and all(any(is_number(w) for w in side) for side in (gone, new))):
        return "number"
    if any(w.capital and not w.opens and w.form not in STOP and w.form in (gone | new) for w in (*left, *right)):
        return "name"
    if any(w in MODALS for w in (gone | new)):
        return "modal"
    return "wording"


def _is_renamed(one: Word, other: Word, around: Sequence[Word]) -> bool:
    """Whether two words that open sentences, where any word has a capital, are one name for another.

    One has a capital elsewhere too, or neither is a common word (of what opens contents of PolNeAR train, all names
    and 46 % of the other words that are no stop words are not in the list).
    """
    if not (one.opens and other.opens and one.form != other.form):
        return False
    if {one.form, other.form} & {w.form for w in around if _is_name(w) and not w.opens}:
        return True
    return all(_is_name(w) and w.form not in common() for w in (one, other))


def _opposite(word: str, base: str) -> bool:
    return len(base) > 3 and word.endswith(base) and word[: -len(base)] in ("un", "in", "im", "il", "ir", "dis", "non")


def _edit(s: Step, a: Side, b: Side, piece: _Piece | None) -> Edit:
    """The step as edits, spans in place of words."""
    kind: EditKind = "same" if s.same else "added" if s.i == s.i2 else "dropped" if s.j == s.j2 else "replaced"
    return Edit(kind, _span(a.words, s.i, s.i2), _span(b.words, s.j, s.j2), piece.sense if piece else None)


def _span(found: list[Word], i: int, i2: int) -> Span:
    """From the first word's start to the last one's end; where there is none, the place behind the word before."""
    if i < i2:
        return found[i].start, found[i2 - 1].end
    place = found[i - 1].end if i else 0
    return place, place


def _apart(a: Side, b: Side) -> tuple[Edit, ...]:
    edits = []
    if a.words:
        edits.append(Edit("dropped", _span(a.words, 0, len(a.words)), (0, 0)))
    if b.words:
        edits.append(Edit("added", (0, 0), _span(b.words, 0, len(b.words))))
    return tuple(edits)
