"""Whether an attribution denies somebody's claim, and which one."""

from __future__ import annotations

import re

from onrecord.data import Attribution, Span
from onrecord.resolve.channel import Scope
from onrecord.resolve.found import Found
from onrecord.resolve.manner import cue_of
from onrecord.resolve.prose import Prose

RUMOUR = re.compile(r"\b(?:rumou?rs?|contrary to|alleg\w+|accus\w+|reports? that|speculation)\b", re.IGNORECASE)
HYPOTHETICAL = re.compile(
    r"\b(?:not|n[’']t|never|without|will|would|could|should|must|to) (?:[\w’']+ )?$", re.IGNORECASE
)
AGAINST = re.compile(r"[,;—–-] ?(though|although|but|however|yet|even as|while)\W+(?:\w+ ){0,3}$", re.IGNORECASE)
"""What sets records against the claim before them: “…, though records show …”."""
SHOWS = re.compile(r"\b(?:show|indicate|suggest|prove|find|found|contradict|reveal|say)", re.IGNORECASE)


CONTRADICTED = re.compile(r"\b((?:contradict|disput|refut|debunk)\w*) (?:the |an? |earlier )*$", re.IGNORECASE)
"""What strikes down the claim named right after it: “contradicting the council’s claim that …”."""


def denial(prose: Prose, attribution: Attribution, scope: Scope, found: Found) -> Span | None:
    """The words that deny, dispute or reject somebody's claim; None where none do."""
    if found.basis == "document" and attribution.source:
        start = attribution.source[0][0]
        match = AGAINST.search(prose.text, max(scope.start, start - 24), start)
        if match is not None and SHOWS.search(scope.text, max(0, start - scope.start)):
            return match.span(1)
    text, end = prose.text, scope.start + len(scope.text)
    openings = [(s, min(e, s + 160)) for s, e in attribution.content]
    possible = prose.patterns("denials", (scope.start, end), *openings)
    if not possible:
        return None
    telling = scope.text.lower()
    said = " ".join(text[s:e] for s, e in openings).lower()
    for expression, where, stems in possible:
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
            word = match.group().lower()
            if word.startswith("reject") and (ASKED.search(said[:60]) or said in ("that", "it", "them")):
                continue  # a request was turned down: nobody's claim
            if word.startswith("den") and REFUSED.match(said):
                continue
            passive = word.startswith(("reject", "den")) and PASSIVE.search(scope.text[: match.start()])
            if passive and not (CLAIM.search(said[:60]) or RUMOUR.search(said[:60])):
                continue  # “the motion was denied”, unlike “a claim that …”
            if word.split()[-1] in ("issue", "exception", "with") and not CLAIM.search(said[:120]):
                continue
            if where == "cue" and inside and not HYPOTHETICAL.search(text, max(0, start - 24), start):
                return start, end
        elif any(w in said for w in stems) and _applies(where, prose, attribution, scope):
            for s, e in openings:
                find = expression.match if where == "quoted" else expression.search
                match = find(text, s, e)
                if match:
                    return _words_of(text, match.span())
    return None


def _words_of(text: str, span: Span) -> Span:
    """The span from its first word to its last, whole ones: without marks and spaces, “It’s false” for “’s false”."""
    start, end = span
    if start and text[start] in "’'" and text[start - 1].isalnum():
        start -= 1
    while not text[start].isalnum():
        start += 1
    while not text[end - 1].isalnum():
        end -= 1
    while start and text[start - 1].isalnum():
        start -= 1
    return start, end


def _applies(where: str, prose: Prose, attribution: Attribution, scope: Scope) -> bool:
    """Whether words of denial in the content count: always, in quotations, as what something is called, of rumours."""
    if where == "quoted":
        return prose.share_quoted(attribution.content) > 0.5
    if where == "called":
        return bool(CALLED.search(cue_of(prose, attribution)))
    return where == "content" or bool(RUMOUR.search(scope.text))


CALLED = re.compile(r"\b(?:call|label|brand|describ|dismiss|denounc)\w*", re.IGNORECASE)
ASKED = re.compile(r"\b(?:request|call|appeal|bid|offer|proposal|plan|motion|invitation|nominat|deal|settlement|"
                   r"petition|application|amendment|bill|measure)", re.IGNORECASE)  # fmt: skip


REFUSED = re.compile(
    r"(?:the|an?|any|all|his|her|their|its)? ?(?:\w+ )?(?:change|request|motion|visa|entry|access|permit|bail|"
    r"application|petition|appeal|leave|chance|right|service|coverage)",
    re.IGNORECASE,
)
"""What is denied to somebody, not a claim."""
PASSIVE = re.compile(r"\b(?:was|were|been|being|be) $")
CLAIM = re.compile(
    r"\b(?:claim|predict|comment|statement|remark|characteri|suggest|assert|report|article|accus|notion|idea|story|"
    r"descri|word|assess|analys|portray|conclusion|argument|critici)",
    re.IGNORECASE,
)


def _is_against(prose: Prose, start: int, first: int) -> bool:
    """Whether words of denial at `start` stand right before the source of the claim that they deny."""
    return start < first and CONTRADICTED.search(prose.text, start, first) is not None


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
