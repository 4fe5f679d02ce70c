"""The time expressions of one article as ranges of days, against its publication date and each other.

A range is as precise as the words: a month stays a month. Weeks run from Monday to Sunday. Words that name a day
without saying which (“Tuesday”, “in March”) mean the last one up to the publication date, as news is told of the past.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from onrecord.data import Span
from onrecord.resolve import credit
from onrecord.resolve.days import (
    Days,
    back_from,
    date_of,
    last_of,
    month_of,
    only,
    season_near,
    season_of,
    shifted,
    week_of,
    weekday_the,
    year_of,
)
from onrecord.resolve.lexicon import dateline_hours, given_names, titles, words
from onrecord.resolve.prose import Prose
from onrecord.resolve.timewords import CLUES, DATELINE, EXPRESSION, FULL_DAY, FUTURE, MONTHS, NUMBERS, WEEKDAYS


class Moment(NamedTuple):
    """A time expression where it stands, as the days it means."""

    start: int
    end: int
    earliest: date
    latest: date
    is_future: bool
    """Set off as to come, or as the edge of a stretch (“until Friday”, “since May”): nobody spoke then."""
    is_absolute: bool
    """Needs no publication date."""


LONG_AGO = 60
"""Days before the news from which on nobody *says* now: “he disappeared in 2007; his family says …”. On train all six
statements that lose a day of their own sentence by it had that of another event."""


class Base(NamedTuple):
    """What relative words count from."""

    today: date | None
    """The dateline's day where it states one, else the publication date."""
    limit: date | None
    """No past day lies after it."""
    is_east: bool
    """The dateline lies so far east that its day begins before the publication date's."""

    def is_long_ago(self, latest: date) -> bool:
        """Whether what ended then cannot be what somebody *says* now."""
        return self.limit is not None and (self.limit - latest).days > LONG_AGO


def base_of(text: str, published: date | None) -> Base:
    """What the article's relative words count from: its dateline's date, else `published`."""
    if published is None:
        return Base(None, None, False)
    match = DATELINE.search(text, 0, 700)
    if match is None:
        return Base(published, published, False)
    is_east = dateline_hours().get(match["city"].strip().lower(), 0) >= 8
    month = match["m"] or match["m_last"]
    if month:
        for year in (published.year, published.year - 1, published.year + 1):
            day = date_of(year, MONTHS[month[:3].lower()], int(match["d"] or match["d_first"]))
            if day and -3 <= (day - published).days <= 1:
                return Base(day, max(day, published), False)
    return Base(published, published, is_east)


def moments(prose: Prose, base: Base) -> list[Moment]:
    """The text's time expressions in order.

    Those that need a date the article lacks are left out, and so is the day of publication in the lines around a story.
    """
    out: list[Moment] = []
    text = prose.folded
    dateline = DATELINE.search(prose.text, 0, 700)
    credits = credit.dates(prose)
    for match in (m for start, end in _windows(prose) for m in EXPRESSION.finditer(text, start, end)):
        if dateline is not None and dateline.start() <= match.start() < dateline.end():
            continue
        if _is_in_name(prose, match):
            continue
        try:
            found = _evaluate(match, base, out)
        except (ValueError, OverflowError):
            continue
        if found is None:
            continue
        earliest, latest, is_absolute = found
        line = next((d for d in credits if d.start <= match.start() < d.end), None)
        if line is not None and (line.is_labelled or earliest == latest == base.limit):
            continue
        is_future = (
            _is_edge(text, match.start(), out)
            or bool(FUTURE.search(text, max(0, match.start() - 60), match.start()))
            or _opens_future(match)
        )
        if base.limit is not None and earliest > base.limit:
            is_future = True
        elif base.limit is not None and latest > base.limit:
            latest = base.limit
        out.append(Moment(match.start(), match.end(), earliest, latest, is_future, is_absolute))
    return out


