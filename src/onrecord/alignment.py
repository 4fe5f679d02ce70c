"""Which words of two wordings stand against each other: runs of equal words, and what differs between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import NamedTuple

from onrecord.wordforms import CUT, Word, readings, weight

_MOSTLY = 0.67
"""The share of the shorter wording's weight: with less, phrases in common made alterations (outlets dev)."""


class Step(NamedTuple):
    """One step of an alignment: left words [i, i2) stand against right words [j, j2)."""

    same: bool
    i: int
    i2: int
    j: int
    j2: int


class Side(NamedTuple):
    """One wording without its ellipses; `cuts` are the places of these, as the index of the word that follows."""

    words: list[Word]
    forms: list[str]
    cuts: frozenset[int]


def aligned(a: Side, b: Side) -> list[Step]:
    """The steps, which cover both wordings; none where they have no run in common."""
    if not a.words or not b.words:
        return []
    steps = [s._replace(same=s.same or _is_contracted(s, a, b)) for s in _runs(a.forms, b.forms)]
    steps = _core(_slid(steps, a, b), a, b)
    if not any(s.same for s in steps):
        return []
    parts = [part for s in steps for part in ([s] if s.same else _bracketed(s, a, b))]
    return _ended([p for p in parts if p.i < p.i2 or p.j < p.j2], a, b)


def side_of(found: Sequence[Word]) -> Side:
    """The wording of these words."""
    kept: list[Word] = []
    cuts = set()
    for w in found:
        if w.form == CUT:
            cuts.add(len(kept))
        else:
            kept.append(w)
    return Side(kept, [w.form for w in kept], frozenset(cuts))


_WORK = 10_000_000
"""Pairs of equal words times possible runs: above it the words of most pairs are set aside, and only extend a run.

A pair is looked at again for each run: “shame” 1,300 times against “shame on” 490 times took 44 s. Two ordinary texts
come to it from some 900 words each on, and then without “the” and the like as the start of a run."""


def _runs(a: list[str], b: list[str]) -> list[Step]:
    """The alignment by longest common runs (Ratcliff and Obershelp), both wordings covered; steps alternate."""
    if a == b:
        return [Step(True, 0, len(a), 0, len(b))]
    steps: list[Step] = []
    i = j = 0
    for m in SequenceMatcher(_crowds(a, b).__contains__, a, b, autojunk=False).get_matching_blocks():
        if (i, j) != (m.a, m.b):
            # health care and healthcare, per cent and percent
            joined = "".join(a[i : m.a]) == "".join(b[j : m.b])
            steps.append(Step(joined, i, m.a, j, m.b))
        if m.size:
            steps.append(Step(True, m.a, m.a + m.size, m.b, m.b + m.size))
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


def _is_contracted(s: Step, a: Side, b: Side) -> bool:
    """Whether what differs is one contraction taken apart: “She’d” and “She had”, “the tram’s”, “tram is”."""
    if s.i == s.i2 or s.j == s.j2:
        return False
    return not readings(a.words, s.i, s.i2).isdisjoint(readings(b.words, s.j, s.j2))


def _slid(steps: list[Step], a: Side, b: Side) -> list[Step]:
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
        if k := next((k for k in moves if j + k in bare.cuts or is_whole(full, i + k, i2 + k)), 0):
            out[n - 1] = before._replace(i2=before.i2 + k, j2=before.j2 + k)
            out[n] = Step(False, s.i + k, s.i2 + k, s.j + k, s.j2 + k)
            out[n + 1] = after._replace(i=after.i + k, j=after.j + k)
    return out


def _core(steps: list[Step], a: Side, b: Side) -> list[Step]:
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
            gaps = [g for g in gaps if not _is_cut(g, a, b) and not is_bracket(g, a, b)]
            n_left = sum(weight(a.forms[g.i : g.i2]) for g in gaps)
            n_right = sum(weight(b.forms[g.j : g.j2]) for g in gaps)
            gap = 0.5 * min(n_left, n_right) + 0.34 * abs(n_left - n_right)
            if weight(a.forms[run.i : run.i2]) >= min(gap, 4):
                break
            steps = _without(steps, runs[inner], lead, a, b, near=not again)
    return steps


def _is_cut(gap: Step, a: Side, b: Side) -> bool:
    """Whether an ellipsis stands in one wording for what the other has."""
    return (gap.i == gap.i2 and gap.i in a.cuts) or (gap.j == gap.j2 and gap.j in b.cuts)


def _without(steps: list[Step], inner: int, lead: bool, a: Side, b: Side, *, near: bool) -> list[Step]:
    """The steps with those beyond `inner`, a run, as one that differs.

    With `near` the words next to the run are aligned anew, without the fuller wording's far words.
    """
    parts = steps[:inner] if lead else steps[inner + 1 :]
    (_, i, _, j, _), (_, _, i2, _, j2) = parts[0], parts[-1]
    reach = min(i2 - i, j2 - j) + 2
    x, y = (max(i, i2 - reach), max(j, j2 - reach)) if lead else (i, j)
    x2, y2 = (i2, j2) if lead else (min(i2, i + reach), min(j2, j + reach))
    found = _runs(a.forms[x:x2], b.forms[y:y2]) if near else []
    if sum(s.i2 - s.i for s in found if s.same) < 0.5 * min(x2 - x, y2 - y) or not found:  # chance here too
        apart = [Step(False, i, i2, j, j2)]
    else:
        apart = [Step(s.same, s.i + x, s.i2 + x, s.j + y, s.j2 + y) for s in found]
        apart = _joined(Step(False, i, x, j, y), *apart) if lead else _joined(*apart, Step(False, x2, i2, y2, j2))
    return [*apart, *steps[inner:]] if lead else [*steps[: inner + 1], *apart]


