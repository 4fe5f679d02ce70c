"""A speaker's name taken apart, and what two names say of whether they are one person's: pure functions on `str`.

The rules compare what is written and nothing else: they know nobody. nicknames.tsv is the one reviewed list.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from onrecord.data import SpeakerKind as Kind

SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
HONOURS = frozenset("md phd dds esq esquire obe mbe cbe kcb mp mep msp qc kc rn cpa ret dphil usn usaf usmc".split())
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron sen sens senator senators rep reps "
    "representative congressman congresswoman gov governor president vice-president chancellor premier secretary "
    "minister mayor councillor councilman councilwoman alderman delegate ambassador attorney judge justice gen "
    "general lt lieutenant col colonel maj capt captain cmdr commander adm admiral sgt sergeant cpl pvt officer "
    "detective inspector sheriff rev reverend fr rabbi imam cardinal archbishop bishop".split()
)
"""Not `pope`, `king`, `queen`, `prince` and their like: with them the name is whole."""
PARTICLES = frozenset("van von der den de del della di da dos das du la le ter ten bin ibn bint abu y zu zur".split())
ARTICLES = frozenset(["al", "el", "ul"])
FUNCTION = frozenset("of the on in at for to with by from and or".split())
NOT_NAMES = frozenset(
    "spokesman spokeswoman spokesperson adviser advisor aide official source reporter anonymous unknown editor staff "
    "someone somebody nobody he she they i we it who senior former deputy acting candidate campaign".split()
)
_SPLIT = re.compile(r"\s*(?:,\s*and|,|;|&|\band\b)\s+", re.IGNORECASE)
_CALLED = re.compile(r"""\s["“‘'(][^"”’')]*["”’')](?=\s)""")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"})
_MARKS = re.compile("[\u0300-\u036f]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_KOREAN = re.compile(r"\w+-[a-z]\w*\Z")  # Ki-moon, Geun-hye: a first name, wherever it stands


class Name(NamedTuple):
    """A name in normal form: lower case, accents and marks left out."""

    given: str
    """The first name or its initial; empty where the name is a bare surname or cannot be taken apart."""
    middles: tuple[str, ...]
    surname: str
    """With its particles, and both its parts where it is double-barrelled."""
    suffix: str = ""

    @property
    def key(self) -> str:
        """Equal for two writings of the very same name."""
        return "|".join((self.given, " ".join(self.middles), self.surname, self.suffix))

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.given.split(), *self.middles, *self.surname.split())

    @property
    def is_whole(self) -> bool:
        """Whether it names one person wherever it stands: a first name, or two initials, before the surname."""
        return bool(self.given) and (len(self.given) > 1 or bool(self.middles))

    @property
    def last(self) -> str:
        return self.surname.rpartition(" ")[2]

    @property
    def block(self) -> str:
        """Names that a rule may make one have the same."""
        return f"{nicknames().get(self.words[0], (self.words[0], False))[0]} {self.last}"


@cache
def nicknames() -> dict[str, tuple[str, bool]]:
    """Short form of a first name → its full form, and whether no other full form is usual."""
    text = resources.files(__package__).joinpath("nicknames.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {short: (full, sure == "yes") for short, full, sure, _ in lines[1:]}


def fold(text: str) -> str:
    """The text in lower case without accents, curly apostrophes straight."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", plain).casefold().translate(_LETTERS)


def parts(name: str, kind: Kind) -> list[str]:
    """The names of those who spoke together: “A and B” is two. A group's name is never cut: “Johnson and Johnson”."""
    if kind == "group":
        return [name]
    cut = [p.strip() for p in _SPLIT.split(f" {name} ")]
    cut = [p for p in cut if p]
    joined: list[str] = []
    for p in cut:  # “Joseph Biden, Jr.” was cut too, and “Clinton, Hillary” is left for `parse`
        if joined and fold(p).strip(".") in SUFFIXES.keys() | HONOURS:
            joined[-1] = f"{joined[-1]} {p}"
        else:
            joined.append(p)
    if len(joined) == 2 and _SPLIT.search(name) and "," in name and " and " not in name and " " not in joined[0]:
        return [name]
    return list(dict.fromkeys(joined))


def group_key(name: str) -> str:
    """A group's name in normal form: case, accents, punctuation and a leading “the” left out."""
    words = re.findall(r"[^\W_]+", fold(name).replace("'", "").replace("&", " and "))
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def parse(name: str) -> Name | None:
    """The name taken apart; None where it names nobody (a role, a pronoun, nothing but titles).

    A bare surname, and what cannot be taken apart, has an empty `given`.
    """
    if _CJK.search(name):
        return Name("".join(fold(name).split()), (), "".join(fold(name).split()))
    words = _words(_in_order(_CALLED.sub(" ", f" {name} ")))
    while len(words) > 1 and (words[0] in TITLES or words[0] == "the"):
        words = words[1:]
    suffix = ""
    while len(words) > 1 and (words[-1] in HONOURS or words[-1] in SUFFIXES):
        suffix = SUFFIXES.get(words[-1], suffix)
        words = words[:-1]
    if not words or all(w in NOT_NAMES or w in TITLES or w in FUNCTION for w in words):
        return None
    if FUNCTION.intersection(words) or any(c.isdigit() for w in words for c in w):
        return Name("", (), " ".join(words), suffix)
    words = [w for i, w in enumerate(words) if i == 0 or i == len(words) - 1 or w not in ARTICLES]
    if len(words) == 2 and _KOREAN.search(name) and "-" in words[1]:
        words.reverse()
    start = len(words) - 1
    while start > 0 and words[start - 1] in PARTICLES:
        start -= 1
    surname = " ".join(words[start:]).replace("-", " ")
    if start == 0:
        return Name("", (), surname, suffix)
    middles = tuple(m for w in words[1:start] for m in w.split("-"))
    return Name(words[0].replace("-", " "), middles, surname, suffix)


