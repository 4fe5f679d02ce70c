"""Words of a text in a normal form: pure functions on `str`, offsets in code points.

In the normal form, what editors and typesetters do without changing what was said makes no difference: case, accents,
curly marks, contractions, number words and digits, British and American spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

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
    "mr mrs ms dr prof rev sen rep gov gen lt col sgt capt st jr sr inc corp co ltd no vs jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)

_UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_UNITS |= {w: 13 + n for n, w in enumerate("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())}
_TENS = {w: 20 + 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL = {w: f"{n}{('st', 'nd', 'rd')[n - 1] if n < 4 else 'th'}" for n, w in enumerate(_ORDINALS, 1)}
_SIGNS = {"%": "percent", "&": "and", "-": "minus", "−": "minus"}
"""A minus stands at the start or after a space: 10%-15% has none."""
_CURRENCY = {"$": "dollar", "£": "pound", "€": "euro"}
_NUMERAL = _UNITS.keys() | _TENS.keys() | _SCALES.keys()

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
                numerals = numerals or form in _NUMERAL
                opens = capital = False
        elif kind == "end":
            opens = opens or raw != "." or not found or not _is_abbreviated(found[-1], text, start)
        elif kind == "bracket":
            depth = max(0, depth + (1 if raw in "[(" else -1))
        elif kind == "number":
            found.extend(Word(f, start, m.end(), depth > 0, opens) for f in _figure(raw))
            opens, numerals = False, True
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
    """Whether the full stop belongs to the word before it: an initial, a title."""
    return word.end == stop and (word.form in _ABBREVIATED or (stop - word.start == 1 and text[word.start].isupper()))


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
    return (_ORDINAL.get(plain, plain),)


_FIGURES = {w: str(n) for w, n in (_UNITS | _TENS).items()}
_WRITTEN = {form: w for w, form in (_FIGURES | _ORDINAL).items()}
_ENDINGS = (("iz", "is"), ("or", "our"), ("er", "re"), ("g", "gue"), ("l", "ll"))


@lru_cache(maxsize=1 << 12)
def one_form(word: str) -> str:
    """One form for all spellings of a word in lower case: apologise, apologize; three, 3; first, 1st."""
    return _FIGURES.get(word) or " ".join(_spelt(word))


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


def spelt_out(figure: str) -> str:
    """A figure below 100 as it is written in words; else as it is."""
    if figure in _WRITTEN or not figure.isdecimal() or len(figure) != 2:
        return _WRITTEN.get(figure, figure)
    return f"{_WRITTEN[figure[0] + '0']} {_WRITTEN[figure[1]]}" if figure[0] != "0" else figure


def _figure(raw: str) -> tuple[str, ...]:
    """The forms of a number in digits: its value and what is counted, where the token tells."""
    unit = (_CURRENCY[raw[0]],) if raw[0] in _CURRENCY else ()
    m = _FIGURE.match(raw)
    digits, suffix = (m.group(1), raw[m.end() :].lower()) if m else (raw, "")
    if (suffix and not suffix.isalpha()) or len(digits) > 15 or (digits[0] == "0" and digits.isdecimal()):
        return (raw.lower().lstrip("$£€"), *unit)
    if suffix in ("st", "nd", "rd", "th", "s"):
        return (digits + suffix,)
    value = Decimal(digits.replace(",", "")) * _SUFFIXES.get(suffix, 1)
    return (_written(value), *(() if suffix in _SUFFIXES or not suffix else (suffix,)), *unit)


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def is_number(form: str) -> bool:
    """Whether the normal form is that of a number, in digits or in words."""
    return form[0].isdecimal() or form in QUANTITIES


def _numbers(found: list[Word]) -> list[Word]:
    """The words with number words as figures, runs of them (two hundred and five, 2.5 million) as one."""
    out: list[Word] = []
    i = 0
    while i < len(found):
        n, value = _numeral(found, i)
        if n:
            first, last = found[i], found[i + n - 1]
            out.append(first._replace(form=_written(value), end=last.end))
            unit = found[i + 1] if n > 1 and found[i + 1].start == first.start else None
            if unit is not None:  # “$2 million”: the dollars come after the whole number
                out.append(unit._replace(end=last.end))
        elif found[i].form == "per" and i + 1 < len(found) and found[i + 1].form == "cent":
            out.append(found[i]._replace(form="percent", end=found[i + 1].end))
            n = 2
        else:
            out.append(found[i])
        i += n or 1
    return out


def _numeral(found: list[Word], i: int) -> tuple[int, Decimal]:
    """How many words from `i` on are one number, and its value; a single figure is left as it is."""
    total = part = Decimal(0)
    n = 0
    last = ""
    form = found[i].form
    if form[0].isdecimal() and form.replace(".", "", 1).isdecimal() and not (form[0] == "0" and form.isdecimal()):
        n, part, last = 1, Decimal(form), "figure"
        if i + 1 < len(found) and found[i + 1].start == found[i].start:  # its unit, from the sign before it
            n = 2
    elif form in ("a", "an") and i + 1 < len(found) and found[i + 1].form in _SCALES:
        n, part, last = 1, Decimal(1), "unit"
    alone = n
    while i + n < len(found):
        form = found[i + n].form
        kind = "unit" if form in _UNITS else "ten" if form in _TENS else "scale" if form in _SCALES else ""
        if kind == "scale" and last:
            scale = _SCALES[form]
            if scale == 100:
                part *= 100
            else:
                total, part = total + part * scale, Decimal(0)
        elif kind == "ten" and last in ("", "scale"):
            part += _TENS[form]
        elif kind == "unit" and (last in ("", "scale") or (last == "ten" and 0 < _UNITS[form] < 10)):
            part += _UNITS[form]
        elif form == "and" and last == "scale" and i + n + 1 < len(found) and _follows(found[i + n + 1].form):
            n += 1
            continue
        else:
            break
        last = kind
        n += 1
    return (0, total) if n == alone else (n, total + part)


def _follows(form: str) -> bool:
    return form in _UNITS or form in _TENS


@cache
def common() -> frozenset[str]:
    """Words that begin sentences with a capital without being names, in their normal form."""
    text = resources.files(__package__).joinpath("resolve/words/common.tsv").read_text(encoding="utf-8")
    return frozenset(one_form(line.partition("\t")[0]) for line in text.splitlines()[2:])


def weight(forms: Iterable[str]) -> float:
    """How much the words tell: 1 for each that carries meaning, 0.3 for each that any sentence has."""
    return sum(0.3 if f in STOP else 1.0 for f in forms)
