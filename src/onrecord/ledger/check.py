"""Whether a quotation is on record: candidates by their rarest words and runs, then compared word by word.

What a changed word leaves of a quotation still leads to the statement: its other words, and where these are too
frequent to tell, runs of three of them. Each gives a bounded list, those in too many statements none, so that the
time does not grow with the ledger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from math import log
from typing import Any, NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, or_, select

from onrecord.data import Check, Comparison, Likeness, Match, Mention, Span, SpeakerKind, Verdict
from onrecord.errors import QueryError
from onrecord.ledger.find import found_of, rows_of
from onrecord.ledger.matching import Run, among, hits
from onrecord.ledger.names import parse, parts, related
from onrecord.ledger.query import storable
from onrecord.ledger.tables import person, statement, version, voice
from onrecord.ledger.terms import SPEAKER, terms_of
from onrecord.ledger.writings import writings
from onrecord.wordforms import STOP, Word, one_form, spellings, words
from onrecord.wording import compared

MOST_WORDS = 1000
_FREQUENT = 1000
"""A word or run that more statements hold tells too little: its list is not used."""
_TERMS, _RUNS = 12, 6
"""Words and runs asked for, at most."""
_ENOUGH = 4
"""With so many words that are not frequent, runs, which take the longest, are not asked for."""
_TAILS = frozenset("s t re ve ll d m".split())
"""Terms that contractions leave: in a tenth of all statements."""
_NEAR, _COMPARED = 200, 20
"""Candidates of which the words are counted, and wordings by a speaker that are compared."""
_SHOWN = 10
"""Statements that an answer holds."""
_LEAST = 0.3
"""Of the quotation's words, what a candidate must have to be compared: a half of a joined one, and a word altered."""
_PART = 4
"""Words that each of two joined statements gives, at least."""
_SHARE = 0.55
"""Of the quotation's words, what a statement must have to be the altered one."""


class _Quotation(NamedTuple):
    """What is asked, read once."""

    words: list[Word]
    terms: list[str]
    ways: list[list[str]]
    """`writings`: its terms, and these of other ways to write it."""


def judged(connection: Connection, quotation: str, *, speaker: str | None = None) -> Check:
    """Whether the quotation is on record, and as whose words. Errors: QueryError."""
    asked = _read(quotation, speaker)
    near = _near(connection, asked, speaker)
    matches = [m for m in near if _is_on_record(m.comparison)]
    first = matches[0] if matches else max(near, key=lambda m: m.comparison.share_right, default=None)
    second = _other_part(connection, first, quotation, asked, speaker) if first else None
    if first and second:
        matches = [first, second, *(m for m in matches if m.found not in (first.found, second.found))]
    verdict = _verdict(matches[0]) if matches else "not_found"
    whole = {m.found.article_id for m in matches if m.comparison.share_right == 1}
    mentions = () if verdict == "verbatim" else _mentions(connection, asked.terms, whole)
    return Check(
        quotation=quotation,
        speaker=speaker,
        verdict=verdict,
        joined=second is not None,
        matches=tuple(matches[:_SHOWN]),
        mentions=mentions,
    )


def _read(quotation: str, speaker: str | None) -> _Quotation:
    storable("quotation", quotation)
    asked = _quotation(quotation)
    if not asked.words or not asked.terms:
        raise QueryError("quotation: there is no word in it")
    if len(asked.terms) > MOST_WORDS:
        raise QueryError(f"quotation: more than {MOST_WORDS} words; ask for a part of it")
    if speaker is not None and not terms_of(speaker):
        raise QueryError("speaker: there is no word in it")
    return asked


def _quotation(text: str) -> _Quotation:
    return _Quotation(words(text), terms_of(text), writings(text))


def _near(connection: Connection, asked: _Quotation, speaker: str | None) -> list[Match]:
    """The statements that the quotation may be, be a part of, be altered from or hold a part of, best first."""
    near = []
    alike: dict[str, Comparison] = {}
    rows = rows_of(connection, _nearest(connection, asked, speaker))
    named = _names(connection, rows) if speaker else {}
    for row in rows:
        if row.words not in alike:  # many articles have the very same words
            alike[row.words] = compared(words(row.words), asked.words)
        comparison = alike[row.words]
        if comparison.relation != "different":
            near.append((row, comparison, _likeness(speaker, row, named[row.n]) if speaker else None))
    newest = defaultdict[str, tuple[bool, float]](lambda: (False, 0.0))
    for row, c, _ in near:
        if row.is_latest:
            newest[row.article_id] = max(newest[row.article_id], _extent(c))
    near = [item for item in near if item[0].is_latest or _extent(item[1]) > newest[item[0].article_id]]
    near.sort(key=lambda item: _rank(*item))
    return [_match(row, c, like) for row, c, like in near]


