"""Puts the resolving together: who, on what basis, through what, when, and whether it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from onrecord.data import Article, Attribution, Channel, Evidence, Form, Period, Span, Spans, Speaker, Statement
from onrecord.resolve.carry import carry
from onrecord.resolve.cast import Cast
from onrecord.resolve.channel import Scope, own_channel, scope_of
from onrecord.resolve.dating import is_undatable, own_moment
from onrecord.resolve.denial import denial, denied, disputes
from onrecord.resolve.fate import Acts, Mark, actor, fate, fate_day, fate_marks, is_post, taken_back
from onrecord.resolve.found import Found
from onrecord.resolve.occasion import settings
from onrecord.resolve.prose import Prose
from onrecord.resolve.scene import is_turn
from onrecord.resolve.setting import Setting
from onrecord.resolve.speaker import Speakers
from onrecord.resolve.when import Base, Moment, base_of, moments


class Reading(NamedTuple):
    """One article read as far as the settings: who speaks, through what and, by the rules, when."""

    prose: Prose
    cast: Cast
    attributions: list[Attribution]
    """In the order of the statements."""
    found: list[Found]
    scopes: list[Scope]
    base: Base
    moments: list[Moment]
    settings: list[Setting]


def reading(article: Article, attributions: Sequence[Attribution]) -> Reading:
    """The article read up to the rules' settings, which `carry` then weighs."""
    ordered = sorted(
        attributions, key=lambda a: (a.content[0][0], a.content[-1][1], a.content, a.cue, a.source, a.score)
    )
    prose = Prose(article.text)
    cast = Cast(prose, [a.source for a in ordered])
    found = Speakers(article, prose, cast, ordered).all()
    scopes = [scope_of(prose, a, ordered) for a in ordered]
    base = base_of(article.text, article.published)
    times = moments(prose, base)
    channels = [own_channel(prose, cast, a, f, s) for a, f, s in zip(ordered, found, scopes, strict=True)]
    dates = [own_moment(prose, a, f, s, times, base) for a, f, s in zip(ordered, found, scopes, strict=True)]
    known = settings(prose, ordered, found, scopes, channels, dates, base, cast, times)
    return Reading(prose, cast, ordered, found, scopes, base, times, known)


def resolved(article: Article, attributions: Sequence[Attribution]) -> tuple[Statement, ...]:
    """What `onrecord.resolve.statements` gives."""
    if not attributions:
        return ()
    prose, cast, ordered, found, scopes, base, times, known = reading(article, attributions)
    carry(prose, ordered, found, known, times, base)
    if base.today is None:
        for me, scope in zip(known, scopes, strict=True):
            if not me.is_dated and is_undatable(scope, times):
                me.when, me.when_span = None, None  # another statement's day
    denials = [denial(prose, a, s, f) for a, s, f in zip(ordered, scopes, found, strict=True)]
    marks = fate_marks(prose)
    posts = [(s.cue[0], f) for s, f, k in zip(scopes, found, known, strict=True) if marks and is_post(k.channel)]
    acts = Acts({mark: actor(prose, cast, found, mark) for mark in marks}, posts, [s.cue[0] for s in scopes])
    fates: list[Mark | None] = [
        fate(prose, a, s, f, k.channel, acts) for a, s, f, k in zip(ordered, scopes, found, known, strict=True)
    ]
    for i, mark in taken_back(prose, cast, found, [k.channel for k in known], marks).items():
        fates[i] = fates[i] or mark
    targets = denied(prose, ordered, found, denials)
    for i, j in targets.items():
        span = denials[i]
        if span is not None and fates[j] is None and disputes(prose, found[i], span):
            fates[j] = (*span, "disputed")
    ids = [statement_id(article.id, a) for a in ordered]
    days = [fate_day(prose, mark, times) if mark else None for mark in fates]
    return tuple(
        _statement(
            ids[i], prose, ordered[i], found[i], known[i],
            Stance(denials[i], ids[targets[i]] if i in targets else None, fates[i], days[i]),
            _anonymity(prose, scopes, found, i),
        )
        for i in range(len(ordered))
    )  # fmt: skip


class Stance(NamedTuple):
    """What is known of one attribution's denial and fate."""

    denial: Span | None
    denies: str | None
    fate: Mark | None
    day: Moment | None


def statement_id(article_id: str, attribution: Attribution) -> str:
    """16 hexadecimal digits of the SHA-256 over the article's id and the attribution's spans."""
    spans = "|".join(
        ";".join(f"{s},{e}" for s, e in part) for part in (attribution.content, attribution.cue, attribution.source)
    )
    return sha256(f"{article_id}\n{spans}".encode()).hexdigest()[:16]


def form_of(prose: Prose, content: Spans) -> Form:
    """`direct` where 9 in 10 of the content's words stand between quotation marks, `indirect` where none does."""
    share = prose.share_quoted(content)
    return "direct" if share >= 0.9 else "mixed" if share > 0 else "indirect"


def _statement(
    id: str, prose: Prose, a: Attribution, found: Found, known: Setting, stance: Stance, reason: Spans
) -> Statement:
    denied, fated, day = stance.denial, stance.fate, stance.day
    channel = known.channel
    return Statement(
        id=id,
        form="direct" if is_turn(prose, a) else form_of(prose, a.content),
        speaker=Speaker(name=found.name, basis=found.basis, score=round(found.score, 3)),
        channel=Channel(kind=channel.kind, name=channel.name, score=channel.score) if channel else None,
        said_on=Period(earliest=known.when[0], latest=known.when[1], score=round(known.when_score, 3))
        if known.when
        else None,
        denial=denied is not None,
        denies=stance.denies,
        fate=fated[2] if fated else None,
        fate_on=Period(earliest=day.earliest, latest=day.latest, score=0.7) if day else None,
        score=a.score,
        evidence=Evidence(
            content=a.content,
            cue=a.cue,
            source=a.source,
            speaker=found.spans,
            basis=reason,
            channel=(channel.span,) if channel else (),
            said_on=(known.when_span,) if known.when_span else (),
            denial=(denied,) if denied else (),
            fate=(fated[:2],) if fated else (),
        ),
    )


def _anonymity(prose: Prose, scopes: Sequence[Scope], found: Sequence[Found], i: int) -> Spans:
    """Where the article says why the i-th source goes unnamed: in the cue's sentence, or the next one.

    The next sentence tells of another source where that one's words stand there. Nearest is first.
    """
    if found[i].basis not in ("unnamed_person", "unnamed_group"):
        return ()
    at = prose.sentence(scopes[i].cue[0])
    for n, (start, end) in enumerate(prose.sentences[at : at + 2], at):
        matches = (p.expression.search(prose.text, start, end) for p in prose.patterns("anonymity", (start, end)))
        first = min((m.span() for m in matches if m), default=None)
        if first is None:
            continue
        told = (f for s, f in zip(scopes, found, strict=True) if start <= s.cue[0] < end)
        if n != at and not all(f.is_same(found[i]) for f in told):
            return ()
        cue = _NEXT_CUE.search(prose.text, *first)
        return ((first[0], cue.start() if cue else first[1]),)
    return ()


_NEXT_CUE = re.compile(r", (?:said|says|told|tells|added|wrote)\b")
"""Ends a reason whose clause the sentence closes with a comma: “…, because he works there, said the wall leaked”."""
