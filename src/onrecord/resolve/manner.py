"""How a cue tells its act: once in the past, as a habit, in the present, as what had long been so."""

from __future__ import annotations

import re

from onrecord.data import Attribution
from onrecord.resolve.prose import Prose

PERFECT = re.compile(
    r"\b(?:ha(?:s|ve|d)|[’'](?:s|ve|d)) (?:\w+ )?(?:\w+ed|been|said|told|made|taken|called|written|sought|spoken|long|"
    r"argued|put|given|vowed)\b",
    re.IGNORECASE,
)
HABIT = re.compile(
    r"\b(?:often|always|usually|frequently|regularly|sometimes|previously|long|consistently)\b", re.IGNORECASE
)
PRESENT = re.compile(
    r"^(?:\w+ly )?(?:says?|den(?:y|ies)|disputes?|rejects?|believes?|"
    r"thinks?|wants?|knows?|hopes?|feels?|argues?|claims?|supports?|opposes?|"
    r"plans?|insists?|calls?|expects?|favou?rs?|contends?|maintains?|sees?|views?|proposes?|is|are|can|cannot|doesn.t|"
    r"does|do|don.t|love|may|might|would|could)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"\b(?:add(?:s|ed|ing)?|continu(?:es|ed|ing)|went on|going on|goes on|also|further|then)\b", re.IGNORECASE
)
MODAL = re.compile(r"(?:to|will|would|could|can|may|might|should|must|has to|wants? to|plans? to)\b", re.IGNORECASE)
PROGRESSIVE = re.compile(r"(?:is|are|was|were) \w+ing\b")
PAST = re.compile(
    r"\b(?:\w+ed|said|told|wrote|made|took|gave|went|began|spoke|called|put|sent|laid|struck|shot|drew|hit|won|met|saw|"
    r"held|got|came|led|sought|let|cast|fought|thought|felt|knew|found|shook)\b",
    re.IGNORECASE,
)
SAID = re.compile(r"\bsa(?:y|id)|\b(?:told|added|asked|replied|continued|wrote|tweeted)\b")
PARTICIPLE = re.compile(r"(?:\w+ly )?\w+ing\b", re.IGNORECASE)
OF_NOW = re.compile(r"\w+s\b")


def cue_of(prose: Prose, attribution: Attribution) -> str:
    """The words of the cue."""
    return " ".join(prose.text[s:e] for s, e in attribution.cue).strip()


def is_plain(prose: Prose, attribution: Attribution) -> bool:
    """Whether the cue tells one act in the past, not a habit, a state or what had long been so."""
    cue = cue_of(prose, attribution)
    if PERFECT.search(cue) or (HABIT.search(cue) and not GOES_ON.search(cue)):
        return False
    return not PRESENT.match(cue)


def manner(prose: Prose, attribution: Attribution) -> str:
    """The kind of cue, as words/carry.tsv names it: `none` where there is no cue, `noun` where it has no verb."""
    cue = cue_of(prose, attribution)
    if not cue or cue in (":", "—", "-", "--"):
        return "colon" if cue else "none"
    if PERFECT.search(cue):
        return "perfect"
    goes_on = GOES_ON.search(cue) is not None
    if HABIT.search(cue) and not goes_on:
        return "habit"
    if MODAL.match(cue):
        return "modal"
    if goes_on and PAST.search(cue):
        return "goes on"
    if PRESENT.match(cue):
        return "present"
    if PROGRESSIVE.match(cue):
        return "progressive"
    if SAID.search(cue):
        return "said"
    if PARTICIPLE.match(cue):
        return "participle"
    if PAST.search(cue):
        return "past"
    return "now" if OF_NOW.match(cue) else "noun"
