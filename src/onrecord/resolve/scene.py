"""What the sentences that report nobody's words tell of an occasion: where and when somebody spoke."""

from __future__ import annotations

import re

from onrecord.data import Attribution, Span
from onrecord.resolve.carry import is_fresh
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Heard, Scope, own_channel
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found
from onrecord.resolve.manner import PAST
from onrecord.resolve.names import Mention
from onrecord.resolve.outlet import outlet_of
from onrecord.resolve.prose import Prose
from onrecord.resolve.setting import Setting
from onrecord.resolve.when import Base, Moment


def transcript(
    prose: Prose,
    cast: Cast,
    attributions: list[Attribution],
    found: list[Found],
    moments: list[Moment],
    out: list[Setting],
) -> None:
    """Gives every turn of a transcript (“LEE: …”) the one occasion that its introduction tells."""
    turns = [i for i, a in enumerate(attributions) if is_turn(prose, a)]
    if len(turns) < 3:
        return
    begin = min(found[i].at for i in turns)
    heard, when = None, None
    for span in prose.sentences:
        if span[0] >= begin:
            break
        scope = Scope(span[0], _unquoted(prose, span, attributions), (span[0], span[0]))
        found_here = own_channel(prose, cast, Attribution(content=(span,)), Found(None, "none"), scope)
        if found_here is not None and (heard is None or found_here.kind in ("tv", "radio", "podcast")):
            heard = found_here
        for mention, entity in cast.entity_in(span) if heard is None else ():
            known = outlet_of(mention, entity, prose)
            if known is not None and known[1] in ("tv", "radio", "podcast"):
                heard = Heard(known[1], known[0], (mention.start, mention.end), 0.6)
        dated = [m for m in moments if span[0] <= m.start < span[1] and not m.is_future and m.earliest == m.latest]
        when = when or (dated[0] if dated else None)
    for i in turns:
        me = out[i]
        me.channel, me.own_channel = me.channel if me.own_channel else heard, me.own_channel or heard is not None
        if when is not None and not me.own_when:
            me.when, me.when_span, me.when_score, me.own_when = (
                (when.earliest, when.latest),
                (when.start, when.end),
                0.7,
                True,
            )


def is_turn(prose: Prose, attribution: Attribution) -> bool:
    """Whether it is a turn of a transcript: a name in capitals, or any name that opens a paragraph, and a colon."""
    if not attribution.source:
        return False
    start, end = attribution.source[0][0], attribution.source[-1][1]
    if prose.paragraph(start) == 0:
        return False  # a headline of the kind “Lee: …”
    begins = start - prose.paragraphs[prose.paragraph(start)][0] < 3
    return (begins or prose.text[start:end].isupper()) and prose.text[end : end + 1] == ":" and end - start < 40


def neighbours(
    prose: Prose, cast: Cast, attributions: list[Attribution], found: list[Found], scopes: list[Scope],
    moments: list[Moment],
    out: list[Setting], plain: list[bool],
) -> None:  # fmt: skip
    """Takes time and channel from the sentences right before in the paragraph, where they report nobody's words."""
    taken = {prose.sentence(c) for f, s in zip(found, scopes, strict=True) for c in (f.at, s.cue[0])
             if f.basis != "none"}  # fmt: skip
    for i, me in enumerate(out):
        if me.own_when or not plain[i] or found[i].basis == "none":
            continue
        here = prose.sentence(min(found[i].at, attributions[i].content[0][0]))
        start = prose.paragraphs[prose.paragraph(found[i].at)][0]
        for k in range(here - 1, max(-1, here - 4), -1):
            span = prose.sentences[k]
            before = span[0] < start
            if k in taken and not before:
                continue
            named = list(cast.entity_in(span))
            if before and (k in taken or k < here - 1 or not _brings_on(prose, span, named, found[i])):
                break
            if me.own_channel and not before:
                break
            telling = _unquoted(prose, span, attributions)
            spoken_of = not found[i].entities or any(e in found[i].entities for _, e in named)
            if not spoken_of and not EVENT_WORDS.search(telling):
                continue
            if _take(prose, cast, me, span, telling, moments, is_apart=before) or before:
                break


def _take(
    prose: Prose, cast: Cast, me: Setting, span: Span, telling: str, moments: list[Moment], *, is_apart: bool
) -> bool:
    """Takes channel and day of a sentence that reports nobody's words; False where it tells neither.

    One of the paragraph before, `is_apart`, must give a day: a single one or one that opens it.
    """
    scope = Scope(span[0], telling, (span[0], span[0]))
    heard = own_channel(prose, cast, Attribution(content=(span,)), Found(None, "none"), scope)
    first = next((m for m in moments if span[0] <= m.start < span[1] and not m.is_future
                  and telling[m.start - span[0]] != "\x00"), None)  # fmt: skip
    if is_apart:
        opens = first is not None and (first.start - span[0] < 5 or first.earliest == first.latest)
        if not opens or (me.own_channel and heard is not None):
            return False
    if heard is None and first is None:
        return False
    if not me.own_channel:
        me.channel, me.own_channel = heard, heard is not None
    if first is not None:
        me.when, me.when_span, me.when_score = (first.earliest, first.latest), (first.start, first.end), 0.6
        me.own_when = True
    return True


