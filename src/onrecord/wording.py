"""Two wordings compared word by word: pure functions on `str`, offsets in code points.

Words are compared in their normal form (wordforms.py). A bracket is the editor's word and may stand for what it
replaces, unless it turns the sense; an ellipsis is a cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import NamedTuple

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
    readings,
    weight,
    words,
)

__all__ = ["CUT", "Word", "compare", "compared", "weight", "words"]

_UNIT_NAMES = frozenset("dollar dollars pound pounds euro euros percent minus".split())


_MOSTLY = 0.67
"""The share of the shorter wording's weight: with less, phrases in common made alterations (outlets dev)."""


class _Step(NamedTuple):
    """One step of an alignment: left words [i, i2) stand against right words [j, j2)."""

    same: bool
    i: int
    i2: int
    j: int
    j2: int


class _Side(NamedTuple):
    """One wording without its ellipses; `cuts` are the places of these, as the index of the word that follows."""

    words: list[Word]
    forms: list[str]
    cuts: frozenset[int]


def compare(left: str, right: str) -> Comparison:
    """How the wording `right` stands to `left`, which is the fuller or the recorded one."""
    return compared(words(left), words(right))


def compared(left: Sequence[Word], right: Sequence[Word]) -> Comparison:
    """As `compare`, for words that are at hand already."""
    a, b = _side(left), _side(right)
    if not a.words or not b.words:
        return Comparison(relation="different", edits=_apart(a, b), score=0.0, share_left=0.0, share_right=0.0)
    steps = [s._replace(same=s.same or _is_contracted(s, a, b)) for s in _aligned(a.forms, b.forms)]
    steps = _core(_slid(steps, a, b), a, b)
    if not any(s.same for s in steps):
        return Comparison(relation="different", edits=_apart(a, b), score=0.0, share_left=0.0, share_right=0.0)
    steps = [
        part for s in steps for part in ([s] if s.same else _bracketed(s, a, b)) if part.i < part.i2 or part.j < part.j2
    ]
    return _judged(_ended(steps, a, b), a, b)


def _side(found: Sequence[Word]) -> _Side:
    kept: list[Word] = []
    cuts = set()
    for w in found:
        if w.form == CUT:
            cuts.add(len(kept))
        else:
            kept.append(w)
    return _Side(kept, [w.form for w in kept], frozenset(cuts))


_WORK = 10_000_000
"""Pairs of equal words times possible runs: above it the words of most pairs are set aside, and only extend a run.

A pair is looked at again for each run: “shame” 1,300 times against “shame on” 490 times took 44 s. Two ordinary texts
come to it from some 900 words each on, and then without “the” and the like as the start of a run."""


def _aligned(a: list[str], b: list[str]) -> list[_Step]:
    """The alignment by longest common runs (Ratcliff and Obershelp), both wordings covered; steps alternate."""
    if a == b:
        return [_Step(True, 0, len(a), 0, len(b))]
    steps: list[_Step] = []
    i = j = 0
    for m in SequenceMatcher(_crowds(a, b).__contains__, a, b, autojunk=False).get_matching_blocks():
        if (i, j) != (m.a, m.b):
            # health care and healthcare, per cent and percent
            joined = "".join(a[i : m.a]) == "".join(b[j : m.b])
            steps.append(_Step(joined, i, m.a, j, m.b))
        if m.size:
            steps.append(_Step(True, m.a, m.a + m.size, m.b, m.b + m.size))
        i, j = m.a + m.size, m.b + m.size
    return steps


def _crowds(a: list[str], b: list[str]) -> set[str]:
    """The words to set aside, so that aligning does not take more than `_WORK`: those of most pairs."""
    in_a, in_b = Counter(a), Counter(b)
    pairs = {w: n * in_b[w] for w, n in in_a.items() if w in in_b}
    rest, most = sum(pairs.values()), _WORK // min(len(a), len(b)) if a and b else 0
    aside = set[str]()
    for word in sorted(pairs, key=lambda w: (-pairs[w], w)) if rest > most else ():
        if rest <= most:
            break
        aside.add(word)
        rest -= pairs[word]
    return aside


def _is_contracted(s: _Step, a: _Side, b: _Side) -> bool:
    """Whether what differs is one contraction taken apart: “She’d” and “She had”, “the tram’s”, “tram is”."""
    if s.i == s.i2 or s.j == s.j2:
        return False
    return not readings(a.words, s.i, s.i2).isdisjoint(readings(b.words, s.j, s.j2))


