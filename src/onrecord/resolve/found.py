"""Who was found to speak, one attribution after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.data import Basis, Span
from onrecord.resolve.cast import Cast
from onrecord.resolve.entity import Entity
from onrecord.resolve.lexicon import Gender
from onrecord.resolve.prose import Prose


@dataclass(slots=True)
class Found:
    """Whose words an attribution holds, as far as the article tells."""

    name: str | None
    basis: Basis
    entities: tuple[Entity, ...] = ()
    spans: tuple[Span, ...] = ()
    score: float = 1.0
    key: str = ""
    """What makes two unnamed sources the same: the words of the source."""
    at: int = 0
    """Where the source stands, or the cue where there is none."""
    gender: Gender = ""
    texts: list[str] = field(default_factory=list)

    def again(self, score: float, basis: Basis | None = None) -> Found:
        """The same source where it is meant once more, as sure as `score`."""
        return Found(self.name, basis or self.basis, self.entities, self.spans, score, self.key)

    @property
    def is_many(self) -> bool:
        """Whether “they” may mean this source; an outlet that says “I” is not they."""
        if self.key == "author":
            return False
        return self.basis in ("unnamed_group", "named_group") or len(self.entities) > 1

    @property
    def is_unlisted(self) -> bool:
        """Whether it is one name that neither the lists nor the article tell to be a person's or a group's."""
        return len(self.entities) == 1 and self.entities[0].kind == "other"

    def is_same(self, other: Found) -> bool:
        """Whether both are one source."""
        mine, its = self.entities, other.entities
        if mine and its:
            return mine == its or (len(mine) + len(its) > 2 and set(mine) == set(its))
        return self.name == other.name and self.basis == other.basis and self.key == other.key


def naming(entities: list[Entity], score: float, basis: Basis | None = None) -> Found:
    """The finding that these entities speak, `basis` by their kind unless told."""
    kind = entities[0].kind
    own: Basis = "named_person" if kind in ("person", "other") else "named_group"
    name = " and ".join(dict.fromkeys(e.name for e in entities))
    return Found(name, basis or own, tuple(entities), tuple(sorted({e.span for e in entities})), score,
    name.lower(),
                 gender=entities[0].gender)  # fmt: skip


class Told:
    """The article with what was found so far: what “he”, “the mayor” and “the report” may go back to."""

    def __init__(self, prose: Prose, cast: Cast) -> None:
        self.prose, self.cast = prose, cast
        self.said: list[Found] = []
        """Those who spoke, in the order of the text."""
        self.barred: set[Entity] = set()
        """Whom the source now asked for cannot be, unless it names them."""

    def last(self, at: int) -> Found | None:
        """Who spoke last before `at`."""
        return next((f for f in reversed(self.said) if f.at < at), None)

    def is_near(self, found: Found, at: int, sentences: int) -> bool:
        """Whether `found` spoke no more than so many sentences before `at`."""
        return self.prose.sentence(at) - self.prose.sentence(found.at) <= sentences
