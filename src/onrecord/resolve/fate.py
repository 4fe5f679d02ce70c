"""What became of a statement: deleted, retracted, apologised for, corrected or disputed in the same article."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.data import Attribution, ChannelKind, Fate
from onrecord.resolve.antecedent import SINGULAR
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Heard, Scope
from onrecord.resolve.denial import CONTRADICTED, HYPOTHETICAL
from onrecord.resolve.found import Found, naming
from onrecord.resolve.lexicon import FATES
from onrecord.resolve.manner import cue_of
from onrecord.resolve.prose import Prose
from onrecord.resolve.when import Moment

POSTED = frozenset({"twitter", "facebook", "instagram", "other_social"})
Mark = tuple[int, int, Fate]


def fate_marks(prose: Prose) -> list[Mark]:
    """Every place of the article that tells what became of somebody's words, in order."""
    out: list[Mark] = []
    for pattern, span in prose.sentences_with("fates"):
        for match in pattern.expression.finditer(prose.text, *span):
            if not HYPOTHETICAL.search(prose.text, max(0, match.start() - 24), match.start()):
                out.append((match.start(), match.end(), FATES[pattern.value]))
    return sorted(out)


def is_post(channel: Heard | None) -> bool:
    """Whether words went out as a post, which can be deleted."""
    return channel is not None and channel.kind in POSTED


def actor(prose: Prose, cast: Cast, found: list[Found], mark: Mark) -> Found | None:
    """Who takes something back in the mark's sentence: “Mayor Howe apologised for his remarks.”

    The last person named before the mark, else the last group, else who speaks there. Others may delete or dispute
    somebody's words too: there only a person counts, for “deleted”, or nobody.
    """
    if mark[2] == "disputed":
        return None
    start = prose.sentences[prose.sentence(mark[0])][0]
    named = [e for _, e in cast.entity_in((start, mark[0]))]
    people = [e for e in named if e.kind == "person"]
    groups = [e for e in named if e.kind == "group" and mark[2] != "deleted"]
    if people or groups:
        return naming([(people or groups)[-1]], 1.0)
    return next((f for f in reversed(found) if start <= f.at < mark[0] and f.basis != "none"), None)


class Acts(NamedTuple):
    """What the article tells of words taken back, and where the words stand that it may mean."""

    actors: dict[Mark, Found | None]
    """The marks in order, and who takes something back there."""
    posts: list[tuple[int, Found]]
    """Where posts are told, and whose they are."""
    cues: list[int]


def fate(
    prose: Prose, attribution: Attribution, scope: Scope, own: Found, channel: Heard | None, acts: Acts
) -> Mark | None:
    """What the article says became of these words: in their own sentence, or in one of the two after them."""
    first = (attribution.source or attribution.cue or attribution.content)[0][0]
    struck = CONTRADICTED.search(prose.text, max(0, first - 30), first)
    if struck is not None:
        return (*struck.span(1), "disputed")
    wrong = _is_false(prose, attribution)
    if wrong is not None:
        return (*wrong, "disputed")
    if not acts.actors:
        return None
    start, end = scope.start, scope.start + len(scope.text)
    cue = cue_of(prose, attribution)
    for mark, who in acts.actors.items():
        if not start <= mark[0] < end or scope.text[mark[0] - start] == "\x00":
            continue
        if _is_another(who, own) and ACTOR.search(prose.text, start, mark[0]):
            continue  # “Marr deletes tweet as mayor calls for calm”
        if _concerns(prose, scope, mark, cue):
            return mark
    last = max(prose.sentence(max(attribution.content[-1][1], scope.cue[1]) - 1), prose.sentence(scope.cue[0]))
    start, end = prose.sentences[last][1], prose.sentences[min(last + 2, len(prose.sentences) - 1)][1]
    for mark, who in acts.actors.items():
        if not start <= mark[0] < end or _is_another(who, own):
            continue
        if mark[2] == "deleted" and (
            not is_post(channel) or any(start <= at < mark[0] and not f.is_same(own) for at, f in acts.posts)
        ):
            continue  # behind another speaker's post it is that one's
        around = (max(prose.sentences[prose.sentence(mark[0])][0], mark[0] - 40), min(end, mark[1] + 40))
        if POINTS_BACK.search(prose.text, *around):
            return mark
        if not any(start <= at < mark[0] for at in acts.cues) and _takes_it_back(prose, mark, who, own):
            return mark
    return None


