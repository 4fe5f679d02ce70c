"""Every card: its examples are its tests, its guidance is known, its expressions compile and stay quick."""

from __future__ import annotations

import re
import time

import pytest

from onrecord.care import NAMES, findings
from onrecord.care.card import card, pattern, sources
from onrecord.care.terms import means
from tests.care.marked import story

EXAMPLES = [(name, text) for name in NAMES for text in card(name).bad]
GOOD = [(name, text) for name in NAMES for text in card(name).good]
TERMS = [(name, term) for name in NAMES for term in card(name).terms]


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_a_bad_example_is_found_by_its_rule(name: str, text: str) -> None:
    record, wanted = story(text)
    assert wanted, "an example marks what is to be found"
    found = [f for f in findings(record) if f.rule == name]
    assert found, f"{name} is silent"
    for start, end in wanted:
        assert any(f.part == "title" or (f.span[0] < end and start < f.span[1]) for f in found), found


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_a_good_example_is_let_alone_by_its_rule(name: str, text: str) -> None:
    record, _ = story(text)
    assert [f for f in findings(record) if f.rule == name] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_what_why_and_who_says_so(name: str) -> None:
    of = card(name)
    assert of.title and of.reason.endswith(".") and of.guidance
    assert all(g.url.startswith("https://") and g.says.endswith(".") for g in of.cites)
    assert not of.terms or "{words}" in of.message
    if name != "sourcing.altered-quotation":  # which needs a ledger: test_quotation.py
        assert of.bad and of.good


def test_every_standard_is_cited() -> None:
    assert {g.source for name in NAMES for g in card(name).guidance} == set(sources())


@pytest.mark.parametrize(("name", "term"), TERMS)
def test_a_match_holds_one_of_its_stems(name: str, term: object) -> None:
    """Stems only save time: no example may be missed for want of one."""
    from onrecord.care.card import Term

    assert isinstance(term, Term)
    for text in [*card(name).bad, *card(name).good]:
        for match in pattern(term.match).finditer(text):
            assert any(stem in match.group().lower() for stem in term.stems), match.group()


@pytest.mark.parametrize(
    "seed",
    [
        "suicide ",
        "killed himself ",
        "jumped from the fire ",
        "a ",
        "“",
        "has cancer ",
        "Ann ",
        "crazy ",
        "(",
        ", 15, ",
        "\n\n",
        "''",
        "A source ",
        "he was ",
    ],
)
def test_hostile_text_costs_no_more_than_its_length(seed: str) -> None:
    """No expression backtracks without bound: 20 000 code points of what it looks for take seconds at most."""
    record, _ = story("x")
    import msgspec

    long = msgspec.structs.replace(
        record, article=msgspec.structs.replace(record.article, text=seed * (20_000 // len(seed)))
    )
    began = time.perf_counter()
    findings(long)
    assert time.perf_counter() - began < 5


def test_a_name_or_title_is_let_alone() -> None:
    of = card("words.stigma")
    term = next(t for t in of.terms if t.match.startswith("lunatic"))
    for sentence, word in [
        ("The Maniacs won.", "Maniacs"),
        ("They saw Psycho Beach Party.", "Psycho"),
        ("Maniac Street is shut.", "Maniac"),
    ]:
        at = sentence.index(word)
        assert not means(of, term, sentence, (at, at + len(word)))
    assert means(of, term, "Maniacs ran by.", (0, 7))
    assert re.search(term.match, "maniac")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mayor Ann Looney spoke on Monday. ¶ Looney said the pools would open.", []),
        ("“{q Pools will open},” {c said} {s Looney}. ¶ Looney left.", []),
        ("The Cripple of the Hill opened on Friday. ¶ The play is The Cripple of the Hill.", []),
        ("The play is The Hill. ¶ The cripple at the gate sang.", ["The cripple"]),
        ("Lunatic Climbs Mast of Ferry ¶ Lunatics ran by. Looney was the word.", ["Lunatic", "Lunatics", "Looney"]),
        ("Victims of AIDS met Ann Roe.", ["Victims of AIDS"]),
    ],
)
def test_a_word_that_is_a_name_within_a_sentence_is_one_at_its_start(text: str, found: list[str]) -> None:
    assert [f.words for f in findings(story(text)[0])] == found
