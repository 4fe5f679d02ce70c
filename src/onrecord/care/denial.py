"""Allegations and their denials: whether a reader of the one meets the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from onrecord.care.card import phrases
from onrecord.care.story import Story, speaker_of
from onrecord.care.terms import Hit
from onrecord.data import Severity, Span, Statement

FAR = 4
"""Paragraphs: a reader of a phone sees about three at once."""

_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|rejected (?:the |those |these )?(?:claims?|allegations?|accusations?)|refuted)\b",
    re.IGNORECASE,
)
_CONTRARY = re.compile(
    r"\bcontrary to (?:the |those |these |some )?(?:rumou?rs?|reports?|claims?|speculation|allegations?)\b",
    re.IGNORECASE,
)
_CLAIMS = re.compile(r"\b(?:alleg\w+|accus\w+|claim\w*|rumou?r\w*)\b", re.IGNORECASE)
_GRAVE = phrases("denial.grave")
_ACCUSES = re.compile(r"\b(?:alleg|accus)\w+", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|n[’']t|never|declin\w+|refus\w+)\b", re.IGNORECASE)
_ACCUSED = re.compile(r"\b(?:accused of|accuse[sd]?|alleged(?:ly)?|allegations?|allege[sd]?)\b", re.IGNORECASE)
_ANSWER = phrases("denial.answer")
_WORD = re.compile(r"(?<![^\W_])[a-zà-ÿ]{5,}")
_COMMON = frozenset(
    """
    about after again against among because before being could during every first going great having he'll might never
    other people really right since their there these thing things think those through times under until where which
    while
    would should still today tried trying wanted years contrary rumors rumours reports source sources claims saying
    said told state states president campaign story statement conversation
    """.split()
)


def _terms(story: Story, s: Statement) -> set[str]:
    """The beginnings of the longer words of a statement, without common ones and names, which say little."""
    found = (w for start, end in s.evidence.content for w in _WORD.findall(story.text[start:end]))
    return {w[:6] for w in found if w not in _COMMON}


def _place(s: Statement) -> int:
    return s.evidence.content[0][0]


def denials(story: Story) -> Iterator[tuple[Statement, Statement]]:
    """Every statement that denies in so many words, with the statement that it denies."""
    if not story.has(("denied", "denies", "deny", "contrary to", "rejected", "refuted")):
        return
    by_id = {s.id: s for s in story.record.statements}
    for d in story.record.statements:
        cue = story.words_of(d.evidence.cue)
        says_no = _DENIES.search(cue) is not None and not _NOT.search(cue)
        sentence = story.sentence(_place(d))
        if not says_no and not _CONTRARY.search(story.text, sentence[0], max(sentence[1], _place(d))):
            continue
        told = by_id.get(d.denies or "")
        is_told = told is not None and _is_claim(story, told) and bool(_terms(story, told) & _terms(story, d))
        denied = told if is_told else _likely(story, d, says_no)
        if denied is not None:
            yield d, denied


def _is_claim(story: Story, s: Statement) -> bool:
    """Whether a statement accuses, or has been taken back: what somebody may want to deny."""
    cue = story.words_of(s.evidence.cue)
    content = story.words_of(s.evidence.content)
    return s.fate in ("deleted", "retracted") or bool(_CLAIMS.search(cue)) or bool(_GRAVE.search(content))


def _likely(story: Story, d: Statement, says_no: bool) -> Statement | None:
    """The claim before a denial that it shares words with which no more than two other statements have.

    One word is enough where the claim has been taken back, or accuses and is denied in so many words; else two.
    """
    counts = Counter(w for s in story.record.statements for w in _terms(story, s))
    rare = {w for w in _terms(story, d) if counts[w] <= 4}
    best: tuple[int, int, Statement] | None = None
    for s in story.record.statements:
        if _place(s) >= _place(d) or s.speaker.name == d.speaker.name is not None or not _is_claim(story, s):
            continue
        cue = story.words_of(s.evidence.cue)
        least = 1 if s.fate is not None or (says_no and _ACCUSES.search(cue)) else 2
        shared = len(rare & _terms(story, s))
        if shared >= least and (best is None or (shared, _place(s)) > best[:2]):
            best = shared, _place(s), s
    return best[2] if best else None


def _is_accused_near(story: Story, d: Statement) -> bool:
    """Whether a claim stands close before a denial after all, told again by somebody else."""
    here = story.paragraph(_place(d))
    for s in story.record.statements:
        cue = story.words_of(s.evidence.cue)
        if s is not d and 0 <= here - story.paragraph(_place(s)) < FAR and _CLAIMS.search(cue):
            return True
    return False


def far(story: Story) -> Iterator[Hit]:
    """A denial that stands far behind the claim that it denies."""
    for denying, claim in denials(story):
        away = story.paragraph(_place(denying)) - story.paragraph(_place(claim))
        if away < FAR or _is_accused_near(story, denying):
            continue
        words = story.words_of(claim.evidence.content)
        fate = f" (since {claim.fate})" if claim.fate else ""
        short = " ".join(words.split())[:60]
        message = (
            f"This denies what {speaker_of(claim)} claimed{fate}, “{short}”, {away} paragraphs before: "
            "set the two side by side."
        )
        grave = _GRAVE.search(words) is not None
        span = denying.evidence.content[0]
        severity: Severity | None = None if grave and not story.is_quoted(span[0]) else "note"
        yield Hit(span, message, severity, statement=denying.id, related=claim.evidence.content)


def missing(story: Story) -> Iterator[Hit]:
    """A headline that accuses, over a story in which nobody answers the accusation, or only far down."""
    if story.headline is not None:
        line, part, at = story.text[slice(*story.headline)], "text", story.headline[0]
    elif story.apart is not None:
        line, part, at = story.apart, "title", 0
    else:
        return
    found = _ACCUSED.search(line)
    if found is None or not _GRAVE.search(line):
        return
    body = story.headline[1] if story.headline else 0
    answer = _ANSWER.search(story.text, body)
    span: Span = (at + found.start(), at + found.end())
    if answer is None and len(story.text) - body > 300:
        message = (
            "The headline accuses, and nobody in the story answers: give the answer, or say that it was asked for."
        )
        yield Hit(span, message, part="title" if part == "title" else "text")
