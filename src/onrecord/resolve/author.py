"""The article's own “I”: the byline, the outlet, or whoever signs the letter."""

from __future__ import annotations

from onrecord.data import Article
from onrecord.resolve.cast import Cast
from onrecord.resolve.credit import is_byline
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found
from onrecord.resolve.lexicon import given_names, outlets
from onrecord.resolve.outlet import key
from onrecord.resolve.prose import Prose


class Author:
    """Who writes at a place of the article."""

    def __init__(self, article: Article, prose: Prose) -> None:
        self.article, self.prose = article, prose

    def at(self, at: int) -> Found:
        """The letter's signature, else the byline, else the outlet."""
        signed = self._signature(at)
        if signed is not None:
            return signed
        houses = [name for name in self.article.byline if self._is_house(name)]
        people = [name for name in self.article.byline if name not in houses]
        if people:
            return Found(" and ".join(people), "named_person", score=0.8, key="author")
        if houses:
            return Found(houses[0], "named_group", score=0.6, key="author")
        if self.article.outlet:
            return Found(self.article.outlet, "named_group", score=0.6, key="author")
        return Found(None, "unnamed_person", score=0.5, key="author")

    def _is_house(self, name: str) -> bool:
        """Whether a name of the byline is an outlet: “Reuters”, “Harbour Post Staff”."""
        name = key(name).removesuffix(" staff")
        return name in outlets() or name == key(self.article.outlet or "")

    def _signature(self, at: int) -> Found | None:
        """The name alone in a paragraph that signs the letter around `at`, on pages where several letters stand."""
        signatures = [i for i in range(1, len(self.prose.paragraphs)) if self._is_name_alone(i)]
        here = self.prose.paragraph(at)
        after = [i for i in signatures if i > here]
        if not after or (len(signatures) < 2 and after[0] < len(self.prose.paragraphs) - 3):
            return None
        start, end = self.prose.paragraphs[after[0]]
        name = self.prose.text[start:end].strip(" .—–-,")
        return Found(name, "named_person", spans=((start, start + len(name)),), score=0.8, key="author")

    def _is_name_alone(self, i: int) -> bool:
        start, end = self.prose.paragraphs[i]
        line = self.prose.text[start:end].strip(" .—–-,")
        words = line.split()
        return (
            1 < len(words) < 5
            and (words[0] in given_names() or words[0].endswith("."))
            and all(w[0].isupper() and not w.isupper() for w in words)
            and line.replace(" ", "").replace(".", "").replace("-", "").replace("’", "").replace("'", "").isalpha()
        )


def only_signing(prose: Prose, cast: Cast) -> set[Entity]:
    """Who stands in nothing but bylines, “By Ana Ruiz, Harbour Post”: they tell the story and are not told of."""
    return {e for e in cast.people if all(is_byline(prose, prose.paragraph(m.start)) for m in e.places)}
