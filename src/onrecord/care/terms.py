"""The kind of rule that is a list of terms: words to avoid in the outlet's own voice, and only noted in others'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from onrecord.care.card import Card, Term, ending, pattern, phrases
from onrecord.care.story import Story, is_title_case, speaker_of
from onrecord.data import Severity, Span, Spans

_ARTICLE = re.compile(r"\A(?:the|an?) ", re.IGNORECASE)
_NEXT = re.compile(r"[\s-]{1,2}(?=[A-Z](?:[a-z]|\b))")
COMPOUND = phrases("terms.compound")
"""What makes of the word suicide before it something else than the act: an attack, or prevention."""
AROUND = 90
"""Code points before and after a term that a set phrase around it may reach."""


class Hit(NamedTuple):
    """What a rule has found, before settings have their say."""

    span: Span
    message: str
    severity: Severity | None = None
    """Instead of the rule's."""
    suggestion: str | None = None
    statement: str | None = None
    part: Literal["text", "title"] = "text"
    related: Spans = ()


def terms(story: Story, card: Card) -> Iterator[Hit]:
    """Every term of the card that is used in the sense that the card means."""
    for term in card.terms:
        if not story.has(term.stems):
            continue
        for match in pattern(term.match).finditer(story.text):
            sentence = story.sentence(match.start())
            if _bare(match.group()).split()[0] in story.names:
                continue
            if means(card, term, story.text[sentence[0] : sentence[1]], shifted(match.span(), -sentence[0])):
                hit = _hit(story, card, term, match)
                if hit is not None:
                    yield hit
        if story.apart is not None:
            for match in pattern(term.match).finditer(story.apart):
                if means(card, term, story.apart, match.span()) and not _in_marks(story.apart, match.start()):
                    yield Hit(match.span(), said(card, match.group()), term.severity, term.prefer, part="title")


def said(card: Card, words: str) -> str:
    """The card's message with the words put in."""
    return card.message.replace("{words}", " ".join(words.split()))


def shifted(span: Span, by: int) -> Span:
    """The span, so many code points on."""
    return span[0] + by, span[1] + by


def means(card: Card, term: Term, sentence: str, span: Span) -> bool:
    """Whether the words at `span` of the sentence are used in the card's sense: no set phrase, name or title."""
    if sentence[: span[1]].lower().endswith("suicide") and COMPOUND.match(sentence, span[1]):
        return False
    if is_name(sentence, span) or len(sentence) <= span[1] - span[0] + 2:
        return False  # “Bigot. Psychopath.” is a list of what others have shouted
    senses = "|".join(filter(None, (*card.senses, term.unless)))  # as one: 25 searches a match were slow
    around = max(0, span[0] - AROUND), span[1] + AROUND
    if senses and any(m.start() <= span[0] and span[1] <= m.end() for m in pattern(senses).finditer(sentence, *around)):
        return False
    if term.after is not None and not ending(term.after).search(sentence, max(0, span[0] - 40), span[0]):
        return False
    if term.near is not None and not pattern(term.near).search(sentence):
        return False
    return term.far is None or not pattern(term.far).search(sentence)


def is_name(sentence: str, span: Span) -> bool:
    """Whether the words are part of a name or a title: a capital where no sentence begins or quotation opens."""
    start = span[1] - len(_bare(sentence[slice(*span)]))
    if not sentence[start : start + 1].isupper() or is_title_case(sentence):
        return False
    before = sentence[:start].rstrip()
    opens = not before or before[-1] in "“\"'‘`.!?:(—–-"
    return not opens or _NEXT.match(sentence, span[1]) is not None


def _bare(words: str) -> str:
    """The words without an article before them, whose capital tells nothing of theirs."""
    return _ARTICLE.sub("", words)


def _in_marks(title: str, at: int) -> bool:
    before = title[:at]
    return before.count("‘") + before.count("“") > before.count("’ ") + before.count("”") or before.endswith(("'", '"'))


def _is_work(story: Story, span: Span) -> bool:
    """Whether the quoted words are a title of some work: every longer word between the marks has its capital."""
    start = max(story.text.rfind(mark, max(0, span[0] - 60), span[0]) for mark in "“\"‘'`")
    if start < 0:
        return False
    ends = [e for mark in "”\"’'" if (e := story.text.find(mark, span[1], span[1] + 60)) >= 0]
    inside = story.text[start + 1 : min(ends)] if ends else ""
    long = [w for w in re.findall(r"[^\W\d_]+", inside) if len(w) > 3]
    return bool(long) and all(w[0].isupper() for w in long) and inside.strip()[-1:] not in ".,!?"


def _hit(story: Story, card: Card, term: Term, match: re.Match[str]) -> Hit | None:
    """The finding for a term, as grave as the voice that it stands in allows; None for a title of a work."""
    voice, statement = story.voice(match.span())
    severity = term.severity
    message, prefer = said(card, match.group()), term.prefer
    if voice == "quoted":
        if _is_work(story, match.span()):
            return None
        severity = "note"
        message = (
            f"“{match.group()}” is in words that {speaker_of(statement)} is quoted with: keep them only if needed."
        )
        prefer = None
    elif voice == "reported" and card.reported is not None:
        severity = card.reported
    return Hit(match.span(), message, severity, prefer, statement.id if statement else None)
