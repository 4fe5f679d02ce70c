"""Whether a noun may be said of a person, as far as the article tells gender, age and work."""

from __future__ import annotations

import re

from onrecord.resolve.entity import Entity
from onrecord.resolve.lexicon import fields, roles, words
from onrecord.resolve.prose import Prose

DESCRIPTORS = words("descriptor")
"""What people are besides their work."""
DETERMINERS = words("determiners")
MODIFIERS = words("modifiers")
CHILDREN = words("child")
OF_ANY_AGE = words("descriptor") | CHILDREN | frozenset(["pupil", "student", "victim", "son", "daughter"])
STRANGERS = words("stranger_role")
"""Who is somebody else than the last speaker, where nobody is told to be one."""
AGE = re.compile(r", (?:aged )?(\d{1,2})(?=[,.;])| \((\d{1,2})\)")
YEARS_OLD = re.compile(r"\b(\d{1,2})-year-old (?:\w+ ){0,2}$")


def work(e: Entity) -> set[str]:
    """The roles that the article gives a person, but for those that anybody may have besides."""
    return {w for w in e.roles if w in fields() or (w in roles() and roles()[w].kind == "person")} - DESCRIPTORS


def shares_field(noun: str, e: Entity) -> bool:
    """Whether the noun is one of the person's roles or of the same field of work: “the doctor” of a surgeon."""
    own = work(e)
    mine = fields().get(noun, frozenset())
    return noun in own or any(mine & fields().get(w, frozenset()) for w in own)


def agrees(noun: str, e: Entity, prose: Prose) -> bool:
    """Whether nothing that the article tells of a person speaks against the noun."""
    return fits(noun, e, prose) and (noun in DESCRIPTORS or not work(e) or shares_field(noun, e))


def introduces(noun: str, phrase: set[str], e: Entity, prose: Prose) -> bool:
    """Whether a phrase may describe a person whom the article names later.

    Who is named with an age is whom the story is of; who bears another role than the phrase gives is a newcomer.
    """
    if not fits(noun, e, prose):
        return False
    told = phrase & e.roles - DETERMINERS - MODIFIERS
    return age(e, prose) is not None or not work(e) or bool(told) or shares_field(noun, e)


def fits(noun: str, e: Entity, prose: Prose) -> bool:
    """Whether gender and age, where they are told, allow the noun: nobody of 58 is “the boy”."""
    gender = roles()[noun].gender if noun in roles() else ""
    years = age(e, prose)
    if years is not None and (years > 19 if noun in CHILDREN else years < 16 and noun not in OF_ANY_AGE):
        return False
    return not gender or e.gender in ("", gender)


def age(e: Entity, prose: Prose) -> int | None:
    """A person's age, where it stands beside the name: “Ana Ruiz, 41,”, “41-year-old rider Ana Ruiz”."""
    for m in e.places:
        found = AGE.match(prose.text, m.end) or YEARS_OLD.search(prose.text, max(0, m.start - 40), m.start)
        if found:
            return int(next(filter(None, found.groups())))
    return None