def of_key(key: str) -> Name:
    """The name that has this `Name.key`."""
    given, middles, surname, suffix = key.split("|")
    return Name(given, tuple(middles.split()), surname, suffix)


def _in_order(name: str) -> str:
    """The name with a surname before a comma put last."""
    left, comma, right = name.partition(",")
    tail = [w for w in re.split(r"[\s,]+", fold(right).replace(".", "")) if w]
    if not comma or not tail or all(w in SUFFIXES or w in HONOURS for w in tail):
        return name.replace(",", " ")
    return f"{right} {left}".replace(",", " ")


def _words(name: str) -> list[str]:
    """Its words in normal form; initials written together (G.K., JD) are parted."""
    out: list[str] = []
    for raw in name.split():
        plain = raw.strip('"“”„«»()[]:;!?')
        initials = re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?|[B-DF-HJ-NP-TV-Z]{2}", plain)
        if initials and fold(plain) not in SUFFIXES.keys() | HONOURS | TITLES:
            out.extend(c for c in fold(plain) if c.isalpha())
            continue
        word = fold(plain).replace(".", "").removesuffix("'s").replace("'", "").strip("-–—_")
        for article in ARTICLES:
            word = word.removeprefix(f"{article}-")
        if word:
            out.append(word)
    return out


class Relation(NamedTuple):
    """What two names say of each other."""

    kind: Literal["one", "perhaps", "two"]
    """`one`: the same person unless a third name speaks against it. `two`: evidence that they are two people."""
    reason: str
    score: float


def related(a: Name, b: Name) -> Relation | None:
    """How two names stand to each other, in either order; None where nothing speaks for one person."""
    if not a.given or not b.given:
        return _bare(a, b)
    if a.suffix and b.suffix and a.suffix != b.suffix:
        return Relation("two", "different suffix", 0.0) if _one_first_name(a, b) and a.surname == b.surname else None
    if a.words == b.words:
        return _with_suffix(a, b, Relation("one", "same words", 0.97))
    if a.surname == b.surname:
        found = _same_surname(a, b)
        return _with_suffix(a, b, found) if found else None
    short, long = sorted((a.words, b.words), key=len)
    if a.last == b.last and _one_first_name(a, b):
        return Relation("perhaps", "double surname", 0.5)
    if len(short) > 1 and len(short) < len(long) and long[: len(short)] == short:
        return Relation("perhaps", "another surname after it", 0.4)
    if len(short) > 1 and long[-len(short) :] == short:
        return Relation("perhaps", "end of the name", 0.5)
    return Relation("perhaps", "other order", 0.5) if sorted(a.words) == sorted(b.words) else None


def _same_surname(a: Name, b: Name) -> Relation | None:
    first = _one_first_name(a, b)
    if first:
        if not _agree(a.middles, b.middles):
            return Relation("two", "different middle names", 0.0)
        middle = _middle_reason(a.middles, b.middles)
        if first == "sure":
            return Relation("one", middle or "same words", 0.97)
        if first == "short":
            return Relation("one", f"short first name, {middle}" if middle else "short first name", 0.9)
        return Relation("perhaps", "short first name", 0.5)
    short, long = sorted((a.words, b.words), key=len)
    if len(short) < len(long) and long[-len(short) :] == short:
        return Relation("perhaps", "end of the name", 0.5)
    x, y = a.given, b.given
    if x[0] == y[0] and 1 in (len(x), len(y)) and _agree(a.middles, b.middles):
        return Relation("perhaps", "initial for the first name", 0.4)
    return Relation("perhaps", "spelling", 0.3) if _one_letter(x, y) and _agree(a.middles, b.middles) else None


def _one_first_name(a: Name, b: Name) -> Literal["sure", "short", "maybe", ""]:
    x, y = a.given, b.given
    if x == y:
        return "sure"
    full = nicknames()
    if full.get(x, ("", False))[0] == y or full.get(y, ("", False))[0] == x:
        return "short" if full.get(x, ("", False))[1] or full.get(y, ("", False))[1] else "maybe"
    return "maybe" if x in full and y in full and full[x][0] == full[y][0] else ""


def _agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether the fewer middle names stand among the others in order, an initial for a name that begins so."""
    few, many = sorted((a, b), key=len)
    rest = iter(many)
    return all(any(x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for y in rest) for x in few)


def _middle_reason(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if a == b:
        return ""
    more = b if len(b) > len(a) else a
    if len(a) == len(b) or all(len(m) == 1 for m in more):
        return "middle initial"
    return "middle name"


def _with_suffix(a: Name, b: Name, found: Relation) -> Relation:
    """A father and a son differ by the suffix alone: where one name has it and one has not, nobody can tell."""
    if a.suffix == b.suffix or found.kind == "two":
        return found
    return Relation("perhaps", "suffix on one only", 0.4)


def _bare(a: Name, b: Name) -> Relation | None:
    """A bare surname may be anybody's of that name."""
    bare, other = (a, b) if not a.given else (b, a)
    mine = tuple(bare.surname.split())
    if not other.given or other.words[-len(mine) :] != mine or (bare.suffix and bare.suffix != other.suffix):
        return None
    return Relation("perhaps", "bare surname", 0.2)


def _one_letter(x: str, y: str) -> bool:
    """Whether one letter more, less or other parts two first names of three letters and more."""
    if min(len(x), len(y)) < 3 or abs(len(x) - len(y)) > 1:
        return False
    head = next((i for i, (c, d) in enumerate(zip(x, y, strict=False)) if c != d), min(len(x), len(y)))
    a, b = x[head:], y[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:]
