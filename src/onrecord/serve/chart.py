"""Statements per day and outlet as the numbers of an SVG chart: bars that stack, a scale, dates below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from onrecord.serve.views import Timeline

WIDTH, HEIGHT = 900, 220
OTHERS = 5
"""The pattern of the outlets that are not among the most frequent; those have 0 … 4."""
_LEFT, _BOTTOM, _TOP = 44, 26, 8
_MOST_BARS = 120
"""With more days than this a bar stands for several: each is then 7 units of 900 wide, and still seen."""


class Bar(NamedTuple):
    """A part of a day's pile."""

    x: float
    y: float
    width: float
    height: float
    pattern: int
    """The outlet's number, 0 … 5; the last is for all others."""
    title: str


class Tick(NamedTuple):
    """A place on a scale."""

    at: float
    label: str


class Chart(NamedTuple):
    """What the template draws."""

    bars: list[Bar]
    across: list[Tick]
    up: list[Tick]
    days: int
    """That one bar stands for."""
    left: int = _LEFT
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - _BOTTOM


def drawn(view: Timeline) -> Chart | None:
    """The chart; None where no answer has a date."""
    dated = [d for d in view.days if d.day]
    if not dated:
        return None
    first, last = dated[0].day, dated[-1].day
    assert first and last
    step = max(1, -(-((last - first).days + 1) // _MOST_BARS))
    names = dict(enumerate(view.outlets))
    numbers = {name: n for n, name in names.items()}
    piles: defaultdict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for d in dated:
        assert d.day
        piles[(d.day - first).days // step][numbers[d.outlet] if d.outlet else OTHERS] += d.number
    most = max(sum(p.values()) for p in piles.values())
    count = (last - first).days // step + 1
    slot, room = (WIDTH - _LEFT) / max(count, 12), HEIGHT - _BOTTOM - _TOP
    bars = []
    for place, pile in sorted(piles.items()):
        y = float(HEIGHT - _BOTTOM)
        for n in sorted(pile):
            height = room * pile[n] / most
            y -= height
            start = first + timedelta(place * step)
            title = f"{_span(start, min(step, (last - start).days + 1))}, {names.get(n, 'other outlets')}: {pile[n]}"
            bars.append(
                Bar(round(_LEFT + place * slot, 2), round(y, 2), round(slot * 0.82, 2), round(height, 2), n, title)
            )
    return Chart(bars, _across(first, step, count, slot), _up(most, room), step)


def _span(first: date, days: int) -> str:
    return str(first) if days == 1 else f"{first} to {first + timedelta(days - 1)}"


def _across(first: date, step: int, count: int, slot: float) -> list[Tick]:
    every = max(1, -(-count // 8))
    return [
        Tick(round(_LEFT + n * slot, 2), str(first + timedelta(n * step)))
        for n in range(0, count, every)
        if n * slot < WIDTH - _LEFT - 72
    ]


def _up(most: int, room: float) -> list[Tick]:
    values: Sequence[int] = sorted({most, most // 2, 0}) if most > 1 else (0, most)
    return [Tick(round(HEIGHT - _BOTTOM - room * v / most, 2), str(v)) for v in values]