def _is_in_name(prose: Prose, match: re.Match[str]) -> bool:
    """Whether the words are or belong to a name: USA Today, This Morning, the Sunday Times, “critics of May”."""
    start, end = match.span()
    k = prose.word_at(start)
    if match["today"]:
        said = prose.text[start:end]
        opens = k in prose.first_words or OPENING.search(prose.text, max(0, start - 2), start)
        is_title = said.split()[-1][0].isupper() and (" " in said or not opens)
        return said.isupper() or (is_title and not prose.headings[prose.paragraph(start)])
    if match["wd"]:
        after = prose.words[k + 1] if prose.text[end : end + 1] == " " and k + 1 < len(prose.words) else ""
        is_on = prose.lower[max(0, k - 2) : k] == ["mail", "on"] and prose.lower[k - 3 : k - 2] != ["daily"]
        return is_on or (after[:1].isupper() and after.lower() in PAPERS)
    if match["mth"] and match.group().startswith(("of ", "by ", "from ")):
        month = prose.text[match.start("mth_m") : end]
        return not PART_OF.search(prose.text, max(0, start - 12), start) and _is_surname(prose, month)
    return False


OPENING = re.compile(r"[“\"‘:—–] ?$")
PAPERS = words("newspaper_ends") | words("sunday_paper")
PART_OF = re.compile(r"\b(?:end|start|beginning|middle|month|days?|weeks?|\d+(?:st|nd|rd|th)) $")
"""Before “of May” these make it the month in any article."""


def _is_surname(prose: Prose, month: str) -> bool:
    """Whether the article calls somebody so: “Mrs May”, “Theresa May”."""
    if month not in ("March", "April", "May", "June", "August"):
        return False
    before = [a for a, b in pairwise(prose.words) if b == month]
    return any(a in given_names() or a.lower().rstrip(".") in titles() for a in before)


def _windows(prose: Prose) -> list[Span]:
    """The stretches of text around words that time expressions are made of: all others need no look."""
    out: list[Span] = []
    last = len(prose.words) - 1
    for i, word in enumerate(prose.lower):
        if word in CLUES or (len(word) > 3 and (word[0].isdigit() or word[:4] == "mid-")):
            start, end = prose.starts[max(0, i - 6)], prose.ends[min(last, i + 6)]
            if out and start <= out[-1][1]:
                out[-1] = (out[-1][0], end)
            else:
                out.append((start, end))
    return out


def _is_edge(text: str, start: int, before: list[Moment]) -> bool:
    """Whether the expression closes a stretch: “between January 1 and September 18”."""
    return (
        bool(before)
        and before[-1].is_future
        and text[before[-1].end : start].strip().lower() in ("and", "to", "through", "and in")
    )


def _opens_future(match: re.Match[str]) -> bool:
    words = match.group().lower()
    return words.startswith(("since ", "until ", "till ", "by ", "through ", "from ", "before ", "after ", "next "))