def _slid(steps: list[_Step], a: _Side, b: _Side) -> list[_Step]:
    """The steps with each piece that one wording lacks moved to where an ellipsis stands, or to whole sentences.

    Of “We won. We want no war. We want peace.” the alignment takes out “no war. We want”; it may as well be “We want no
    war.”: words that stand both before a piece and at its end, or both behind it and at its start, go with either.
    """
    out = list(steps)
    for n in range(1, len(out) - 1):
        before, s, after = out[n - 1 : n + 2]
        if not (before.same and after.same) or (s.i < s.i2) == (s.j < s.j2):
            continue
        full, bare, i, i2, j = (a, b, s.i, s.i2, s.j) if s.i < s.i2 else (b, a, s.j, s.j2, s.i)
        back, fore = (min(r.i2 - r.i, r.j2 - r.j) - 1 for r in (before, after))  # a run keeps a word
        back = next((k for k in range(back) if full.forms[i - k - 1] != full.forms[i2 - k - 1]), back)
        fore = next((k for k in range(fore) if full.forms[i + k] != full.forms[i2 + k]), fore)
        moves = sorted(range(-back, fore + 1), key=abs)
        if k := next((k for k in moves if j + k in bare.cuts or _is_whole(full, i + k, i2 + k)), 0):
            out[n - 1] = before._replace(i2=before.i2 + k, j2=before.j2 + k)
            out[n] = _Step(False, s.i + k, s.i2 + k, s.j + k, s.j2 + k)
            out[n + 1] = after._replace(i=after.i + k, j=after.j + k)
    return out


def _core(steps: list[_Step], a: _Side, b: _Side) -> list[_Step]:
    """The steps without runs at either end that agree by chance: light beside the gap that parts them from the rest.

    A cut and an editor's bracket part nothing: “He [Lee] lied” is of one piece.
    """
    for lead in (True, False):
        for again in count():
            runs = [n for n, s in enumerate(steps) if s.same]
            if len(runs) < 2:
                break
            n, inner = (0, 1) if lead else (-1, -2)
            run, gaps = steps[runs[n]], steps[min(runs[n], runs[inner]) + 1 : max(runs[n], runs[inner])]
            gaps = [part for gap in gaps for part in _bracketed(gap, a, b)]
            gaps = [g for g in gaps if not _is_cut(g, a, b) and not _is_bracket(g, a, b)]
            n_left = sum(weight(a.forms[g.i : g.i2]) for g in gaps)
            n_right = sum(weight(b.forms[g.j : g.j2]) for g in gaps)
            gap = 0.5 * min(n_left, n_right) + 0.34 * abs(n_left - n_right)
            if weight(a.forms[run.i : run.i2]) >= min(gap, 4):
                break
            steps = _without(steps, runs[inner], lead, a, b, near=not again)
    return steps


def _is_cut(gap: _Step, a: _Side, b: _Side) -> bool:
    """Whether an ellipsis stands in one wording for what the other has."""
    return (gap.i == gap.i2 and gap.i in a.cuts) or (gap.j == gap.j2 and gap.j in b.cuts)


def _without(steps: list[_Step], inner: int, lead: bool, a: _Side, b: _Side, *, near: bool) -> list[_Step]:
    """The steps with those beyond `inner`, a run, as one that differs.

    With `near` the words next to the run are aligned anew, without the fuller wording's far words.
    """
    parts = steps[:inner] if lead else steps[inner + 1 :]
    (_, i, _, j, _), (_, _, i2, _, j2) = parts[0], parts[-1]
    reach = min(i2 - i, j2 - j) + 2
    x, y = (max(i, i2 - reach), max(j, j2 - reach)) if lead else (i, j)
    x2, y2 = (i2, j2) if lead else (min(i2, i + reach), min(j2, j + reach))
    found = _aligned(a.forms[x:x2], b.forms[y:y2]) if near else []
    if sum(s.i2 - s.i for s in found if s.same) < 0.5 * min(x2 - x, y2 - y) or not found:  # chance here too
        apart = [_Step(False, i, i2, j, j2)]
    else:
        apart = [_Step(s.same, s.i + x, s.i2 + x, s.j + y, s.j2 + y) for s in found]
        apart = _joined(_Step(False, i, x, j, y), *apart) if lead else _joined(*apart, _Step(False, x2, i2, y2, j2))
    return [*apart, *steps[inner:]] if lead else [*steps[: inner + 1], *apart]


def _joined(*steps: _Step) -> list[_Step]:
    """The steps, empty ones left out, neighbours of one kind as one."""
    out: list[_Step] = []
    for s in steps:
        if s.i == s.i2 and s.j == s.j2:
            continue
        if out and out[-1].same == s.same:
            s = _Step(s.same, out[-1].i, s.i2, out.pop().j, s.j2)
        out.append(s)
    return out


