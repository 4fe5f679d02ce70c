"""What the lines around a story tell of its publication: headline, byline, date line, dateline.

Only lines that are nothing but such a line count. A date or a name inside a sentence of the story is never taken,
and what can be read in two ways is not read at all.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

import msgspec

HEAD: Final = 6  # lines with something on them, from the top, where a date line or byline may stand
FOOT: Final = 4
_MAX_PART = 10  # words between the separators of a line: names, an outlet, a labelled date with its time
MAX_LINE: Final = 150  # code points: longer lines are prose


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a document tells of its publication; fields as in `Article`."""

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    published: date | None = None
    language: str | None = None

    def or_else(self, other: Known) -> Known:
        """This, with what it lacks taken from `other`."""
        return Known(**{name: getattr(self, name) or getattr(other, name) for name in self.__struct_fields__})


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:1[6-9]|20)[0-9]{2}"
_DATE: Final = re.compile(
    rf"""(?<![\w/.-])(?:
      (?P<iso_year>{_YEAR})(?P<s>[-/.])(?P<iso_month>[01]?[0-9])(?P=s)(?P<iso_day>[0-3]?[0-9])(?=t[0-9]|\b)
    | (?P<m1>{_MONTH})\s{{1,3}}(?P<d1>[0-3]?[0-9])(?:st|nd|rd|th)?(?:,\s{{0,3}}|\s{{1,3}})(?P<y1>{_YEAR})\b
    | (?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?(?:\s{{1,3}}(?:of\s)?|-)(?P<m2>{_MONTH})(?:,?\s{{1,3}}|-)(?P<y2>{_YEAR})\b
    | (?P<a>[0-3]?[0-9])(?P<t>[-/.])(?P<b>[0-3]?[0-9])(?P=t)(?P<y3>{_YEAR})\b
    )(?![/-]?[0-9])""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
_LABEL: Final = re.compile(
    r"\W{0,3}(?:(?P<later>(?:last\s)?(?:updated|modified|edited|revised)|last\supdate)"
    r"|(?:first\s|originally\s)?(?:published|posted)|publication\sdate|pub\.?\sdate|date|dated|issued|filed|released)\b",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[A-Za-z.]+|[0-9][0-9:.h+-]*(?:am|pm|z)?|\S", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"[0-9]{1,2}(?:[:.h][0-9]{2}){0,2}(?:\.[0-9]{1,9})?(?:[+-][0-9:]{4,5})?(?:am|pm|z)?|[0-9]{4}"
)
# Words that stand around a date in a date line: weekdays, hours, time zones.
_AROUND: Final = frozenset(
    """
    mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday am
    pm a.m. p.m. a.m p.m t at on the hrs hours o'clock noon midnight local time gmt utc bst cet cest eet eest
    ist et est edt ct cst cdt mt mst mdt pt pst pdt jst aest aedt nzst sast wat eat msk hkt sgt ist
    """.split()
)
_PARTS: Final = re.compile(
    r"[|•·–—\t]|\s{3,}|[,;(]?\s{1,2}(?=(?:last\s)?(?:updated|modified|edited|revised)\b)", re.IGNORECASE
)

_AGENCIES: Final = {
    "reuters": "Reuters", "thomson reuters": "Reuters", "ap": "Associated Press",
    "associated press": "Associated Press",
    "the associated press": "Associated Press", "afp": "Agence France-Presse", "upi": "United Press International",
    "dpa": "dpa", "pa": "PA Media", "pa media": "PA Media", "bloomberg": "Bloomberg", "xinhua": "Xinhua",
    "tass": "TASS", "interfax": "Interfax", "kyodo": "Kyodo News", "yonhap": "Yonhap", "pti": "Press Trust of India",
    "ani": "ANI", "ians": "IANS", "efe": "EFE", "ansa": "ANSA", "anadolu": "Anadolu", "aap": "AAP", "cnn": "CNN",
    "bernama": "Bernama", "cp": "The Canadian Press", "the canadian press": "The Canadian Press", "pap": "PAP",
}  # fmt: skip
_DASH: Final = re.compile(r"(?:\s{0,2}[—–]|\s{0,2}--|\s-)(?=\s|[“\"‘'\w])")
_AGENCY: Final = re.compile(r"\(([^()]{2,30})\)")

_BY: Final = re.compile(
    r"[*_\s]{0,4}(?:by|(?:written|reported|reporting|story|report|words|text)\sby)\b[:\s]", re.IGNORECASE
)
_AND: Final = re.compile(r"\s*(?:[,;/&]|\b(?:and|with)\b)\s*", re.IGNORECASE)
# Where names end: a separator, or a sentence; a full stop after fewer letters may be that of an initial or a title.
_CUT: Final = re.compile(r"\s*[|•·–—\t(]|\s-\s|(?<=\w{5})\.\s")
_ADDRESS: Final = re.compile(r"(?:https?|www)\s?[:.]", re.IGNORECASE)
_FOR: Final = re.compile(r"\s(?:for|in|at|via|of)\s", re.IGNORECASE)
_NOT_NAMES: Final = frozenset(
    """
    none null nan n/a na unknown anonymous admin administrator editor editors staff author guest user jan feb
    mar apr jun jul aug sep sept oct nov dec january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow
    """.split()
)
_GIVEN_MONTHS: Final = frozenset(["jan", "april", "may", "june", "august"])  # “By June Ito” is no date
_REVERSED: Final = re.compile(r"([^\W\d_][\w’'.-]+), ?([^\W\d_][\w’'.-]+)")  # “Ito, Ana”
_ROLES: Final = re.compile(
    r"\b(?:writers?|reporters?|correspondents?|editors?|staff|contributors?|contributing|columnists?|producers?|bureau"
    r"|special to|journalists?|photographers?|fellow|analyst|chief|intern|freelancer?)\b",
    re.IGNORECASE,
)
_OUTLET_WORDS: Final = re.compile(
    r"\b(?:news|press|times|post|today|journal|herald|tribune|gazette|courier|ledger|telegraph|guardian|reuters|bloomberg"
    r"|media|magazine|network|online|agency|service|wire|radio|tv)\b|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_SUFFIXES: Final = frozenset("jr jr. sr sr. ii iii iv m.d. md phd ph.d. esq esq.".split())
_PARTICLES: Final = frozenset(
    """
    de da di do du del della der den des la le van von zu zum zur ten ter te y e al el bin ibn bint ben abu dos
    das af av the
    """.split()
)


def of_text(text: str) -> Known:
    """What the first and last lines of a text tell: outlet, byline, published. The title is `headline`'s."""
    lines = _lines(text)
    head = lines[:HEAD]
    byline = next((names for line in head if (names := byline_names(line))), ())
    outlet = dateline_day = None
    dates: dict[str, date] = {}
    for line in head:
        if outlet is None and dateline_day is None:
            outlet, dateline_day = dateline(line)
        for kind, day in date_line(line):
            dates.setdefault(kind, day)
    for line in lines[HEAD:][-FOOT:]:
        for kind, day in date_line(line):
            if kind != "bare":
                dates.setdefault(kind, day)
    published = dates.get("published") or dates.get("bare") or dateline_day or dates.get("updated")
    return Known(outlet=outlet, byline=byline, published=published)


def headline(text: str) -> str | None:
    """The first line, where it plainly is a headline: short, no sentence, and set off from the story.

    Set off: a blank line follows, or a byline or date line. A Markdown heading's marks are left out.
    """
    rest = text[: 20 * MAX_LINE].lstrip()
    first, _, after = rest.partition("\n")
    title = " ".join(first.lstrip("#").split())
    if not 2 <= len(title.split()) <= 25 or len(title) > MAX_LINE or not after.strip():
        return None
    second = after.partition("\n")[0].strip()
    if second and not byline_names(second) and not date_line(second):
        return None
    if title.rstrip("”’\"')]").endswith((".", ",", ";", ":", "…", "—", "-")):
        return None
    if byline_names(title) or date_line(title) or dateline(title) != (None, None) or _ADDRESS.match(title):
        return None
    return title


def day(value: str) -> date | None:
    """The one date that a string states, time of day and weekday apart; None where it states more, less or other.

    ISO 8601, RFC 5322, and the forms of date lines. A time zone is left aside: the date is the one that is printed.
    """
    value = value.strip()[:MAX_LINE]
    if re.fullmatch(r"(?:1[6-9]|20)[0-9]{6}(?:T[0-9]{4,6}Z?)?", value):  # the basic form of ISO 8601
        value = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    found = date_line(value)
    return found[0][1] if len(found) == 1 else None


def date_line(line: str) -> list[tuple[Literal["published", "updated", "bare"], date]]:
    """The dates of a line that is a date line, or parts of one: labelled, or bare but for weekday and time."""
    if len(line) > MAX_LINE:
        return []
    found: list[tuple[Literal["published", "updated", "bare"], date]] = []
    parts = _PARTS.split(line.strip())
    if len(parts) > 1 and (_ends_sentence(line) or max(len(part.split()) for part in parts) > _MAX_PART):
        return []  # dashes in a sentence
    for part in parts:
        matches = list(_DATE.finditer(part))
        if len(matches) != 1:
            continue
        stated = _calendar_day(matches[0])
        before, after = part[: matches[0].start()], part[matches[0].end() :]
        label = _LABEL.match(before)
        extra = _words(after)
        apart = before[label.end() :] if label else before
        if stated is None or (_words(apart) and not byline_names(apart.rstrip(" ,"))):
            continue
        if label and len(extra) <= 5 and not (extra and _ends_sentence(after)):
            found.append(("updated" if label["later"] else "published", stated))
        elif not extra:
            found.append(("bare", stated))
    is_range = sum(kind == "bare" for kind, _ in found) > 1
    return [(kind, stated) for kind, stated in found if not (is_range and kind == "bare")]


def dateline(line: str) -> tuple[str | None, date | None]:
    """The agency and the date of a dateline, as `PARIS, July 23, 2020 (AP) — …`; a date without a year is none."""
    dash = _DASH.search(line, 0, 100)
    if dash is None:
        return None, None
    before = line[: dash.start()].strip()
    named = _AGENCY.search(before)
    outlet = _AGENCIES.get(named[1].strip().lower()) if named else _AGENCIES.get(before.lower())
    place = _AGENCY.sub("", before).strip(" ,")
    stated = _DATE.search(place)
    town = place.split(",")[0].strip()
    is_place = town.isupper() and len(town.split()) <= 4 and not any(c.isdigit() for c in town)
    is_set_off = outlet is not None and not any(word[0].islower() for word in place.split())
    if len(place.split()) > 8 or not (is_place or is_set_off):
        return None, None
    return outlet, _calendar_day(stated) if stated else None


def byline_names(line: str) -> tuple[str, ...]:
    """The names of a line that is a byline, `By Jane Doe and John Roe, Staff Writers`; none where it is not."""
    match = _BY.match(line)
    if match is None or len(line) > MAX_LINE:
        return ()
    rest = line[match.end() :].strip(" *_")
    if rest.endswith((".", "!", "?", ":", "”", '"')) and rest.split()[-1].lower() not in _SUFFIXES:
        return ()
    dated = _DATE.search(rest)
    rest = _CUT.split(rest[: dated.start()] if dated else rest, maxsplit=1)[0]
    rest = _FOR.split(rest, maxsplit=1)[0]
    pieces = [piece for piece in _AND.split(rest.strip(" ,")) if piece]
    if not all(_is_name(piece) or _ROLES.search(piece) or piece.lower() in _SUFFIXES for piece in pieces):
        return ()
    return person_names(rest)


def person_names(stated: str) -> tuple[str, ...]:
    """The names in what a field for authors states, in its order; roles, employers and placeholders are left out."""
    by = _BY.match(stated[:1000])
    stated = stated[by.end() : 1000] if by else stated[:1000]
    stated = _CUT.split(" ".join(stated.split()), maxsplit=1)[0].strip()
    if stated.lower() in _NOT_NAMES:
        return ()
    turned = _REVERSED.fullmatch(stated)
    if turned and all(_is_plain_name(word) for word in turned.groups()):
        return (f"{turned[2]} {turned[1]}",)
    found: list[str] = []
    for piece in _AND.split(stated):
        name = piece.strip(" *_")
        if name and name.split()[-1].lower() not in _SUFFIXES:
            name = name.strip(".").strip()
        if name.lower() in _SUFFIXES and found:
            found[-1] = f"{found[-1]} {name}"
        elif found and (_OUTLET_WORDS.search(name) or name.isupper() != found[0].isupper()):
            continue  # whom the one before writes for
        elif name not in found and not _is_no_name(name):
            found.append(name)
    return tuple(found)


def _is_no_name(stated: str) -> bool:
    odd = not stated or len(stated) > 80 or re.search(r"[@:]|[0-9]{2}", stated)
    return bool(odd or stated.lower() in _NOT_NAMES or _ROLES.search(stated))


def _is_plain_name(word: str) -> bool:
    """Whether one word may be a surname or a given name: no role, outlet, agency or suffix."""
    is_other = word.lower() in _SUFFIXES or word.lower() in _AGENCIES or _OUTLET_WORDS.search(word) or word.isupper()
    return word[0].isupper() and not is_other and not _is_no_name(word)


def _is_name(piece: str) -> bool:
    words = piece.split()
    if not 1 <= len(words) <= 6:
        return False
    if words[0].lower() in _NOT_NAMES and not (words[0].lower() in _GIVEN_MONTHS and 1 < len(words) < 4):
        return False
    bare = [re.sub(r"^(?:[dl]['’]|al-|el-)", "", word) for word in words if word.lower() not in _PARTICLES]
    return bool(bare) and all(word[:1].isalpha() and not word[0].islower() for word in bare)


def _calendar_day(match: re.Match[str]) -> date | None:
    """The date that a match of `_DATE` states; None for a day that no calendar has or a month that may be the day."""
    part = match.groupdict()
    if part["iso_year"]:
        year, month, of_month = part["iso_year"], int(part["iso_month"]), part["iso_day"]
    elif part["y3"]:
        year, month, of_month = part["y3"], int(part["b"]), part["a"]
        if month > 12:
            month, of_month = int(of_month), str(month)
        elif int(of_month) <= 12 and int(of_month) != month:
            return None
    else:
        year, of_month = part["y1"] or part["y2"], part["d1"] or part["d2"]
        month = _MONTHS.index((part["m1"] or part["m2"])[:3].lower()) + 1
    try:
        return date(int(year), month, int(of_month))
    except ValueError:
        return None


def _ends_sentence(line: str) -> bool:
    return line.rstrip("”’\"') \t").endswith((".", "!", "?")) and not re.search(r"\b[ap]\.m\.$", line, re.IGNORECASE)


def _words(around: str) -> list[str]:
    """What stands beside a date apart from weekday, time of day, time zone and punctuation."""
    return [
        token
        for token in _TOKEN.findall(around)
        if token.lower() not in _AROUND
        and token.lower().rstrip(".") not in _AROUND
        and not _CLOCK.fullmatch(token.lower())
        and token[0].isalnum()
    ]


def _lines(text: str) -> list[str]:
    """The first and last lines that have something on them: enough for head and foot, whatever the text's length."""
    window = 40 * MAX_LINE
    if len(text) <= 2 * window:
        parts = text.splitlines()
    else:
        parts = [*text[:window].splitlines(), *text[-window:].splitlines()[1:]]
    return [stripped for line in parts if (stripped := line.strip())]
