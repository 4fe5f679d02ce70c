"""The names in one article's text: capitalised runs, parted from their titles."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.resolve.lexicon import (
    CALENDAR,
    HONOURS,
    NAME_OF,
    ORGANISATION_ENDS,
    PARTICLES,
    PARTIES,
    PROGRAMME_ENDS,
    SUFFIXES,
    adjectives,
    common,
    given_names,
    organisations,
    outlets,
    places,
    roles,
    titles,
    words,
)
from onrecord.resolve.prose import Prose

SITE = re.compile(r"\.(?:com|org|net|gov|edu|co\.uk)\b", re.IGNORECASE)
MODIFIED = frozenset(["of", "for", "on"])
GROUP_ENDS = ORGANISATION_ENDS | PROGRAMME_ENDS
CALENDAR_NAMES = frozenset(["may", "april", "june", "august", "jan", "jun", "mar", "sun", "tue"])
"""Calendar words that name people beside a given name or as one. Days in full do not: “told Jordan Friday”."""
FUNCTION = words("function_word") - {"us"}
OPENERS = words("name_opener")
ROLE_ACRONYMS = frozenset(["pac", "pacs", "ceo", "cfo", "coo", "mp", "mps", "gp", "gps", "vp",
                           "cto", "ngo", "ngos", "abstract"])  # fmt: skip


RANKS = frozenset(["PC", "DC", "DI", "DS", "DCI", "DSI", "PCSO"])
"""Ranks of the British police, which as titles in small letters would be the Di of Di Maria."""
COURTESY = frozenset(["mr", "mrs", "ms", "miss"])


class Mention(NamedTuple):
    """One name where it stands: words `first` to `last`, both included, its titles before it left out."""

    start: int
    end: int
    first: int
    last: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    initial: bool
    """The first word of its sentence, where a capital tells little."""
    heading: bool
    """In a headline or caption, where capitals tell nothing."""


def mentions(prose: Prose) -> list[Mention]:
    """The names of the text in their order, headlines' capitalised words included."""
    out: list[Mention] = []
    last = -1
    for i, word in enumerate(prose.words):
        if not word.islower() and i > last and _capital(prose, i):
            last = _run_end(prose, i)
            out.extend(_parts(prose, i, last))
    return out


def _capital(prose: Prose, i: int) -> bool:
    """Whether the word's capital speaks for a name."""
    word, lower = prose.words[i], prose.lower[i]
    if not (word[0].isupper() or (word[:3] in ("al-", "el-") and word[3:4].isupper())):
        return False
    if word[1:2] == "-" and word[0] in "DRI":  # (D-Ohio): a party and a state
        return False
    if word[:2].isupper() and lower in ROLE_ACRONYMS:  # “a super PAC”, “an NGO”; but “Our Harbour PAC”
        before = prose.words[i - 1] if i and prose.text[prose.ends[i - 1] : prose.starts[i]] == " " else "a"
        return lower == "pac" and before[0].isupper() and before.lower() not in FUNCTION | {"super"}
    if word in HONOURS and _is_behind_name(prose, i):
        return False
    if len(word) == 1 and prose.text[prose.ends[i] : prose.ends[i] + 2] == ". " and _before_capital_initial(prose, i):
        return True  # “M. Dana Ruiz”
    if lower in ("our", "my") and i not in prose.first_words and _before_capital(prose, i):
        return not prose.headings[prose.paragraph(prose.starts[i])] and not _after_opening(prose, i)
    if lower in CALENDAR and not (lower in CALENDAR_NAMES and _names_person(prose, i)):
        return False
    if (
        lower in FUNCTION
        or ("’" in word and not word[2:3].isupper())
        or ("'" in word and lower[:2] in ("i'", "we", "yo", "he", "sh", "th", "it", "do"))
    ):
        return lower == "will" and _names_person(prose, i)
    if i in prose.first_words or _after_opening(prose, i):
        return lower not in common() or (lower in OPENERS and _before_capital(prose, i)) or _names_person(prose, i)
    return True


