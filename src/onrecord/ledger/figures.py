"""What the reviews of a ledger came to: by reviewer, by field, and how far reviewers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from sqlalchemy import Connection, select

from onrecord.data import FieldFigures, ReviewerFigures, ReviewFigures
from onrecord.ledger.corrections import FIELDS, given
from onrecord.ledger.review import Done, ReviewBody, done
from onrecord.ledger.splits import UndoBody
from onrecord.ledger.tables import act

_COLUMN = {"confirm": "confirmed", "reject": "rejected", "correct": "corrected", "add": "added"}


def figures(connection: Connection) -> ReviewFigures:
    """What was done and not undone.

    Two reviewers agree on a field of a statement where the second, who saw what the first had left, left it so. They
    do not look blindly, so this is an upper bound of what they would say apart. `statement` is the field of those who
    disagree on whether it is one.
    """
    query = select(act).where(act.c.kind.in_(("review", "undo")), act.c.kind != "add", act.c.body.is_not(None))
    by_subject: dict[str, list[Done]] = defaultdict(list)
    undone: set[int] = set()
    for row in connection.execute(query.order_by(act.c.seq)):
        if row.kind == "undo" and not row.body.startswith('{"act"'):
            continue
        one = done(row)
        by_subject[row.subject].append(one)
        if isinstance(one.body, UndoBody):
            undone.add(one.body.act)
    reviewers: dict[str, Counter[str]] = defaultdict(Counter)
    wrong, second, agreed = Counter[str](), Counter[str](), Counter[str]()
    reviewed = 0
    for acts in by_subject.values():
        for d in acts:
            if isinstance(d.body, ReviewBody) and d.seq in undone:
                reviewers[d.by]["undone"] += 1
        stood = [d for d in acts if isinstance(d.body, ReviewBody) and d.seq not in undone and d.body.about]
        reviewed += bool(stood)
        for d in stood:
            assert isinstance(d.body, ReviewBody)
            reviewers[d.by][_COLUMN[d.body.verdict]] += 1
        wrong.update({f for d in stood if _verdict(d) == "correct" for f in _changed(d)})
        wrong.update(["statement"] if stood and _verdict(stood[-1]) == "reject" else [])
        for first, then in pairwise(stood):
            if first.by == then.by:
                continue
            is_one = (_verdict(first) == "reject") == (_verdict(then) == "reject")
            second.update(["statement"])
            agreed.update(["statement"] if is_one else [])
            if is_one and _verdict(then) != "reject":
                second.update(FIELDS)
                agreed.update(f for f in FIELDS if f not in _changed(then))
    return ReviewFigures(
        reviewed=reviewed,
        reviewers=tuple(ReviewerFigures(by=by, **counts) for by, counts in sorted(reviewers.items())),
        fields=tuple(
            FieldFigures(field=f, corrected=wrong[f], second=second[f], agreed=agreed[f])
            for f in ("statement", *FIELDS)
        ),
    )


def _verdict(d: Done) -> str:
    return d.body.verdict if isinstance(d.body, ReviewBody) else "undo"


def _changed(d: Done) -> set[str]:
    return set(given(d.body.after)) if isinstance(d.body, ReviewBody) and d.body.verdict == "correct" else set()
