"""The time words that date a saying in its own sentence."""

from __future__ import annotations

import re

from onrecord.data import Attribution
from onrecord.resolve.channel import Scope
from onrecord.resolve.found import Found
from onrecord.resolve.lexicon import words
from onrecord.resolve.manner import PRESENT, cue_of, is_plain
from onrecord.resolve.prose import Prose, folded
from onrecord.resolve.timewords import COUNT, EXPRESSION, FULL_DAY, PART
from onrecord.resolve.when import Base, Moment

BOUNDARY = re.compile(
    r"\b(?:who|which|that|because|since|when|while|before|after|although|though|where|if|as(?! an? )|than)\b|;",
    re.IGNORECASE,
)


def is_undatable(scope: Scope, moments: list[Moment]) -> bool:
    """Whether the telling names a day that the article cannot date: “said on Monday” where it has no date itself."""
    dated = {m.start for m in moments}
    return any(
        scope.start + match.start() not in dated and not match["that"]
        for match in EXPRESSION.finditer(folded(scope.text))
    )


def is_elsewhen(scope: Scope, moments: list[Moment]) -> bool:
    """Whether the telling opens with a time that no expression reads: “During the war, Ito said”."""
    if not UNREAD.match(scope.text, 0, max(0, scope.cue[0] - scope.start)):
        return False
    return not any(scope.start <= m.start < scope.cue[0] for m in moments)


def own_moment(
    prose: Prose, attribution: Attribution, found: Found, scope: Scope, moments: list[Moment], base: Base
) -> Moment | None:
    """The time expression that dates the saying: outside the reported words, near the cue, in no clause of its own."""
    if found.basis == "none":
        return None
    best: tuple[float, Moment] | None = None
    cue = (scope.cue[0] - scope.start, scope.cue[1] - scope.start)
    is_now = PRESENT.match(cue_of(prose, attribution)) is not None
    for m in moments:
        k = m.start - scope.start
        if k < 0 or m.is_future:
            continue
        if is_now and base.is_long_ago(m.latest):
            continue
        if k >= len(scope.text):
            break
        if scope.text[k] == "\x00":
            continue
        in_cue = any(s <= m.start < e for s, e in attribution.cue)
        in_source = any(s <= m.start < e for s, e in attribution.source)
        closes = in_source and m.end == attribution.source[-1][1] and (m.latest - m.earliest).days < 32
        if closes:  # “the council this month” + “voted”
            closes = "," not in prose.text[attribution.source[0][0] : m.end] and is_plain(prose, attribution)
        if in_source and not closes and found.basis not in ("document", "none"):
            continue
        if not in_cue and not in_source and _apart(scope, k, m.end - scope.start, cue, attribution):
            continue
        follows = m.is_absolute and any(
            0 <= m.start - e <= 5 and not prose.text[e : m.start].strip(' ,.”"indurg') for _, e in attribution.content
        )
        beside = in_cue or in_source or follows or _beside(scope, k, m.end - scope.start, cue)
        if m.latest != m.earliest and not beside:
            continue
        within = any(s <= m.start < e for s, e in attribution.content)
        if within and not in_cue and PROPOSES.search(prose.text, *scope.cue):
            continue  # “proposed” + “a debate on Monday”: that day is the debate's
        score = 0.0 if in_cue else -0.5 if in_source else -min(abs(k - cue[0]), abs(k - cue[1])) / 60
        score += 0.5 * (m.latest == m.earliest)
        if best is None or score > best[0]:
            best = (score, m)
    return best[1] if best else None


def _beside(scope: Scope, start: int, end: int, cue: tuple[int, int]) -> bool:
    """Whether the words of a longer stretch open their sentence, or stand beside the cue or its event."""
    if len(scope.text[:start].strip(' \x00“"').split()) < 2:
        return True
    if AT_EVENT.fullmatch(scope.text[cue[1] : start].lstrip()):
        return True
    between = scope.text[end : cue[0]] if end <= cue[0] else scope.text[cue[1] : start]
    return "\x00" not in between and len(between.split()) <= 10


