"""Occasions that a story tells once for all its words: a debate, a broadcast recorded earlier, a report's one day."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise

from onrecord.data import Attribution
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Heard
from onrecord.resolve.found import Found
from onrecord.resolve.manner import cue_of
from onrecord.resolve.prose import Prose
from onrecord.resolve.setting import Setting
from onrecord.resolve.when import Base, Moment

RECORDED = re.compile(r"\b(?:pre-?)?(?:taped|recorded|filmed|videotaped)(?: earlier)?(?: on)? $", re.IGNORECASE)
"""Before the day on which a broadcast was made, which is the day of its words."""
BROADCAST = frozenset({"tv", "radio", "podcast", "interview"})
ONE_ACT = frozenset({"statement", "press_conference", "tv", "radio", "newspaper", "interview", "email_or_letter"})
"""Channels that one act of a day goes through: a headline's “rejects” is the statement quoted below it."""
EXCHANGES = frozenset({"email_or_letter", "text_message", "debate", "hearing", "twitter"})
REPLIES = re.compile(
    r"(?:answered|replied|responded|wrote back|shot back|fired back|countered|retorted)\b", re.IGNORECASE
)
FRESH = 3
"""Days before publication up to which a single day is the story's own."""


def recorded(prose: Prose, found: list[Found], cues: list[int], moments: list[Moment], out: list[Setting]) -> None:
    """Dates a broadcast's words by the day that it was recorded: “told Radio 9 in the interview, taped Saturday”."""
    for m in moments:
        if m.is_future or not RECORDED.search(prose.text, max(0, m.start - 40), m.start):
            continue
        here = prose.sentence(m.start)
        told = next((i for i, at in enumerate(cues) if prose.sentence(at) == here and out[i].channel), None)
        if told is None or (channel := out[told].channel) is None or channel.kind not in BROADCAST:
            continue
        for f, me in zip(found, out, strict=True):
            if f.is_same(found[told]) and (me.channel is None or me.channel.kind in (channel.kind, "interview")):
                me.when, me.when_span, me.when_score = (m.earliest, m.latest), (m.start, m.end), 0.8


def one_day(found: list[Found], out: list[Setting]) -> None:
    """Dates all words of a document by the one day that the article gives to any: a report comes out once."""
    for i, f in enumerate(found):
        if f.basis != "document" or not f.entities or out[i].own_when:
            continue
        days = {me.when for g, me in zip(found, out, strict=True)
                if g.basis == "document" and g.entities == f.entities and me.own_when}  # fmt: skip
        if len(days) == 1 and (day := days.pop()) is not None and day[0] == day[1]:
            source = next(me for g, me in zip(found, out, strict=True) if g.entities == f.entities and me.when == day)
            out[i].when, out[i].when_span, out[i].when_score = day, source.when_span, 0.6


def debated(
    prose: Prose, cast: Cast, attributions: list[Attribution], found: list[Found], out: list[Setting], plain: list[bool]
) -> None:
    """Gives the words of those who debate, by the lead, to the debate that headline or lead tells of."""
    lead = next(
        (i for i, me in enumerate(out) if me.own_channel and me.channel and me.channel.kind == "debate"
         and prose.paragraph(found[i].at) < 4 and me.when), None,
    )  # fmt: skip
    if lead is None:
        return
    channel, when = out[lead].channel, out[lead].when
    end = prose.paragraphs[prose.paragraph(found[lead].at)][1]
    named = {e for _, e in cast.entity_in((0, end)) if e.kind == "person"}
    sides = {e for f, me in zip(found, out, strict=True) for e in f.entities
             if me.channel and me.channel.kind == "debate" and me.own_channel} & named  # fmt: skip
    for i, me in enumerate(out):
        who = set(found[i].entities)
        if not plain[i] or not who or not who <= sides or me.own_channel or me.when not in (None, when):
            continue
        if found[i].at > found[lead].at and (me.channel is None or me.channel != channel):
            me.channel, me.when, me.when_span = channel, when, out[lead].when_span


def replied(prose: Prose, attributions: list[Attribution], found: list[Found], out: list[Setting]) -> None:
    """Gives a reply the channel and day of the other's words right before it: “Ruiz wrote back” after Lee's e-mail."""
    order = sorted(range(len(out)), key=lambda i: found[i].at)
    for before, i in pairwise(order):
        me, other = out[i], out[before]
        if me.channel is not None or other.channel is None or other.channel.kind not in EXCHANGES:
            continue
        near = prose.paragraph(found[i].at) - prose.paragraph(found[before].at) < 2
        if near and not found[i].is_same(found[before]) and REPLIES.match(cue_of(prose, attributions[i])):
            me.channel = other.channel
            if me.when is None:
                me.when, me.when_span, me.when_score = other.when, other.when_span, 0.6


LETTERS = re.compile(r"^\W*(?P<heading>LETTERS?|Letters? to the Editor)\W*$", re.MULTILINE)
"""The heading of a newspaper's page of readers' letters."""


def letters(prose: Prose, attributions: list[Attribution], out: list[Setting]) -> None:
    """Gives what the writer says of a letter under “LETTERS” as “I” to that letter."""
    match = LETTERS.search(prose.text, 0, 400)
    if match is None:
        return
    for a, me in zip(attributions, out, strict=True):
        first = [prose.lower[i] for s in a.source for i in prose.words_in(s)]
        if me.channel is None and first in (["i"], ["we"]):
            me.channel, me.own_channel = Heard("email_or_letter", None, match.span("heading"), 0.8), True


def one_act(found: list[Found], out: list[Setting], plain: list[bool], base: Base) -> None:
    """Gives a source's words of one day the channel that all others of that day name."""
    if base.limit is None:
        return
    heard: defaultdict[tuple[date, date] | None, list[tuple[Found, Heard]]] = defaultdict(list)
    for f, me in zip(found, out, strict=True):
        if me.channel is not None:
            heard[me.when].append((f, me.channel))
    for i, me in enumerate(out):
        if me.channel is not None or me.when is None or not plain[i] or found[i].basis in ("none", "document"):
            continue
        if me.when[0] != me.when[1] or (base.limit - me.when[1]).days > FRESH:
            continue
        same = [channel for f, channel in heard[me.when] if f.is_same(found[i])]
        if same and len({c.kind for c in same}) == 1 and same[0].kind in ONE_ACT:
            me.channel = same[0]
