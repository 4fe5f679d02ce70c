"""One utterance told of its reports: its fullest wording, what each other one changes, who said it, when, and where.

Pure functions over values, for whoever holds the reports: the linker in memory, the ledger in its tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple

from onrecord.data import Basis, Evidence, LinkKind, Report, Sense, Spans, Speaker, Statement, Utterance, Variant
from onrecord.wordforms import STOP
from onrecord.wording import CUT, compared, words

_GRAVE: frozenset[Sense] = frozenset({"negation", "number", "name", "modal", "cut"})
_GRAVE_INDIRECT: frozenset[Sense] = frozenset({"negation", "number"})
"""Reported speech changes modal verbs and names by its grammar: will to would, we to the council."""
_HONORIFICS = frozenset("mr mrs ms dr sir president senator sen rep gov governor judge jr sr ii iii".split())

_MISSPELT = 0.8
"""The least likeness (difflib) of two words that may be one misspelt: Tayler and Taylor have 0.83."""

Likeness = Literal["same", "unknown", "doubtful", "other"]
"""`doubtful`: the names differ, but can be one's all the same, or one of them is not sure."""


class Saying(NamedTuple):
    """One wording in one article."""

    id: str
    """The statement's."""
    article: str
    words: str
    """On one line, without the marks around it."""
    quoted: bool
    """Whether most of it stands between quotation marks."""
    speaker: str | None
    """Where the article gives a name."""
    said: tuple[date, date] | None
    published: date | None
    context: frozenset[str]
    """Names in the article: what its event is told by."""
    statement: Statement | None
    """None for a passage that the record has no statement of."""
    content: Spans


class Carrier(NamedTuple):
    """An article that carries an utterance."""

    outlet: str | None
    story: int
    """A number that copies of one wire story have in common."""


def gathered(
    group: Sequence[Saying],
    partly: Sequence[Saying],
    others: Mapping[LinkKind, set[str]],
    carriers: Mapping[str, Carrier],
) -> Utterance:
    """The utterance that the group reports; `partly` are sayings of others that have its core too.

    `others` are the ids of the utterances linked to it, by kind of link; `carriers` the articles of both, by id.
    """
    first = min(group, key=when)
    variants = _variants(group, partly, carriers)
    everyone = [*group, *partly]
    dates = [s.published for s in everyone if s.published]
    speakers = _names(group)
    own = {s.id: _report(s, carriers, partly=False) for s in sorted(group, key=when)}
    foreign = {s.id: _report(s, carriers, partly=True) for s in sorted(partly, key=when)}
    return Utterance(
        id=utterance_id(first.id),
        words=variants[0].words,
        speaker=speakers[0] if speakers else None,
        other_speakers=tuple(speakers[1:]),
        first_seen=min(dates, default=None),
        last_seen=max(dates, default=None),
        sources=len({carriers[s.article].story for s in everyone}),
        altered_sense=any(v.senses for v in variants),
        variants=variants,
        also_said=tuple(sorted(others.get("also_said", ()))),
        attributed_to_another=tuple(sorted(others.get("attributed_to_another", ()))),
        answers=tuple(sorted(others.get("answers", ()))),
        statements=(*own.values(), *foreign.values()),
    )


def is_told(group: Sequence[Saying], partly: Sequence[Saying]) -> bool:
    """Whether it is an utterance: a quoted passage that no statement covers is one only where another has it too."""
    return any(s.statement for s in group) or len({s.article for s in (*group, *partly)}) > 1


def _variants(
    group: Sequence[Saying], partly: Sequence[Saying], carriers: Mapping[str, Carrier]
) -> tuple[Variant, ...]:
    """Each wording with its difference from the fullest, which comes first."""
    worded: dict[tuple[str, ...], list[Saying]] = {}
    longest: dict[str, int] = {}
    for s in sorted(group, key=lambda s: (s.id, s.words)):
        worded.setdefault(_forms(s.words), []).append(s)
        longest[s.id] = max(longest.get(s.id, 0), len(s.words))
    # A statement's quoted part is a wording of its own only where another statement has it too
    for forms, found in list(worded.items()):
        if len(worded) > 1 and all(s.statement and len(s.words) < longest[s.id] for s in found):
            del worded[forms]
    fullest = min(worded, key=lambda forms: _fullness(worded[forms]))
    for s in partly:
        worded.setdefault(_forms(s.words), []).append(s)
    left = words(worded[fullest][0].words)
    out = []
    for _, found in sorted(worded.items(), key=lambda item: (item[0] != fullest, -len(item[1]), item[0])):
        comparison = compared(left, words(found[0].words))
        grave = _GRAVE if found[0].quoted else _GRAVE_INDIRECT
        outlets = {carriers[s.article].outlet for s in found}
        out.append(
            Variant(
                words=found[0].words,
                reports=tuple(sorted({s.id for s in found})),
                outlets=tuple(sorted(o for o in outlets if o)),
                comparison=comparison,
                senses=tuple(sorted({e.sense for e in comparison.edits if e.sense in grave and e.sense})),
            )
        )
    return tuple(out)


