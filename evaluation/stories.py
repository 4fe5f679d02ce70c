"""The project's own test stories, none of them political news: parsed, checked, counted, written out, scored.

usage: stories.py                        a table of the stories by kind
       stories.py --write OUT.jsonl      the stories as one JSON object a line, as eval/score.py reads them
       stories.py --score PREDICTED      the figures of eval/score.py for predictions, by kind and over all

Each file of stories/ is one story: a line `kind: KIND`, a line `title | outlet | date` (`-` for what is unknown), an
empty line, the text. Spans are marked in the text by `{s1 …}` for a source, `{q1 …}` for a cue and `{c1 …}` for
content; the number is that of the attribution. Pieces of discontinuous content bear the same label, and `{s1,2 …}` is
the source of two attributions. Spans may nest. The text itself has no braces. The id is the file's name.

The stories are annotated by the habits of PolNeAR's annotators, which stories/README.md lists. They are for
measuring only: nothing is trained or tuned on them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import msgspec

from onrecord.data import Form, Spans
from onrecord.text import DOUBLE, SINGLE, paragraphs, quotation

STORIES = Path(__file__).parent / "stories"
SCORER = Path(__file__).resolve().parents[2] / "shared" / "eval" / "score.py"
KINDS = ("celebrity", "sport", "court", "science", "council", "business", "press_release", "interview")
ROLES = {"s": "source", "q": "cue", "c": "content"}

_LABEL = re.compile(r"\{([^\s{}\d]*)(\d+(?:,\d+)*) ")
_BRACE = re.compile(r"[{}]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class StoryError(ValueError):
    """A story file breaks a rule of the markup; the message names file and line."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution that the annotator expects."""

    source: Spans
    cue: Spans
    content: Spans


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A test story with its expected attributions, in the order of their numbers."""

    id: str
    kind: str
    title: str | None
    outlet: str | None
    date: date | None
    text: str
    attributions: tuple[Expected, ...]


class Mark(NamedTuple):
    """A span of one role of one attribution; `line` is where it opens, counted from 1."""

    role: str
    number: int
    start: int
    end: int
    line: int


def stories(folder: Path = STORIES) -> list[Story]:
    """Every story of `folder`, by file name. Raises StoryError at the first rule broken."""
    return [parse_story(path.read_text(encoding="utf-8"), path) for path in sorted(folder.glob("*.txt"))]


def parse_story(raw: str, path: Path) -> Story:
    """The story that `raw` spells; `path` gives the id and names the file in errors. Raises StoryError."""
    lines = raw.split("\n", 3)
    if len(lines) < 4 or lines[2].strip():
        raise StoryError(f"{path}:1: a story is a kind line, a title line, an empty line and the text")
    kind = lines[0].removeprefix("kind: ")
    if kind == lines[0] or kind not in KINDS:
        raise StoryError(f"{path}:1: expected 'kind: ' and one of {', '.join(KINDS)}, found {lines[0]!r}")
    title, outlet, published = _headline(lines[1], path)
    text, marks = parse_marks(lines[3].rstrip("\n"), path, first_line=4)
    attributions = _attributions(text, marks, path)
    return Story(
        id=path.stem, kind=kind, title=title, outlet=outlet, date=published, text=text, attributions=attributions
    )


def _headline(line: str, path: Path) -> tuple[str | None, str | None, date | None]:
    fields = [None if f == "-" else f for f in map(str.strip, line.split(" | "))]
    if len(fields) != 3 or "" in fields:
        raise StoryError(f"{path}:2: expected 'title | outlet | date' with '-' for what is unknown, found {line!r}")
    title, outlet, day = fields
    try:
        return title, outlet, date.fromisoformat(day) if day else None
    except ValueError:
        raise StoryError(f"{path}:2: the date is not YYYY-MM-DD: {day!r}") from None


def parse_marks(raw: str, path: Path, *, first_line: int = 1) -> tuple[str, list[Mark]]:
    """The text without its markup, and the marks with offsets into that text, in the order they open.

    Raises StoryError where braces do not pair, a label is malformed or its role unknown, or a span is empty.
    """
    text: list[str] = []
    marks: list[Mark] = []
    opened: list[tuple[str, list[int], int, int]] = []  # role, numbers, start in the text, line
    length = at = 0
    while brace := _BRACE.search(raw, at):
        text.append(raw[at : brace.start()])
        length += brace.start() - at
        line = first_line + raw.count("\n", 0, brace.start())
        if brace.group() == "{":
            role, numbers, at = _label(raw, brace.start(), f"{path}:{line}")
            opened.append((role, numbers, length, line))
            continue
        if not opened:
            raise StoryError(f"{path}:{line}: '}}' closes nothing: a label before it is missing")
        role, numbers, start, opened_on = opened.pop()
        piece = "".join(text)[start:]
        if not piece or piece != piece.strip():
            raise StoryError(f"{path}:{opened_on}: a {role} span is empty or has white space at an edge: {piece!r}")
        marks += [Mark(role, number, start, length, opened_on) for number in numbers]
        at = brace.end()
    text.append(raw[at:])
    if opened:
        role, numbers, _, line = opened[-1]
        raise StoryError(f"{path}:{line}: the {role} span of {numbers[0]} is never closed: add '}}'")
    return "".join(text), sorted(marks, key=lambda m: (m.start, -m.end))


def _label(raw: str, start: int, place: str) -> tuple[str, list[int], int]:
    """Role, numbers and the end of the label that opens at `start`."""
    label = _LABEL.match(raw, start)
    if not label:
        found = raw[start : start + 12].split("\n")[0]
        raise StoryError(f"{place}: expected a label such as '{{s1 ' or '{{c1,2 ', found {found!r}")
    letter, numbers = label.group(1), [int(n) for n in label.group(2).split(",")]
    if letter not in ROLES:
        raise StoryError(f"{place}: unknown role {letter!r}: use s (source), q (cue) or c (content)")
    if len(set(numbers)) < len(numbers):
        raise StoryError(f"{place}: the label {label.group().strip()!r} names an attribution twice")
    return ROLES[letter], numbers, label.end()


def _attributions(text: str, marks: Iterable[Mark], path: Path) -> tuple[Expected, ...]:
    grouped: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        grouped[mark.number].append(mark)
    for number in range(1, max(grouped, default=0) + 1):
        if number not in grouped:
            raise StoryError(f"{path}:4: no span bears the number {number}: number the attributions 1, 2, 3, …")
    _check(text, grouped, path)
    spans = {
        number: {role: tuple((m.start, m.end) for m in own if m.role == role) for role in ROLES.values()}
        for number, own in sorted(grouped.items())
    }
    return tuple(msgspec.convert(roles, Expected) for roles in spans.values())


def _check(text: str, grouped: dict[int, list[Mark]], path: Path) -> None:
    """Raise StoryError where an attribution breaks a rule that PolNeAR's attributions keep."""
    for number, own in grouped.items():
        line = own[0].line
        for role in ("content", "cue"):  # in PolNeAR all 19 822 have content and all but one a cue
            if not any(m.role == role for m in own):
                raise StoryError(f"{path}:{line}: attribution {number} has no {role}")
        for before, after in pairwise(own):
            if after.start < before.end:
                raise StoryError(
                    f"{path}:{after.line}: the {before.role} and the {after.role} of attribution {number} overlap"
                )
    contents = [m for own in grouped.values() for m in own if m.role == "content"]
    cues = [m for own in grouped.values() for m in own if m.role == "cue"]
    for content in contents:
        if "\n" in text[content.start : content.end]:
            raise StoryError(
                f"{path}:{content.line}: content of {content.number} goes over a line end: mark a piece each"
            )
        for cue in cues:
            if content.start <= cue.start and cue.end <= content.end:
                raise StoryError(
                    f"{path}:{cue.line}: the cue of {cue.number} lies in the content of {content.number}: "
                    "a nested attribution is not marked"
                )


