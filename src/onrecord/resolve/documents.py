"""Documents as sources: whose poll, report or letter it is that speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from onrecord.resolve import antecedent
from onrecord.resolve.antecedent import SINGULAR
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found, Told, naming
from onrecord.resolve.lexicon import outlets
from onrecord.resolve.names import Mention
from onrecord.resolve.outlet import key

BY = re.compile(r"\b(?:by|from)(?: [\w’'-]+){0,3} $")
AND = re.compile(r",? and (?:the )?|/")
EMPLOYED = re.compile(r"(?:['’]s)?(?: [a-z][\w-]*){1,3} ")
"""What may stand between an employer and its person: “Harbour University professor Ana Ruiz”."""
BESIDE = re.compile(
    r"\b(?:(?:to|against|about|concerning|regarding|into|on(?! behalf)|over|for|with)(?: (?!(?:by|from|in|that|which) )"
    r"[\w’'-]+){0,6}|(?:seen|obtained|reviewed|viewed|examined|read|received|cited|quoted)(?: \w+)? by"
    r"(?: [\w’'-]+){0,3}) $"
)
"""Before whom a document is against, about, for or seen by, not whose it is: “a lawsuit against the mayor of”."""
SITE = re.compile(r"(?: [a-z]+)?(?:['’]s?)? (?:\w+ )?(?:web ?site|site|page|blog|account|feed)\b")
"""Behind whoever put a document “on the campaign’s website”."""
OF = re.compile(r"\bof(?: (?!(?:by|from|in|that|which) )[\w’'-]+){0,3} $")
OF_ITS_SUBJECT = frozenset(["study", "survey", "analysis", "review", "audit", "investigation", "inquiry", "biography",
                            "profile", "portrait", "history", "assessment", "examination", "video", "footage", "photo",
                            "photograph", "picture", "image", "recording", "documentary"])  # fmt: skip
"""Documents whose “of” names what they look at; “a poll of the Orbis Institute” is the institute's."""
STUDY_NOUNS = frozenset(["study", "survey", "report", "analysis", "poll", "research", "paper", "review", "audit",
                         "investigation", "inquiry", "findings", "results", "data", "figures"])  # fmt: skip
ARTICLE_NOUNS = frozenset(["article", "piece", "story", "feature", "column", "editorial", "op-ed", "profile", "essay"])