def _bracketed(s: _Step, a: _Side, b: _Side) -> list[_Step]:
    """The step with an editor's bracket at its start or end set apart, against as many words as are left over."""
    for side, lo, hi, other in ((b.words, s.j, s.j2, s.i2 - s.i), (a.words, s.i, s.i2, s.j2 - s.j)):
        flags = [side[n].bracketed for n in range(lo, hi)]
        if not any(flags) or all(flags):
            continue
        plain = flags.count(False)
        spare = max(0, other - plain)
        at_start = flags[0]
        n = flags.index(False) if at_start else flags[::-1].index(False)
        n_right, n_left = (n, spare) if side is b.words else (spare, n)
        i, j = (s.i + n_left, s.j + n_right) if at_start else (s.i2 - n_left, s.j2 - n_right)
        i, j = _unsplit(a.words, i, s.i2), _unsplit(b.words, j, s.j2)
        return [_Step(False, s.i, i, s.j, j), _Step(False, i, s.i2, j, s.j2)]
    return [s]


def _ended(steps: list[_Step], a: _Side, b: _Side) -> list[_Step]:
    """The steps, of words changed at an end the change apart from what a wording has beyond it: that was left out.

    Only where the shorter wording is mostly the other's: what shares a phrase goes on in its own way.
    """
    if _overlap(_kept(steps, a), a, b) < _MOSTLY:
        return steps
    first, *rest = steps
    *inner, last = rest or [first]
    return [*_parted(first, a, b, leads=True), *inner, *(_parted(last, a, b, leads=False) if rest else ())]


def _parted(s: _Step, a: _Side, b: _Side, *, leads: bool) -> list[_Step]:
    if s.same or s.i == s.i2 or s.j == s.j2 or _is_bracket(s, a, b) or _goes_on(s, a, b, leads):
        return [s]
    less, more = sorted((a.forms[s.i : s.i2], b.forms[s.j : s.j2]), key=len)
    if 2 * weight(set(less) & set(more)) >= weight(set(less)):  # not in the next words, but further away
        return [s]
    if leads:
        i, j = _opened(a, s.i, s.i2), _opened(b, s.j, s.j2)
        if abs((s.i2 - i) - (s.j2 - j)) > 2:  # “It” may stand for “The mill that we all loved”
            return [s]
        parts = _Step(False, s.i, i, s.j, s.j), _Step(False, i, i, s.j, j), s._replace(i=i, j=j)
    else:
        i, j = _closed(a, s.i, s.i2), _closed(b, s.j, s.j2)
        if abs((i - s.i) - (j - s.j)) > 2:  # “900” stands against “300” or “300 people”, not against all of a clause
            n = min(i - s.i, j - s.j)
            i, j = _unsplit(a.words, s.i + n, s.i2), _unsplit(b.words, s.j + n, s.j2)
        parts = s._replace(i2=i, j2=j), _Step(False, i, s.i2, j, j), _Step(False, s.i2, s.i2, j, s.j2)
    return [p for p in parts if p.i < p.i2 or p.j < p.j2]


def _unsplit(found: list[Word], i: int, stop: int) -> int:
    """The place, before `stop`, behind all words of the token that it divides: “$2m” is 2000000 and dollar."""
    return i + (0 < i < stop and found[i].start == found[i - 1].start)


def _opened(side: _Side, i: int, i2: int) -> int:
    """Where the last sentence of [i, i2) begins."""
    return max((n for n in range(i, i2) if side.words[n].opens), default=i)


def _closed(side: _Side, i: int, i2: int) -> int:
    """Where the sentence that `i` stands in ends."""
    return next((n for n in range(i + 1, i2) if side.words[n].opens), i2)


class _Piece(NamedTuple):
    """A step that differs, judged."""

    altered: bool
    """Whether it changes the words; else it leaves whole pieces out, or is an editor's."""
    sense: Sense | None
    editor: bool = False


def _judged(steps: list[_Step], a: _Side, b: _Side) -> Comparison:
    runs = [n for n, s in enumerate(steps) if s.same]
    pieces = {n: _piece(s, a, b, n < runs[0], n > runs[-1]) for n, s in enumerate(steps) if not s.same}
    edits = tuple(_edit(s, a, b, pieces.get(n)) for n, s in enumerate(steps))
    agreed = sum(s.i2 - s.i for s in steps if s.same)
    agreed_right = sum(s.j2 - s.j for s in steps if s.same)
    kept = _kept(steps, a)
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
    score = 0.0 if relation == "different" else density if relation != "overlap" else _overlap(kept, a, b)
    return Comparison(
        relation=relation,
        edits=edits,
        score=round(score, 4),
        share_left=round(agreed / len(a.words), 4),
        share_right=round(agreed_right / len(b.words), 4),
    )


def _kept(steps: list[_Step], a: _Side) -> float:
    return sum(weight(a.forms[s.i : s.i2]) for s in steps if s.same)


