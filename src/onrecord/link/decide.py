"""Whether two sayings report the same act of speaking: by their words, their speakers, their dates, their articles.

Every threshold was set on the outlets dev pairs (evaluation/links.py) and is in bits of sketch.bits, or a share.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import NamedTuple

from onrecord.data import Comparison, Link, LinkKind, Relation, Span
from onrecord.gathering import Likeness, Saying, named_alike
from onrecord.link.sketch import Asked, bits, keys
from onrecord.voices import is_another, occasions, voice_of
from onrecord.wordforms import STOP
from onrecord.wording import CUT, Word, compared, words

ALONE = 60.0
"""Bits of shared words that need no further evidence where both speakers are known."""
UNBACKED = 120.0
"""Bits of shared words that do where the articles tell of no event in common and a speaker is not known: what any
office says of any complaint soon has 60. No join of the outlets dev articles or of PolNeAR train is lost by it."""
BACKED = 26.0
"""Bits of shared words that do with the same speaker behind them."""
SET = 36.0
"""Bits of shared words that do where the articles tell of the same event, but not that the speaker is the same."""
UNTOLD = 78.0
"""Bits of shared words that need no further evidence where nobody is quoted or known to have said them: what many
outlets tell in the same few words, an appointment for one, is no act of speaking."""
_REWORDED = {
    (True, True): (0.6, 0.4),
    (True, False): (0.72, 0.7),
    (False, True): (0.8, 0.6),
    (False, False): (0.9, 0.9),
}
"""The least score and share where not both are quoted, by whether one is and whether the speaker is the same: facts
that all report are worded alike."""
_NEAR = 0.85
"""The least score of altered words where the speakers' names differ."""
_NAME_SHARE = 0.33


_TURNED: dict[Relation, Relation] = {"shortened": "extended", "extended": "shortened"}


class Reading(NamedTuple):
    """A wording's words, with how much each tells of the act of speaking."""

    words: tuple[Word, ...]
    bits: tuple[float, ...]
    """A name counts for a third: whoever speaks of the event says it. An ellipsis tells nothing."""
    forms: frozenset[str]


@lru_cache(maxsize=1 << 13)
def read(text: str) -> Reading:
    """The wording read, and remembered: it is compared many times."""
    found = tuple(words(text))
    weighed = tuple(
        0.0 if w.form == CUT else bits(w.form) * (_NAME_SHARE if _is_name(w) and not w.opens else 1.0) for w in found
    )
    return Reading(found, weighed, frozenset(w.form for w in found))


def ask(text: str) -> Asked:
    """What others are looked for by, that may share words with this wording."""
    reading = read(text)
    forms = [w.form for w in reading.words]
    return Asked(forms, reading.bits, keys(forms))


def _is_name(word: Word) -> bool:
    return word.capital and word.form not in STOP


def least(one: Saying, quoted: bool, speaker: str | None, context: frozenset[str]) -> float:
    """The bits of shared words without which `decide` links `one` in no way to another, of which this is known."""
    event, alike = _event(one.context, context), named_alike(one.speaker, speaker)
    if not (one.quoted and quoted):
        return _unquoted(one.quoted or quoted, alike == "same") if event else inf
    return _quoted(alike, event)


def _quoted(speaker: Likeness, event: bool) -> float:
    """The bits that do where both are quoted, by how the speakers' names compare and whether the event is the same."""
    if speaker == "same":
        return BACKED
    return SET if event else UNBACKED if speaker == "unknown" else ALONE


def _unquoted(either: bool, is_same: bool) -> float:
    """The bits that do where not both are quoted, by whether one is and whether the speaker is the same."""
    return ALONE if either or is_same else UNTOLD


@lru_cache(maxsize=1 << 10)
def _compared(left: str, right: str) -> Comparison:
    """Remembered: each of the many reports of one wording meets those of another."""
    return compared(read(left).words, read(right).words)