def _joined(*steps: Step) -> list[Step]:
    """The steps, empty ones left out, neighbours of one kind as one."""
    out: list[Step] = []
    for s in steps:
        if s.i == s.i2 and s.j == s.j2:
            continue
        if out and out[-1].same == s.same:
            s = Step(s.same, out[-1].i, s.i2, out.pop().j, s.j2)
        out.append(s)
    return out


def _bracketed(s: Step, a: Side, b: Side) -> list[Step]:
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
        return [Step(False, s.i, i, s.j, j), Step(False, i, s.i2, j, s.j2)]
    return [s]


def _ended(steps: list[Step], a: Side, b: Side) -> list[Step]:
    """The steps, of words changed at an end the change apart from what a wording has beyond it: that was left out.

    Only where the shorter wording is mostly the other's: what shares a phrase goes on in its own way.
    """
    if share(agreed_weight(steps, a), a, b) < _MOSTLY:
        return steps
    first, *rest = steps
    *inner, last = rest or [first]
    return [*_parted(first, a, b, leads=True), *inner, *(_parted(last, a, b, leads=False) if rest else ())]


def _parted(s: Step, a: Side, b: Side, *, leads: bool) -> list[Step]:
    if s.same or s.i == s.i2 or s.j == s.j2 or is_bracket(s, a, b) or diverge(s, a, b, leads):
        return [s]
    less, more = sorted((a.forms[s.i : s.i2], b.forms[s.j : s.j2]), key=len)
    if 2 * weight(set(less) & set(more)) >= weight(set(less)):  # not in the next words, but further away
        return [s]
    if leads:
        i, j = opened(a, s.i, s.i2), opened(b, s.j, s.j2)
        if abs((s.i2 - i) - (s.j2 - j)) > 2:  # “It” may stand for “The mill that we all loved”
            return [s]
        parts = Step(False, s.i, i, s.j, s.j), Step(False, i, i, s.j, j), s._replace(i=i, j=j)
    else:
        i, j = closed(a, s.i, s.i2), closed(b, s.j, s.j2)
        if abs((i - s.i) - (j - s.j)) > 2:  # “900” stands against “300” or “300 people”, not against all of a clause
            n = min(i - s.i, j - s.j)
            i, j = _unsplit(a.words, s.i + n, s.i2), _unsplit(b.words, s.j + n, s.j2)
        parts = s._replace(i2=i, j2=j), Step(False, i, s.i2, j, j), Step(False, s.i2, s.i2, j, s.j2)
    return [p for p in parts if p.i < p.i2 or p.j < p.j2]


def _unsplit(found: list[Word], i: int, stop: int) -> int:
    """The place, before `stop`, behind all words of the token that it divides: “$2m” is 2000000 and dollar."""
    return i + (0 < i < stop and found[i].start == found[i - 1].start)


def opened(side: Side, i: int, i2: int) -> int:
    """Where the last sentence of [i, i2) begins."""
    return max((n for n in range(i, i2) if side.words[n].opens), default=i)


def closed(side: Side, i: int, i2: int) -> int:
    """Where the sentence that `i` stands in ends."""
    return next((n for n in range(i + 1, i2) if side.words[n].opens), i2)


def agreed_weight(steps: list[Step], a: Side) -> float:
    """The weight of the words in common."""
    return sum(weight(a.forms[s.i : s.i2]) for s in steps if s.same)


def share(kept: float, a: Side, b: Side) -> float:
    """How much of the shorter wording so much weight is."""
    return min(1.0, kept / max(0.3, min(weight(a.forms), weight(b.forms))))


def is_bracket(s: Step, a: Side, b: Side) -> bool:
    """Whether the step is an editor's bracket in one wording, against what it stands for in the other."""
    return _is_editors(a.words, s.i, s.i2, s.j2 - s.j) or _is_editors(b.words, s.j, s.j2, s.i2 - s.i)


def _is_editors(found: list[Word], i: int, i2: int, against: int) -> bool:
    """Whether words [i, i2) are a whole bracket, against no more words than it can stand for."""
    inside = i < i2 and all(w.bracketed for w in found[i:i2])
    goes_on = inside and ((i > 0 and found[i - 1].bracketed) or (i2 < len(found) and found[i2].bracketed))
    return inside and not goes_on and against <= max(4, 2 * (i2 - i))


def is_whole(side: Side, i: int, i2: int) -> bool:
    """Whether [i, i2) is whole sentences, in the middle of the wording."""
    return side.words[i].opens and (i2 == len(side.words) or side.words[i2].opens)


def diverge(s: Step, a: Side, b: Side, leads: bool) -> bool:
    """Whether each goes on in its own way: from the end of a sentence, or in many words."""
    n, m = s.i2 - s.i, s.j2 - s.j
    i, j = (s.i2, s.j2) if leads else (s.i, s.j)
    meets = (a.words[i].opens, b.words[j].opens)
    return all(meets) or min(n, m) >= 4 or (any(meets) and (min(n, m) >= 2 or max(n, m) >= 8))
