"""Names of persons as they stand in prose: capitals and common words, no list of names."""

from __future__ import annotations

import re

from onrecord.care.story import Story
from onrecord.data import Span

NAME = r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z][\w’'-]+|[A-Z]\.|(?:van|von|de|del|la|bin|al|der) [A-Z][\w’'-]+)){0,3}"
_PART = r"(?:[A-Z][a-zÀ-ÿ]*[A-Z]?[a-zÀ-ÿ’'-]+|(?:van|von|de|del|la|bin|al|der) [A-Z][a-zÀ-ÿ’'-]+)"
FULL = rf"[A-Z][a-zÀ-ÿ’'-]+(?: [A-Z]\.)?(?: {_PART}){{1,2}}"
_NOT_NAMES = frozenset(
    """
    the a an this that these those he she it they we you i his her their its our my many most some all one anyone
    everyone nobody who what when where why how there here and but or if while after before because since in on at
    of for from to with by as so yet both each every no not people police doctors officials experts patients men
    women children families veterans americans britons republicans democrats monday tuesday wednesday thursday
    friday saturday sunday january february march april may june july august september october november december
    president congress senate house state states county city company government department hospital university
    school court party team nobody somebody someone patient study researchers scientists half nearly almost more
    fewer
    """.split()
)


def is_person(words: str) -> bool:
    """Whether a run of capitalised words may be the name of a person: no word of it is a common one."""
    parts = re.findall(r"[^\W\d_]+", words)
    return bool(parts) and not any(p.lower() in _NOT_NAMES for p in parts) and not words.isupper()


def is_known(story: Story, name: str) -> bool:
    """Whether the story gives the name more fully somewhere, or has it as a speaker's: not a firm or a town."""
    last = name.split()[-1].removesuffix("’s").removesuffix("'s")
    if any(s.speaker.name and s.speaker.basis == "named_person" and last in s.speaker.name.split()
           for s in story.record.statements):  # fmt: skip
        return True
    if len(name.split()) > 1:
        return True
    part = re.escape(last)
    return re.search(rf"\b(?:[A-Z][a-zÀ-ÿ’-]+ (?:[A-Z]\. )?{part}|{part} [A-Z][a-zÀ-ÿ’-]+)\b", story.text) is not None


def named_before(story: Story, span: Span) -> bool:
    """Whether a full name stands in the sentence of the span before it, or in the sentence before that."""
    start, _ = story.sentence(span[0])
    before = story.text[max(0, start - 250) : span[0]]
    return any(is_person(m.group()) for m in re.finditer(FULL, before))
