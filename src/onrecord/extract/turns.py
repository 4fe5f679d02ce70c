"""Speaker turns: the statements of an interview or a transcript, whose cue is the colon behind the speaker's label.

A net that reads one paragraph cannot tell `MORRIS: We never did.` from `PHOTO: We never did.`; the whole article can,
since the labels of speakers come again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.data import Attribution
from onrecord.text import Paragraph

_WORD = r"[A-Z][\w.'’\-]*"
_LABEL = re.compile(
    rf"[\"“]?(?P<label>{_WORD}(?: (?:{_WORD}|of|the|and|de|van|von)){{0,4}})(?: \([^)\n]{{1,40}}\))?(?P<cue>:)\s+(?=\S)"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

SCORE = 0.9
"""Of the turns in PolNeAR train and dev, 32 of 34 are marked as such, source and content right; a 35th to 74th stand
in one article whose annotator marked what is said inside the answers instead."""


def turns(text: str, blocks: Sequence[Paragraph]) -> list[Attribution]:
    """The speaker turns of a text as attributions, in order; none where it is no transcript.

    It is one where four paragraphs or more begin with a label, of two speakers or more, and at least half of those
    labels come again. A turn goes on in the paragraphs up to the next label; behind the last label, while the
    quotation stays open. Stage directions between brackets are nobody's words.
    """
    found = [(n, m) for n, b in enumerate(blocks) if (m := _LABEL.match(text, b.start, b.end))]
    count = Counter(m["label"] for _, m in found)
    again = sum(k for k in count.values() if k > 1)
    if len(found) < 4 or len(count) < 2 or 2 * again < len(found):
        return []
    nexts = [n for n, _ in found[1:]]
    end = found[-1][0] + 1
    while end < len(blocks) and blocks[end].continues:
        end += 1
    return [
        Attribution(
            content=(
                (m.end(), blocks[n].end),
                *((b.start, b.end) for b in blocks[n + 1 : after] if not _ASIDE.fullmatch(text, b.start, b.end)),
            ),
            cue=(m.span("cue"),),
            source=(m.span("label"),),
            score=SCORE,
        )
        for (n, m), after in zip(found, [*nexts, end], strict=True)
    ]
