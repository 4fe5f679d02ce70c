"""When and where each attribution was said: its own words first, then the occasion that it plainly belongs to.

An occasion is one act of one source: a speech, an interview, a Tuesday. What the article tells of it in one place
holds for the same source's words around it, as long as they are told in the same past and no other occasion comes
between.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from onrecord.data import Attribution
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Heard, Scope
from onrecord.resolve.dating import is_elsewhen
from onrecord.resolve.days import Days
from onrecord.resolve.event import debated, letters, one_act, one_day, recorded, replied
from onrecord.resolve.found import Found
from onrecord.resolve.manner import cue_of, is_plain
from onrecord.resolve.polling import polled
from onrecord.resolve.prose import Prose
from onrecord.resolve.scene import announced, neighbours, transcript
from onrecord.resolve.setting import Setting
from onrecord.resolve.when import Base, Moment, day_of


def settings(
    prose: Prose, attributions: list[Attribution], found: list[Found], scopes: list[Scope],
    channels: list[Heard | None],
    dates: list[Moment | None], base: Base, cast: Cast, moments: list[Moment],
) -> list[Setting]:  # fmt: skip
    """Each attribution's channel and days, its own or carried over from the same occasion."""
    out = [
        Setting(
            c, (m.earliest, m.latest) if m else None, (m.start, m.end) if m else None, 0.9, m is not None, c is not None
        )
        for c, m in zip(channels, dates, strict=True)
    ]
    order = sorted(range(len(out)), key=lambda i: (found[i].at, i))
    for me, scope in zip(out, scopes, strict=True):
        me.is_elsewhen = not me.own_when and is_elsewhen(scope, moments)
    plain = [is_plain(prose, a) and not me.is_elsewhen for a, me in zip(attributions, out, strict=True)]
    letters(prose, attributions, out)
    transcript(prose, cast, attributions, found, moments, out)
    polled(prose, attributions, found, out, base)
    day_of_event = cache(lambda noun: day_of(prose.folded, noun, base))
    for me in out:
        _date_event(prose, me, base, moments, day_of_event)
        me.is_dated = me.when is not None
    announced(prose, cast, attributions, found, moments, out, base)
    neighbours(prose, cast, attributions, found, scopes, moments, out, plain)
    _forward(prose, order, found, out, plain, scopes, base)
    _backward(prose, order, found, out, plain, attributions, scopes, base)
    _share(prose, order, found, out, plain, base, attributions)
    debated(prose, cast, attributions, found, out, plain)
    recorded(prose, found, [s.cue[0] for s in scopes], moments, out)
    _examples(prose, order, found, out, plain, attributions)
    one_day(found, out)
    replied(prose, attributions, found, out)
    one_act(found, out, plain, base)
    return out


WRITTEN = frozenset({"email_or_letter", "statement", "twitter", "facebook", "instagram", "text_message", "book"})
PLACE = re.compile(r"(?: (?:in|at|with) (?:the )?(?:[\w.’'-]+,? ){1,4}?| )(?:on )?")
"""What may stand between an event and its day: “a rally” “in Bonn on” “Sunday”."""
EVENTS = {"debate": "debate", "hearing": "hearing", "speech": "rally", "press_conference": "briefing"}


def _date_event(
    prose: Prose, me: Setting, base: Base, moments: list[Moment], day_of_event: Callable[[str], Days | None]
) -> None:
    """Dates an event by the day beside it, “a rally in Bonn on Sunday”, or that the article gives to it elsewhere."""
    if me.when is None and me.channel is not None and me.channel.kind in EVENTS:
        end = me.channel.span[1]
        beside = next((m for m in moments if end < m.start < end + 50 and not m.is_future), None)
        if beside is not None and PLACE.fullmatch(prose.text, end, beside.start) and beside.earliest == beside.latest:
            me.when, me.when_span, me.when_score = (beside.earliest, beside.latest), (beside.start, beside.end), 0.7
            return
        day = day_of_event(EVENTS[me.channel.kind])
        if day is not None and (base.limit is None or day[1] <= base.limit):
            me.when, me.when_span, me.when_score = day, me.channel.span, 0.7


COLLECTIVE = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|hearing|debat(?:e|es|ed|ing)|session|committee|panel|council|clash\w*|spar(?:s|red|"
    r"ring)|accus\w+|"
    r"traded|fireworks|parliament|senate|lawmakers)\b",
    re.IGNORECASE,
)
"""What a body does in which many then speak: a vote, a hearing, a quarrel of parties."""