def _apart(scope: Scope, start: int, end: int, cue: tuple[int, int], attribution: Attribution) -> bool:
    """Whether a clause boundary parts the time words from the cue, or another event owns them."""
    text = HOUR.sub(lambda m: " " * len(m[0]), scope.text)
    parted = ELSEWHEN.search(text, max(0, start - 30), start)
    if parted and not cue[0] <= parted.start() < cue[1]:  # “went after him on Friday”
        return True
    owns = EVENT.match(text, end) or text[end - 2 : end] in ("'s", "’s") or OWNS.match(text, end)
    if owns and not AT.search(text, max(0, start - 24), start):
        return True
    if end <= cue[0]:
        between = text[end : cue[0]]
        if SIMULTANEOUS.match(between):
            return False  # “on Friday when the court ruled”
        lead = text[:start].strip(' \x00“"')
        if not lead or len(lead) < 12:
            return False  # “On Friday, …” opens the sentence
        if RELATIVE.fullmatch(between):
            return False
        clause = max((m.end() for m in BOUNDARY.finditer(text[:start])), default=-1)
        source = attribution.source[0][1] - scope.start if attribution.source else 0
        if clause > source >= 0 and "," in between:
            return True
        return bool(BOUNDARY.search(between)) and "," not in between
    for s, e in attribution.content:
        a, b = max(0, s - scope.start), min(len(text), e - scope.start)
        if a < b and not a <= start < b:
            text = text[:a] + "\x00" * (b - a) + text[b:]
    between = text[cue[1] : start].replace("\x00", "")
    return bool(BOUNDARY.search(between, len(m[0]) if (m := WHILE.match(between)) else 0))


AT_EVENT = re.compile(
    r"\x00+,? (?:at|during|in) (?:an?|the|his|her|their) (?:[\w’'-]+ ){0,4}?"
    r"(?:speech|address|rally|debate|hearing|interview|convention|conference|meeting|briefing) (?:[\w’'-]+ ){0,8}"
)
"""“She refused to back him” + “during a speech at the party's congress” + “in July”."""
PROPOSES = re.compile(
    r"\b(?:propos|suggest|plan|schedul|demand|call(?:ed|s|ing)? for|ask|want|urg|agree|vow|promis|pledg|expect|hop)",
    re.IGNORECASE,
)
"""Cues whose object is yet to come."""
SIMULTANEOUS = re.compile(rf"(?: {PART})?,? (?:when|as)\b")
WHILE = re.compile(r",? (?:as|while)\b")
"""“Ruiz said as she rowed home on Sunday.”"""
RELATIVE = re.compile(rf"(?: {PART})? (?:that|which)(?: \w+ly)? ")
"""“The Post ran a story on Sunday that” + “accused”."""
ELSEWHEN = re.compile(r"\b(?:after|before|following|ahead of|since|until|prior to)(?: [\w’'-]+){0,2} ?$", re.IGNORECASE)
HOUR = re.compile(
    r"\b(?:(?:after|before) (?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\b\.?)?|midnight|midday|noon|dawn|dusk|sunrise|sunset|"
    r"lunch|dinner|breakfast)|after the (?:game|match|race|final|meeting|session|ceremony|service)(?= on\b))"
    rf"(?=,? (?:on|last|yesterday|{FULL_DAY})\b)",
    re.IGNORECASE,
)
"""What only tells the hour of a day: “said shortly after 9pm on Tuesday”, “after the match on Saturday”."""
EVENT = re.compile(
    r"(?:['’]s)? (?:[\w'’-]+ ){0,3}(?:election|debate|primary|vote|shooting|attack|deadline|hearing|game|match|"
    r"race|storm)\b",
    re.IGNORECASE,
)
OWNS = re.compile(r"(?: (?:night|evening|morning|afternoon))?['’]s \w")
"""“Friday’s decision” is another event's day, unless the words were said at it."""
ERA, FEAST, STAGE = ("|".join(sorted(words(name))) for name in ("era", "feast", "life_stage"))
UNREAD = re.compile(
    rf"""[\s“"‘']*(?:(?:and|back|but|even|just|so|yet)\ )*(?:
      (?:[\w’'-]+\ ){{0,3}}(?:ago|before\ (?:that|then))\b
    | (?:[\w’'-]+\ ){{0,2}}(?:days|weeks|months|years|decades)\ (?:earlier|later|before|after(?:wards?)?),
    | (?:after|before|by|during|in|since|throughout|until)\ (?:[\w’'-]+\ ){{0,3}}(?:{ERA})
      (?:,|\ (?:against|between|in|on|with|years?)\b)
    | (?:after|around|at|before|during|last|on|over)\ (?:{FEAST})\b
    | on\ (?!that\b|the\ same\b)(?:[\w’'-]+\ ){{1,2}}(?:birthday|day|eve|night)\b
    | as\ an?\ (?:[\w-]+\ ){{0,2}}(?:{STAGE})\b
    | when\ [\w’'-]+\ (?:was|were)\ (?:(?:just|only|still)\ )?(?:an?|little|small|young|{COUNT}
      |in\ (?:his|her|their|college|government|office|power|school))\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""What opens a telling of another time than the one before it."""
AT = re.compile(r"\b(?:at|during|in|on) (?:the |a |an )?(?:\w+ ){0,2}$", re.IGNORECASE)
