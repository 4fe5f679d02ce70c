"""A record with what the rules ask of it: whose words stand where, sentences, paragraphs, the headline."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import Literal

from onrecord import text as marks
from onrecord.data import Record, Span, Spans, Statement
from onrecord.text import overlaps

Voice = Literal["outlet", "reported", "quoted"]
"""`outlet`: nobody else's; `reported`: what somebody said, in the outlet's wording; `quoted`: nobody may change it."""

_ANSWER = re.compile(r"[QA]: ")
_POST = re.compile(
    r"pic\.twitter\.com|<tweet/>|[—–-] ?[^—–()]{1,50} \(@\w+\)(?: (?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9}\.?),? \d{4})?\Z"
)
"""A picture's address, or the name, handle and date that end a post: prose that names a handle is none."""
_WORD = re.compile(r"[^\W_]+")
_INSIDE = re.compile(r"(?<=[\w,;] )[A-Z][a-z][\w-]*")
_DOUBLE = re.compile(r"[\"“”]|``|(?<!\w)''|''(?!\w)")
NEAR = 500
"""Code points before and after an offset that its sentence reaches: a page without a full stop is no sentence, and
searching all of it for each finding took minutes."""
FAR = 3000
"""The same for a paragraph."""
LONGEST = 6
"""Paragraphs that a quotation may go on for without a mark of its own; a mark never closed ends there."""


