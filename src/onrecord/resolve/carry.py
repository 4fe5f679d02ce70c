"""Which day a statement carries that neither its sentence nor a rule dates: a weighted choice among the days around it.

Every day that the article tells outside the reported words is an anchor. A logistic model scores each anchor for a
statement by where it stands, whose words it dates, how the cue tells its act and whether the rules of `occasion` chose
that day; the best one counts if it is likelier than not to be the day. Weights: words/carry.tsv, fitted by
evaluation/carry_weights.py, which gives data and figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, lru_cache
from itertools import starmap
from math import exp
from operator import attrgetter
from typing import NamedTuple

from onrecord.data import Attribution, Basis, ChannelKind, Span
from onrecord.resolve.found import Found
from onrecord.resolve.lexicon import rows
from onrecord.resolve.manner import manner
from onrecord.resolve.prose import Prose
from onrecord.resolve.setting import Setting
from onrecord.resolve.when import Base, Moment

Days = tuple[date, date]
LIKELY = 0.55
"""From this probability on a day is carried. From 0.45 to 0.6 the cross-validated F1 stays within a point."""
FRESH = 4
"""Days before publication up to which a single day is news."""


class Anchor(NamedTuple):
    """A day that the article tells, where it stands."""

    at: int
    paragraph: int
    sentence: int
    days: Days
    span: Span
    kind: str
    """`own`: it dates an attribution; `told`: it stands in a sentence that reports nobody's words; `passed`: in a
    sentence that does, without dating them; `within`: in the reported words."""
    found: Found | None
    """Whose words it dates, of `own`."""
    channel: ChannelKind | None


class Calendar(NamedTuple):
    """What the article's days are like as a whole."""

    limit: date | None
    main: Days | None
    """The day that most attributions are dated to."""
    own: int
    """How many different days attributions are dated to, 4 for more."""
    fresh: int
    """How many different days of the news there are, 3 for more."""


def anchors(prose: Prose, attributions: list[Attribution], found: list[Found], known: list[Setting],
            moments: list[Moment]) -> list[Anchor]:  # fmt: skip
    """The article's days in the order of its text."""
    out: list[Anchor] = []
    reporting: set[int] = set()
    for a, f, me in zip(attributions, found, known, strict=True):
        cue = (a.cue or a.source or a.content)[0][0]
        reporting |= {prose.sentence(f.at), prose.sentence(cue)}
        if me.is_dated and me.when is not None and me.when_span is not None:
            kind = me.channel.kind if me.own_channel and me.channel else None
            place = prose.paragraph(f.at), prose.sentence(f.at)
            out.append(Anchor(f.at, *place, me.when, me.when_span, "own", f, kind))
    taken = {anchor.span[0] for anchor in out}
    for m in moments:
        k = prose.word_at(m.start)
        if m.is_future or m.start in taken or (k < len(prose.quoted) and prose.quoted[k]):
            continue
        sentence = prose.sentence(m.start)
        within = any(s <= m.start < e for a in attributions for s, e in a.content)
        stands = "within" if within else "passed" if sentence in reporting else "told"
        span = (m.start, m.end)
        out.append(
            Anchor(m.start, prose.paragraph(m.start), sentence, (m.earliest, m.latest), span, stands, None, None)
        )
    return sorted(out, key=_at)


_at = attrgetter("at")


def summary(days: list[Anchor], base: Base) -> Calendar:
    """What the article's days are like as a whole."""
    own = Counter(a.days for a in days if a.kind == "own")
    fresh = {a.days for a in days if a.kind != "within" and is_fresh(a.days, base.limit)}
    main = own.most_common(1)[0][0] if own else None
    return Calendar(base.limit, main, min(4, len(own)), min(3, len(fresh)))


def is_fresh(days: Days, limit: date | None) -> bool:
    """Whether it is one day of the news."""
    return limit is not None and days[0] == days[1] and (limit - days[1]).days < FRESH


class Asked(NamedTuple):
    """A statement whose day is asked for."""

    found: Found
    known: Setting
    paragraph: int
    sentence: int
    manner: str


def asked(prose: Prose, attribution: Attribution, found: Found, known: Setting) -> Asked:
    """What of a statement the features rest on."""
    return Asked(found, known, prose.paragraph(found.at), prose.sentence(found.at), manner(prose, attribution))


Traits = tuple[tuple[Callable[..., list[str]], *tuple[str | int, ...]], ...]
"""Names of features in families, each as its function and what this is called with: few enough to be weighed once."""


def features(one: Asked, anchor: Anchor, days: list[Anchor], whole: Calendar) -> list[str]:
    """What speaks for and against the statement's carrying the anchor's day, as names of words/carry.tsv."""
    traits = _traits(one, anchor, days, whole)
    return [*(name for family, *values in traits for name in family(*values)), *_own(anchor, whole)]