def _brings_on(prose: Prose, span: Span, named: list[tuple[Mention, Entity]], found: Found) -> bool:
    """Whether a sentence tells what the source did: “On Sunday, Ohio Sen. Ruiz hit back.” before her words."""
    if (
        len(named) > 1
        and named[0][1].kind == "place"
        and FROM.fullmatch(prose.text, named[0][0].end, named[1][0].start)
    ):
        named = named[1:]
    return tuple(e for _, e in named[:1]) == found.entities and PAST.search(prose.text, *span) is not None


FROM = re.compile(r" (?:[A-Za-z.]+ ){1,3}")
"""What stands between the place that somebody is from and the name: Ohio “Republican Sen.” Ruiz."""


EVENT_WORDS = re.compile(
    r"\b(?:debate|hearing|rally|meeting|met|profile|interview|speech|briefing|conference|session|episode|show)\b",
    re.IGNORECASE,
)


def _unquoted(prose: Prose, span: tuple[int, int], attributions: list[Attribution]) -> str:
    text = prose.text[span[0] : span[1]]
    for other in attributions:
        for s, e in other.content:
            if s < span[1] and span[0] < e:
                a, b = max(s, span[0]) - span[0], min(e, span[1]) - span[0]
                text = text[:a] + "\x00" * (b - a) + text[b:]
    return text


SPEAKING = re.compile(
    r"\b(?=\w)(?:(?:was|were) speaking"
    r"|made (?:the|his|her|those|these|that) (?:comments?|remarks?|statements?|announcement)"
    r"|(?:comments?|remarks?|statements?|interview|exchange|announcement) (?:came|was made|were made|took place))\b"
)
"""A sentence that tells the occasion of the words around it, in lower case: “Ruiz was speaking on Radio 9.”"""


SOON = re.compile(r"\b(?:moments|minutes|hours|shortly|just) (?:after|before)\b")
"""What happened on the same day: “His remarks came hours after he spoke to farmers.”"""


def announced(
    prose: Prose, cast: Cast, attributions: list[Attribution], found: list[Found], moments: list[Moment],
    out: list[Setting], base: Base,
) -> None:  # fmt: skip
    """Gives the words around “She was speaking on Radio 9 on Monday” that channel and day."""
    spoken = sorted({prose.sentence(m.start()) for m in SPEAKING.finditer(prose.folded)})
    for span in (prose.sentences[k] for k in spoken):
        scope = Scope(span[0], _unquoted(prose, span, attributions), (span[0], span[0]))
        heard = own_channel(prose, cast, Attribution(content=(span,)), Found(None, "none"), scope)
        dates = [m for m in moments if span[0] <= m.start < span[1] and not m.is_future
                 and scope.text[m.start - span[0]] != "\x00"]  # fmt: skip
        here = prose.paragraph(span[0])
        named = [e for _, e in cast.entity_in(span) if e.kind == "person"]
        last = next((f for f in reversed(found) if f.at < span[0] and f.entities), None)
        who = named[0] if named else last.entities[0] if last else None
        near = None if dates or not SOON.search(prose.text, *span) else _news(who, span[0], found, out, base)
        for me, f in zip(out, found, strict=True):
            if who is None or f.entities != (who,) or abs(prose.paragraph(f.at) - here) > 4:
                continue
            if heard is not None and me.channel is None and me.when is None:
                me.channel, me.own_channel = heard, True
            if near is not None and f.at > span[0] and me.when is None:
                me.when, me.when_span, me.when_score, me.own_when = near.when, near.when_span, 0.6, True
            if dates and me.when is None and (heard is None or me.channel == heard):
                me.when, me.when_span = (dates[0].earliest, dates[0].latest), (dates[0].start, dates[0].end)
                me.when_score, me.own_when = 0.7, True


def _news(who: Entity | None, before: int, found: list[Found], out: list[Setting], base: Base) -> Setting | None:
    """The occasion of the person's last words before a place in the text that are of these days."""
    dated = [me for me, f in zip(out, found, strict=True) if f.entities == (who,) and f.at < before and me.when]
    fresh = [me for me in dated if me.when and is_fresh(me.when, base.limit)]
    return fresh[-1] if fresh else None
