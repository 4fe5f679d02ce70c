"""Other ways to write a quotation: statements are looked up by their terms as they are written, unlike compared words.

Contractions and number words change how many terms there are, so the whole is written anew. Other spellings of a
single term are `wordforms.spellings`.
"""

from __future__ import annotations

import re

from onrecord.ledger.terms import terms_of
from onrecord.wordforms import CUT, spelt_out, words

_NOT = re.compile(
    r"\b(?:(cannot)|(do|does|did|is|are|was|were|has|have|had|will|could|would|shall|should|might|must|need) not)\b"
)
_BENT = {"cannot": "can t", "will": "won t", "shall": "shan t"}
_SHORT = {"am": "m", "is": "s", "are": "re", "have": "ve", "will": "ll", "would": "d"}
_SUBJECT = re.compile(r"\b(i|you|he|she|it|we|they|that|there|what|who|here) (am|is|are|have|will|would)\b")


def writings(quotation: str) -> list[list[str]]:
    """The quotation's terms as it is written, then with contractions taken apart and made, in figures and in words."""
    apart = " ".join(w.form for w in words(quotation) if w.form != CUT).replace("can not", "cannot")
    lines = [apart, _NOT.sub(_with_not, apart), _SUBJECT.sub(_with_subject, apart)]
    spelt = [" ".join(map(spelt_out, line.split())) for line in lines]
    ways = [terms_of(line) for line in (quotation, *lines, *spelt)]
    return [list(way) for way in dict.fromkeys(map(tuple, filter(None, ways)))]


def _with_not(m: re.Match[str]) -> str:
    verb = m.group(1) or m.group(2)
    return _BENT.get(verb) or f"{verb}n t"


def _with_subject(m: re.Match[str]) -> str:
    return f"{m.group(1)} {_SHORT[m.group(2)]}"
