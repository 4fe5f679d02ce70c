"""Which day a statement carries that neither its sentence nor a rule dates: a weighted choice among the days around it.

Every day that the article tells outside the reported words is an anchor. A logistic model scores each anchor for a
statement by where it stands, whose words it dates, how the cue tells its act and whether the rules of `occasion` chose
that day; the best one counts if it is likelier than not to be the day. Weights: words/carry.tsv, fitted by
evaluation/carry_weights.py, which gives data and figures.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from math import exp
from typing import NamedTuple

from onrecord.data import Attribution, ChannelKind, Span
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
    return sorted(out, key=lambda anchor: anchor.at)


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


def features(one: Asked, anchor: Anchor, days: list[Anchor], whole: Calendar) -> list[str]:
    """What speaks for and against the statement's carrying the anchor's day, as names of words/carry.tsv."""
    rel, at = _relation(anchor, one.found), one.found.at
    side = "before" if anchor.at < at else "after"
    place = "sentence" if anchor.sentence == one.sentence else f"{side} {_gap(abs(one.paragraph - anchor.paragraph))}"
    lo, hi = sorted((anchor.at, at))
    between = len([a for a in days if lo < a.at < hi and a.days != anchor.days])
    out = [
        "any", f"{rel} {place}", f"{rel} cue {one.manner}", f"{rel} between {min(2, between)}",
        f"{rel} days {whole.own}", f"{rel} fresh {whole.fresh}",
    ]  # fmt: skip
    if rel not in ("same", "part"):
        out.append(f"{rel} {one.found.basis}")
    if whole.limit is not None:
        length = (anchor.days[1] - anchor.days[0]).days
        out += [f"age {_age((whole.limit - anchor.days[1]).days)}", f"length {_length(length)}"]
    if anchor.days == whole.main:
        out.append("main")
    mine = one.known.channel.kind if one.known.own_channel and one.known.channel else None
    if mine or anchor.channel:
        both = "same" if mine == anchor.channel else "other"
        out.append(f"channel {both if mine and anchor.channel else 'mine' if mine else 'its'}")
    if one.known.when is None:
        return [*out, "rule none", f"rule none {rel}"]
    return [*out, "rule", f"rule {rel}"] if one.known.when == anchor.days else [*out, "rule not"]


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


def carry(prose: Prose, attributions: list[Attribution], found: list[Found], known: list[Setting],
          moments: list[Moment], base: Base) -> None:  # fmt: skip
    """Gives each setting that the rules leave without days the likeliest of the article's, where one is likely."""
    days = anchors(prose, attributions, found, known, moments)
    whole, known_weights = summary(days, base), weights()

    def weigh(name: str) -> float:
        return known_weights.get(name, 0.0)

    for a, f, me in zip(attributions, found, known, strict=True):
        if me.when is not None or f.basis == "none":
            continue
        best: tuple[float, Anchor] | None = None
        one = asked(prose, a, f, me)
        for anchor in days:
            score = sum(map(weigh, features(one, anchor, days, whole)))
            if best is None or score > best[0]:
                best = (score, anchor)
        chance = 1 / (1 + exp(-best[0])) if best else 0.0
        if best is not None and chance >= LIKELY:
            me.when, me.when_span, me.when_score = best[1].days, best[1].span, chance
