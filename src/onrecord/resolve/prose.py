"""One article's text as words, sentences, paragraphs and quotation marks, each found once.

Offsets are code points of the text. A possessive ’s is a word of its own, so that “Ito’s” and “Ito” are one name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from onrecord import text as marks
from onrecord.data import Span
from onrecord.resolve.lexicon import PATTERNS, Pattern, patterns, stems_in, titles

_RUN = r"[^\W_]++(?:(?<=[Ãã])[\x80-\xbf][^\W_]*+)*+"
"""Letters and digits, with the second half of letters that were decoded wrongly: “Ã©”."""
WORD = re.compile(
    r"['’][sS]\b|[DRIdri]-(?:[A-Za-z]\.)+|(?:[A-Za-z]\.){2,}"
    r"|\d+(?:[.,]\d+)*(?:[sS][tT]|[nN][dD]|[rR][dD]|[tT][hH]|[sS])?\b"
    rf"|{_RUN}(?:(?:['’](?![sS]\b)|[-&]){_RUN})*+"
)
"""Both cases are written out: to ignore case takes a quarter longer."""


def folded(text: str) -> str:
    """The text in lower case, as long as it is: İ alone would become two."""
    return text.replace("İ", "i").lower()


class Prose:
    """The text with its words, sentences and paragraphs, and which words stand between quotation marks."""

    __slots__ = ("_stems", "ends", "first_words", "folded", "headings", "lower", "paragraph_starts", "paragraphs",
                 "quoted", "sentence_starts", "sentences", "starts", "text", "words")  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = folded(text)
        self._stems: dict[str, tuple[list[int], list[int]]] = {}
        found = list(WORD.finditer(text))
        self.words = [match.group() for match in found]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        self.lower = [word.lower() for word in self.words]
        self.paragraphs: list[Span] = [(p.start, p.end) for p in marks.paragraphs(text)] or [(0, len(text))]
        self.paragraph_starts = [start for start, _ in self.paragraphs]
        self.sentences = _whole(text, [s for p in self.paragraphs for s in marks.sentences(text, p)]) or [
            (0, len(text))
        ]
        self.sentence_starts = [start for start, _ in self.sentences]
        self.first_words = {self.word_at(start) for start in self.sentence_starts}
        self.quoted = self._quoted()
        self.headings = [self._is_heading(span) for span in self.paragraphs]

    def word_at(self, offset: int) -> int:
        """The index of the first word that ends after `offset`; `len(words)` if none does."""
        return bisect_right(self.ends, offset)

    def words_in(self, span: Span) -> range:
        """The indices of the words that begin inside the span."""
        return range(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1]))

    def sentence(self, offset: int) -> int:
        """The index of the sentence that `offset` lies in, or of the last one before it."""
        return max(0, bisect_right(self.sentence_starts, offset) - 1)

    def paragraph(self, offset: int) -> int:
        """The index of the paragraph that `offset` lies in, or of the last one before it."""
        return max(0, bisect_right(self.paragraph_starts, offset) - 1)

    def share_quoted(self, spans: Iterable[Span]) -> float:
        """The share of the spans' words that stand between quotation marks; 0 where there is no word."""
        count = quoted = 0
        for words in map(self.words_in, spans):
            count += len(words)
            quoted += sum(self.quoted[words.start : words.stop])
        return quoted / count if count else 0.0

    def patterns(self, name: str, *spans: Span) -> list[Pattern]:
        """The expressions of a word list that may match in the spans, in order: a word there holds one of their stems.

        Stems are looked up word by word, and each word once for many articles: to look for each stem in each sentence
        took a tenth of all the time of resolving.
        """
        places, numbers = self._stems_of(name)
        found: set[int] = set()
        for start, end in spans:
            first, last = self.word_at(start), bisect_left(self.starts, end)
            found.update(numbers[bisect_left(places, first) : bisect_left(places, last)])
        known = patterns(name)
        return [known[n] for n in sorted(found)]

    def sentences_with(self, name: str) -> Iterator[tuple[Pattern, Span]]:
        """The sentences that hold a stem of a word list, each with the expression that may match there; unordered."""
        known = patterns(name)
        for n, sentence in {(n, self.sentence(self.starts[i])) for i, n in zip(*self._stems_of(name), strict=True)}:
            start, end = self.sentences[sentence]
            if known[n].is_possible(self.folded[start:end]):
                yield known[n], (start, end)

    def _stems_of(self, name: str) -> tuple[list[int], list[int]]:
        self._stems = self._stems or self._found_stems()
        return self._stems[name]

    def _found_stems(self) -> dict[str, tuple[list[int], list[int]]]:
        """For each word list, the words that hold a stem, in order, and the number of its expression."""
        out: dict[str, tuple[list[int], list[int]]] = {name: ([], []) for name in PATTERNS}
        for i, held in enumerate(map(stems_in, self.lower)):
            if held:
                for name, n in held:
                    out[name][0].append(i)
                    out[name][1].append(n)
        return out

    def _quoted(self) -> list[bool]:
        flags = [False] * len(self.words)
        for span in self.paragraphs:
            if marks.marks(self.text, span):
                state, words = marks.quotation(self.text, span), self.words_in(span)
                places = self.starts[words.start : words.stop]
                flags[words.start : words.stop] = [state[at - span[0]] in (marks.DOUBLE, marks.SINGLE) for at in places]
        return flags

    def _is_heading(self, span: Span) -> bool:
        """Whether the paragraph is set like a headline: title case or capitals, so that capitals tell nothing."""
        if span[1] - span[0] > 200:
            return False
        long = [w for w in (self.words[i] for i in self.words_in(span)) if len(w) > 3]
        return len(long) > 2 and sum(w[0].isupper() for w in long) > 0.85 * len(long)


def _whole(text: str, sentences: list[Span]) -> list[Span]:
    """The sentences, those that are a lone title joined to the next: “Rep.” “Ann Lee said …”."""
    out: list[Span] = []
    for start, end in sentences:
        if out and out[-1][1] - out[-1][0] < 7 and text[out[-1][0] : out[-1][1] - 1].isalpha() and text[end - 1 : end]:
            previous = out.pop()
            if (
                text[previous[0] : previous[1]].rstrip(".").lower() in titles()
                and "\n" not in text[previous[1] : start]
            ):
                start = previous[0]
            else:
                out.append(previous)
        out.append((start, end))
    return out