def _is_behind_name(prose: Prose, i: int) -> bool:
    """Whether letters stand behind a capitalised word, and open no name themselves: “Foy KC”, not “Leith KC Royals”."""
    gap = prose.text[prose.ends[i - 1] : prose.starts[i]]
    if not prose.words[i - 1][0].isupper() or gap not in (" ", ", "):
        return False
    goes_on = i + 1 < len(prose.words) and prose.text[prose.ends[i] : prose.starts[i + 1]] == " "
    return not (goes_on and prose.words[i + 1][0].isupper() and prose.words[i + 1] not in HONOURS)


def _before_capital(prose: Prose, i: int) -> bool:
    after = i + 1
    return (
        after < len(prose.words)
        and prose.words[after][0].isupper()
        and prose.lower[after] not in common()
        and prose.text[prose.ends[i] : prose.starts[after]].isspace()
    )


def _before_capital_initial(prose: Prose, i: int) -> bool:
    """Whether a given name follows an initial."""
    return i + 1 < len(prose.words) and prose.words[i + 1] in given_names() and i + 1 not in prose.first_words


def _names_person(prose: Prose, i: int) -> bool:
    """Whether a calendar or common word is part of a person's name here: “April Ryan”, “Theresa May”."""
    given = given_names()
    if prose.words[i] in given and _before_capital(prose, i):
        return True
    before = i - 1
    return before >= 0 and prose.words[before] in given and prose.text[prose.ends[before] : prose.starts[i]] == " "


def _after_opening(prose: Prose, i: int) -> bool:
    start = prose.starts[i]
    return start > 0 and prose.text[start - 1] in '“"‘«[('


def _run_end(prose: Prose, first: int) -> int:
    """The last word of the run of capitalised words that begins at `first`."""
    words, lower, last, n = prose.words, prose.lower, first, len(prose.words)
    while last + 1 < n and last - first < 14:
        after = last + 1
        gap = prose.text[prose.ends[last] : prose.starts[after]]
        joined = (gap.isspace() and "\n" not in gap) or gap == " & "
        if not joined and gap == ". " and after not in prose.first_words:
            joined = lower[last] in titles() or (len(words[last]) == 1) or lower[last] in ("st", "jr", "sr", "mt", "ft")
        if not joined and gap == ", " and lower[after] in SUFFIXES:
            joined = True
        if not joined or after in prose.first_words:
            break
        if _capital(prose, after):
            last = after
            continue
        jump = _connected(prose, first, last)
        if not jump:
            break
        last = jump
    return last


def _connected(prose: Prose, first: int, last: int) -> int:
    """Where the name goes on after a small word: the index of its next capitalised word, or 0."""
    words, lower = prose.words, prose.lower
    after, small = last + 2, lower[last + 1]
    if after < len(words) and lower[after] == "the" and small in MODIFIED:
        after += 1
    if after >= len(words) or "\n" in prose.text[prose.ends[last] : prose.starts[after]]:
        return 0
    if not prose.text[prose.ends[last + 1] : prose.starts[last + 2]].isspace() or not _capital(prose, after):
        return 0
    if small in PARTICLES and lower[last] not in titles():
        return after
    if small in ("of", "for", "on") and lower[last] in NAME_OF:
        return after
    run = lower[first : last + 1]
    if small == "at" and "university" in run and "of" in run and words[after][0].isupper():
        return after
    if small == "and" and " ".join(lower[first : after + 1]) in outlets():
        return after  # “Fox and Friends”
    if small == "and" and "for" in run and NAME_OF.intersection(run) and after + 1 < len(words):
        end = _run_end(prose, after)
        return after if end > after else 0
    if small == "and" and not any(words[k] in given_names() for k in range(first, last + 1)):
        end = _run_end(prose, after)
        acronym = words[last].isupper() and len(words[last]) > 1
        ends_group = (
            not acronym
            and lower[last] not in ORGANISATION_ENDS
            and any(
                lower[k] in ORGANISATION_ENDS and (k == end or lower[k + 1] == "of")
                for k in range(after, min(end, after + 4) + 1)
            )
        )
        if ends_group and lower[last] not in places() and last - first < 4:
            return after
    return 0


