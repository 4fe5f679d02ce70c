"""A wording is found by its parts: keys depend on the words alone, and a part has the keys of the whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onrecord.link.sketch import Asked, Outlines, at_most, bits, keys, outline
from onrecord.wordforms import STOP
from onrecord.wording import CUT, words

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


WORDINGS = st.lists(st.sampled_from("we sell the harbour harbour lighthouse gulls … not".split()), max_size=9)


@given(st.lists(WORDINGS, min_size=1, max_size=3), st.lists(WORDINGS, min_size=1, max_size=4), st.integers(1, 6))
def test_what_two_wordings_share_at_most_is_what_their_words_have_in_common(
    asked: list[list[str]], others: list[list[str]], shared: int
) -> None:
    pairs = [(n, m) for n in range(len(asked)) for m in range(len(others))]
    stored = [(hashes.tobytes(), stops) for hashes, stops in map(outline, others)]
    of = Outlines.of([stored[m] for _, m in pairs])
    which, number = np.array([n for n, _ in pairs]), np.full(len(pairs), shared)
    most = at_most([Asked(f, [bits(w) for w in f], keys(f)) for f in asked], which, of, number)
    for (n, m), found in zip(pairs, most.tolist(), strict=True):
        a, b = ([w for w in f if w not in STOP and w != CUT] for f in (asked[n], others[m]))
        common = [w for w in set(a) for _ in range(min(a.count(w), b.count(w)))]
        stops = min(sum(bits(w) for w in f if w in STOP) for f in (asked[n], others[m]))
        chance = shared <= 3 and 2 * len(common) < min(len(a), len(b))
        assert found == (0 if chance else round(sum(map(bits, common)) + stops, 2))


def test_of_a_word_that_tells_two_things_the_most_is_counted() -> None:
    """A name at the start of a sentence tells more than inside of one, and either may be the one that agrees."""
    hashes, stops = outline(["ardley"])
    asked = Asked(["ardley", "ardley"], [5.0, 16.0], keys(["ardley"]))
    others = Outlines.of([(hashes.tobytes(), stops)])
    assert at_most([asked], np.array([0]), others, np.array([9])).tolist() == [16.0]


def test_keys_are_stored_so_they_never_change_without_a_migration() -> None:
    assert sorted(of("the lighthouse keeper rowed ashore")) == STORED


STORED = [-2397355682475693764, -1468091669685465981, 3851396395896053100]
