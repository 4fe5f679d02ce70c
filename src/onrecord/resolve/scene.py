"""What the sentences that report nobody's words tell of an occasion: where and when somebody spoke."""

from __future__ import annotations

import re

from onrecord.data import Attribution
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Heard, Scope, outlet_of, own_channel
from onrecord.resolve.found import Found
from onrecord.resolve.prose import Prose
from onrecord.resolve.setting import Setting
from onrecord.resolve.when import Moment


def transcript(
    prose: Prose,
    cast: Cast,
    attributions: list[Attribution],
    found: list[Found],
    moments: list[Moment],
    out: list[Setting],
) -> None:
    """Gives every turn of a transcript (“LEE: …”) the one occasion that its introduction tells."""
    turns = [i for i, a in enumerate(attributions) if _is_turn(prose, a)]
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


def _is_turn(prose: Prose, attribution: Attribution) -> bool:
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
    taken = {prose.sentence(c) for f, s in zip(found, scopes, strict=True) for c in (f.at, s.cue[0])}
    for i, me in enumerate(out):
        if me.own_when or me.own_channel or not plain[i] or found[i].basis == "none":
            continue
        here = prose.sentence(min(found[i].at, attributions[i].content[0][0]))
        start = prose.paragraphs[prose.paragraph(found[i].at)][0]
        for k in range(here - 1, max(-1, here - 4), -1):
            span = prose.sentences[k]
            if span[0] < start:
                break
            if k in taken:
                continue
            scope = Scope(span[0], _unquoted(prose, span, attributions), (span[0], span[0]))
            if (
                found[i].entities
                and not any(e in found[i].entities for _, e in cast.entity_in(span))
                and not EVENT_WORDS.search(scope.text)
            ):
                continue
            heard = own_channel(prose, cast, Attribution(content=(span,)), Found(None, "none"), scope)
            dates = [
                m
                for m in moments
                if span[0] <= m.start < span[1] and not m.is_future and scope.text[m.start - span[0]] != "\x00"
            ]
            if heard is not None or dates:
                me.channel = heard
                if dates:
                    me.when, me.when_span, me.when_score = (
                        (dates[0].earliest, dates[0].latest),
                        (dates[0].start, dates[0].end),
                        0.6,
                    )
                me.own_channel, me.own_when = heard is not None, bool(dates)
                break


EVENT_WORDS = re.compile(
    r"\b(?:debate|hearing|rally|meeting|met|profile|interview|speech|briefing|conference|session|episode|show)\b",
    re.IGNORECASE,
)


def _unquoted(prose: Prose, span: tuple[int, int], attributions: list[Attribution]) -> str:
    text = prose.text[span[0] : span[1]]
    for other in attributions:
        for s, e in other.content:
            a, b = max(s, span[0]) - span[0], min(e, span[1]) - span[0]
            if a < b:
                text = text[:a] + "\x00" * (b - a) + text[b:]
    return text


SPEAKING = re.compile(
    r"\b(?:was|were) speaking\b"
    r"|\bmade (?:the|his|her|those|these|that) (?:comments?|remarks?|statements?|announcement)\b"
    r"|\b(?:comments?|remarks?|statements?|interview|exchange|announcement) (?:came|was made|were made|took place)\b",
    re.IGNORECASE,
)
"""A sentence that tells the occasion of the words around it: “Ruiz was speaking on Radio 9.”"""


def announced(
    prose: Prose, cast: Cast, attributions: list[Attribution], found: list[Found], scopes: list[Scope],
    moments: list[Moment], out: list[Setting],
) -> None:  # fmt: skip
    """Gives the words around “She was speaking on Radio 9 on Monday” that channel and day."""
    if SPEAKING.search(prose.text) is None:
        return
    for span in prose.sentences:
        if not SPEAKING.search(prose.text, *span):
            continue
        scope = Scope(span[0], _unquoted(prose, span, attributions), (span[0], span[0]))
        heard = own_channel(prose, cast, Attribution(content=(span,)), Found(None, "none"), scope)
        dates = [m for m in moments if span[0] <= m.start < span[1] and not m.is_future
                 and scope.text[m.start - span[0]] != "\x00"]  # fmt: skip
        here = prose.paragraph(span[0])
        named = [e for _, e in cast.entity_in(span) if e.kind == "person"]
        last = next((f for f in reversed(found) if f.at < span[0] and f.entities), None)
        who = named[0] if named else last.entities[0] if last else None
        for me, f in zip(out, found, strict=True):
            if who is None or f.entities != (who,) or abs(prose.paragraph(f.at) - here) > 4:
                continue
            if heard is not None and me.channel is None and me.when is None:
                me.channel, me.own_channel = heard, True
            if dates and me.when is None and (heard is None or me.channel == heard):
                me.when, me.when_span = (dates[0].earliest, dates[0].latest), (dates[0].start, dates[0].end)
                me.when_score, me.own_when = 0.7, True
