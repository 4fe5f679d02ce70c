"""Manner: the kind of act that a cue tells."""

from __future__ import annotations

import pytest

from onrecord.data import Attribution
from onrecord.resolve.manner import is_plain, manner
from onrecord.resolve.prose import Prose

CUES = [
    ("", "none", True), (":", "colon", True), ("has said", "perfect", False), ("often complained", "habit", False),
    ("to admit", "modal", True), ("also added", "goes on", True), ("believes", "present", False),
    ("were warning", "progressive", True), ("said", "said", True), ("told", "said", True),
    ("citing", "participle", True), ("rejected", "past", True), ("frets", "now", True), ("comment on", "noun", True),
]  # fmt: skip


@pytest.mark.parametrize(("cue", "kind", "plain"), CUES)
def test_the_cue_tells(cue: str, kind: str, plain: bool) -> None:
    text = f"Ana Ito {cue} that it rained."
    spans = ((8, 8 + len(cue)),) if cue else ()
    attribution = Attribution(content=((len(text) - 15, len(text) - 1),), cue=spans, source=((0, 7),))
    assert manner(Prose(text), attribution) == kind
    assert is_plain(Prose(text), attribution) is plain
