"""What the net reads stands for the exact text, fits the net, and depends on nothing outside its paragraph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.extract.windows import LOWER, MIXED, NO_LETTERS, PIECES, QUOTES, TITLE, UPPER, Window, windows_of
from onrecord.text import CLOSING, OPENING, OUTSIDE, paragraphs

ODD = st.text(
    st.sampled_from(
        "aZé\u0301\u0308ß\u0130ǅ한글日本ﷺאבמם\u202e\u200b\u200d\ufeff\0\x1c\x85 \n\t👩🏽‍🚀🇬🇧.”“’'…-\u00ad\U0010ffff"
    ),
    max_size=60,
)
TEXT = st.text(max_size=60) | ODD


def words(text: str, window: Window) -> list[str]:
    return [text[s:e] for s, e in zip(window.starts.tolist(), window.ends.tolist(), strict=True)]


def well_formed(text: str, found: list[Window]) -> None:
    """The rules for every window of every text."""
    for w in found:
        count = len(w.ids)
        assert 3 <= count <= PIECES + 2
        assert len(w.case) == len(w.quote) == count
        assert len(w.first) == len(w.starts) == len(w.ends) > 0
        assert w.first[0] >= 1 and w.first[-1] < count - 1 and (np.diff(w.first) > 0).all()
        assert (w.starts < w.ends).all() and (w.ends[:-1] <= w.starts[1:]).all()
        assert w.paragraph.start <= w.starts[0] and w.ends[-1] <= w.paragraph.end
        assert set(w.case.tolist()) <= {NO_LETTERS, LOWER, TITLE, UPPER, MIXED}
        assert w.quote.min() >= 0 and w.quote.max() < 2 * QUOTES
    for p in {w.paragraph for w in found}:
        cores = [w.core for w in found if w.paragraph == p]
        assert [cores[0][0], *(b for _, b in cores)] == [*(a for a, _ in cores), p.end]
        assert cores[0][0] == p.start and all(a < b for a, b in cores)


@given(TEXT)
def test_windows_of_any_text_are_well_formed(tokenizer: Tokenizer, text: str) -> None:
    found = windows_of(text, tokenizer)
    well_formed(text, found)
    assert list(dict.fromkeys(w.paragraph for w in found)) == [
        p for p in paragraphs(text) if any(w.paragraph == p for w in found)
    ]


@settings(max_examples=25)
@given(st.lists(TEXT, min_size=1, max_size=5), st.integers(20, 60))
def test_windows_of_long_odd_paragraphs_are_well_formed(tokenizer: Tokenizer, parts: list[str], times: int) -> None:
    text = " ".join(" ".join(parts).split()) * times
    well_formed(text, windows_of(text, tokenizer))


def test_words_are_the_text_to_the_character(tokenizer: Tokenizer) -> None:
    text = "\n  “Café-owner Zoë O’Neil\u200b’s 3,000 n\u0303andúes,” he said…\n\nNAÏVE!"
    assert [words(text, w) for w in windows_of(text, tokenizer)] == [
        ["“", "Café", "-", "owner", "Zoë", "O", "’", "Neil", "’", "s", "3", ",", "000", "n\u0303andúes", ",", "”",
         "he", "said", "…"],
        ["NAÏVE", "!"],
    ]  # fmt: skip


def test_pieces_know_their_letter_case_and_their_quotation_marks(tokenizer: Tokenizer) -> None:
    text = "“We Won,” said ABBA’s mcCoy in 1974."
    (w,) = windows_of(text, tokenizer)
    case = dict(zip(words(text, w), w.case[w.first].tolist(), strict=True))
    assert [case[word] for word in ("We", "said", "ABBA", "mcCoy", "1974")] == [TITLE, LOWER, UPPER, MIXED, NO_LETTERS]
    quote = w.quote[w.first].tolist()
    assert quote[0] == OPENING and quote[words(text, w).index("”")] == CLOSING and quote[-1] == OUTSIDE


def test_a_paragraph_that_continues_a_quotation_is_marked_as_such(tokenizer: Tokenizer) -> None:
    """The one thing that a window knows of the paragraph before it."""
    alone = windows_of("“We must.”", tokenizer)[-1]
    after = windows_of("“We will go on.\n\n“We must.”", tokenizer)[-1]
    assert (after.quote == alone.quote + QUOTES).all()


NEIGHBOUR = st.sampled_from(
    ["", "He left.\n\n", "A “mark” and '90s.\n", "Long. " * 300 + "\n\n", "\r\n \r\n", "日本\n"]
)


@given(st.text(min_size=1, max_size=60).map(str.strip).filter(bool), NEIGHBOUR, NEIGHBOUR)
@settings(max_examples=50)
def test_a_paragraphs_window_is_the_same_whatever_surrounds_it(
    tokenizer: Tokenizer, text: str, before: str, after: str
) -> None:
    alone = windows_of(text, tokenizer)
    by = len(before)
    among = windows_of(f"{before}{text}\n\n{after}", tokenizer)
    among = [w for w in among if by <= w.paragraph.start < by + len(text)]
    assert len(among) == len(alone)
    for a, b in zip(alone, among, strict=True):
        for field in ("ids", "case", "quote", "first"):
            assert (getattr(a, field) == getattr(b, field)).all(), field
        assert (a.starts + by == b.starts).all() and (a.ends + by == b.ends).all()
        assert (a.core[0] + by, a.core[1] + by) == b.core


@pytest.mark.parametrize(
    "text",
    [
        "word " * 10_000,
        "The mayor of Aldermoor said so. " * 2_000,
        f"“{'We will go on and on, ' * 500}” he said. " + "Short. " * 300,
        "日本語" * 1_000,
        ("abcdefghijklmnopqrstuvwxyz"[n % 26] * 99 for n in range(50)),
    ],
    ids=["one sentence", "sentences", "one long sentence and short ones", "no spaces", "words of many pieces"],
)
def test_a_long_paragraph_is_cut_into_windows_that_miss_no_word(tokenizer: Tokenizer, text: str) -> None:
    text = (text if isinstance(text, str) else " ".join(text)).strip()
    found = windows_of(text, tokenizer)
    well_formed(text, found)
    assert len(found) > 3
    seen = np.zeros(len(text), bool)
    for w in found:
        for start, end in zip(w.starts, w.ends, strict=True):
            seen[start:end] = True
    assert all(c.isspace() for c, s in zip(text, seen, strict=True) if not s)


@pytest.mark.parametrize("text", ["word " * 10_000, "The old mayor of the town of Aldermoor went on, " * 500])
def test_a_cue_in_a_long_paragraph_is_read_with_the_words_on_both_sides_of_it(tokenizer: Tokenizer, text: str) -> None:
    """Windows overlap by half, even where no sentence ends: each core is a fifth of a window from the window's ends."""
    found = windows_of(text.strip(), tokenizer)
    for n, w in enumerate(found):
        inside = np.flatnonzero((w.starts >= w.core[0]) & (w.starts < w.core[1]))
        assert n == 0 or inside[0] >= PIECES // 5
        assert n == len(found) - 1 or len(w.starts) - 1 - inside[-1] >= PIECES // 5


def test_a_word_of_5000_letters_is_one_word(tokenizer: Tokenizer) -> None:
    text = "x" * 5_000
    (w,) = windows_of(text, tokenizer)
    assert words(text, w) == [text]
    text = f"{'go ' * 300}{'x' * 5_000}{' go' * 300}"
    found = windows_of(text, tokenizer)
    well_formed(text, found)
    assert any("x" * 5_000 in words(text, w) for w in found)


@pytest.mark.parametrize("text", ["", " \n ", "\0", "\u200b", "\0\n\n\u200d"])
def test_a_text_without_words_has_no_window(tokenizer: Tokenizer, text: str) -> None:
    assert windows_of(text, tokenizer) == []