def _traits(one: Asked, anchor: Anchor, days: list[Anchor], whole: Calendar) -> Traits:
    """All that the features tell but for the anchor's own."""
    rel, at = _relation(anchor, one.found), one.found.at
    side = "before" if anchor.at < at else "after"
    gap = -1 if anchor.sentence == one.sentence else min(13, abs(one.paragraph - anchor.paragraph))
    mine = one.known.channel.kind if one.known.own_channel and one.known.channel else None
    when = one.known.when
    rule = "none" if when is None else "this" if when == anchor.days else "not"
    return (
        (_told, rel, one.manner, one.found.basis, whole.own, whole.fresh),
        (_placed, rel, side, gap, _between(at, anchor, days)),
        (_ruled, rel, rule, _channel(mine, anchor.channel)),
    )


def _told(rel: str, manner: str, basis: Basis, own: int, fresh: int) -> list[str]:
    out = ["any", f"{rel} cue {manner}", f"{rel} days {own}", f"{rel} fresh {fresh}"]
    return out if rel in ("same", "part") else [*out, f"{rel} {basis}"]


def _placed(rel: str, side: str, gap: int, between: int) -> list[str]:
    place = "sentence" if gap < 0 else f"{side} {_gap(gap)}"
    return [f"{rel} {place}", f"{rel} between {between}"]


def _ruled(rel: str, rule: str, channel: str) -> list[str]:
    out = [f"channel {channel}"] if channel else []
    if rule == "not":
        return [*out, "rule not"]
    return [*out, "rule none", f"rule none {rel}"] if rule == "none" else [*out, "rule", f"rule {rel}"]


def _own(anchor: Anchor, whole: Calendar) -> list[str]:
    """The features that an anchor has for every statement."""
    main = ["main"] if anchor.days == whole.main else []
    if whole.limit is None:
        return main
    length = (anchor.days[1] - anchor.days[0]).days
    return [f"age {_age((whole.limit - anchor.days[1]).days)}", f"length {_length(length)}", *main]


def _channel(mine: ChannelKind | None, its: ChannelKind | None) -> str:
    if mine and its:
        return "same" if mine == its else "other"
    return "mine" if mine else "its" if its else ""


def _between(at: int, anchor: Anchor, days: list[Anchor]) -> int:
    """How many anchors of other days stand between, 2 for more."""
    lo, hi = (anchor.at, at) if anchor.at < at else (at, anchor.at)
    count = 0
    for k in range(bisect_right(days, lo, key=_at), len(days)):
        if days[k].at >= hi or count == 2:
            break
        count += days[k].days != anchor.days
    return count


def _relation(anchor: Anchor, found: Found) -> str:
    if anchor.found is None:
        return anchor.kind
    if anchor.found.basis != "none" and anchor.found.is_same(found):
        return "same"
    return "part" if set(anchor.found.entities) & set(found.entities) else "other"


def _gap(paragraphs: int) -> str:
    return str(paragraphs) if paragraphs < 4 else "4-6" if paragraphs < 7 else "7-12" if paragraphs < 13 else "13+"


def _age(days: int) -> str:
    return "0" if days < 1 else "1-3" if days < 4 else "4-7" if days < 8 else "8-31" if days < 32 else "32+"


def _length(days: int) -> str:
    return "day" if days < 1 else "week" if days < 8 else "month" if days < 32 else "long"


@cache
def weights() -> dict[str, float]:
    """Name of a feature → its weight."""
    return {name: float(weight) for name, weight in rows("carry")}


def _weight(names: Iterable[str]) -> float:
    known = weights()
    return sum(known.get(name, 0.0) for name in names)


@lru_cache(maxsize=1 << 12)
def _family_weight(family: Callable[..., list[str]], *values: str | int) -> float:
    return _weight(family(*values))


def carry(prose: Prose, attributions: list[Attribution], found: list[Found], known: list[Setting],
          moments: list[Moment], base: Base) -> None:  # fmt: skip
    """Gives each setting that the rules leave without days the likeliest of the article's, where one is likely."""
    days = anchors(prose, attributions, found, known, moments)
    whole = summary(days, base)
    own = [_weight(_own(anchor, whole)) for anchor in days]
    for a, f, me in zip(attributions, found, known, strict=True):
        if me.when is not None or me.is_elsewhen or f.basis == "none":
            continue
        best: tuple[float, Anchor] | None = None
        one = asked(prose, a, f, me)
        for anchor, its in zip(days, own, strict=True):
            if one.manner == "present" and base.is_long_ago(anchor.days[1]):
                continue
            score = its + sum(starmap(_family_weight, _traits(one, anchor, days, whole)))
            if best is None or score > best[0]:
                best = (score, anchor)
        chance = 1 / (1 + exp(-best[0])) if best else 0.0
        if best is not None and chance >= LIKELY:
            me.when, me.when_span, me.when_score = best[1].days, best[1].span, chance