def _parts(prose: Prose, first: int, last: int) -> list[Mention]:
    """The run's names: cut at titles, which belong to the name after them."""
    lower = prose.lower
    heading = prose.headings[prose.paragraph(prose.starts[first])]
    if first == last:  # of most
        return [_mention(prose, first, last, _title_before(prose, first), heading)]
    ends_group = lower[last] in GROUP_ENDS and not _is_titled(prose, first, last)
    organisation = ends_group or _known_group(prose, first, last)
    cut = first - 1
    if not organisation:
        for i in range(first, last):
            if (lower[i] in titles() and not (lower[i] in ("late", "then", "justice") and i > first)) or (
                lower[i] == "of" and lower[i - 1] in ("secretary", "minister", "director", "speaker", "leader")
            ):
                cut = i
    out: list[Mention] = []
    marks = tuple(lower[i] for i in range(first, cut + 1) if lower[i] in titles())
    before = [i for i in range(first, cut + 1) if lower[i] not in titles()]
    if before and cut >= first:
        stop = before[0]
        while stop + 1 <= cut and stop + 1 in before:
            stop += 1
        out.append(_mention(prose, before[0], stop, (), heading))
    start = cut + 1
    if not organisation:
        start = _given_start(prose, start, last)
        if start == cut + 1 and not heading:
            start = _behind_job(prose, start, last)
        if start == cut + 1 and start < last and (lower[start] in PARTIES or lower[start] in adjectives()):
            start += 1
    if start > last:
        return out
    if start > cut + 1 and cut < first:
        out.append(_mention(prose, first, start - 1, (), heading))
    out.append(_mention(prose, start, last, marks or _title_before(prose, first), heading))
    return out


def _is_titled(prose: Prose, first: int, last: int) -> bool:
    """Whether a run that ends as organisations do is a person's by the title before it: “Mr Tom Bank”, “Ms Church”."""
    return prose.lower[first] in COURTESY and last - first < 3


def _title_before(prose: Prose, first: int) -> tuple[str, ...]:
    """The title in small letters right before the run: “former senator” Ruiz."""
    i = first - 1
    if i < 0 or prose.lower[i] not in titles() or prose.text[prose.ends[i] : prose.starts[first]] not in (" ", ". "):
        return ()
    return (prose.lower[i],)


def _known_group(prose: Prose, first: int, last: int) -> bool:
    name = " ".join(prose.lower[first : last + 1])
    return name in organisations() or name in outlets()


def _given_start(prose: Prose, start: int, last: int) -> int:
    """Where a person's name starts inside a run like “State Hillary Clinton”: at the given name."""
    given = given_names()
    if last - start < 2 or prose.words[start] in given or len(prose.words[start]) < 3:
        return start
    for i in range(start + 1, last):
        if " ".join(prose.lower[start : i + 1]) in places():
            continue  # “South Carolina Republican” names no Carolina
        if prose.words[i] in given and prose.lower[i] not in places():
            return i
    return start


def _behind_job(prose: Prose, start: int, last: int) -> int:
    """Where a name of two or three words starts behind its bearer's job or rank: “Nurse Tola Adeyemi”."""
    for i in range(max(start, last - 3), last - 1):
        word = prose.lower[i]
        job = prose.words[i] in RANKS or (word in roles() and roles()[word].kind == "person")
        rest = prose.lower[i + 1 : last + 1]
        if (
            job
            and prose.words[i] not in given_names()
            and not any(is_role(w) or w in places() or w in common() for w in rest)
        ):
            return i + 1
    return start


def _mention(prose: Prose, first: int, last: int, marks: tuple[str, ...], heading: bool) -> Mention:
    site = SITE.match(prose.text, prose.ends[last])
    end = site.end() if site else prose.ends[last]
    name = tuple(prose.words[first : last + 1])
    return Mention(prose.starts[first], end, first, last, name, marks, first in prose.first_words, heading)


def is_role(word: str) -> bool:
    """Whether the word, in lower case, names a role or a title."""
    return word in roles() or word in titles()


def distance(a: str, b: str) -> int:
    """Levenshtein's distance of two short words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