def form(story: Story, attribution: Expected) -> Form:
    """direct where 9 in 10 of the content's words lie between quotation marks, double or single; indirect where
    none do; else mixed."""
    state = bytearray(len(story.text))
    for p in paragraphs(story.text):
        state[p.start : p.end] = quotation(story.text, (p.start, p.end))
    words = [m.start() for start, end in attribution.content for m in _WORD.finditer(story.text, start, end)]
    quoted = sum(state[w] in (DOUBLE, SINGLE) for w in words)
    if quoted >= 0.9 * len(words):
        return "direct"
    return "mixed" if quoted else "indirect"


def table(found: Iterable[Story]) -> str:
    """Texts, words and attributions by kind, with their forms and how many have no source."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "all")}
    for story in found:
        row = Counter(
            texts=1, words=len(story.text.split()), attributions=len(story.attributions),
            no_source=sum(not a.source for a in story.attributions),
        )  # fmt: skip
        row.update(form(story, a) for a in story.attributions)
        counts[story.kind] += row
        counts["all"] += row
    columns = ("texts", "words", "attributions", "direct", "indirect", "mixed", "no_source")
    head = f"{'kind':14}" + "".join(f"{c:>14}" for c in columns)
    return "\n".join([head, *(f"{k:14}" + "".join(f"{row[c]:14}" for c in columns) for k, row in counts.items())])


def scorer(path: Path = SCORER) -> ModuleType:
    """The module eval/score.py of the shared folder, loaded from its path."""
    spec = importlib.util.spec_from_file_location("shared_eval_score", path)
    assert spec and spec.loader, "a path that ends in .py always has a loader"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(gold: Iterable[Story], predicted: Path, score: ModuleType) -> str:
    """A table of eval/score.py's figures for the predictions, in per cent, by kind and over all.

    Raises StoryError where a line cannot be read or is of an article that is no story.
    """
    docs: list[dict[str, object]] = [msgspec.to_builtins(story) for story in gold]
    by_id = {}
    for number, line in enumerate(predicted.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            id_, attributions = score.predictions(json.loads(line))
        except (ValueError, KeyError, TypeError) as fault:
            raise StoryError(
                f"{predicted}:{number}: not a line of predictions ({fault!r}); see eval/score.py"
            ) from None
        by_id[id_] = attributions
    if stray := sorted(by_id.keys() - {str(d["id"]) for d in docs}):
        raise StoryError(f"{predicted}: {len(stray)} of the articles are no stories, {stray[0]!r} for one")
    names = ("token", "exact", "content", "cue", "e2e", "direct")
    rows = [f"{'kind':14}{'gold':>6}{'found':>7}" + "".join(f"{n:>9}" for n in names) + f"{'who':>9}"]
    for kind in (*KINDS, "all"):
        figures, _ = score.score([d for d in docs if kind in (d["kind"], "all")], by_id)
        cells = "".join(f"{100 * figures[n]['f1']:9.1f}" for n in names) + f"{100 * figures['who']:9.1f}"
        rows.append(f"{kind:14}{figures['e2e']['gold']:6}{figures['e2e']['predicted']:7}{cells}")
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", metavar="OUT.jsonl", type=Path, help="write the stories here")
    parser.add_argument("--score", metavar="PREDICTED.jsonl", type=Path, help="score these predictions")
    options = parser.parse_args(arguments)
    try:
        found = stories()
        if options.write:
            options.write.write_bytes(b"".join(msgspec.json.encode(story) + b"\n" for story in found))
        if not options.score:
            print(table(found))
        elif not SCORER.is_file():
            print(f"not scored: {SCORER} is absent, and the figures are its")
        else:
            print(scores(found, options.score, scorer()))
    except (StoryError, OSError) as fault:
        print(f"stories.py: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
