"""From statements to utterances: which of them report the same act of speaking, and what each outlet did with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.data import Link, Record, Utterance

if TYPE_CHECKING:
    from onrecord.link.linker import Linker

__all__ = ["Linker", "links", "utterances"]


def links(records: Iterable[Record]) -> Iterator[Link]:
    """The links among the records' statements, each as soon as its second statement is read.

    A statement that one link has put in an utterance is not compared with the utterance's others.
    """
    from onrecord.link.linker import Linker

    linker = Linker()
    return (link for record in records for link in linker.add(record))


def utterances(records: Iterable[Record], *, apart: Iterable[tuple[str, str]] = ()) -> Iterator[Utterance]:
    """The utterances of all records, earliest first; `apart` as in `Linker`. All records are held in memory."""
    from onrecord.link.linker import Linker

    linker = Linker(apart=apart)
    for record in records:
        linker.add(record)
    return linker.utterances()


def __getattr__(name: str) -> object:
    if name == "Linker":
        from onrecord.link.linker import Linker

        return Linker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
