"""Whether a noun may be said of a person, as far as the article tells gender, age and work."""

from __future__ import annotations

import re

from onrecord.resolve.entity import Entity
from onrecord.resolve.lexicon import adjectives, fields, roles, words

DESCRIPTORS = words("descriptor")
"""What people are besides their work."""
DETERMINERS = words("determiners")
MODIFIERS = words("modifiers")
CHILDREN = words("child")
OF_ANY_AGE = DESCRIPTORS | CHILDREN | frozenset(["pupil", "student", "victim", "son", "daughter"])
STRANGERS = words("stranger_role")
"""Who is somebody else than the last speaker, where nobody is told to be one."""
YEARS_OLD = re.compile(r"(\d{1,2})-year-old")


def work(e: Entity) -> set[str]:
    """The roles that the article gives a person, but for those that anybody may have besides."""
    return {w for w in e.roles if w in fields() or (w in roles() and roles()[w].kind == "person")} - DESCRIPTORS


def shares_field(noun: str, e: Entity) -> bool:
    """Whether the noun is one of the person's roles or of the same field of work: “the doctor” of a surgeon."""
    own = work(e)
    mine = fields().get(noun, frozenset())
    return noun in own or any(mine & fields().get(w, frozenset()) for w in own)


def agrees(noun: str, e: Entity) -> bool:
    """Whether nothing that the article tells of a person speaks against the noun."""
    describes = noun in DESCRIPTORS or noun in adjectives() or YEARS_OLD.fullmatch(noun)
    return fits(noun, e) and (bool(describes) or not work(e) or shares_field(noun, e))


def introduces(noun: str, phrase: set[str], e: Entity) -> bool:
    """Whether a phrase may describe a person whom the article names later.

    Who is named with an age is whom the story is of; who bears another role than the phrase gives is a newcomer.
    """
    if not fits(noun, e):
        return False
    told = phrase & e.roles - DETERMINERS - MODIFIERS
    return age(e) is not None or not work(e) or bool(told) or shares_field(noun, e)


def fits(noun: str, e: Entity) -> bool:
    """Whether gender and age, where they are told, allow the noun: nobody of 58 is “the boy”."""
    gender = roles()[noun].gender if noun in roles() else ""
    years, of_age = age(e), YEARS_OLD.fullmatch(noun)
    if years is not None and of_age:
        return years == int(of_age[1])
    if years is not None and (years > 19 if noun in CHILDREN else years < 16 and noun not in OF_ANY_AGE):
        return False
    return not gender or e.gender in ("", gender)


def age(e: Entity) -> int | None:
    """A person's age, where the article tells it."""
    return next((int(found[1]) for found in map(YEARS_OLD.fullmatch, e.roles) if found), None)
