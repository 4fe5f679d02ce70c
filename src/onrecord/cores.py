"""Which of the statements that links connect share words: links alone would chain sentences that no words connect.

Where one outlet quotes two sentences together and others quote one of them each, the others share nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Words = frozenset[int]
"""The hashes of a wording's words that carry meaning."""
Wordings = tuple[Words, ...]
"""Of a statement: the whole first, then the part between the marks."""


def wordings(outlines: Iterable[bytes]) -> Wordings:
    """Those of outlines that are at hand as bytes, as `link.sketch.outline` makes them."""
    return tuple(frozenset(memoryview(one).cast("I")) for one in outlines)


class Core:
    """The words that the statements of an utterance have in common, and which statements these are.

    Each has more than half of the core's words; so any two of them share one at least.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.own: list[int] = []
        """Places of the statements that are of this utterance, ascending."""
        self.also: list[int] = []
        """Of those that are of another one, and have this core too."""
        self._wholes: set[Words] = set()

    def fits(self, wordings: Wordings) -> Words | None:
        """The first of the wordings that has the core's words, or that is shorter and whose words all others have."""
        return next((words for words in wordings if self._fits(words)), None)

    def _fits(self, words: Words) -> bool:
        if _has(words, self.words):
            return True
        return len(words) < len(self.words) and all(_has(whole, words) for whole in self._wholes)

    def take(self, place: int, wordings: Wordings) -> None:
        """Make the statement one of the utterance: its shortest wording is the core."""
        fitting = self.fits(wordings)
        self.own.append(place)
        self._wholes.add(wordings[0])
        if fitting and not 0 < len(self.words) <= len(fitting):
            self.words = fitting


def cores(statements: Sequence[Wordings]) -> list[Core]:
    """The utterances of connected statements, which are in the order that they came out in.

    Each goes to the earliest utterance that it fits, so that a later one moves none that was there; those in the same
    words stay together.
    """
    found: list[Core] = []
    of: dict[Wordings, Core] = {}
    for place, wordings in enumerate(statements):
        core = of.get(wordings) or next((c for c in found if c.fits(wordings) is not None), None)
        if core is None:
            found.append(core := Core(wordings[0]))
        of[wordings] = core
        core.take(place, wordings)
    for core in found if len(found) > 1 else ():
        fitting = {w for w in of if of[w] is not core and core.fits(w) is not None}
        core.also = [n for n, w in enumerate(statements) if w in fitting]
    return found


def _has(words: Words, core: Words) -> bool:
    """Whether more than half of the core's words are among these; where none carries meaning, links alone tell."""
    return not core or 2 * len(words & core) > len(core)
