"""The pipeline, except that some documents do to the process what a bug in a parser would."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable, Iterator

from onrecord import pipeline
from onrecord.data import Article, Capture, Record, Rejection
from onrecord.extract import Extractor

CRASHES, LOOPS, SWELLS = "word-that-crashes", "word-that-loops", "word-that-swells"


def process(
    captures: Iterable[Capture], extractor: Extractor, *, skip: Callable[[Article], bool]
) -> Iterator[Record | Rejection]:
    (capture,) = captures
    if CRASHES.encode() in capture.content:
        ctypes.string_at(0)
    if LOOPS.encode() in capture.content:
        re.match(r"(a+)+$", "a" * 64 + "b")
    if SWELLS.encode() in capture.content:
        held = [bytearray(50_000_000) for _ in range(200)]
        del held
    return pipeline.process([capture], extractor, skip=skip)