def _fullness(reports: Sequence[Saying]) -> tuple[bool, int, int, int, tuple[date, str]]:
    """What orders wordings, the fullest first: quoted, by most words of the speaker's own.

    Of as many words, the one that no editor has cut or put brackets into, then what most report, then the earliest.
    """
    found = words(reports[0].words)
    edited = sum(w.form == CUT or w.bracketed for w in found)
    number = len({s.id for s in reports})
    return not reports[0].quoted, edited - len(found), edited, -number, min(map(when, reports))


@lru_cache(maxsize=1 << 10)
def _forms(text: str) -> tuple[str, ...]:
    return tuple(w.form for w in words(text))


def _report(saying: Saying, carriers: Mapping[str, Carrier], *, partly: bool) -> Report:
    statement: Statement = saying.statement or _loose_statement(saying)
    values = {name: getattr(statement, name) for name in Statement.__struct_fields__}
    return Report(
        **values,
        article_id=saying.article,
        outlet=carriers[saying.article].outlet,
        published=saying.published,
        attributed=saying.statement is not None,
        partly=partly,
    )


def _loose_statement(saying: Saying) -> Statement:
    """A statement for a passage that the record has none of: its words, and a speaker where it goes on from one."""
    basis: Basis = "named_person" if saying.speaker else "none"
    return Statement(
        id=saying.id,
        form="direct",
        speaker=Speaker(name=saying.speaker, basis=basis, score=0.5 if saying.speaker else 0.0),
        score=0.5,
        evidence=Evidence(content=saying.content, cue=(), source=()),
    )


def utterance_id(statement_id: str) -> str:
    """The id of the utterance whose earliest statement this is."""
    return sha256(f"utterance\n{statement_id}".encode()).hexdigest()[:16]


def when(saying: Saying) -> tuple[date, str]:
    """The order in which sayings came out: by date published, those without one last, then by id."""
    return saying.published or date.max, saying.id


@lru_cache(maxsize=1 << 16)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a speaker's name in their normal form, titles and “the” aside."""
    return tuple(w.form.removesuffix("'s") for w in words(name) if w.form not in _HONORIFICS and w.form not in STOP)


@lru_cache(maxsize=1 << 16)
def named_alike(x: str | None, y: str | None, *, groups: bool = False) -> Likeness:
    """Whether two names can be one speaker's, by the words that they share.

    Two people share what their names begin with alone; two groups, what both are: a police department.
    """
    a, b = (name_words(name) if name else () for name in (x, y))
    if not a or not b:
        return "unknown"
    shared = set(a) & set(b)
    if not shared:
        return "other"
    fewer, more = sorted((set(a) - shared, set(b) - shared), key=len)
    if not fewer or not (groups or shared == set(a[: len(shared)]) == set(b[: len(shared)])):
        return "same"
    is_near = all(any(_may_be(w, v) for v in more) for w in fewer)
    return "doubtful" if is_near or (groups and a[-1] != b[-1]) else "other"


def _may_be(a: str, b: str) -> bool:
    """Whether one word may be the other, cut short (dept) or misspelt."""
    short, long = sorted((a, b), key=len)
    rest = iter(long)
    is_cut = short[0] == long[0] and all(letter in rest for letter in short)
    return is_cut or SequenceMatcher(None, short, long, autojunk=False).ratio() >= _MISSPELT


def _names(group: Sequence[Saying]) -> list[str]:
    """The names of the speaker that reports give, the most frequent first, each person's fullest form once."""
    found = Counter(s.speaker for s in group if s.speaker)
    groups = {s.speaker for s in group if s.statement and s.statement.speaker.basis == "named_group"}
    parted: list[tuple[str, int]] = []
    for name in sorted(found, key=lambda n: (-len(name_words(n)), -found[n], n)):
        like = [
            n for n, (kept, _) in enumerate(parted) if named_alike(name, kept, groups={name, kept} <= groups) == "same"
        ]
        if like:
            kept, count = parted[like[0]]
            parted[like[0]] = (kept, count + found[name])
        else:
            parted.append((name, found[name]))
    return [name for name, _ in sorted(parted, key=lambda x: (-x[1], x[0]))]
