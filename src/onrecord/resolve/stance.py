"""Whether an attribution denies, and what became of it: denial and fate."""

from __future__ import annotations

import re

from onrecord.data import Attribution, Fate, Span
from onrecord.resolve.antecedent import Found
from onrecord.resolve.channel import Heard, Scope
from onrecord.resolve.lexicon import FATES
from onrecord.resolve.prose import Prose
from onrecord.resolve.when import Moment

RUMOUR = re.compile(r"\b(?:rumou?rs?|contrary to|alleg\w+|accus\w+|reports? that|speculation)\b", re.IGNORECASE)
HYPOTHETICAL = re.compile(
    r"\b(?:not|n[’']t|never|without|will|would|could|should|must|to) (?:[\w’']+ )?$", re.IGNORECASE
)
AGAINST = re.compile(r"[,;—–-] ?(though|although|but|however|yet|even as|while)\W+(?:\w+ ){0,3}$", re.IGNORECASE)
"""What sets records against the claim before them: “…, though records show …”."""
SHOWS = re.compile(r"\b(?:show|indicate|suggest|prove|find|found|contradict|reveal|say)", re.IGNORECASE)


def denial(prose: Prose, attribution: Attribution, scope: Scope, found: Found) -> Span | None:
    """The words that deny, dispute or reject somebody's claim; None where none do."""
    if found.basis == "document" and attribution.source:
        start = attribution.source[0][0]
        match = AGAINST.search(prose.text, max(scope.start, start - 24), start)
        if match is not None and SHOWS.search(scope.text, max(0, start - scope.start)):
            return match.span(1)
    text, telling = prose.text, scope.text.lower()
    said = " ".join(text[s : min(e, s + 160)] for s, e in attribution.content).lower()
    heard = telling + said
    for pattern in prose.patterns("denials"):
        if not pattern.is_possible(heard):
            continue
        expression, where, stems = pattern
        if where in ("cue", "near"):
            match = expression.search(scope.text) if any(w in telling for w in stems) else None
            if match is None:
                continue
            start, end = scope.start + match.start(), scope.start + match.end()
            first = (attribution.source or attribution.cue or attribution.content)[0][0]
            if where == "near" and _is_against(prose, start, first):
                continue  # it is this very claim that is contradicted
            if where == "near" and abs(start - scope.cue[0]) < 90:
                return start, end
            inside = any(s <= start < e for s, e in attribution.cue)
            if match.group().lower().startswith("reject") and ASKED.search(said[:60]):
                continue  # a request was turned down: nobody's claim
            if where == "cue" and inside and not HYPOTHETICAL.search(text, max(0, start - 24), start):
                return start, end
        elif any(w in said for w in stems) and _applies(where, prose, attribution, scope):
            for s, e in attribution.content:
                find = expression.match if where == "quoted" else expression.search
                match = find(text, s, min(e, s + 160))
                if match:
                    return match.span()
    return None


def _applies(where: str, prose: Prose, attribution: Attribution, scope: Scope) -> bool:
    """Whether words of denial in the content count: always, in quotations, as what something is called, of rumours."""
    if where == "quoted":
        return prose.share_quoted(attribution.content) > 0.5
    if where == "called":
        return bool(CALLED.search(" ".join(prose.text[s:e] for s, e in attribution.cue)))
    return where == "content" or bool(RUMOUR.search(scope.text))


CALLED = re.compile(r"\b(?:call|label|brand|describ|dismiss|denounc)\w*", re.IGNORECASE)
ASKED = re.compile(r"\b(?:request|call|appeal|bid|offer|proposal|plan|motion|invitation|nominat|deal|settlement|"
                   r"petition|application|amendment|bill|measure)", re.IGNORECASE)  # fmt: skip


def _is_against(prose: Prose, start: int, first: int) -> bool:
    """Whether words of denial at `start` stand right before the source of the claim that they deny."""
    return start < first and CONTRADICTED.search(prose.text, start, first) is not None


CONTRADICTED = re.compile(r"\b((?:contradict|disput|refut|debunk)\w*) (?:the |an? |earlier )*$", re.IGNORECASE)
"""What strikes down the claim named right after it: “contradicting the council’s claim that …”."""
POSTED = frozenset({"twitter", "facebook", "instagram", "other_social"})
Mark = tuple[int, int, Fate]


def fate_marks(prose: Prose) -> list[Mark]:
    """Every place of the article that tells what became of somebody's words, in order."""
    lower = prose.text.lower()
    out: list[Mark] = []
    for pattern in prose.patterns("fates"):
        if not pattern.is_possible(lower):
            continue
        for match in pattern.expression.finditer(prose.text):
            if not HYPOTHETICAL.search(prose.text, max(0, match.start() - 24), match.start()):
                out.append((match.start(), match.end(), FATES[pattern.value]))
    return sorted(out)


