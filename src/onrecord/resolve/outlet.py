"""Names of outlets: newspapers, broadcasters, programmes and sites, by the lists or by how such names end."""

from __future__ import annotations

from onrecord.data import ChannelKind
from onrecord.resolve.entity import Entity
from onrecord.resolve.lexicon import outlets, words
from onrecord.resolve.names import Mention
from onrecord.resolve.prose import Prose

NEWSPAPER_ENDS = words("newspaper_ends")


def names_of(entity: Entity) -> list[str]:
    """Its fullest name first, then those that the article uses, as `key` gives them."""
    return [key(entity.name), *sorted({key(" ".join(words)) for words in {m.words for m in entity.places}})]


def key(name: str) -> str:
    """The name as outlets() has it."""
    return name.lower().replace("’", "'").removeprefix("the ")


LEARNED = frozenset(["medical", "medicine", "scientific", "law", "academic", "research"])
"""Of a journal that is no newspaper: “the Harbour Medical Journal”."""


def as_outlet(entity: Entity) -> tuple[str, ChannelKind] | None:
    """Its name and kind where the name itself says that it is a newspaper or a news agency."""
    if LEARNED & set(entity.name.lower().split()):
        return None
    last = entity.name.lower().split()[-2:]
    if last in (["news", "service"], ["news", "agency"]) or (len(last) > 1 and last[-1] in NEWSPAPER_ENDS):
        return entity.name, "newspaper"
    return None


def is_outlet(entity: Entity) -> bool:
    """Whether it is a newspaper, broadcaster or agency, by the lists or by its name."""
    return any(name in outlets() for name in names_of(entity)) or as_outlet(entity) is not None


def listed(name: str) -> tuple[str, ChannelKind] | None:
    """The longest listed outlet that a name begins with, and its kind: of “Sky News Tonight” Sky News."""
    parts = name.split()
    starts = (" ".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next(((start, outlets()[key(start)][1]) for start in starts if key(start) in outlets()), None)


def outlet_of(mention: Mention, entity: Entity, prose: Prose) -> tuple[str, ChannelKind] | None:
    """The outlet that a mention names, as the text writes it, and what kind of channel it is; None for other names."""
    if entity.kind == "person":
        return None
    here = prose.text[mention.start : mention.end]
    for name in (here, entity.name):
        known = outlets().get(key(name))
        if known is not None:
            is_radio = known[1] == "tv" and prose.text.startswith(" radio", mention.end)
            return here, "radio" if is_radio else known[1]
    last = mention.words[-1].lower()
    if last in ("show", "tonight", "nightly") and len(mention.words) > 1:
        return here, "radio" if "radio" in prose.text[mention.start - 60 : mention.end + 60].lower() else "tv"
    if last in ("tv", "television") and len(mention.words) > 1:
        return here, "tv"
    if "Radio" in mention.words:
        return here, "radio"
    if last in NEWSPAPER_ENDS and len(mention.words) > 1 and entity.kind == "group":
        return here, "newspaper"
    return None
