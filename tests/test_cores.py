"""Which connected statements are one utterance: those that share words, whatever connects them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.cores import Wordings, cores

words = st.frozensets(st.integers(0, 9), min_size=1, max_size=6)
statements = st.lists(st.lists(words, min_size=1, max_size=2).map(tuple), max_size=9)


def of(*statements: set[int]) -> list[tuple[list[int], list[int]]]:
    return [(core.own, core.also) for core in cores([(frozenset(one),) for one in statements])]


def test_what_has_the_words_of_two_goes_to_the_earlier_and_is_listed_in_the_other() -> None:
    assert of({1, 2, 3}, {7, 8, 9}, {1, 2, 3, 7, 8, 9}) == [([0, 2], []), ([1], [2])]
    assert of({1, 2, 3, 7, 8, 9}, {1, 2, 3}, {7, 8, 9}) == [([0, 1], []), ([2], [0])]


def test_half_of_the_words_does_not_do() -> None:
    assert of({1, 2, 3, 4}, {1, 2, 5, 6, 7}) == [([0], []), ([1], [])]
    assert of({1, 2, 3, 4}, {1, 2, 3, 6, 7}) == [([0, 1], [])]


def test_a_statement_fits_by_its_quoted_part_too() -> None:
    found = cores([(frozenset({1, 2, 3, 4, 5, 6}), frozenset({1, 2})), (frozenset({1, 2, 7, 8, 9}), frozenset({1, 2}))])
    assert [core.own for core in found] == [[0, 1]]


def test_what_has_no_word_that_carries_meaning_is_where_links_put_it() -> None:
    assert of({1, 2, 3}, set(), {7, 8, 9}, {1, 2, 3}) == [([0, 1, 3], []), ([2], [1])]


@given(statements)
def test_each_is_of_one_utterance_and_any_two_of_one_share_words(said: list[Wordings]) -> None:
    found = cores(said)
    assert sorted(n for core in found for n in core.own) == list(range(len(said)))
    for core in found:
        members = [*core.own, *core.also]
        assert all(said[a][0] & said[b][0] for a in members for b in members if is_plain(said[a]) and is_plain(said[b]))


def is_plain(wordings: Wordings) -> bool:
    """Whether the part between the marks, where there is one, is a part of the whole."""
    return all(part <= wordings[0] for part in wordings)


@given(statements, st.integers(0, 9))
def test_later_statements_move_none_that_was_there(said: list[Wordings], n: int) -> None:
    before = [core.own for core in cores(said[:n])]
    after = [[place for place in core.own if place < n] for core in cores(said)]
    assert [own for own in after if own] == before