def _overlap(kept: float, a: _Side, b: _Side) -> float:
    return min(1.0, kept / max(0.3, min(weight(a.forms), weight(b.forms))))


def _piece(s: _Step, a: _Side, b: _Side, leads: bool, trails: bool) -> _Piece:
    """What the words [i, i2) against [j, j2) are: a piece left out, an editor's bracket, or an alteration."""
    n, m = s.i2 - s.i, s.j2 - s.j
    if _is_bracket(s, a, b):
        turned = _turned(a.words[s.i : s.i2], b.words[s.j : s.j2])
        return _Piece(turned is not None, turned, editor=turned is None)
    at_end = leads or trails
    if not n or not m:
        full, bare, i, i2, j = (a, b, s.i, s.i2, s.j) if n else (b, a, s.j, s.j2, s.i)
        if at_end or j in bare.cuts or _is_whole(full, i, i2):
            return _Piece(False, _lost(full, i, i2, leads))
    elif _is_aside(s, a, b, leads) if at_end else {s.i, s.i2} & a.cuts and {s.j, s.j2} & b.cuts:
        return _Piece(False, None)
    left, right = a.words[s.i : s.i2], b.words[s.j : s.j2]
    sense = _sense(left, right)
    named = sense in ("modal", "wording") and left and right and _is_renamed(left[0], right[0], (*a.words, *b.words))
    return _Piece(True, "name" if named else sense)


def _is_bracket(s: _Step, a: _Side, b: _Side) -> bool:
    """Whether the step is an editor's bracket in one wording, against what it stands for in the other."""
    return _is_editors(a.words, s.i, s.i2, s.j2 - s.j) or _is_editors(b.words, s.j, s.j2, s.i2 - s.i)


def _is_editors(found: list[Word], i: int, i2: int, against: int) -> bool:
    """Whether words [i, i2) are a whole bracket, against no more words than it can stand for."""
    inside = i < i2 and all(w.bracketed for w in found[i:i2])
    goes_on = inside and ((i > 0 and found[i - 1].bracketed) or (i2 < len(found) and found[i2].bracketed))
    return inside and not goes_on and against <= max(4, 2 * (i2 - i))


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


def _is_whole(side: _Side, i: int, i2: int) -> bool:
    """Whether [i, i2) is whole sentences, in the middle of the wording."""
    return side.words[i].opens and (i2 == len(side.words) or side.words[i2].opens)


def _is_aside(s: _Step, a: _Side, b: _Side, leads: bool) -> bool:
    """Whether what differs at an end is more that each has of its own, not the same words changed."""
    n, m = s.i2 - s.i, s.j2 - s.j
    return _goes_on(s, a, b, leads) or max(n, m) >= 4 * min(n, m) + 4


def _goes_on(s: _Step, a: _Side, b: _Side, leads: bool) -> bool:
    """Whether each goes on in its own way: from the end of a sentence, or in many words."""
    n, m = s.i2 - s.i, s.j2 - s.j
    i, j = (s.i2, s.j2) if leads else (s.i, s.j)
    meets = (a.words[i].opens, b.words[j].opens)
    return all(meets) or min(n, m) >= 4 or (any(meets) and (min(n, m) >= 2 or max(n, m) >= 8))


def _lost(side: _Side, i: int, i2: int, leads: bool) -> Sense | None:
    """What the words lost with a piece that was left out change in those that stay: a reservation, a negation."""
    found = side.words
    begin = _opened(side, i, i2)
    goes_on = i2 < len(found) and not found[i2].opens
    if goes_on and _is_denied(found[begin : i2 + 1]):
        return "negation"
    if leads:
        return "cut" if goes_on and found[begin].form in ("if", "unless") else None
    stop = _closed(side, i, i2)
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


def _edit(s: _Step, a: _Side, b: _Side, piece: _Piece | None) -> Edit:
    """The step as edits, spans in place of words."""
    kind: EditKind = "same" if s.same else "added" if s.i == s.i2 else "dropped" if s.j == s.j2 else "replaced"
    return Edit(kind, _span(a.words, s.i, s.i2), _span(b.words, s.j, s.j2), piece.sense if piece else None)


def _span(found: list[Word], i: int, i2: int) -> Span:
    """From the first word's start to the last one's end; where there is none, the place behind the word before."""
    if i < i2:
        return found[i].start, found[i2 - 1].end
    place = found[i - 1].end if i else 0
    return place, place


def _apart(a: _Side, b: _Side) -> tuple[Edit, ...]:
    edits = []
    if a.words:
        edits.append(Edit("dropped", _span(a.words, 0, len(a.words)), (0, 0)))
    if b.words:
        edits.append(Edit("added", (0, 0), _span(b.words, 0, len(b.words))))
    return tuple(edits)
