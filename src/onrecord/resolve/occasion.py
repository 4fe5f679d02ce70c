"""When and where each attribution was said: its own words first, then the occasion that it plainly belongs to.

An occasion is one act of one source: a speech, an interview, a Tuesday. What the article tells of it in one place
holds for the same source's words around it, as long as they are told in the same past and no other occasion comes
between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from onrecord.data import Attribution
from onrecord.resolve.antecedent import Found
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Heard, Scope, outlet_of, own_channel
from onrecord.resolve.prose import Prose
from onrecord.resolve.when import Base, Moment, day_of

PERFECT = re.compile(r"\b(?:ha(?:s|ve|d)|[’'](?:s|ve|d)) (?:\w+ )?(?:\w+ed|been|said|told|made|taken|called|"
                     r"written|sought|spoken|long|argued|put|given|vowed)\b",
                     re.IGNORECASE)  # fmt: skip
HABIT = re.compile(
    r"\b(?:often|always|usually|frequently|regularly|sometimes|previously|long|consistently)\b", re.IGNORECASE
)
PRESENT = re.compile(
    r"^(?:\w+ly )?(?:says?|believes?|thinks?|wants?|knows?|hopes?|feels?|argues?|claims?|supports?|opposes?|"
    r"plans?|insists?|calls?|"
    r"expects?|favou?rs?|contends?|maintains?|sees?|views?|proposes?|is|are|can|cannot|doesn.t|does|do|don.t|"
    r"love|may|might|would|could)\b",
    re.IGNORECASE,
)
BOUNDARY = re.compile(
    r"\b(?:who|which|that|because|since|when|while|before|after|although|though|where|if|as|than)\b|;", re.IGNORECASE
)
GOES_ON = re.compile(
    r"\b(?:add(?:s|ed|ing)?|continu(?:es|ed|ing)|went on|going on|goes on|also|further|then)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Setting:
    """What is known of when and through what one attribution was said."""

    channel: Heard | None = None
    when: tuple[date, date] | None = None
    when_span: tuple[int, int] | None = None
    when_score: float = 1.0
    own_when: bool = False
    own_channel: bool = False


def own_moment(
    prose: Prose, attribution: Attribution, found: Found, scope: Scope, moments: list[Moment]
) -> Moment | None:
    """The time expression that dates the saying: outside the reported words, near the cue, in no clause of its own."""
    if found.basis == "none":
        return None
    best: tuple[float, Moment] | None = None
    cue = (scope.cue[0] - scope.start, scope.cue[1] - scope.start)
    for m in moments:
        k = m.start - scope.start
        if k < 0 or m.is_future:
            continue
        if k >= len(scope.text):
            break
        if scope.text[k] == "\x00":
            continue
        in_cue = any(s <= m.start < e for s, e in attribution.cue)
        in_source = any(s <= m.start < e for s, e in attribution.source)
        if in_source and found.basis not in ("document", "none"):
            continue
        if not in_cue and not in_source and _apart(scope, k, m.end - scope.start, cue, attribution):
            continue
        if m.latest != m.earliest and not in_cue and not in_source and not _beside(scope, k, m.end - scope.start, cue):
            continue
        score = 0.0 if in_cue else -0.5 if in_source else -min(abs(k - cue[0]), abs(k - cue[1])) / 60
        score += 0.5 * (m.latest == m.earliest)
        if best is None or score > best[0]:
            best = (score, m)
    return best[1] if best else None


def _beside(scope: Scope, start: int, end: int, cue: tuple[int, int]) -> bool:
    """Whether the words of a longer stretch open their sentence or stand right beside the cue."""
    if len(scope.text[:start].strip(' \x00“"').split()) < 2:
        return True
    between = scope.text[end : cue[0]] if end <= cue[0] else scope.text[cue[1] : start]
    return "\x00" not in between and len(between.split()) <= 10


def _apart(scope: Scope, start: int, end: int, cue: tuple[int, int], attribution: Attribution) -> bool:
    """Whether a clause boundary parts the time words from the cue, or another event owns them."""
    text = scope.text
    if ELSEWHEN.search(text, max(0, start - 30), start):
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
        clause = max((m.end() for m in BOUNDARY.finditer(text[:start])), default=-1)
        source = attribution.source[0][1] - scope.start if attribution.source else 0
        if clause > source >= 0 and "," in between:
            return True
        return bool(BOUNDARY.search(between)) and "," not in between
    for s, e in attribution.content:
        a, b = max(0, s - scope.start), min(len(text), e - scope.start)
        if a < b and not a <= start < b:
            text = text[:a] + "\x00" * (b - a) + text[b:]
    return bool(BOUNDARY.search(text[cue[1] : start].replace("\x00", "")))


SIMULTANEOUS = re.compile(r",? (?:when|as)\b")
ELSEWHEN = re.compile(r"\b(?:after|before|following|ahead of|since|until|prior to)(?: [\w’'-]+){0,2} ?$", re.IGNORECASE)
EVENT = re.compile(
    r"(?:['’]s)? (?:[\w'’-]+ ){0,3}(?:election|debate|primary|vote|shooting|attack|deadline|hearing|game|match|"
    r"race|storm)\b",
    re.IGNORECASE,
)
OWNS = re.compile(r"(?: (?:night|evening|morning|afternoon))?['’]s \w")
"""“Friday’s decision” is another event's day, unless the words were said at it."""
AT = re.compile(r"\b(?:at|during|in|on) (?:the |a |an )?(?:\w+ ){0,2}$", re.IGNORECASE)


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
    plain = [_is_plain(prose, attributions[i], scopes[i]) for i in range(len(out))]
    _transcript(prose, cast, attributions, found, moments, out)
    _neighbours(prose, cast, attributions, found, scopes, moments, out, plain)
    for me in out:
        _date_event(prose, me, base)
    _forward(prose, order, found, out, plain, scopes, base)
    _backward(prose, order, found, out, plain, attributions)
    _share(prose, order, found, out, plain, base, attributions)
    return out