class Story:
    """One record under check. Each part is worked out when a rule first asks for it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.text = record.article.text
        self._long = f"{self.text}\n{record.article.title or ''}".lower()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of text and title, in lower case."""
        return frozenset(_WORD.findall(self._long))

    def has(self, stems: tuple[str, ...]) -> bool:
        """Whether one of the strings stands anywhere in text or title; they are in lower case."""
        return any(stem in self._long for stem in stems)

    def words_of(self, spans: Spans) -> str:
        """The words of the spans, joined."""
        return " ".join(self.text[start:end] for start, end in spans)

    @cached_property
    def paragraphs(self) -> list[marks.Paragraph]:
        """The paragraphs of the text, in order."""
        return marks.paragraphs(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [p.start for p in self.paragraphs]

    @cached_property
    def _sentences(self) -> dict[int, list[Span]]:
        return {}

    def paragraph(self, at: int) -> int:
        """The index of the paragraph that the offset lies in, or of the last one before it."""
        return max(0, bisect_right(self._starts, at) - 1)

    def paragraph_span(self, at: int) -> Span:
        """The paragraph around the offset, or as much of it as is near: a page without a break is one paragraph."""
        if not self.paragraphs:
            return 0, len(self.text)
        found = self.paragraphs[self.paragraph(at)]
        return max(found.start, at - FAR), min(found.end, at + FAR)

    def sentences(self, index: int) -> list[Span]:
        """The sentences of a paragraph."""
        if index not in self._sentences:
            p = self.paragraphs[index]
            self._sentences[index] = marks.sentences(self.text, (p.start, p.end))
        return self._sentences[index]

    def sentence(self, at: int) -> Span:
        """The sentence around the offset, or as much of it as is near."""
        if not self.paragraphs:
            return 0, len(self.text)
        spans = self.sentences(self.paragraph(at))
        start, end = spans[max(0, bisect_right(spans, (at, len(self.text))) - 1)]
        return max(start, at - NEAR), min(end, at + NEAR)

    @cached_property
    def _states(self) -> dict[int, tuple[int, bytearray]]:
        return {}

    def _state(self, at: int) -> int:
        if not self.paragraphs:
            return marks.OUTSIDE
        index = self.paragraph(at)
        p = self.paragraphs[index]
        if index not in self._states:
            self._states[index] = (p.start, marks.quotation(self.text, (p.start, p.end)))
        start, states = self._states[index]
        return states[at - start] if 0 <= at - start < len(states) else marks.OUTSIDE

    @cached_property
    def _open_until(self) -> dict[int, int]:
        """Paragraphs that begin inside a quotation with no mark of their own to say so → where it ends."""
        out: dict[int, int] = {}
        is_open = carried = 0
        for n, p in enumerate(self.paragraphs):
            found = [m.start() for m in _DOUBLE.finditer(self.text, p.start, p.end)]
            if not is_open or p.start in found[:1] or carried > LONGEST:
                is_open, carried = int(marks.ends_inside(self.text, (p.start, p.end))), 0
                continue
            out[n] = found[0] if found else p.end
            is_open, carried = (len(found) + 1) % 2, carried + 1
        return out

    def is_quoted(self, at: int) -> bool:
        """Whether the code point stands in quotation marks, a transcript's turn or a copied post."""
        if self._state(at) in (marks.DOUBLE, marks.SINGLE):
            return True
        if not self.paragraphs:
            return False
        index = self.paragraph(at)
        if index not in self._copied:
            p = self.paragraphs[index]
            self._copied[index] = bool(_ANSWER.match(self.text, p.start) or _POST.search(self.text, p.start, p.end))
        return at < self._open_until.get(index, 0) or self._copied[index] or overlaps(self._turns, ((at, at + 1),))

    @cached_property
    def _copied(self) -> dict[int, bool]:
        """By paragraph, whether it is a question, an answer or the copy of a post."""
        return {}

    @cached_property
    def _turns(self) -> Spans:
        """What is said in a transcript: behind a speaker's label and colon that begin a paragraph, no dateline's."""
        return tuple(
            sorted(
                span
                for s in self.record.statements
                for source, cue in zip(s.evidence.source[:1], s.evidence.cue[:1], strict=False)
                if s.form == "direct" and self.text[slice(*cue)] == ":" and source[0] in self._starts[1:]
                for span in s.evidence.content
            )
        )

    def statement_at(self, span: Span) -> Statement | None:
        """The statement whose content holds the span; the shortest where several do."""
        best: tuple[int, Statement] | None = None
        for s in self.record.statements:
            for start, end in s.evidence.content:
                if start <= span[0] and span[1] <= end and (best is None or end - start < best[0]):
                    best = end - start, s
        return best[1] if best else None

    def voice(self, span: Span) -> tuple[Voice, Statement | None]:
        """Whose words stand at the span, and the statement that they belong to, if any."""
        found = self.statement_at(span)
        if self.is_quoted(span[0]) or (found is not None and found.form == "direct"):
            return "quoted", found
        return ("reported", found) if found is not None else ("outlet", None)

    @cached_property
    def headline(self) -> Span | None:
        """Where the headline stands in the text: its first paragraph, if that is the title or cannot be prose."""
        if not self.paragraphs:
            return None
        first = self.paragraphs[0]
        line = self.text[first.start : first.end]
        title = self.record.article.title
        if title and len(title) >= 8 and _squeezed(line)[:25] == _squeezed(title)[:25]:
            return first.start, first.start + min(len(line), len(title) + 1)
        short = len(self.paragraphs) > 1 and len(line) <= 140 and line[-1] not in ".!”\"’'"
        return (first.start, first.end) if short and not title else None

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of speakers' names, and those with a capital behind another word: names wherever they stand."""
        inside = (m for m in _INSIDE.finditer(self.text) if not self.is_title_case(self.sentence(m.start())))
        told = (s.speaker.name or "" for s in self.record.statements)
        return frozenset([*(m.group() for m in inside), *" ".join(told).split()])

    @cached_property
    def apart(self) -> str | None:
        """The title, where it does not stand in the text; None where it does or there is none."""
        title = self.record.article.title
        return title if title and self.headline is None else None

    def is_title_case(self, span: Span) -> bool:
        """Whether most longer words of the span begin with a capital, so that a capital tells nothing."""
        return is_title_case(self.text[span[0] : span[1]])


def is_title_case(line: str) -> bool:
    """Whether the line is a headline in which most longer words begin with a capital; one with a full stop is prose."""
    if line.rstrip().endswith("."):
        return False
    long = [w for w in _WORD.findall(line) if len(w) > 3]
    return len(long) >= 3 and sum(w[0].isupper() for w in long) >= 0.8 * len(long)


def _squeezed(line: str) -> str:
    """The letters and digits of a line, in lower case."""
    return "".join(_WORD.findall(line.lower()))


def speaker_of(statement: Statement | None) -> str:
    """Whose words a message says they are."""
    if statement is None or statement.speaker.name is None:
        return "the speaker"
    return statement.speaker.name
