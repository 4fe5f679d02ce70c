"""Stories of suicide: method, place, note, single cause, and where help is to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from onrecord.care.card import phrases
from onrecord.care.story import Story
from onrecord.care.terms import COMPOUND, Hit
from onrecord.data import Severity, Span

_VERBS = "kill killed kills killing hang hanged hangs hanging drown drowned drowning shot hung gassed poisoned".split()
STEMS = (
    "suicid", "own life", "own lives", "wrists", "self-inflicted", "found hanged", "the gun on", "jumped", "leap",
    *(f"{verb} {who}sel" for verb in (*_VERBS, "threw") for who in ("him", "her", "them")),
)  # fmt: skip
"""One of these stands in every text that speaks of suicide."""

_SELF = r"(?:him|her|them)sel(?:f|ves)\b"
_SUICIDE = re.compile(
    rf"(?<!assisted )(?<!assisted-)(?<!political )(?<!career )(?<!economic )(?<!commercial )(?<!national )"
    rf"(?<!electoral )(?<!financial )"
    rf"\bsuicid(?:e(?!{COMPOUND.pattern})s?|al)\b"
    r"|\b(?:kill(?:ed|s|ing)?|hang(?:ed|s|ing)?|drown(?:ed|s|ing)?) (?:him|her|them)sel(?:f|ves)\b"
    r"|\b(?:took|take[sn]?|taking|ended|ending) (?:his|her|their) own li(?:fe|ves)\b"
    r"|\b(?:slit|slitting|cut|cutting) (?:his|her|their) (?:own )?wrists\b|\bself-inflicted gunshot"
    rf"|(?P<deed>\b(?:shot|hung|gassed|poisoned) {_SELF}(?! (?:in the (?:foot|feet|leg|hand|arm|thigh)|an?)\b)"
    rf"|\bfound hanged\b|\bturn(?:ed|ing) the gun on {_SELF}"
    rf"|\b(?P<leap>(?:jumped|leap(?:t|ed)|threw {_SELF}) (?:to (?:his|her|their) deaths?"
    r"|(?:from|off|under|in front of) [^.;:”\"]{3,80}?(?:,| and| and later|, and) (?:died|was killed))\b))",
    re.IGNORECASE,
)
_ACCIDENT = re.compile(r"\b(?:accident\w*|unintentional\w*|mistak\w+|malfunction\w*|misfir\w+)\b", re.IGNORECASE)
_ESCAPE = re.compile(
    r"\b(?:fires?|flames?|burn\w*|blaz\w+|smoke|escap\w+|flee\w*|fled|rescu\w+|sav(?:e|ed|ing)|parachut\w+|stunts?)\b",
    re.IGNORECASE,
)
"""Why somebody leaps who does not mean to die."""
_METHOD = phrases("suicide.method")
_SURE = phrases("suicide.sure")
_TOWARDS = phrases("suicide.towards")
_PLACE = phrases("suicide.place")
_NOTE = phrases("suicide.note")
_NOTE_SAYS = phrases("suicide.note_says")
_CAUSE = phrases("suicide.cause")
_HELP = phrases("suicide.help")
_METAPHOR = re.compile(
    r"\b(?:suicid\w+) (?:for|of) (?:the|our|a) (?:party|country|nation|economy|company|campaign|west)\b", re.IGNORECASE
)


@lru_cache(maxsize=1)  # six rules ask it of a story, one after the other
def events(story: Story) -> list[Span]:
    """Where the text speaks of suicide itself: no bomber, no metaphor, no law on assisted dying."""
    if not story.has(STEMS):
        return []
    out = []
    for m in _SUICIDE.finditer(story.text):
        start, end = story.sentence(m.start())
        metaphor = _METAPHOR.search(story.text, start, end)
        name = (
            m.group()[0].isupper()
            and story.text[m.end() : m.end() + 1] == " "
            and story.text[m.end() + 1 : m.end() + 2].isupper()
        )
        other = re.match(r"suicid", m.group(), re.IGNORECASE) and re.search(
            r"assisted|euthanasia|bomb|jihad|terror", story.text[start:end], re.IGNORECASE
        )
        mishap = (m["deed"] and _ACCIDENT.search(story.text, start, end)) or (
            m["leap"] and _ESCAPE.search(story.text, start, end)
        )
        if not (metaphor or name or other or mishap):
            out.append(m.span())
    return out


@lru_cache(maxsize=1)
def _paragraphs(story: Story) -> frozenset[int]:
    """The paragraphs that speak of suicide and those beside them."""
    return frozenset(n + d for n in {story.paragraph(s) for s, _ in events(story)} for d in (-1, 0, 1))


def _near(story: Story, at: int) -> bool:
    """Whether suicide is spoken of in the offset's paragraph or the one beside it."""
    return story.paragraph(at) in _paragraphs(story)


