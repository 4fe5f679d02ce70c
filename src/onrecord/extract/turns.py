"""Speaker turns: the statements of an interview or a transcript, whose cue is the colon behind the speaker's label.

A net that reads one paragraph cannot tell `MORRIS: We never did.` from `PHOTO: We never did.`; the whole article can,
since the labels of speakers come again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from onrecord.data import Attribution
from onrecord.text import Paragraph

_WORD = r"[A-Z][\w.'’\-]*"
_LABEL = re.compile(
    rf"[\"“]?(?P<label>{_WORD}(?: (?:{_WORD}|of|the|and|de|van|von)){{0,4}})(?: \([^)\n]{{1,40}}\))?(?P<cue>:)\s+(?=\S)"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WHOLE = re.compile(r"[.!?…—]['\"’”)\]]*$")
_THINGS = frozenset(
    "what when where who why how date time venue location address phone email e-mail website web contact info "
    "information details cost admission tickets age name occupation job employer hometown residence lives education "
    "experience career published posted updated update correction clarification note transcript interview photo "
    "photos picture pictures image video listen caption credit source related also tags topics series director "
    "starring rating genre ingredients method serves score result results".split()
)
"""Labels of forms, listings and captions: what is behind them is no speech. Surnames (Day, Price) are left out."""

SCORE = 0.9
"""Of the turns in PolNeAR train and dev, 32 of 34 are marked as such, source and content right; a 35th to 74th stand
in one article whose annotator marked what is said inside the answers instead."""


def turns(text: str, blocks: Sequence[Paragraph]) -> list[Attribution]:
    """The speaker turns of a text as attributions, in order; none where it is no transcript.

    It is one where four paragraphs or more begin with a speaker's label, of two speakers or more, and at least half of
    those labels come again. A turn goes on in the paragraphs up to the next label, a speaker's or not; behind the last
    speaker's, while the quotation stays open. Stage directions between brackets are nobody's words.
    """
    labelled = [(n, m) for n, b in enumerate(blocks) if (m := _LABEL.match(text, b.start, b.end))]
    found = [(n, m) for n, m in labelled if m["label"].split()[0].lower() not in _THINGS]
    count = Counter(m["label"] for _, m in found)
    again = sum(k for k in count.values() if k > 1)
    if len(found) < 4 or len(count) < 2 or 2 * again < len(labelled) or _is_form(text, blocks, found):
        return []
    nexts = {n: after for (n, _), (after, _) in pairwise(labelled)}
    end = found[-1][0] + 1
    while end < len(blocks) and blocks[end].continues:
        end += 1
    nexts[found[-1][0]] = end
    return [
        Attribution(
            content=(
                (m.end(), blocks[n].end),
                *((b.start, b.end) for b in blocks[n + 1 : nexts[n]] if not _ASIDE.fullmatch(text, b.start, b.end)),
            ),
            cue=(m.span("cue"),),
            source=(m.span("label"),),
            score=SCORE,
        )
        for n, m in found
    ]


def _is_form(text: str, blocks: Sequence[Paragraph], found: Sequence[tuple[int, re.Match[str]]]) -> bool:
    """Whether the same three labels or more come again in the same order, and few of them before a whole sentence."""
    labels = [m["label"] for _, m in found]
    first = list(dict.fromkeys(labels))
    comes_again = len(first) > 2 and all(label == first[k % len(first)] for k, label in enumerate(labels))
    whole = sum(_WHOLE.search(text, m.end(), blocks[n].end) is not None for n, m in found)
    return comes_again and 2 * whole < len(found)