def _share(
    prose: Prose, order: list[int], found: list[Found], out: list[Setting], plain: list[bool], base: Base,
    attributions: list[Attribution],
) -> None:  # fmt: skip
    """Gives the day of the lead to the other speakers of the same event, where the lead dates what several did."""
    lead = next((i for i in order if out[i].own_when and out[i].when and prose.paragraph(found[i].at) < 4), None)
    if lead is None or base.limit is None or not plain[lead] or out[lead].when is None:
        return
    act = attributions[lead]
    telling = " ".join(prose.text[s:e] for s, e in (*act.source, *act.cue))
    collective = found[lead].basis in ("named_group", "unnamed_group") and COLLECTIVE.search(telling)
    if not collective and not any(s.own_channel and s.channel and s.channel.kind in ("hearing", "debate") for s in out):
        return
    day = out[lead].when
    if day is None or day[0] != day[1] or (base.limit - day[0]).days > 3:
        return
    hearing = next((s.channel for s in out if s.own_channel and s.channel and s.channel.kind == "hearing"), None)
    for i in order:
        me = out[i]
        if hearing is not None and not collective and me.channel is None and plain[i] and me.when in (None, day):
            me.channel = hearing if found[i].basis == "named_person" else None
        if (
            me.when is None
            and plain[i]
            and found[i].at > found[lead].at
            and found[i].basis in ("named_person", "unnamed_group")
        ):
            me.when, me.when_span, me.when_score = day, out[lead].when_span, 0.5


def _examples(
    prose: Prose, order: list[int], found: list[Found], out: list[Setting], plain: list[bool],
    attributions: list[Attribution],
) -> None:  # fmt: skip
    """Gives one voice the occasion of the many: “In 2013 doctors were blunt in the Post. “A quack,” said Ito.”"""
    for before, i in pairwise(order):
        many, me = out[before], out[i]
        if not many.own_when or found[before].basis not in ("unnamed_group", "document") or me.when or me.own_channel:
            continue
        follows = prose.sentence(found[before].at) + 1 == prose.sentence(attributions[i].content[0][0])
        if (
            follows
            and plain[i]
            and found[i].basis == "named_person"
            and prose.paragraph(found[i].at) == prose.paragraph(found[before].at)
        ):
            me.channel = me.channel or many.channel
            me.when, me.when_span, me.when_score = many.when, many.when_span, 0.5


DECK = 90
"""Code points: a lead is longer."""
EARLIER = re.compile(r"\b(?:earlier|previously|later)\b", re.IGNORECASE)
"""Words of another occasion than those before: “said earlier on Friday at a briefing”."""
THEN = re.compile(r"\b(?:then|at the time|that (?:day|night|time|week|month|year))\b", re.IGNORECASE)


def _is_then(prose: Prose, scope: Scope) -> bool:
    """Whether the telling stays in the past that it is in: “Lee said at the time”."""
    return bool(THEN.search(scope.text) or THEN.match(prose.text, scope.cue[1] + 1))


def _is_old(setting: Setting, base: Base) -> bool:
    """Whether the words were said a fortnight or longer before the article: a look back, after which news returns."""
    return setting.when is not None and base.limit is not None and (base.limit - setting.when[1]).days > 14


SPOKEN = frozenset({"press_conference", "interview", "speech", "debate", "hearing", "tv", "radio", "podcast", "phone"})
TOLD = re.compile(r"\b(?:told|tells|telling|interview)")
WROTE = re.compile(r"(?:also |then |later |has |have |had )*(?:wr(?:ote|ites?|itten|iting))\b")


def _is_written_after_speech(prose: Prose, before: Scope, scope: Scope, last: Setting) -> bool:
    """Whether the words are written, and those before were spoken: “told the Herald …”, then “Ruiz wrote”."""
    if last.channel is None or not WROTE.match(prose.text[slice(*scope.cue)]):
        return False
    told = last.channel.kind == "newspaper" and TOLD.search(before.text)
    return last.channel.kind in SPOKEN or bool(told)


