"""Evidence lies in the text, and an article's attributions depend on that article alone."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Attribution
from onrecord.extract import Extractor
from onrecord.text import paragraphs
from tests.fakes import shifted

PARTS = [
    "“We will win,” said Jane Doe.", "Mr. Roe said that it was late.", " ", "\n", "\n\n", "\r\n\r\n", "“", "”",
    '"', "‘", "'s ",
    "according to the report", "the mayor told the Harbour Post, ", "😀", "e\u0301", "\u202e", "\0", "\u2029",
    "…", "A source close to",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=25).map("".join)


def article(text: str) -> Article:
    return Article(id="x", text=text)


def of(extractor: Extractor, text: str) -> list[Attribution]:
    (found,) = extractor.attributions([article(text)])
    return found


def well_formed(text: str, found: list[Attribution]) -> None:
    for a in found:
        assert a.content and a.cue and 0 <= a.score <= 1
        for spans in (a.content, a.cue, a.source):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(before[1] <= after[0] for before, after in pairwise(spans))
            assert all(text[start:end].strip() for start, end in spans)
    assert found == sorted(found, key=lambda a: a.content)


def long_article(words: int = 3_000) -> str:
    """A made story of short paragraphs, long ones, quotations over several, and marks that are never closed."""
    rng = random.Random(3)
    names = ["Jane Doe", "Mayor Orla Finch", "Roe", "a spokesman for the harbour", "the county's report"]
    verbs = ["said", "told reporters", "added", "wrote on Twitter", "warned"]
    clauses = [
        "the bridge would open in May",
        "nobody had asked",
        "it was too late",
        "the roof had cost 180,000 crowns",
    ]
    out: list[str] = []
    while sum(len(p.split()) for p in out) < words:
        name, verb, one, two = (rng.choice(x) for x in (names, verbs, clauses, clauses))
        out.append(
            rng.choice(
                [
                    f"{name} {verb} that {one}.",
                    f"“{one.capitalize()},” {name} {verb}. “And {two}.”",
                    f"“{one.capitalize()},” {verb} {name}. “And {two}.\n\n“But {one}.”",
                    f'"{one.capitalize()}, {name} {verb}, and {two}.',
                    " ".join(f"On day {n} {name} {verb} that {rng.choice(clauses)}." for n in range(40)),
                    f"‘{one.capitalize()},’ {verb} {name} of the players’ union.",
                ]
            )
        )
    return "\n\n".join([*out, "Nobody else was there."])


def test_the_plainest_quotation_is_found(extractor: Extractor) -> None:
    text = "“We will win,” said Jane Doe."
    (found,) = of(extractor, text)
    assert [text[s:e] for s, e in found.content] == ["“We will win,”"]
    assert [text[s:e] for s, e in found.cue] == ["said"]
    assert [text[s:e] for s, e in found.source] == ["Jane Doe"]


@settings(max_examples=60)
@given(TEXT)
def test_every_span_lies_in_the_text_and_spans_of_one_role_are_sorted_and_apart(
    extractor: Extractor, text: str
) -> None:
    given_ = article(text)
    (found,) = extractor.attributions([given_])
    well_formed(text, found)
    assert given_ == article(text), "the text is never altered"


@pytest.mark.parametrize("text", ["", " \n\n ", "\0", "“”", "\u200b\n\u200b"])
def test_a_text_without_words_has_no_attribution(extractor: Extractor, text: str) -> None:
    assert of(extractor, text) == []


def test_no_article_gives_no_list(extractor: Extractor) -> None:
    assert extractor.attributions([]) == []


def test_text_of_odd_code_points_has_no_attribution_that_leaves_it(extractor: Extractor) -> None:
    text = "“We will win,” said Jane Doe \U0001f469\U0001f3fd\u200d\U0001f680. \ud83d “Yes,” said Roe."
    well_formed(text, of(extractor, text))


@settings(max_examples=15)
@given(st.lists(TEXT, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_a_shuffled_batch_gives_each_article_the_same(
    extractor: Extractor, texts: list[str], rng: random.Random
) -> None:
    order = list(range(len(texts)))
    rng.shuffle(order)
    found = extractor.attributions([article(t) for t in texts])
    assert extractor.attributions([article(texts[n]) for n in order]) == [found[n] for n in order]
    assert found == [of(extractor, t) for t in texts]


def glued_gives_the_same(extractor: Extractor, text: str) -> None:
    text = text.strip()
    once = of(extractor, text)
    assert once
    by = len(text) + len("\n\n")
    assert of(extractor, "\n\n".join([text] * 10)) == [a for n in range(10) for a in shifted(once, n * by)]


def test_a_story_glued_ten_times_over_gives_ten_times_the_same(extractor: Extractor, stories: list[Article]) -> None:
    """Nothing depends on where in an article a paragraph stands, nor on what stands around it."""
    for story in stories:
        glued_gives_the_same(extractor, story.text)


def test_a_long_article_glued_ten_times_over_gives_ten_times_the_same(extractor: Extractor) -> None:
    text = long_article()
    well_formed(text, of(extractor, text))
    assert len(text.split()) >= 3_000
    assert any(p.continues for p in paragraphs(text)) and max(p.end - p.start for p in paragraphs(text)) > 2_000
    glued_gives_the_same(extractor, text)


def test_an_extractor_may_be_shared_by_threads(extractor: Extractor, stories: list[Article]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(extractor.attributions, [stories] * 4))
    assert found == [extractor.attributions(stories)] * 4


@pytest.mark.parametrize("workers", [0, -1])
def test_a_number_of_workers_below_one_is_refused(workers: int) -> None:
    with pytest.raises(ValueError, match="workers"):
        Extractor.load(workers=workers)