class Documents:
    """Resolves sources that are a document against the cast and what was said so far."""

    def __init__(self, told: Told) -> None:
        self.told, self.prose, self.cast = told, told.prose, told.cast

    def source(self, words: list[int], head: int, named: list[tuple[Mention, Entity]]) -> Found:
        p = self.prose
        word = p.lower[head]
        makers = self._makers(head, named)
        if makers:
            made = naming(makers, 0.8, "document")
            made.key = word
            return made
        at = p.starts[words[0]]
        for found in reversed(self.told.said):
            if (
                (
                    found.basis == "document"
                    and found.at < at
                    and self.prose.paragraph(at) - self.prose.paragraph(found.at) < 4
                )
                and found.name
                and (word in found.key or found.key in ("it", word) or _family(word) == _family(found.key))
            ):
                return Found(found.name, "document", found.entities, found.spans, 0.6, word)
        last = self.told.last(at)
        if (
            last is not None
            and p.lower[words[0]] == "the"
            and last.basis == "named_group"
            and self.told.is_near(last, at, 6 if word in ARTICLE_NOUNS else 2)
        ):
            return Found(last.name, "document", last.entities, last.spans, 0.5, word)
        paper = self._newspaper(at) if word in ARTICLE_NOUNS and p.lower[words[0]] in ("the", "this", "that") else None
        if paper is not None:
            return Found(paper.name, "document", paper.entities, paper.spans, 0.5, word)
        owner = self._owner([i for i in words if i < head])
        if owner is not None:
            return naming([owner], 0.7, "document")
        maker = self._maker(word, at) if p.lower[words[0]] in ("the", "that", "this", "its") else None
        if maker is not None:
            return naming([maker], 0.6, "document")
        maker = self._maker_ahead(word, at)
        if maker is not None:
            return naming([maker], 0.6, "document")
        return Found(None, "document", score=0.8, key=word)

    def _newspaper(self, at: int) -> Found | None:
        """The one newspaper that spoke before, whose “the article” is."""
        papers = {f.name: f for f in self.told.said if f.at < at and f.basis == "named_group" and _is_newspaper(f.name)}
        return next(iter(papers.values())) if len(papers) == 1 else None

    def _owner(self, words: list[int]) -> Entity | None:
        """Whose “her ads” are."""
        first = next((i for i in words[:4] if self.prose.lower[i] in SINGULAR), None)
        if first is None:
            return None
        gender = SINGULAR[self.prose.lower[first]]
        return antecedent.person(self.prose, self.cast, self.prose.starts[first], gender, self.told.said)[0]

    def _maker_ahead(self, word: str, at: int) -> Entity | None:
        """Who made the “new poll” of headline or lead, as the story then tells: “a poll by the Orbis Institute”."""
        here = self.prose.paragraph(at)
        if here > 2:
            return None
        first = bisect_left(self.prose.starts, at) + 1
        for i in range(first, min(len(self.prose.lower), first + 160)):
            if self.prose.lower[i] not in (word, word + "s") or self.prose.quoted[i]:
                continue
            after = self.cast.entity_in((self.prose.ends[i], self.prose.ends[i] + 60))
            before = self.cast.mention_ending(i - 1)
            if before is not None and before[1].kind == "group":
                return before[1]
            by = self.prose.lower[i + 1 : i + 2]
            if after and by in (["by"], ["from"]) and after[0][1].kind == "group" and after[0][0].first < i + 5:
                return after[0][1]
        return None

    def _makers(self, head: int, named: list[tuple[Mention, Entity]]) -> list[Entity]:
        """Who made a document: the names before its noun (“a Herald/Orbis poll”), else those after “by” or “from”."""
        p = self.prose
        before = [(m, e) for m, e in named if m.first <= head and e.kind in ("group", "person")]
        if before:
            joint = [
                e for (m, e), (n, _) in pairwise(before) if p.text[m.end : n.start] in ("/", "-", "–", " and ", " & ")
            ]
            return list(dict.fromkeys([*joint, before[-1][1]])) if joint else [before[0][1]]
        after = [(m, e) for m, e in named if m.first > head and not self._is_beside(head, m)]
        ranked = self._by(head, after)
        rest = [e for _, e in after if e.kind != "place"]
        groups = [e for e in rest if e.kind == "group"]
        return ranked or (groups or rest)[:1]

    def _is_beside(self, head: int, name: Mention) -> bool:
        """Whether a document is against, about, for or seen by the one named behind it, rather than theirs."""
        p = self.prose
        telling = (p.text, max(p.ends[head], name.start - 80), name.start)
        beside = BESIDE.search(*telling) and not SITE.match(p.text, name.end)
        return bool(beside or (p.lower[head] in OF_ITS_SUBJECT and OF.search(*telling)))

    def _by(self, head: int, after: list[tuple[Mention, Entity]]) -> list[Entity]:
        """Who stands after “by”: several joined by “and”, and a person rather than the employer put before the name."""
        p = self.prose
        out: list[tuple[Mention, Entity]] = []
        for k, (m, e) in enumerate(after):
            by = BY.search(p.text, max(p.ends[head], m.start - 24), m.start)
            gap = p.text[out[-1][0].end : m.start] if out else ""
            if k and out and after[k - 1] == out[-1] and e.kind == "person" and EMPLOYED.fullmatch(gap):
                out[-1] = (m, e)
            elif (by and not out) or AND.fullmatch(gap) or (by and " and " in gap and by.group().startswith("by")):
                out.append((m, e))
        return list(dict.fromkeys(e for _, e in out))

    def _maker(self, word: str, at: int) -> Entity | None:
        """Who made the report that “the report” means: the name beside the same noun before."""
        p = self.prose
        limit = bisect_left(p.starts, at)
        for i in range(limit - 1, max(0, limit - 250), -1):
            if p.lower[i] != word:
                continue
            before = self.cast.mention_ending(i - 1)
            if before is not None and before[1].kind == "group":
                return before[1]
            after = self.cast.entity_in((p.ends[i], p.ends[i] + 60))
            if after and p.lower[i + 1] in ("by", "from", "of") and after[0][1].kind == "group":
                return after[0][1]
        return None


def _is_newspaper(name: str | None) -> bool:
    known = outlets().get(key(name or ""))
    return known is not None and known[1] == "newspaper"


def _family(noun: str) -> str:
    """What kind of document a noun calls: “the study” goes on about “a survey”, “the piece” about “a feature”."""
    return "study" if noun in STUDY_NOUNS else "article" if noun in ARTICLE_NOUNS else noun