def _forward(
    prose: Prose,
    order: list[int],
    found: list[Found],
    out: list[Setting],
    plain: list[bool],
    scopes: list[Scope],
    base: Base,
) -> None:
    """Carries an occasion on to the same source's next words; after words of long ago, the one before them goes on."""
    latest: list[tuple[Found, int]] = []
    recent: list[tuple[Found, int]] = []
    for i in order:
        me = out[i]
        before = next((j for f, j in reversed(latest) if f.is_same(found[i])), None)
        if before is not None and _is_written_after_speech(prose, scopes[before], scopes[i], out[before]):
            before = None
        if before is not None and _is_old(out[before], base):
            last_at = found[before].at
            if prose.paragraph(found[i].at) > prose.paragraph(last_at) and not _is_then(prose, scopes[i]):
                before = next((j for f, j in reversed(recent) if f.is_same(found[i])), before)
        if before is not None and plain[i] and found[i].basis != "none":
            last = out[before]
            gap = prose.paragraph(found[i].at) - prose.paragraph(found[before].at)
            written = last.channel is not None and last.channel.kind in WRITTEN
            short = last.channel is not None and last.channel.kind in ("twitter", "text_message")
            parted = EARLIER.search(prose.text, scopes[i].cue[0] - 9, scopes[i].cue[1] + 9)
            near = not parted and gap <= (3 if found[i].entities and not short else 1)
            if not me.own_when and not me.own_channel and (near or (gap <= 8 and not written)):
                me.channel = last.channel if near else None
                me.when, me.when_span, me.when_score = last.when, last.when_span, 0.8 * last.when_score
            elif me.own_when and not me.own_channel and me.when == last.when and near:
                me.channel = last.channel
            elif (
                me.own_channel
                and not me.own_when
                and me.channel
                and last.channel
                and me.channel.kind == last.channel.kind
            ):
                me.when, me.when_span, me.when_score = last.when, last.when_span, 0.8 * last.when_score
            elif me.own_channel and not me.own_when and last.when and not last.channel and gap <= 2:
                me.when, me.when_span, me.when_score = last.when, last.when_span, 0.6
        if me.when is not None and not _is_old(me, base):
            recent.append((found[i], i))
        if found[i].basis != "none" and (me.when or me.channel):
            latest = [(f, j) for f, j in latest if not f.is_same(found[i])] + [(found[i], i)]


def _backward(
    prose: Prose,
    order: list[int],
    found: list[Found],
    out: list[Setting],
    plain: list[bool],
    attributions: list[Attribution],
    scopes: list[Scope],
    base: Base,
) -> None:
    """Headline and lead tell first what the story dates and places later; so do a hearing's and a debate's reports."""
    for position, i in enumerate(order):
        me = out[i]
        paragraph = prose.paragraph(found[i].at)
        if found[i].basis == "none" or (me.when and me.channel):
            continue
        heading = prose.headings[paragraph] or paragraph == 0 or _is_deck(prose, paragraph)
        news = heading or (paragraph < 3 and IS_DOING.match(cue_of(prose, attributions[i])))
        if not plain[i] and not news:
            continue
        for j in order[position + 1 :]:
            if not found[j].is_same(found[i]):
                continue
            other = out[j]
            gap = prose.paragraph(found[j].at) - paragraph
            if gap > 12:
                break
            if not (other.when or other.channel) or (_is_old(other, base) and not me.own_when):
                continue  # headline and lead tell the news
            alike = (heading or paragraph < 3) and (gap < 3 or _alike(prose, attributions[i], attributions[j]))
            event = other.channel is not None and other.channel.kind in EVENTS and plain[i] and gap < 8
            event = event and not EARLIER.search(scopes[j].text)
            if not alike and not event:
                if event is False and gap >= 3 and not heading:
                    break
                continue
            if me.when is None and me.channel is None:
                me.channel = other.channel if alike or other.own_channel else None
                me.when, me.when_span, me.when_score = other.when, other.when_span, 0.6
            elif me.when is None and me.channel and other.channel and me.channel.kind == other.channel.kind:
                me.when, me.when_span, me.when_score = other.when, other.when_span, 0.6
            elif me.channel is None and (other.when == me.when or (other.when is None and gap < 4)):
                me.channel = other.channel
            break


IS_DOING = re.compile(r"(?:is|are) (?:now )?\w+ing\b")
"""A lead that tells the news as going on: “Ruiz is backing the plan.”"""


def _is_deck(prose: Prose, paragraph: int) -> bool:
    """Whether it is the line under the headline: the second, and short."""
    start, end = prose.paragraphs[paragraph]
    return paragraph == 1 and end - start < DECK


def _alike(prose: Prose, a: Attribution, b: Attribution) -> bool:
    """Whether two contents share a word of six letters or more: the headline's and the quotation's."""
    words = [
        {prose.lower[k][:7] for s in x.content for k in prose.words_in(s) if len(prose.lower[k]) > 5} for x in (a, b)
    ]
    return bool(words[0] & words[1])