def _transcript(
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


WRITTEN = frozenset({"email_or_letter", "statement", "twitter", "facebook", "instagram", "text_message", "book"})
EVENTS = {"debate": "debate", "hearing": "hearing", "speech": "rally", "press_conference": "briefing"}


def _date_event(prose: Prose, me: Setting, base: Base) -> None:
    """Dates a debate or hearing by the day that the article gives to it elsewhere."""
    if me.when is None and me.channel is not None and me.channel.kind in EVENTS:
        me.when = day_of(prose.text, EVENTS[me.channel.kind], base)
        me.when_score = 0.7
        if me.when is not None and base.limit is not None and me.when[1] > base.limit:
            me.when = None


COLLECTIVE = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|hearing|debat(?:e|es|ed|ing)|session|committee|panel|council|clash\w*|spar(?:s|red|"
    r"ring)|accus\w+|"
    r"traded|fireworks|parliament|senate|lawmakers)\b",
    re.IGNORECASE,
)
"""What a body does in which many then speak: a vote, a hearing, a quarrel of parties."""


def _sentence(prose: Prose, at: int) -> str:
    start, end = prose.sentences[prose.sentence(at)]
    return prose.text[start:end]


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


def _is_plain(prose: Prose, attribution: Attribution, scope: Scope) -> bool:
    """Whether the cue tells one act in the past, not a habit, a state or what had long been so."""
    cue = " ".join(prose.text[s:e] for s, e in attribution.cue)
    if PERFECT.search(cue) or (HABIT.search(cue) and not GOES_ON.search(cue)):
        return False
    return not PRESENT.match(cue)


THEN = re.compile(r"\b(?:then|at the time|that (?:day|night|time|week|month|year))\b", re.IGNORECASE)


def _is_old(setting: Setting, base: Base) -> bool:
    """Whether the words were said a fortnight or longer before the article: a look back, after which news returns."""
    return setting.when is not None and base.limit is not None and (base.limit - setting.when[1]).days > 14


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
        if before is not None and _is_old(out[before], base):
            last_at = found[before].at
            if prose.paragraph(found[i].at) > prose.paragraph(last_at) and not THEN.search(scopes[i].text):
                before = next((j for f, j in reversed(recent) if f.is_same(found[i])), before)
        if before is not None and plain[i] and found[i].basis != "none":
            last = out[before]
            gap = prose.paragraph(found[i].at) - prose.paragraph(found[before].at)
            written = last.channel is not None and last.channel.kind in WRITTEN
            short = last.channel is not None and last.channel.kind in ("twitter", "text_message")
            near = gap <= (3 if found[i].entities and not short else 1)
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
) -> None:
    """Headline and lead tell first what the story dates and places later; so do a hearing's and a debate's reports."""
    for position, i in enumerate(order):
        me = out[i]
        paragraph = prose.paragraph(found[i].at)
        if found[i].basis == "none" or (me.when and me.channel) or me.own_when:
            continue
        heading = prose.headings[paragraph] or paragraph == 0
        if not plain[i] and not heading:
            continue
        for j in order[position + 1 :]:
            if not found[j].is_same(found[i]):
                continue
            other = out[j]
            gap = prose.paragraph(found[j].at) - paragraph
            if gap > 12:
                break
            if not (other.when or other.channel):
                continue
            alike = (heading or paragraph < 3) and (gap < 3 or _alike(prose, attributions[i], attributions[j]))
            event = other.channel is not None and other.channel.kind in EVENTS and plain[i] and gap < 8
            if not alike and not event:
                if event is False and gap >= 3 and not heading:
                    break
                continue
            if me.when is None and me.channel is None:
                me.channel, me.when, me.when_span, me.when_score = other.channel, other.when, other.when_span, 0.6
            elif me.when is None and me.channel and other.channel and me.channel.kind == other.channel.kind:
                me.when, me.when_span, me.when_score = other.when, other.when_span, 0.6
            elif me.channel is None and me.when == other.when:
                me.channel = other.channel
            break


def _alike(prose: Prose, a: Attribution, b: Attribution) -> bool:
    """Whether two contents share a word of six letters or more: the headline's and the quotation's."""
    words = [
        {prose.lower[k][:7] for s in x.content for k in prose.words_in(s) if len(prose.lower[k]) > 5} for x in (a, b)
    ]
    return bool(words[0] & words[1])


def _neighbours(
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
