"""One person, organisation or place of an article, wherever it is named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from onrecord.data import Span
from onrecord.resolve.lexicon import (
    SUFFIXES,
    Gender,
)
from onrecord.resolve.names import Mention

Kind = Literal["person", "group", "place", "other"]


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something with a name, wherever the article names it."""

    kind: Kind
    name: str
    """The fullest form, without titles."""
    span: Span
    """Where that form stands first."""
    gender: Gender = ""
    roles: set[str] = field(default_factory=set)
    """Lower-case words that the article says of it: titles, roles, parties, places."""
    places: list[Mention] = field(default_factory=list)
    """Its mentions in the text's order."""

    @property
    def surname(self) -> str:
        """The last word of a person's name, suffixes aside, in lower case."""
        words = [w for w in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", self.name.lower()) if w not in SUFFIXES]
        return words[-1] if words else ""
