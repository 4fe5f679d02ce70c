"""A wording is found by its parts: keys depend on the words alone, and a part has the keys of the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.link.sketch import bits, keys
from onrecord.wording import words

WHOLE = "The harbour wall crumbled in the storm and the lighthouse keeper rowed ashore with two dozen frightened gulls"


def of(text: str) -> frozenset[int]:
    return keys([w.form for w in words(text)])


def test_a_part_shares_keys_with_the_whole_wherever_it_is_cut() -> None:
    assert of("the lighthouse keeper rowed ashore") & of(WHOLE)
    assert of("The harbour wall crumbled") & of(WHOLE)


def test_a_changed_word_costs_only_the_keys_beside_it() -> None:
    changed = of(WHOLE.replace("keeper", "owner"))
    assert len(changed & of(WHOLE)) >= len(of(WHOLE)) // 2


def test_words_that_any_sentence_has_make_keys_where_there_are_no_others() -> None:
    asked = "Would we have done it without him?"
    assert of(asked) & of(f"It was a long night for everybody. {asked} Nobody in Ardley knows.")
    assert not of("He is here") & of("He is here now with the others")


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    assert bits("lighthouse") > bits("government") > bits("the")


@given(st.lists(st.sampled_from("we sell the old harbour lighthouse now not … wall gulls".split()), max_size=20))
def test_keys_are_signed_64_bit_and_the_same_each_time(forms: list[str]) -> None:
    found = keys(forms)
    assert found == keys(list(forms))
    assert all(-(1 << 63) <= k < 1 << 63 for k in found)
    assert bool(found) == any(f != "…" for f in forms)


def test_keys_are_stored_so_they_never_change_without_a_migration() -> None:
    assert sorted(of("the lighthouse keeper rowed ashore")) == STORED


STORED = [-2397355682475693764, -1468091669685465981, 3851396395896053100]