def decide(a: Saying, b: Saying) -> Link | None:
    """How `a` and `b` are linked, None where they are not; whichever comes first."""
    if b.id < a.id:
        a, b = b, a
    found = _compared(a.words, b.words)
    if found.relation == "different":
        return None
    same = [e for e in found.edits if e.kind == "same"]
    shared = min(_agreed([e.left for e in same], read(a.words)), _agreed([e.right for e in same], read(b.words)))
    speaker, event = _speakers(a, b), _event(a.context, b.context)
    if not _is_enough(found, shared, a, b, speaker, event):
        return None
    is_loose = speaker == "unknown" and not event
    occasion = occasions(voice_of(a), voice_of(b), phrase=shared < ALONE or is_loose)
    kind: LinkKind = "same"
    relation: Relation = found.relation
    if speaker == "other" and _denies(a) != _denies(b):
        kind = "answers"
        if _denies(b):
            a, b, relation = b, a, _TURNED.get(relation, relation)
    elif speaker == "other" and shared >= BACKED:
        kind = "attributed_to_another"
    elif occasion == "other":
        kind = "also_said"
    score = found.score * min(1.0, shared / ALONE) * (1.0 if a.quoted and b.quoted else 0.8)
    reasons = (f"{found.relation}, {shared:.0f} bits shared", f"speaker: {speaker}", f"occasion: {occasion}")
    return Link(left=a.id, right=b.id, kind=kind, relation=relation, score=round(score, 4), reasons=reasons)


def _denies(saying: Saying) -> bool:
    return saying.statement is not None and saying.statement.denial


def _agreed(same: list[Span], wording: Reading) -> float:
    """How much a wording's words at these spans tell, in bits; a third where all are a title's."""
    shared, n, number, telling, names = 0.0, 0, 0, 0, 0
    for w, told in zip(wording.words, wording.bits, strict=True):
        while n < len(same) and same[n][1] <= w.start:
            n += 1
        if n < len(same) and same[n][0] <= w.start and w.form != CUT:
            number, telling, names = number + 1, telling + (w.form not in STOP), names + _is_name(w)
            shared += told
    is_title = names == telling > 1 and 2 * names >= number
    return shared * _NAME_SHARE if is_title else shared


def _is_enough(c: Comparison, shared: float, a: Saying, b: Saying, speaker: Likeness, event: bool) -> bool:
    """Whether what is shared cannot be chance or a stock phrase."""
    if not (a.quoted and b.quoted):
        score, share = _REWORDED[a.quoted or b.quoted, speaker == "same"]
        alike = c.score >= score and max(c.share_left, c.share_right) >= share
        least = _unquoted(a.quoted or b.quoted, speaker == "same")
        return shared >= least and alike and event and speaker != "other"
    if speaker == "doubtful" and c.relation in ("altered", "overlap") and c.score < _NEAR:
        return False
    least = _quoted(speaker, event)
    partial = c.relation in ("altered", "overlap") and max(c.share_left, c.share_right) < 0.5
    if partial and not _is_staggered(c):
        least = 2 * least + 40  # far more that differs: a phrase of both, unless it is long
    if c.relation == "altered" and c.score < 0.75:
        least = max(least, ALONE)
    return shared >= least and (c.relation != "altered" or c.score >= 0.6)


def _is_staggered(c: Comparison) -> bool:
    """Whether one wording ends with what the other begins with: two cuts out of one speech."""
    return {c.edits[0].kind, c.edits[-1].kind} == {"dropped", "added"} and c.relation == "overlap"


def _event(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether articles of these contexts tell of the same event, by the names that both have."""
    return len(a & b) >= 3


def _speakers(a: Saying, b: Saying) -> Likeness:
    x, y = voice_of(a), voice_of(b)
    found = named_alike(a.speaker, b.speaker, groups=x.basis == y.basis == "named_group")
    return "doubtful" if found == "other" and not is_another(x, y) else found
