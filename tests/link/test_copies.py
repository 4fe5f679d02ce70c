"""Articles that share half of their runs of five words, both ways, are copies of one story."""

from __future__ import annotations

from onrecord.link.copies import Copies, share, word_runs

STORY = " ".join(f"The {n}th boat left Ardley at {n} past noon with {n * 3} crates of herring." for n in range(40))


def test_a_copy_with_a_new_head_and_a_cut_tail_is_found() -> None:
    copies = Copies()
    copies.add("wire", STORY)
    assert copies.add("copy", "By our staff in Brenmouth. " + STORY[: int(0.8 * len(STORY))]) == ["wire"]
    assert copies.story("copy") == copies.story("wire")


def test_an_extract_is_no_copy_since_the_share_counts_both_ways() -> None:
    copies = Copies()
    copies.add("wire", STORY)
    assert copies.add("brief", STORY[: len(STORY) // 3]) == []
    assert copies.add("other", STORY[::-1]) == []


def test_copies_of_copies_are_one_story() -> None:
    copies = Copies()
    head, tail = STORY[: int(0.6 * len(STORY))], STORY[int(0.4 * len(STORY)) :]
    assert copies.add("head", head) == copies.add("tail", tail) == []
    assert share(word_runs(head), word_runs(tail)) < 0.5
    assert copies.story("head") != copies.story("tail")
    assert sorted(copies.add("wire", STORY)) == ["head", "tail"]
    assert copies.story("head") == copies.story("tail")


def test_texts_without_words_are_copies_of_nothing() -> None:
    copies = Copies()
    copies.add("a", "…")
    assert copies.add("b", "…") == []
