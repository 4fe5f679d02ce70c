"""Stretches of days: months, weeks and seasons, and what lies before or after them by a number of these."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from onrecord.resolve.timewords import SEASONS, WEEKDAYS

Days = tuple[date, date]


def date_of(year: int, month: int, day: int) -> date | None:
    """The day; None where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(year: int, month: int) -> Days:
    """The month's first and last day."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def year_of(year: int) -> Days:
    """The year's first and last day."""
    return date(year, 1, 1), date(year, 12, 31)


def week_of(day: date) -> Days:
    """The day's week, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def only(day: date | None) -> Days | None:
    """The one day as a stretch."""
    return None if day is None else (day, day)


def last_of(today: date, month: int, day: int) -> date | None:
    """The last such day of a year up to `today`, or the next one where that is far closer."""
    past = next((d for y in (today.year, today.year - 1) if (d := date_of(y, month, day)) and d <= today), None)
    coming = next((d for y in (today.year, today.year + 1) if (d := date_of(y, month, day)) and d > today), None)
    if past and coming and (coming - today).days < 60 and (today - past).days > 180:
        return coming
    return past or coming


def season_of(name: str, year: int) -> Days:
    """The season that begins in the year."""
    first, last = SEASONS[name]
    return date(year, first, 1), month_of(year + (last < first), last)[1]


def season_near(name: str, shift: int, today: date) -> Days:
    """“this winter” in February began last year; “last winter” is over."""
    seasons = [season_of(name, today.year + years) for years in (0, -1, -2)]
    if shift < 0:
        return next(days for days in seasons if days[1] < today)
    return next((days for days in seasons if shift == 0 and days[0] <= today <= days[1]), seasons[0])


def weekday_the(number: int, weekday: int, today: date) -> date | None:
    """“Monday the 6th”: the day of this month, the last or the next that is both; None where none is."""
    months = (divmod(today.year * 12 + today.month - 1 + shift, 12) for shift in (0, -1, 1))
    days = (date_of(year, month + 1, number) for year, month in months)
    return next((day for day in days if day and day.weekday() == weekday), None)


def back_from(day: str, today: date, unit: str, number: int) -> Days | None:
    """“a year ago today”, “a week ago Monday” are one day; “a year ago Monday” is as good as “a year ago”."""
    weekday = WEEKDAYS.get(day[:3])
    since = today - timedelta(days=day == "yesterday" if weekday is None else (today.weekday() - weekday) % 7)
    whole = back(since, unit, number)
    if whole is None or not day or day.startswith("this ") or (weekday is not None and unit != "week"):
        return whole
    if unit == "week":
        return only(since - timedelta(days=7 * number))
    month = since.month if unit in ("year", "decade") else whole[0].month
    return only(date_of(whole[0].year, month, since.day)) if unit in ("month", "year", "decade") else whole


def back(today: date, unit: str, number: int) -> Days | None:
    """So many units ago, as precise as the unit is."""
    if unit in ("minute", "hour"):
        return only(today)
    if unit in ("day", "night"):
        return only(today - timedelta(days=number))
    if unit == "week":
        return week_of(today - timedelta(days=7 * number))
    if unit == "month":
        months = today.year * 12 + today.month - 1 - number
        return month_of(months // 12, months % 12 + 1)
    return year_of(today.year - number * (10 if unit == "decade" else 1))


def shifted(anchor: Days, unit: str, number: int) -> Days | None:
    """So many units after some days; None where these are too long to count from."""
    first, last = anchor
    if unit in ("minute", "hour"):
        return anchor
    if unit in ("day", "night"):
        step = timedelta(days=number)
        return anchor if (last - first).days > 6 else (first + step, last + step)  # the day after one in July
    if (last - first).days > 6:
        return None
    if unit == "week":
        return week_of(first + timedelta(days=7 * number))
    if unit == "month":
        months = first.year * 12 + first.month - 1 + number
        return month_of(months // 12, months % 12 + 1)
    return year_of(first.year + number * (10 if unit == "decade" else 1))