def _is_another(actor: Found | None, own: Found) -> bool:
    return actor is not None and not (actor.is_same(own) or {*actor.entities} & {*own.entities})


IT = re.compile(r"\b(?:it|that|this|them|himself|herself|itself|themselves)\b(?! \w+ (?:to|into|onto) )")
"""Within words of fate: “walked it back”, unlike “walked it back to the farm”."""
THEN_IT = re.compile(r" (?:it\b(?!['’,])|(?:that|this)(?=[.;,]))")
IT_WAS = re.compile(
    r"\W*(?:but |and )?(?:it|this|that)(?: (?:was|is|has|had|since|now|later|then|also|been))+ ", re.IGNORECASE
)
SUBJECT = re.compile(
    r"(?:^\W*|(?:[,;]|\b(?:and|but|\w+day)) )(?P<who>he|she|it|they)"
    r"(?: (?:has|have|had|since|later|then|also|soon))* $",
    re.IGNORECASE,
)


def _takes_it_back(prose: Prose, mark: Mark, who: Found | None, own: Found) -> bool:
    """Whether the words right before are “it”, and by their speaker taken back: “He later deleted it.”"""
    before = prose.text[prose.sentences[prose.sentence(mark[0])][0] : mark[0]]
    if IT_WAS.fullmatch(before):
        return mark[2] in ("deleted", "retracted")
    it = IT.search(prose.text, mark[0])
    if (it is None or it.start() >= mark[1]) and not THEN_IT.match(prose.text, mark[1]):
        return False
    subject = SUBJECT.search(before)
    if subject is None:
        return who is not None and bool(ACTOR.search(before))
    gender = SINGULAR.get(subject["who"].lower())
    return own.gender in (gender, "") and not own.is_many if gender else own.is_many


FALSELY = re.compile(r"\b(?:wrongly|falsely|incorrectly|mistakenly|erroneously|inaccurately)\b", re.IGNORECASE)
FALSE = re.compile(
    r"[”\"’',]{0,2} (?:(?:is|was|are|were) (?:\w+ly )?(?:not (?:true|accurate|correct)|false|untrue|wrong|inaccurate|"
    r"incorrect|baseless|unfounded|misleading|a lie|a myth)|(?:isn|wasn|aren|weren)[’']t (?:true|accurate|correct))\b",
    re.IGNORECASE,
)
"""The article's own verdict right after the claim: “Ruiz’s claim that the tram is late isn’t true”."""


def _is_false(prose: Prose, attribution: Attribution) -> tuple[int, int] | None:
    """Where the article itself calls the words false: in the cue, “falsely claimed”, or right after them."""
    for s, e in attribution.cue:
        match = FALSELY.search(prose.text, max(0, s - 1), e)
        if match is not None:
            return match.span()
    end = attribution.content[-1][1]
    if attribution.cue and attribution.cue[0][0] < end and prose.share_quoted(attribution.content) < 0.5:
        match = FALSE.match(prose.text, end)
        if match is not None:
            return match.span()
    return None


TAKEN_BACK = re.compile(
    r"[\s,]*(?:for |from |about )?(?:writing |sending |posting )?(?:the|his|her|their|its|those|these|that|this) "
    r"(?:\w+ ){0,2}?(?P<noun>column|tweet|post|article|story|stories|letter|e-?mail|ad|message)s?\b",
    re.IGNORECASE,
)
"""What was taken back: “apologized for the columns”."""
HEADED = re.compile(r" (?:\w+ ){0,2}?(?P<noun>column|tweet|post|article|letter|ad)s?\b", re.IGNORECASE)
"""The same in a headline, which leaves out “the”: “deletes angry tweet”."""
THROUGH: dict[str, frozenset[ChannelKind]] = {
    "column": frozenset({"newspaper"}), "article": frozenset({"newspaper"}), "story": frozenset({"newspaper"}),
    "stories": frozenset({"newspaper"}), "tweet": frozenset({"twitter"}), "ad": frozenset({"ad"}),
    "post": frozenset({"twitter", "facebook", "instagram", "other_social"}),
    "letter": frozenset({"email_or_letter"}), "email": frozenset({"email_or_letter"}),
    "e-mail": frozenset({"email_or_letter"}), "message": frozenset({"text_message", "email_or_letter"}),
}  # fmt: skip
"""The channels of what a noun calls."""
REACH = 8
"""Paragraphs that words of fate reach."""


