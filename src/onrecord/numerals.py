"""Number words as figures: pure functions on words in their normal form."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_UNITS |= {w: 13 + n for n, w in enumerate("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())}
_TENS = {w: 20 + 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_FRACTIONS = {unicodedata.normalize("NFKD", sign): value for sign, value in FRACTIONS.items()}
STARTS = frozenset(("a", "an", *_PARTS, *_UNITS, *_TENS, *_SCALES))
NUMERAL = _UNITS.keys() | _TENS.keys() | _SCALES.keys()

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
ORDINAL = {w: f"{n}{('st', 'nd', 'rd')[n - 1] if n < 4 else 'th'}" for n, w in enumerate(_ORDINALS, 1)}
_ENDINGS = tuple(ORDINAL.values())[:9]
ORDINAL |= {f"{w}th": f"{n}th" for w, n in _UNITS.items() if n > 12}
ORDINAL |= {f"{w[:-1]}ieth": f"{n}th" for w, n in _TENS.items()}
DECADES = {f"{w[:-1]}ies": f"{n}s" for w, n in _TENS.items()}
FIGURES = {w: str(n) for w, n in (_UNITS | _TENS).items()}


def written(value: Decimal) -> str:
    """The figure, without an exponent or zeros that tell nothing."""
    return f"{value.normalize():f}"


def numeral(forms: Sequence[str]) -> tuple[int, str]:
    """How many of the first words are one number, and its form; a single figure is left as it is: (0, "")."""
    n, value = _part_of_scale(forms)
    if n:
        return n, written(value)
    total, part, last, scale = Decimal(0), Decimal(0), "", 1
    if _is_figure(forms[0]):
        n, part, last = 1, Decimal(forms[0]), "figure"
    elif forms[0] in ("a", "an") and len(forms) > 1 and forms[1] in _SCALES:
        n, part, last = 1, Decimal(1), "unit"
    alone = n
    while n < len(forms):
        form = forms[n]
        if form in _SCALES:
            scale, part = _SCALES[form], part if last else Decimal(1)
            total, part = (total, part * scale) if scale == 100 else (total + part * scale, Decimal(0))
            last = "scale"
        elif form in _TENS and last in ("", "scale"):
            part, last = part + _TENS[form], "ten"
        elif form in _UNITS and (last in ("", "scale") or (last == "ten" and 0 < _UNITS[form] < 10)):
            part, last = part + _UNITS[form], "unit"
        elif last == "ten" and form in _ENDINGS:  # twenty-first
            return n + 1, f"{total + part + int(form[0])}{form[1:]}"
        elif last in ("unit", "ten") and not total and 16 < part < 21 and form in _DECADES:  # nineteen-sixties
            return n + 1, f"{part}{form}"
        elif last == "scale" and form == "and" and n + 1 < len(forms) and forms[n + 1] in FIGURES:
            n += 1
            continue
        elif last and (more := _and_a_part(forms[n : n + 3])):
            words, value = more
            part += value * (scale if last == "scale" and scale > 100 else 1)  # a million and a half
            n, last = n + words, "figure"
            continue
        else:
            break
        n += 1
    return (0, "") if n == alone else (n, written(total + part))


_DECADES = frozenset(DECADES.values())


def _is_figure(form: str) -> bool:
    plain = form.isdecimal()
    return (plain and form[0] != "0") or (not plain and form[0].isdecimal() and form.replace(".", "", 1).isdecimal())


def _part_of_scale(forms: Sequence[str]) -> tuple[int, Decimal]:
    """How many of the first words are a part of a scale (half a million, a quarter of a million), and its value."""
    n = int(forms[0] in ("a", "an"))
    part = _PARTS.get(forms[n]) if n < len(forms) else None
    if part is None:
        return 0, Decimal(0)
    n += 1
    n += forms[n : n + 1] == ["of"]
    n += forms[n : n + 1] == ["a"]
    scale = _SCALES.get(forms[n], 0) if n < len(forms) else 0
    return (n + 1 if scale else 0), part * scale


def _and_a_part(forms: Sequence[str]) -> tuple[int, Decimal] | None:
    """How many of the three words are a part that is added to a number (and a half, ½), and its value."""
    if forms[0] in _FRACTIONS:
        return 1, _FRACTIONS[forms[0]]
    return (3, _PARTS[forms[2]]) if forms[:2] == ["and", "a"] and forms[-1] in _PARTS else None
