"""What comes in, made ready to be stored: in batches, and only what both databases can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic

import msgspec

from onrecord.data import Evidence, Record, Rejection

BATCH = 200
"""Records stored in one transaction, at most."""

SECONDS = 2.0
"""As old as what is not stored yet may get, where another record comes."""

_ROLES = Evidence.__struct_fields__

LONGEST = 500
"""Code points of an id, an outlet or a name."""

MOST_BYTES = 1300
"""Of one of these in UTF-8: PostgreSQL's indexes take 2,704 bytes, and some hold two of them."""


def batches(
    outcomes: Iterable[Record | Rejection], rejected: Callable[[Rejection], None], *, size: int = BATCH
) -> Iterator[list[Record]]:
    """The records in batches; each rejection, and each record that no ledger can hold, goes to `rejected`.

    Where the outcomes end in an exception, Ctrl-C too, what came before it is the last batch.
    """
    batch, due = list[Record](), monotonic() + SECONDS
    try:
        for outcome in outcomes:
            refusal = outcome if isinstance(outcome, Rejection) else unfit(outcome)
            if refusal:
                rejected(refusal)
            elif isinstance(outcome, Record):
                batch.append(outcome)
            if batch and (len(batch) >= size or monotonic() >= due):
                yield batch
                batch, due = [], monotonic() + SECONDS
    except (Exception, KeyboardInterrupt):  # all that was read is kept, whatever stopped the reading
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def unfit(record: Record) -> Rejection | None:
    """Why no ledger can hold the record; None where it can."""
    article = record.article
    problem = _problem(record)
    return Rejection(source=article.id[:LONGEST], reason="malformed", detail=problem) if problem else None


def _problem(record: Record) -> str | None:
    article, size = record.article, len(record.article.text)
    try:
        encoded = msgspec.json.encode(record)
    except UnicodeEncodeError as error:
        return f"It is not valid Unicode ({error.reason})."
    if b"\\u0000" in encoded and "\0" in _all_text(record):
        return "It holds the character U+0000, which is in no text; remove it."
    named = {"id": article.id, "outlet": article.outlet} | {
        f"statements[{i}].id": s.id for i, s in enumerate(record.statements)
    }
    for i, s in enumerate(record.statements):
        named |= {f"statements[{i}].speaker.name": s.speaker.name}
        for role in _ROLES:
            if any(not 0 <= start < end <= size for start, end in getattr(s.evidence, role)):
                return f"statements[{i}].evidence.{role}: a span lies outside of the text, which has {size} characters."
        if not s.evidence.content:
            return f"statements[{i}].evidence.content: at least one span is needed."
    if len({s.id for s in record.statements}) < len(record.statements):
        return "statements: two have the same id."
    for name, value in named.items():
        if value is not None and not 0 < len(value) <= LONGEST:
            return f"{name}: it has {len(value)} characters; 1 to {LONGEST} are taken."
        if value is not None and len(value.encode()) > MOST_BYTES:
            return f"{name}: it has {len(value.encode())} bytes in UTF-8; at most {MOST_BYTES} are taken."
    return None


def _all_text(record: Record) -> str:
    """Every string of the record in one."""
    found, pending = list[str](), [msgspec.to_builtins(record)]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, (list, tuple)):
            pending.extend(value)
    return "\n".join(found)