def _extent(c: Comparison) -> tuple[bool, float]:
    """How much of the quotation a statement has, and first whether it has all of it unaltered."""
    return _is_whole(c), round(c.share_right, 2)


def _match(row: Any, c: Comparison, like: Likeness | None) -> Match:
    return Match(found=found_of(row), comparison=c, likeness=like, superseded=not row.is_latest)


def _other_part(
    connection: Connection, first: Match, quotation: str, asked: _Quotation, speaker: str | None
) -> Match | None:
    """The statement that holds what the best one lacks of the quotation, where that is said word for word there."""
    start, end = _rest(first.comparison)
    rest = _quotation(quotation[start:end])
    if len(rest.terms) < _PART or len(asked.terms) - len(rest.terms) < _PART:
        return None
    for m in _near(connection, rest, speaker):
        if m.comparison.relation in ("verbatim", "shortened", "extended") and m.comparison.share_right >= 0.8:
            whole = compared(words(m.found.words), asked.words)
            return replace(m, comparison=whole) if m.found != first.found else None
    return None


def _rest(c: Comparison) -> Span:
    """The longest stretch of the quotation that the statement has not."""
    spans = [e.right for e in c.edits if e.kind in ("added", "replaced")]
    return max(spans, key=lambda s: s[1] - s[0], default=(0, 0))


def _is_whole(c: Comparison) -> bool:
    return c.relation in ("verbatim", "shortened")


def _is_on_record(c: Comparison) -> bool:
    if _is_whole(c):
        return True
    return c.relation in ("altered", "extended", "overlap") and c.share_right >= _SHARE


_SURE: dict[Likeness | None, int] = {None: 0, "same": 0, "perhaps": 1, "unnamed": 2, "namesake": 3, "other": 3}


def _rank(row: Any, c: Comparison, like: Likeness | None) -> tuple[Any, ...]:
    """Words as they were said first, of the one asked for, that still stand; then altered ones; the earliest first."""
    whole = _is_whole(c)
    return (
        not whole,
        _SURE[like] > 1,
        -round(c.share_right if not whole else 1.0, 2),
        not row.is_latest,
        c.relation != "verbatim",
        -round(c.score, 2),
        _SURE[like],
        -round(c.share_left, 1),
        row.published is None,
        row.published,
        row.n,
    )


def _verdict(best: Match) -> Verdict:
    if _SURE[best.likeness] >= 2:
        return "another_speaker"
    relation = best.comparison.relation
    return relation if relation in ("verbatim", "shortened") else "altered"


@lru_cache(maxsize=1 << 10)
def likeness(asked: str, recorded: str | None, kind: SpeakerKind = "person") -> Likeness:
    """How the name on record stands to the one asked for. A surname asked for is anybody's of that surname."""
    if recorded is None:
        return "unnamed"
    names = parts(recorded, kind)
    if len(names) > 1:  # Ann and Bob Lee
        surname = names[-1].split()[-1]
        names += [f"{name} {surname}" for name in names[:-1] if " " not in name]
    wanted = set(terms_of(asked))
    if wanted == set(terms_of(recorded)) or any(wanted <= set(terms_of(name)) for name in names):
        return "same"
    each = {_alike(asked, name) for name in (recorded, *names)}
    return min(each, key=lambda found: ("same", "perhaps", "namesake", "other").index(found))


def _likeness(asked: str, row: Any, named: set[str]) -> Likeness:
    """`likeness` of the row's speaker; `same` too where the person has the name asked for from elsewhere."""
    found = likeness(asked, row.speaker, "group" if row.basis in ("named_group", "document") else "person")
    return "same" if any(likeness(asked, name) == "same" for name in named - {row.speaker}) else found


# Made once: to make a statement of SQLAlchemy's takes longer than to put it
_VOICES = select(voice).where(voice.c.statement.in_(bindparam("statements", expanding=True)))
_NAMES = select(person.c.n, person.c.merged_into, person.c.name, person.c.written).where(
    or_(*(of.in_(bindparam("people", expanding=True)) for of in (person.c.n, person.c.merged_into)))
)


def _names(connection: Connection, rows: Sequence[Any]) -> dict[int, set[str]]:
    """Of each row, the names of its people: as shown, and as written by those who are merged into one."""
    whose = {row.n: {row.person} for row in rows}
    for row in connection.execute(_VOICES, {"statements": [row.n for row in rows if row.person is None]}):
        whose[row.statement].add(row.person)
    names = defaultdict[int, set[str]](set)
    for row in connection.execute(_NAMES, {"people": list(set[int]().union(*whose.values()))}):
        names[row.merged_into or row.n] |= {row.name, row.written}
    return {n: set[str]().union(*(names[p] for p in of)) for n, of in whose.items()}