def _capped(story: Story, at: int) -> Severity | None:
    """A note inside quotation marks, the rule's own severity outside."""
    return "note" if story.is_quoted(at) else None


def method(story: Story) -> Iterator[Hit]:
    """The way in which somebody took their life."""
    found = events(story)
    if not found:
        return
    for m in _METHOD.finditer(story.text):
        if story.headline and story.headline[0] <= m.start() < story.headline[1]:
            continue
        if not _SURE.match(m.group()) and not _near(story, m.start()):
            continue
        start, end = story.sentence(m.start())
        if (
            not _TOWARDS.search(story.text, start, end)
            and not _SURE.match(m.group())
            and "himself" not in m.group()
            and "herself" not in m.group()
        ):
            continue
        message = f"“{' '.join(m.group().split())}” tells the method: detail of how makes it easier to imitate."
        suggestion = "Say that the person died by suicide, and no more of how."
        yield Hit(m.span(), message, _capped(story, m.start()), suggestion)


def headline(story: Story) -> Iterator[Hit]:
    """The method in a headline."""
    if story.headline is not None:
        start, end = story.headline
        line, part = story.text[start:end], "text"
    elif story.apart is not None:
        line, part, start = story.apart, "title", 0
    else:
        return
    m = _METHOD.search(line)
    if m is None or not (_SURE.search(line) or _SUICIDE.search(line) or events(story)):
        return
    span = (start + m.start(), start + m.end())
    yield Hit(
        span,
        f"The headline tells the method (“{m.group()}”): leave it out.",
        part="title" if part == "title" else "text",
    )


def place(story: Story) -> Iterator[Hit]:
    """A place known by name where somebody took their life."""
    found = events(story)
    told = {story.sentence(s)[1] for s, _ in found}
    for m in _PLACE.finditer(story.text) if found else ():
        does = not re.match(r"(?:death|died|fell)\b", m.group())
        if (does and _near(story, m.start())) or story.sentence(m.start())[1] in told:
            message = f"“{m.group(1)}” names the place: it draws others there."
            yield Hit(m.span(1), message, _capped(story, m.start(1)), "Say no more than the town or the county.")


def letter(story: Story) -> Iterator[Hit]:
    """A suicide note, and above all what it says."""
    found = events(story)
    for m in _NOTE.finditer(story.text) if found else ():
        if not m.group().lower().startswith("suicide") and not _near(story, m.start()):
            continue
        _, end = story.sentence(m.start())
        tells = _NOTE_SAYS.search(story.text, m.end(), min(end, m.end() + 60)) is not None
        asks = "what it says does not belong in the story" if tells else "ask whether the story needs it"
        yield Hit(m.span(), f"“{m.group()}”: {asks}.", _capped(story, m.start()) if tells else "note")


def cause(story: Story) -> Iterator[Hit]:
    """One event given as the reason why."""
    for m in _CAUSE.finditer(story.text) if events(story) else ():
        message = "This gives a suicide a single cause: it hardly ever has one, and the bereaved are left to blame."
        suggestion = "Tell of the circumstances without naming one as the reason."
        yield Hit(m.span(), message, _capped(story, m.start()), suggestion)


def helpline(story: Story, numbers: tuple[str, ...]) -> Iterator[Hit]:
    """A story of suicide that does not say where help is to be found."""
    found = events(story)
    told_above = story.headline is not None and bool(found) and found[0][0] < story.headline[1]
    if len(found) < 2 and not told_above:
        return  # a word in passing
    squeezed = re.sub(r"[\s().-]", "", story.text)
    if _HELP.search(story.text) or any(re.sub(r"[\s().-]", "", n) in squeezed for n in numbers if n):
        return
    known = " or ".join(numbers)
    suggestion = f"Add a helpline: {known}." if known else "Add a helpline of the country that you publish in."
    yield Hit(found[0], "The story speaks of suicide and does not say where a reader finds help.", None, suggestion)
