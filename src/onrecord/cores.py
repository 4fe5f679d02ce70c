"""Which of the statements that links connect are one utterance: those that share words, and can be one act.

Links alone would chain: sentences that no words connect, where one outlet quotes two together and others one of them
each; and the occasions and the speakers of a slogan, where one report of it tells neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from onrecord.data import Basis
from onrecord.voices import Voice, is_another, occasions

Words = frozenset[int]
"""The hashes of a wording's words that carry meaning."""
Wordings = tuple[Words, ...]
"""Of a statement: the whole first, then the part between the marks."""
Apart = Literal["also_said", "attributed_to_another"]

_PHRASE = 7
"""Words that carry meaning that make more than a phrase: some 60 bits (link/decide.py)."""


def wordings(outlines: Iterable[bytes]) -> Wordings:
    """Those of outlines that are at hand as bytes, as `link.sketch.outline` makes them."""
    return tuple(frozenset(memoryview(one).cast("I")) for one in outlines)


class Member(NamedTuple):
    """A statement, as far as it tells what utterance it is of."""

    wordings: Wordings
    voice: Voice


class Core:
    """The words that the statements of an utterance have in common, and which statements these are.

    Each has more than half of the core's words; so any two of them share one at least. None is of another speaker or
    occasion than the first ones that tell theirs.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.own: list[int] = []
        """Places of the statements that are of this utterance, ascending."""
        self.also: list[int] = []
        """Of those that are of another one, and are in this core's words and of its act too."""
        self.apart: dict[int, Apart] = {}
        """The places of statements in its words that are of another act → how."""
        self._wholes: set[Words] = set()
        self._speakers: dict[Basis, Voice] = {}
        """The first voice that is sure of its speaker, by its basis."""
        self._first: Voice | None = None
        self._said: Voice | None = None
        """The first voice that tells when it was said."""

    def fits(self, member: Member) -> bool:
        """Whether the statement is in the core's words, and can be of its act."""
        return self.refuses(member.voice) is None and self._fitting(member.wordings) is not None

    def _fitting(self, wordings: Wordings) -> Words | None:
        """The first wording that has the core's words, or is shorter and all others have its words."""
        return next((w for w in wordings if _has(w, self.words) or _shorter(w, self.words, self._wholes)), None)

    def refuses(self, voice: Voice) -> Apart | None:
        """Why a statement in the core's words is of another act than this one; None where it can be of it."""
        known = self._speakers.get(voice.basis)
        if known and is_another(voice, known):
            return "attributed_to_another"
        earlier = self._said if voice.said and self._said else self._first
        if earlier and occasions(voice, earlier, phrase=len(self.words) < _PHRASE) == "other":
            return "also_said"
        return None

    def take(self, place: int, member: Member) -> None:
        """Make the statement one of the utterance: its shortest wording is the core."""
        fitting, voice = self._fitting(member.wordings), member.voice
        self.own.append(place)
        self._wholes.add(member.wordings[0])
        if fitting and not 0 < len(self.words) <= len(fitting):
            self.words = fitting
        self._first = self._first or voice
        if voice.speaker:
            self._speakers.setdefault(voice.basis, voice)
        if voice.said:
            self._said = self._said or voice

    def list_others(self, members: Sequence[Member]) -> None:
        """Fill `also` and `apart` from all statements, when each has its utterance."""
        own, wholes = set(self.own), set(self._wholes)
        others = [(n, member) for n, member in enumerate(members) if n not in own]
        worded = {member.wordings for _, member in others}
        having = {wordings for wordings in worded if any(_has(words, self.words) for words in wordings)}
        # Those with more than half of its words first: two shorter ones need not share a word with one another
        others.sort(key=lambda other: other[1].wordings not in having)
        for n, (wordings, voice) in others:
            if wordings not in having and not any(_shorter(words, self.words, wholes) for words in wordings):
                continue
            if apart := self.refuses(voice):
                self.apart[n] = apart
            else:
                self.also.append(n)
                wholes.add(wordings[0])
        self.also.sort()


def cores(members: Sequence[Member]) -> list[Core]:
    """The utterances of connected statements, which are in the order that they came out in.

    Each goes to the earliest utterance that it fits, so that a later one moves none that was there; those in the same
    words, and of one act, stay together.
    """
    found: list[Core] = []
    of: dict[Wordings, list[Core]] = {}
    for place, member in enumerate(members):
        known = of.setdefault(member.wordings, [])
        core = next((c for c in known if c.refuses(member.voice) is None), None)
        if core is None:
            core = next((c for c in found if c.fits(member)), None)
            if core is None:
                found.append(core := Core(member.wordings[0]))
            known.append(core)
        core.take(place, member)
    for core in found if len(found) > 1 else ():
        core.list_others(members)
    return found


def _has(words: Words, core: Words) -> bool:
    """Whether more than half of the core's words are among these; where none carries meaning, links alone tell."""
    return not core or 2 * len(words & core) > len(core)


def _shorter(words: Words, core: Words, wholes: Iterable[Words]) -> bool:
    """Whether the words are fewer than the core's, and all others have them."""
    return len(words) < len(core) and all(_has(whole, words) for whole in wholes)