def fate(prose: Prose, attribution: Attribution, scope: Scope, marks: list[Mark], channel: Heard | None) -> Mark | None:
    """What the article says became of these words: in their own sentence, or in one of the two after them."""
    first = (attribution.source or attribution.cue or attribution.content)[0][0]
    struck = CONTRADICTED.search(prose.text, max(0, first - 30), first)
    if struck is not None:
        return (*struck.span(1), "disputed")
    if not marks:
        return None
    own = (scope.start, scope.start + len(scope.text))
    cue = " ".join(prose.text[s:e] for s, e in attribution.cue)
    for mark in marks:
        if own[0] <= mark[0] < own[1] and scope.text[mark[0] - own[0]] != "\x00" and _concerns(scope, mark, cue):
            return mark
    last = max(prose.sentence(max(attribution.content[-1][1], scope.cue[1]) - 1), prose.sentence(scope.cue[0]))
    end = prose.sentences[min(last + 2, len(prose.sentences) - 1)][1]
    for mark in marks:
        if prose.sentences[last][1] <= mark[0] < end:
            if mark[2] == "deleted" and (channel is None or channel.kind not in POSTED):
                continue
            around = (max(prose.sentences[prose.sentence(mark[0])][0], mark[0] - 40), min(end, mark[1] + 40))
            if POINTS_BACK.search(prose.text, *around):
                return mark
    return None


def fate_day(prose: Prose, mark: Mark, moments: list[Moment]) -> Moment | None:
    """The time words that date what became of the words: in the mark's sentence, no other act between."""
    start, end = prose.sentences[prose.sentence(mark[0])]
    best: Moment | None = None
    for m in moments:
        if not start <= m.start < end or m.is_future:
            continue
        between = prose.text[m.end : mark[0]] if m.start < mark[0] else prose.text[mark[1] : m.start]
        if ANOTHER_ACT.search(between) or len(between) > 80:
            continue
        if best is None or abs(m.start - mark[0]) < abs(best.start - mark[0]):
            best = m
    return best


ANOTHER_ACT = re.compile(
    r"\b(?:then|later|and|who|which|that|sent|posted|made|written|published|from|of)\b|[;:]", re.IGNORECASE
)


def denied(
    prose: Prose, attributions: list[Attribution], found: list[Found], denials: list[Span | None]
) -> dict[int, int]:
    """Which statement each denial denies, by index: somebody else's near it with most words in common."""
    if not any(denials):
        return {}
    words = [
        {prose.lower[k][:6] for s in a.content for k in prose.words_in(s) if len(prose.lower[k]) > 3}
        for a in attributions
    ]
    out: dict[int, int] = {}
    for i, span in enumerate(denials):
        if span is None:
            continue
        before = attributions[i - 1] if i else None
        if before is not None and AGAINST.match("," + prose.text[span[0] : span[1]] + " "):
            ends = prose.sentence(before.content[-1][1] - 1)
            if ends == prose.sentence(span[0]) and not found[i - 1].is_same(found[i]):
                out[i] = i - 1
                continue
        best: tuple[float, int] | None = None
        for j in range(max(0, i - 12), min(len(attributions), i + 4)):
            shared = len(words[i] & words[j])
            if j == i or shared < 2 or found[j].is_same(found[i]) or denials[j] is not None:
                continue
            score = shared / (len(words[i] | words[j]) or 1) - 0.02 * abs(i - j) - 0.1 * (j > i)
            if score > 0.1 and (best is None or score > best[0]):
                best = (score, j)
        if best is not None:
            out[i] = best[1]
    return out


def disputes(prose: Prose, found: Found, span: Span) -> bool:
    """Whether a denial is the article's own word against a statement: records, or a word like “disputed”."""
    return found.basis == "document" or bool(DISPUTE.search(prose.text, span[0], span[1]))


DISPUTE = re.compile(r"\b(?:disput|contradict|refut|debunk)", re.IGNORECASE)
POINTS_BACK = re.compile(
    r"\b(?:it|that|this|the|his|her|their|those|these|its) ?(?:\w+ )?(?:tweet|post|message|remark|comment|"
    r"statement|claim|video|words|quote|answer|"
    r"figure|story|article|report|accusation|allegation|assertion)s?\b",
    re.IGNORECASE,
)
SAID_THINGS = re.compile(
    r"\b(?:tweet|post|message|remark|comment|statement|claim|video|story|article|report|answer|column)s?\b",
    re.IGNORECASE,
)


def _concerns(scope: Scope, mark: Mark, cue: str) -> bool:
    """Whether words of fate speak of what the sentence's cue reports: “deleted a post claiming …”."""
    start, end = mark[0] - scope.start, mark[1] - scope.start
    if scope.cue[0] - scope.start <= start < scope.cue[1] - scope.start:
        return bool(SAID_THINGS.search(scope.text, end, scope.cue[1] - scope.start))  # “later deleted a post claiming”
    if start < scope.cue[0] - scope.start:
        between = scope.text[end : max(end, scope.cue[0] - scope.start)]
        return len(between) < 60 and bool(SAID_THINGS.search(between + cue)) and not re.search(r"[.;:]", between)
    return bool(POINTS_BACK.search(scope.text, end))
