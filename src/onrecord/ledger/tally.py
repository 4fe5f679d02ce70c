"""How many statements each person has: `person.said`, so that a list of a million statements' people need not count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, func, select, text, update

from onrecord.ledger.tables import person, statement, voice

_BATCH = 500
"""Values in one IN (…)."""


def speakers(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """The persons who say something in these versions, alone or with others."""
    found = set[int]()
    for i in range(0, len(numbers), _BATCH):
        here = statement.c.version.in_(numbers[i : i + _BATCH])
        alone = select(statement.c.person).where(here, statement.c.person.is_not(None))
        together = select(voice.c.person).join(statement, statement.c.n == voice.c.statement).where(here)
        found.update(*(connection.scalars(of.distinct()).all() for of in (alone, together)))
    return found


# Listed from their own partial index, so that counting the others reads no rows beside an index either
_REJECTED = select(statement.c.n).where(text("statement.review = 'rejected' AND statement.review <> 'unreviewed'"))


def _said() -> ColumnElement[int]:
    """Of a row of `person`: its statements in latest versions, alone or with others, that nobody rejected."""
    stands = statement.c.is_latest, statement.c.n.not_in(_REJECTED)
    alone = select(func.count()).where(statement.c.person == person.c.n, *stands)
    with_others = (
        select(func.count())
        .select_from(voice)
        .join(statement, statement.c.n == voice.c.statement)
        .where(voice.c.person == person.c.n, *stands)
    )
    return alone.correlate(person).scalar_subquery() + with_others.correlate(person).scalar_subquery()


def recount(connection: Connection, numbers: Iterable[int]) -> None:
    """Count anew what these persons say: whatever gives or takes statements calls it, so that a list need not count."""
    wanted = sorted(numbers)
    for i in range(0, len(wanted), _BATCH):
        of_batch = person.c.n.in_(wanted[i : i + _BATCH])
        connection.execute(update(person).where(of_batch).values(said=_said()))


def miscounted(connection: Connection, numbers: Sequence[int]) -> Sequence[str]:
    """The ids of those of these persons whose row says another number of statements than they have."""
    return connection.scalars(select(person.c.id).where(person.c.n.in_(numbers), person.c.said != _said())).all()
