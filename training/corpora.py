"""Gold attributions from files in the form of eval/score.py: {"id", "text", "attributions"}, an article a line."""

from __future__ import annotations

from pathlib import Path

import msgspec

from onrecord.data import Spans


class Gold(msgspec.Struct, frozen=True):
    """One attribution as an annotator marked it."""

    content: Spans
    cue: Spans = ()
    source: Spans = ()


class Annotated(msgspec.Struct, frozen=True):
    """An article with one annotator's attributions, and the further readings of those that several people annotated."""

    id: str
    text: str
    attributions: tuple[Gold, ...] = ()
    other_annotators: tuple[tuple[Gold, ...], ...] = ()


def load(path: Path) -> list[Annotated]:
    """The annotated articles of a JSON Lines file, in its order."""
    decoder = msgspec.json.Decoder(Annotated)
    return [decoder.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