def taken_back(
    prose: Prose, cast: Cast, found: list[Found], channels: list[Heard | None], marks: list[Mark]
) -> dict[int, Mark]:
    """The words of the same person that words of fate name by their kind: index of the attribution → mark.

    All earlier ones, and of a headline, “Ruiz deletes tweet”, the only one that follows.
    """
    out: dict[int, Mark] = {}
    for mark in marks:
        headline = prose.paragraphs[0]
        is_headline = mark[1] < headline[1] and prose.text[headline[1] - 1] not in '.?!”"'
        match = (HEADED if is_headline else TAKEN_BACK).match(prose.text, mark[1])
        if match is None:
            continue
        start = prose.sentences[prose.sentence(mark[0])][0]
        named = [e for _, e in cast.entity_in((start, mark[0])) if e.kind == "person"]
        here = [f.entities[0] for f in found if start <= f.at < mark[0] and f.entities]
        who = tuple(named[-1:] or here[:1])
        kinds = THROUGH[match["noun"].lower()]
        meant = [
            i
            for i, (f, heard) in enumerate(zip(found, channels, strict=True))
            if (f.at < start or is_headline)
            and abs(prose.paragraph(mark[0]) - prose.paragraph(f.at)) <= REACH
            and who
            and f.entities == who
            and heard is not None
            and heard.kind in kinds
        ]
        if not is_headline or len(meant) == 1:
            out |= {i: mark for i in meant if i not in out}
    return out


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


RELATIVE = re.compile(
    r"\b(?:tweet|post|message|video|story|statement|remark|comment|claim)s?,? (?:that |which )?"
    r"(?:[\w’'-]+ )?(?:(?:has|have|had|was|were|since|then|been|later|soon|quickly|subsequently) ){0,4}$",
    re.IGNORECASE,
)
"""Before words of fate: what they are told of in a clause of its own."""
THROUGH_IT = re.compile(r"\b(?:in|on|via|with|through|by) (?:[\w’'-]+ ){0,4}$", re.IGNORECASE)
PUTS_OUT = re.compile(
    r"\b(?:re)?(?:post|tweet|writ|wrote|shar|publish|upload|sen[dt]|sa(?:id|y)|claim|ma[dk]e|issu)", re.IGNORECASE
)
"""Cues whose object is the speaker's own: “posted a video, which was deleted”, unlike “criticised a video, which …”."""
ACTOR = re.compile(
    r"[A-Z][\w’'-]*(?:, [^,.;]{1,40},)?(?: (?:who|has|have|had|since|later|then|also|on [A-Z]\w+day))* $"
)
"""Before words of fate whose subject is the name there, unlike “a tweet about Marr was deleted”."""
OBJECT = re.compile(r" (?:the|his|her|their|that|this) (?:tweet|post|message|video)s?\b", re.IGNORECASE)
"""Behind words of fate: what was deleted, whoever else's content it may have been read as."""
DECISION = re.compile(r"(?:that|the|his|her|its|their|this) (?:\w+ )?(?:decision|ruling|order|verdict)", re.IGNORECASE)


def _concerns(prose: Prose, scope: Scope, mark: Mark, cue: str) -> bool:
    """Whether words of fate speak of what the sentence's cue reports: “deleted a post claiming …”."""
    start, end = mark[0] - scope.start, mark[1] - scope.start
    told = RELATIVE.search(scope.text, max(0, start - 60), start)
    if told:  # “in a tweet that she later deleted, Ruiz wrote”
        is_object = told.start() >= scope.cue[1] - scope.start and not THROUGH_IT.search(scope.text, 0, told.start())
        return not is_object or bool(PUTS_OUT.search(cue))
    if scope.cue[0] - scope.start <= start < scope.cue[1] - scope.start:
        return bool(SAID_THINGS.search(scope.text, end, scope.cue[1] - scope.start))  # “later deleted a post claiming”
    if start < scope.cue[0] - scope.start:
        between = scope.text[end : max(end, scope.cue[0] - scope.start)]
        return len(between) < 60 and bool(SAID_THINGS.search(between + cue)) and not re.search(r"[.;:]", between)
    return bool(
        OBJECT.match(prose.text, mark[1]) or POINTS_BACK.search(scope.text, end) or DECISION.match(scope.text, start)
    )
