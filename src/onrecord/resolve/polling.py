"""Statements of those whom a poll asked: “47 percent said”, through that poll, on the days that it was taken."""

from __future__ import annotations

import re
from datetime import date

from onrecord.data import Attribution, Span
from onrecord.resolve.channel import Heard
from onrecord.resolve.found import Found
from onrecord.resolve.prose import Prose
from onrecord.resolve.setting import Setting
from onrecord.resolve.timewords import MONTH, MONTHS
from onrecord.resolve.when import Base

RESPONDENTS = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?))"
    r"[\d.]*(?: ?%| per ?cent\b|(?: |-)(?:in|out of)(?: |-)(?:\d|three|four|five|six|eight|ten))"
    r"|\brespondents\b|\b(?:those|people|voters) (?:polled|surveyed)\b",
    re.IGNORECASE,
)
"""Whom a poll asked: “47 percent”, “nearly four in 10 voters”."""
MORE = re.compile(r"(?:those|who)\b", re.IGNORECASE)
"""Who may be meant where respondents spoke right before."""
TAKEN = re.compile(
    rf"\b(?=\w)(?:conducted|taken|polled|surveyed|interviewed|fielded)\b[^.;\n]{{0,60}}?\b(?:between |from |on )?"
    rf"(?P<m>{MONTH}) (?P<d>\d{{1,2}})(?:,? (?P<y>20\d\d))?"
    rf"(?: ?[-–—] ?| and | to | through )(?:(?P<m2>{MONTH}) )?(?P<d2>\d{{1,2}})\b"
)
"""In lower case."""
REACH = 12
"""Paragraphs around the naming of a poll in which percentages are its own."""


def polled(prose: Prose, attributions: list[Attribution], found: list[Found], out: list[Setting], base: Base) -> None:
    """Gives the answers of a poll's respondents its channel and days, where the article names the poll."""
    polls = [(f, me.channel) for f, me in zip(found, out, strict=True)
             if me.own_channel and me.channel is not None and me.channel.kind == "report_or_poll"]  # fmt: skip
    if not polls:
        return
    days, span = _taken(prose, base)
    last: Heard | None = None
    for a, f, me in zip(attributions, found, out, strict=True):
        source = " ".join(prose.text[s:e] for s, e in a.source)
        answers = RESPONDENTS.search(source) or (last is not None and MORE.match(source))
        last, heard = None, _nearest(prose, f, polls)
        if f.basis != "unnamed_group" or not answers or heard is None or me.own_channel:
            continue
        me.channel, me.own_channel, last = heard, True, heard
        if days is not None and not me.own_when:
            me.when, me.when_span, me.when_score = days, span, 0.7


def _nearest(prose: Prose, found: Found, polls: list[tuple[Found, Heard]]) -> Heard | None:
    here = prose.paragraph(found.at)
    near = [(abs(found.at - f.at), h) for f, h in polls if abs(prose.paragraph(f.at) - here) <= REACH]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _taken(prose: Prose, base: Base) -> tuple[tuple[date, date] | None, Span | None]:
    """The days on which the article's poll was taken, where it tells of one: “conducted Oct. 30 to Nov. 9”."""
    matches = list(TAKEN.finditer(prose.folded))
    if len(matches) != 1 or base.today is None:
        return None, None
    match, today = matches[0], base.today
    first, second = match["m"][:3].lower(), (match["m2"] or match["m"])[:3].lower()
    try:
        latest = date(int(match["y"] or today.year), MONTHS[second], int(match["d2"]))
        if latest > today:
            latest = latest.replace(year=latest.year - 1)
        earliest = date(latest.year, MONTHS[first], int(match["d"]))
        if earliest > latest:
            earliest = earliest.replace(year=earliest.year - 1)
    except ValueError:
        return None, None
    return (earliest, latest), match.span()
