"""Words of a text in a normal form: pure functions on `str`, offsets in code points.

In the normal form, what editors and typesetters do without changing what was said makes no difference: case, accents,
curly marks, contractions, number words and digits, British and American spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from onrecord.numerals import DECADES, FIGURES, FRACTIONS, NUMERAL, ORDINAL, STARTS, numeral, written

CUT = "…"
"""The form of an ellipsis."""

_TOKEN = re.compile(
    r"(?P<cut>[\[(]\s?(?:…|\.(?:\s?\.)++)\s?[\])]|…|\.(?:\s?\.)++)"
    r"|(?P<sic>[\[(]\s?sic\s?[\])])"
    r"|(?P<mended>\[[^\W\d_]{1,3}\](?=[^\W\d_])[^\W_]++|[^\W\d_]++\[[^\W\d_]{1,3}\])"
    r"|(?P<bracket>[\[\]()])"
    r"|(?P<number>[$£€]?\d++(?:[.,]\d++)*+(?:[^\W\d_]{1,3}(?![^\W_]))?)"
    r"|(?P<word>(?:e|co|re|pre|non|anti|mid|sub|un)-[^\W\d_][^\W_]*+"
    r"|(?:[^\W_]|[\u0300-\u036f])++(?:['’](?:[^\W_]|[\u0300-\u036f])++)*+"
    r"(?:(?:\s['’]\s?|['’]\s)(?:s|t|re|ve|ll|d|m)(?![\w'’]))?)"
    r"|(?P<sign>[%&]|(?<![^\s(\[“‘\"'])[-−](?=[$£€]?\d))"
    r"|(?P<end>[.!?\n])",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[$£€]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")
_ABBREVIATED = frozenset(
    "mr mrs ms dr prof rev sen rep gov gen lt col sgt capt st jr sr inc corp co ltd vs jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)

_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_SIGNS = {"%": "percent", "&": "and", "-": "minus", "−": "minus"}
"""A minus stands at the start or after a space: 10%-15% has none."""
_CURRENCY = {"$": "dollar", "£": "pound", "€": "euro"}

_TAILS = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}
_SUBJECTS = frozenset(
    "it he she that there what who where here how when why this everything something nothing everybody everyone "
    "somebody someone nobody one".split()
)
_BASES = {"ca": "can", "wo": "will", "sha": "shall"}

NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor nowhere without cannot hardly barely scarcely lack lacks lacked deny "
    "denies denied refuse refuses refused".split()
)
UNTRUTHS = frozenset("lie lies false untrue wrong myth hoax nonsense doubt doubts doubted".split())
"""What denies the clause with “that” behind it."""
MODALS = frozenset("will would can could may might must shall should ought".split())
RESERVATIONS = frozenset(
    "but unless if except however although though until provided yet only whereas despite nevertheless".split()
)
STOP = NEGATIONS | MODALS | frozenset(
    "a an the this that these those i you he she it we they me him her us them my your his its our their mine yours "
    "ours theirs myself himself herself itself themselves be am is are was were been being have has had having do does "
    "did doing done of in on at by for with about from to into onto out up down off over under as than then so and or "
    "if but because while there here what which who whom whose when where why how all any both each some such own same "
    "too very just also now get got go going said say says 1 thing things way well really know think more most".split()
)  # fmt: skip
QUANTITIES = frozenset("hundreds thousands millions billions dozens dozen half double triple twice".split())


class Word(NamedTuple):
    """A word, or the ellipsis `CUT`, in its normal form, with its place in the text it was read from."""

    form: str
    start: int
    end: int
    bracketed: bool = False
    """Whether it stands in square or round brackets: the editor's word."""
    opens: bool = False
    """Whether it is the first of a sentence, or follows an ellipsis."""
    capital: bool = False


def words(text: str) -> list[Word]:
    """The words and ellipses of `text`, in order. Two words may share a span: “$2m” is 2000000 and dollar."""
    found: list[Word] = []
    depth, opens, numerals = 0, True, False
    for m in _TOKEN.finditer(text):
        kind, raw, start = m.lastgroup, m.group(), m.start()
        if kind == "word":
            capital = raw[0].isupper()
            for form, a, b in _forms(raw):
                if not form:  # a lone accent
                    continue
                found.append(Word(form, start + a, start + b, depth > 0, opens, capital))
                numerals = numerals or form in NUMERAL
                opens = capital = False
        elif kind == "end":
            opens = opens or raw != "." or not found or not _is_abbreviated(found[-1], text, start)
        elif kind == "bracket":
            depth = max(0, depth + (1 if raw in "[(" else -1))
        elif kind == "number":
            if found and _is_no(found[-1]) and text[found[-1].end : start].strip() == ".":  # No. 10
                found[-1] = found[-1]._replace(form="number")
            for form in _figure(raw):
                found.append(Word(form, start, m.end(), depth > 0, opens))
                opens = False
            numerals = True
        elif kind == "cut":
            found.append(Word(CUT, start, m.end()))
            opens = True
        elif kind == "mended":
            form = _spelt(_plain(raw.replace("[", "").replace("]", "")))[0]
            found.append(Word(form, start, m.end(), True, opens, raw[0].isupper()))
            opens = False
        elif kind == "sign":
            found.append(Word(_SIGNS[raw], start, m.end(), depth > 0, opens))
            opens = False
    return _numbers(found) if numerals else found