def _alike(asked: str, recorded: str) -> Likeness:
    a, b = parse(asked), parse(recorded)
    if a is None or b is None or a.last != b.last:
        return "other"
    found = related(a, b)
    if not a.given:
        return "same"
    if found is None or found.kind == "two":
        return "namesake"
    return "same" if found.kind == "one" else "perhaps"


def _nearest(connection: Connection, asked: _Quotation, speaker: str | None) -> list[int]:
    """The numbers of the statements that share most with the quotation: of each wording by each speaker the earliest.

    A wording that many articles have is one of the `_COMPARED`: else it leaves no room for another speaker's.
    """
    scores: dict[int, float] = defaultdict(float)
    found = _scored(connection, scores, _words(asked.terms))
    if found < _ENOUGH and not _scored(connection, scores, [[Run(tuple(way[:64]))] for way in asked.ways]):
        _scored(connection, scores, [[run] for run in dict.fromkeys(chain(*map(_runs, asked.ways)))])
    least = min(nlargest(_NEAR, scores.values()), default=0.0)
    near = [n for n, score in scores.items() if score >= least]  # and those that tie: the earliest may be one of them
    s = statement.c
    chosen = select(s.n, s.terms, s.article_id, s.published)
    # What a reviewer rejected is nobody's words; of an article's versions that say the same, the latest stands for all
    chosen = chosen.where(among(connection, s.n, near), s.review != "rejected").order_by(s.version)
    alike: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(chosen):
        alike[row.terms][row.article_id] = row
    # Most ways to write it have the same forms. No `&` of counters, which took 16 % of a check
    sought = {frozenset(Counter(map(one_form, way)).items()): len(way) for way in asked.ways}
    ways = [(dict(forms), size) for forms, size in sought.items()]
    forms = {w: one_form(t) for t in set(chain(*asked.ways)) for w in (t, *spellings(t))}
    names = {SPEAKER + t for t in terms_of(speaker or "")}
    shared = []
    for line, rows in alike.items():  # the terms hold the speaker's name too
        has = line.split()
        held = Counter(map(forms.__getitem__, filter(forms.__contains__, has)))
        common = max(sum(min(way.get(t, 0), k) for t, k in held.items()) / size for way, size in ways)
        if common >= _LEAST:
            earliest = sorted((row.published or date.max, row.n) for row in rows.values())
            shared.append((-common - 0.1 * (not names.isdisjoint(has)), len(has), earliest))
    best = [[n for _, n in earliest] for _, _, earliest in sorted(shared)[:_COMPARED]]
    again = [n for first, *others in best for n in others]
    return [first for first, *_ in best] + again[:_SHOWN]


def _scored(connection: Connection, scores: dict[int, float], features: Sequence[Sequence[Run]]) -> int:
    """How many of the features are rare enough to be used; each statement that has one is given its weight.

    A feature is a word in all its spellings, or a run.
    """
    used = 0
    for runs in features:
        found = set(chain.from_iterable(hits(connection, statement, [run], _FREQUENT + 1) for run in runs))
        if 0 < len(found) <= _FREQUENT:
            used += 1
            for n in found:
                scores[n] += len(runs[0].terms) ** 0.5 / (1 + log(1 + len(found)))
    return used


def _words(terms: Sequence[str]) -> list[list[Run]]:
    """The longest words, which are mostly the rarest, each in all its spellings."""
    telling = [t for t in dict.fromkeys(terms) if t not in STOP and t not in _TAILS]
    longest = sorted(telling, key=len, reverse=True)[:_TERMS]
    return [[Run((w,)) for w in (t, *spellings(t))] for t in longest]


def _runs(terms: Sequence[str]) -> list[Run]:
    """Runs of three words from all over the quotation."""
    runs = [tuple(terms[i : i + 3]) for i in range(len(terms) - 2)]
    runs = [r for r in dict.fromkeys(runs) if any(t not in STOP for t in r)] or runs
    return [Run(r) for r in runs[:: max(1, -(-len(runs) // _RUNS))]]


def _mentions(connection: Connection, terms: Sequence[str], told: Collection[str]) -> tuple[Mention, ...]:
    """Articles, in their latest version, that hold the quotation's words as a run; but those that `told` names."""
    v = version.c
    near = hits(connection, version, [Run(tuple(terms))], 50) if len(terms) > 1 else []
    chosen = select(v.article_id, v.number, v.title, v.url, v.outlet, v.published)
    chosen = chosen.where(among(connection, v.n, near), v.is_latest, v.article_id.not_in(told))
    chosen = chosen.order_by(v.published, v.n).limit(10)
    return tuple(
        Mention(
            article_id=r.article_id, version=r.number, title=r.title, url=r.url, outlet=r.outlet, published=r.published
        )
        for r in connection.execute(chosen)
    )