def _evaluate(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    """Earliest and latest day of one expression, and whether it holds without a publication date."""
    kind = next(k for k in KINDS if match[k])
    if kind in ABSOLUTE:
        return ABSOLUTE[kind](match, base, before)
    today = base.today
    if today is None:
        return None
    found = RELATIVE[kind](match, base, today, before)
    return None if found is None else (*found, False)


def _iso(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    day = date.fromisoformat(match["iso"])
    return day, day, True


def _numeric(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    day = date_of(int(match["s_y"]), int(match["s_m"]), int(match["s_d"]))
    day = day or date_of(int(match["s_y"]), int(match["s_d"]), int(match["s_m"]))
    return None if day is None else (day, day, True)


def _dated(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    key = "md" if match["md"] else "dm"
    month, number = MONTHS[match[f"{key}_m"][:3].lower()], int(match[f"{key}_d"].rstrip("stndrh"))
    if match[f"{key}_y"]:
        day = date_of(int(match[f"{key}_y"]), month, number)
        return None if day is None else (day, day, True)
    if match[key].endswith(" year"):
        year = _named_year(match[key], base, before)
        day = date_of(year, month, number) if year else None
    else:
        day = last_of(base.today, month, number) if base.today else None
    return None if day is None else (day, day, False)


def _named_year(words: str, base: Base, before: list[Moment]) -> int | None:
    """Which year “last year” is, or “that year” after the moment before; None where neither tells."""
    if words.endswith("last year"):
        return base.today.year - 1 if base.today else None
    return before[-1].earliest.year if before and before[-1].earliest.year == before[-1].latest.year else None


def _season(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    return (*season_of(match["sea_s"].lower(), int(match["sea_y"])), True)


def _month_year(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    return (*month_of(int(match["my_y"]), MONTHS[match["my_m"][:3].lower()]), True)


def _plain_year(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    return (*year_of(int(match["yr_y"] or match["ya_y"])), True)


def _decade(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    year, part = int(match["dec_y"]), PART_OF_DECADE[(match["dec_w"] or "").lower()]
    return date(year + part[0], 1, 1), date(year + part[1], 12, 31), True


PART_OF_DECADE = {"": (0, 9), "early": (0, 4), "mid": (3, 6), "late": (5, 9)}
"""First and last year of a decade's part; *mid* overlaps both halves, as people use it."""


def _weekday_of_week(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    monday = week_of(today)[0] - timedelta(days=7 * (match["wl_w"].lower() == "last"))
    return only(monday + timedelta(days=WEEKDAYS[match["wl_d"][:3].lower()]))


def _weekday(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    number, word = WEEKDAYS[match["wd_d"][:3].lower()], (match["wd_w"] or "").lower()
    if match["wd_n"]:
        return only(weekday_the(int(match["wd_n"]), number, today))
    back = (today.weekday() - number) % 7
    if word in ("next", "this coming"):
        return only(today + timedelta(days=(number - today.weekday() - 1) % 7 + 1))
    if word in ("last", "previous", "past", "this past") and back == 0:
        back = 7
    if back == 6 and base.is_east and not word:
        back = 0  # it is already tomorrow in Sydney
    return only(today - timedelta(days=back))


def _today(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    if match["yest"]:
        return only(today - timedelta(days=2 if "before" in match["yest"].lower() else 1))
    return only(today)


def _weekend(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    word = match["weekend"].split()[0]
    if word == "next" or (word == "last" and today.weekday() >= 5):  # at the weekend the last one is over
        saturday += timedelta(days=7 if word == "next" else -7)
    return saturday, saturday + timedelta(days=1)


def _unit(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    word, unit = match["unit_w"].lower(), match["unit_u"].lower()
    shift = {"this": 0, "next": 1}.get(word, -1)
    if match["unit_s"]:
        return season_near(unit, shift, today)
    if match["unit_m"]:
        month = MONTHS[unit[:3]]
        year = today.year - (shift < 0 and month >= today.month) + (shift > 0 and month <= today.month)
        return month_of(year, month)
    if word.startswith(("the past", "the last", "past")) and unit != "quarter":
        days = {"week": 7, "month": 30, "year": 365, "decade": 3652, "century": 36524}[unit]
        return today - timedelta(days=days), today
    if unit == "week":
        over = today.weekday() == 6 and word == "last"  # on a Sunday the week that ends is the last one
        return week_of(today + timedelta(days=7 * (shift + over)))
    if unit == "month":
        number = today.year * 12 + today.month - 1 + shift
        return month_of(number // 12, number % 12 + 1)
    if unit == "quarter":
        number = today.year * 4 + (today.month - 1) // 3 + shift
        year, quarter = divmod(number, 4)
        return date(year, 3 * quarter + 1, 1), month_of(year, 3 * quarter + 3)[1]
    return year_of(today.year + shift) if unit == "year" else None


def _earlier(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    day = (
        before[-1].latest if before and not before[-1].is_future and before[-1].earliest == before[-1].latest else today
    )
    match match["earlier_u"].lower():
        case "day":
            return day, day
        case "week":
            return week_of(day)
        case "month":
            return month_of(day.year, day.month)
    return year_of(day.year)


def _ago(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    count = match["ago_n"].lower()
    number = int(count) if count.isdigit() else NUMBERS.get(count, 0)
    unit, word = match["ago_u"], match["ago_w"]
    if not number or APPROXIMATE.search(match.string, max(0, match.start() - 14), match.start()):
        return None
    if word is None:
        return back_from(match["ago_t"] or "", today, unit, number)
    anchor = _anchor(before)
    if anchor is None or word in ("before", "after"):
        return None
    return shifted(anchor, unit, -number if word == "earlier" else number)


APPROXIMATE = re.compile(r"(?:more than|less than|at least|over|under|up to|within) $", re.IGNORECASE)


def _anchor(before: list[Moment]) -> Days | None:
    """The day that “later” and “the next day” count from: the last moment named before."""
    for moment in reversed(before[-3:]):
        if not moment.is_future:
            return moment.earliest, moment.latest
    return None


def _relative(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    anchor = _anchor(before)
    if anchor is None:
        return None
    unit, word = match["rel_u"].lower(), match["rel_w"].lower()
    unit = "day" if unit in ("night", "morning", "evening", "afternoon") else unit
    return shifted(anchor, unit, {"same": 0, "previous": -1, "preceding": -1}.get(word, 1))


def _that(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    anchor = _anchor(before)
    return anchor if anchor and anchor[0] == anchor[1] else None


def _day_of(match: re.Match[str], base: Base, today: date, before: list[Moment]) -> Days | None:
    """“the day after the debate”, where the article dates the debate elsewhere."""
    unit, word, event = match["dayof_u"].lower(), match["dayof_w"].lower(), match["dayof_e"].lower()
    nouns = [w for w in re.findall(r"[a-z]+", event) if len(w) > 3]
    for noun in nouns[:3]:
        found = _event(match.string, noun, today)
        if found is not None:
            step = {"after": 1, "following": 1, "before": -1}.get(word, 0)
            return shifted(found, "day" if unit in ("morning", "night") else unit, step)
    return None


def _event(text: str, noun: str, today: date) -> Days | None:
    """The day that the text, in lower case, gives to an event: “Monday’s debate”, “the debate on Monday”."""
    pattern = re.compile(
        rf"\b({FULL_DAY})(?:['’]s|\ (?:night|evening|morning|"
        rf"afternoon)(?:['’]s)?)\ (?:[\w-]+\ ){{0,3}}{re.escape(noun)}\b"
        rf"|\b{re.escape(noun)}\ (?:on\ )?({FULL_DAY})\b",
        re.VERBOSE,
    )
    match = pattern.search(text)
    if match is None:
        return None
    back = (today.weekday() - WEEKDAYS[(match[1] or match[2])[:3]]) % 7
    return only(today - timedelta(days=back))


def _bare_month(match: re.Match[str], base: Base, before: list[Moment]) -> tuple[date, date, bool] | None:
    month = MONTHS[match["mth_m"][:3]]
    if match["mth"].endswith(" year"):
        year = _named_year(match["mth"], base, before)
    else:
        year = base.today.year - (month > base.today.month) if base.today else None
    return (*month_of(year, month), False) if year else None


Absolute = Callable[[re.Match[str], Base, list[Moment]], tuple[date, date, bool] | None]
Relative = Callable[[re.Match[str], Base, date, list[Moment]], Days | None]
ABSOLUTE: dict[str, Absolute] = {
    "iso": _iso, "md": _dated, "dm": _dated, "slash": _numeric, "decade": _decade, "season": _season, "my": _month_year,
    "yr": _plain_year, "ya": _plain_year, "mth": _bare_month,
}  # fmt: skip
RELATIVE: dict[str, Relative] = {
    "wl": _weekday_of_week, "ago": _ago, "rel": _relative, "dayof": _day_of, "that": _that, "wd": _weekday,
    "today": _today, "weekend": _weekend, "unit": _unit, "earlier": _earlier,
}  # fmt: skip
KINDS = (*ABSOLUTE, *RELATIVE)


def day_of(text: str, noun: str, base: Base) -> Days | None:
    """The day that the text, in lower case, gives to an event by its noun, such as “debate”, if it gives one."""
    return None if base.today is None else _event(text, noun, base.today)