def _is_abbreviated(word: Word, text: str, stop: int) -> bool:
    """Whether the full stop belongs to the word before it: an initial, a title, the “No.” of a figure."""
    if word.end != stop:
        return False
    if _is_no(word):
        return text[stop + 1 : stop + 3].lstrip()[:1].isdecimal()
    return word.form in _ABBREVIATED or (stop - word.start == 1 and text[word.start].isupper())


def _is_no(word: Word) -> bool:
    """Whether it is written as the “No.” of a figure is: “I said no. 2 of us left” has none."""
    return word.form == "no" and word.capital


@lru_cache(maxsize=1 << 16)
def _forms(raw: str) -> tuple[tuple[str, int, int], ...]:
    """The normal forms of one token, with their places in it; a contraction has two, some spellings too."""
    plain = _plain(raw)
    head, mark, tail = plain.rpartition("'")
    head, tail = head.strip(), tail.strip()
    cut = len(head)
    if not mark or len(plain) != len(raw):
        return tuple((f, 0, len(raw)) for f in _spelt(plain.replace("'", "").replace("-", "")))
    if tail == "t" and head.endswith("n"):
        base = head[:-1]
        whole = (("not", max(0, cut - 1), len(raw)),)
        return ((_BASES.get(base, base), 0, cut - 1), *whole) if base else whole
    if tail in _TAILS:
        return (head.replace("'", ""), 0, cut), (_TAILS[tail], cut, len(raw))
    if tail == "s" and head in _SUBJECTS:
        return (head, 0, cut), ("is", cut, len(raw))
    if tail == "s" and head == "let":
        return (head, 0, cut), ("us", cut, len(raw))
    if tail == "s":
        return ((_spelt(head.replace("'", ""))[0] + "'s", 0, len(raw)),)
    return tuple((f, 0, len(raw)) for f in _spelt(plain.replace("'", "")))


def _plain(raw: str) -> str:
    """Lower case, without accents, apostrophes straight."""
    if raw.isascii():
        return raw.lower()
    folded = unicodedata.normalize("NFKD", raw).casefold().replace("’", "'")
    return "".join(c for c in folded if not unicodedata.combining(c))


_SPELLING_RULES = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|able|ably|ite|ites|ful|hood|hoods|less|ly|er|ers)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{3}[bt])re(?=(?:s|d)?$)"), "er"),
    (re.compile(r"(?<=[a-z]{3}og)ue(?=s?$)"), ""),
    (re.compile(r"(?<=[aeiou][a-z][aeiou]l)l(?=(?:ed|ing|er|ers|or|ors)$)"), ""),
)
"""Variant endings to one of them. A rule may make what is no word (promize), never another word's form."""


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    text = resources.files(__package__).joinpath("spellings.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[2:]]
    return {variant: tuple(form.split()) for variant, form, _ in rows}


def _spelt(plain: str) -> tuple[str, ...]:
    """The form, or forms, of a word in lower case: one for all its spellings."""
    known = _spellings().get(plain)
    if known:
        return known
    for rule, ending in _SPELLING_RULES:
        plain = rule.sub(ending, plain)
    return (ORDINAL.get(plain) or DECADES.get(plain, plain),)


_WRITTEN = {form: w for w, form in (FIGURES | ORDINAL | DECADES).items()}
_ENDINGS = (("iz", "is"), ("or", "our"), ("er", "re"), ("g", "gue"), ("l", "ll"))


@lru_cache(maxsize=1 << 12)
def one_form(word: str) -> str:
    """One form for all spellings of a word in lower case: apologise, apologize; three, 3; first, 1st."""
    return FIGURES.get(word) or " ".join(_spelt(word))


@lru_cache(maxsize=1 << 12)
def spellings(word: str) -> tuple[str, ...]:
    """The other spellings of a word in lower case. Some are nobody's: majour."""
    form = one_form(word)
    found = [form, *(w for w in (_WRITTEN.get(form),) if w), *_variants().get(form, ())]
    for pair in _ENDINGS:
        for old, new in (pair, pair[::-1]):
            head, _, tail = word.rpartition(old)
            found.append(f"{head}{new}{tail}")
    return tuple(w for w in dict.fromkeys(found) if w != word and " " not in w and one_form(w) == form)


@cache
def _variants() -> dict[str, list[str]]:
    """The spellings of the list, by their form."""
    found: dict[str, list[str]] = {}
    for variant, form in _spellings().items():
        found.setdefault(" ".join(form), []).append(variant)
    return found


_TWO_DIGITS = re.compile(r"([2-9])([1-9](?:st|nd|rd|th)?)")


def spelt_out(figure: str) -> str:
    """A figure or ordinal below 100 as it is written in words; else as it is."""
    m = _TWO_DIGITS.fullmatch(figure)
    return f"{_WRITTEN[m[1] + '0']} {_WRITTEN.get(m[2], m[2])}" if m else _WRITTEN.get(figure, figure)


def _figure(raw: str) -> tuple[str, ...]:
    """The forms of a number in digits: its value and what is counted, where the token tells."""
    unit = (_CURRENCY[raw[0]],) if raw[0] in _CURRENCY else ()
    m = _FIGURE.match(raw)
    digits, suffix = (m.group(1), raw[m.end() :].lower()) if m else (raw, "")
    if suffix in FRACTIONS:
        return (written(Decimal(digits.replace(",", "")) + FRACTIONS[suffix]), *unit)
    if (suffix and not suffix.isalpha()) or len(digits) > 15 or (digits[0] == "0" and digits.isdecimal()):
        return (raw.lower().lstrip("$£€"), *unit)
    if suffix in ("st", "nd", "rd", "th", "s"):
        return (digits + suffix,)
    value = Decimal(digits.replace(",", "")) * _SUFFIXES.get(suffix, 1)
    return (written(value), *(() if suffix in _SUFFIXES or not suffix else (suffix,)), *unit)


def is_number(form: str) -> bool:
    """Whether the normal form is that of a number, in digits or in words."""
    return form[0].isdecimal() or form in QUANTITIES


_LONGEST = 20
"""Words of a number, at most: nine hundred and ninety-nine million … has 15."""


def _numbers(found: list[Word]) -> list[Word]:
    """The words with number words as figures, runs of them (two hundred and five, 2.5 million) as one."""
    out: list[Word] = []
    forms = [w.form for w in found]
    i = 0
    while i < len(found):
        form, n = forms[i], 0
        if form in STARTS or form[0].isdecimal():
            # “$2 million”: the dollars come after the whole number
            unit = [w for w in found[i + 1 : i + 2] if w.start == found[i].start]
            at = i + len(unit)
            ahead = forms[i : i + 1] + forms[at + 1 : at + _LONGEST]
            n, form = numeral(ahead)
            if stop := next((k for k in range(1, n) if found[at + k].opens), 0):  # I sold two. Thousand-dollar …
                n, form = numeral(ahead[:stop])
        if n:
            end = found[at + n - 1].end
            out += [w._replace(end=end) for w in (found[i]._replace(form=form), *unit)]
            i = at + n
        elif form == "per" and forms[i + 1 : i + 2] == ["cent"]:
            out.append(found[i]._replace(form="percent", end=found[i + 1].end))
            i += 2
        else:
            out.append(found[i])
            i += 1
    return out


@cache
def common() -> frozenset[str]:
    """Words that begin sentences with a capital without being names, in their normal form."""
    text = resources.files(__package__).joinpath("resolve/words/common.tsv").read_text(encoding="utf-8")
    return frozenset(one_form(line.partition("\t")[0]) for line in text.splitlines()[2:])


_EITHER = {"would": "had", "is": "has"}
_BARE = {"cant": ("can", "not"), "wont": ("will", "not"), "lets": ("let", "us"), "its": ("it", "is")}
"""Words of their own that a contraction without its apostrophe looks like."""
_MOST = 4


def readings(found: Sequence[Word], i: int, i2: int) -> set[tuple[str, ...]]:
    """The forms that the words [i, i2) may stand for: she'd for she had too, tram's for tram is; of many words none."""
    ways: list[tuple[str, ...]] = [()] if i2 - i <= _MOST else []
    for n in range(i, i2):
        form = found[n].form
        options = [(form,), *((_BARE[form],) if form in _BARE else ())]
        if form in _EITHER and n and found[n].start == found[n - 1].end:
            options.append((_EITHER[form],))
        elif form.endswith("'s"):
            options += [(form[:-2], "is"), (form[:-2], "has")]
        ways = [(*way, *option) for way in ways for option in options]
    return set(ways)


def weight(forms: Iterable[str]) -> float:
    """How much the words tell: 1 for each that carries meaning, 0.3 for each that any sentence has."""
    return sum(0.3 if f in STOP else 1.0 for f in forms)
