"""Which connected statements are one utterance: those that share words, whatever connects them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onrecord.cores import Member, Wordings, Words, cores
from onrecord.voices import Voice, is_another, occasions

NOBODY = Voice(None, "none", None, None)
LONG = frozenset(range(20))

words = st.frozensets(st.integers(0, 9), min_size=1, max_size=6)
days = st.none() | st.dates(date(2024, 1, 1), date(2024, 6, 30))
voices = st.builds(
    lambda speaker, said, published: Voice(
        speaker, "named_person" if speaker else "none", said and (said, said), published
    ),
    st.none() | st.sampled_from(["Ann Lee", "Bo Finch"]),
    days,
    days,
)
statements = st.lists(
    st.builds(Member, st.lists(words, min_size=1, max_size=2).map(tuple), st.just(NOBODY) | voices), max_size=9
)


def of(*statements: set[int]) -> list[tuple[list[int], list[int]]]:
    return [(core.own, core.also) for core in cores([Member((frozenset(one),), NOBODY) for one in statements])]


def told(day: int, speaker: str | None = "Ann Lee", *, words: Words = LONG, said: bool = False) -> Member:
    """A statement in an article of that day of 2024, and said on it where that is told."""
    on = date(2024, 1, 1) + timedelta(day)
    return Member((words,), Voice(speaker, "named_person" if speaker else "none", (on, on) if said else None, on))


def test_what_has_the_words_of_two_goes_to_the_earlier_and_is_listed_in_the_other() -> None:
    assert of({1, 2, 3}, {7, 8, 9}, {1, 2, 3, 7, 8, 9}) == [([0, 2], []), ([1], [2])]
    assert of({1, 2, 3, 7, 8, 9}, {1, 2, 3}, {7, 8, 9}) == [([0, 1], []), ([2], [0])]


def test_half_of_the_words_does_not_do() -> None:
    assert of({1, 2, 3, 4}, {1, 2, 5, 6, 7}) == [([0], []), ([1], [])]
    assert of({1, 2, 3, 4}, {1, 2, 3, 6, 7}) == [([0, 1], [])]


def test_a_statement_fits_by_its_quoted_part_too() -> None:
    parts = [(frozenset({1, 2, 3, 4, 5, 6}), frozenset({1, 2})), (frozenset({1, 2, 7, 8, 9}), frozenset({1, 2}))]
    assert [core.own for core in cores([Member(one, NOBODY) for one in parts])] == [[0, 1]]


def test_the_same_words_of_another_speaker_are_another_utterance_and_point_to_it() -> None:
    one, other = cores([told(0), told(1, "Bo Finch"), told(2), told(3, None)])
    assert (one.own, other.own) == ([0, 2, 3], [1])
    assert one.apart == {1: "attributed_to_another"}
    assert other.apart == {0: "attributed_to_another", 2: "attributed_to_another"} and other.also == [3]


def test_a_report_that_tells_no_speaker_and_no_day_of_speaking_connects_no_two_occasions() -> None:
    """Regression: a slogan of one year, by whoever said it, was one utterance, since one report of it named nobody."""
    slogan = frozenset({1, 2, 3})
    members = [told(0, words=slogan), told(3, None, words=slogan), told(60, "Bo Finch", words=slogan)]
    assert [core.own for core in cores(members)] == [[0, 1], [2]]


def test_a_few_words_come_again_sooner_than_many() -> None:
    few = frozenset({1, 2, 3})
    assert [core.own for core in cores([told(0), told(60)])] == [[0, 1]]
    (first, again) = cores([told(0, words=few), told(60, words=few)])
    assert first.apart == {1: "also_said"} and again.apart == {0: "also_said"}
    assert [core.own for core in cores([told(0, words=few), told(20, words=few)])] == [[0, 1]]
    assert [core.own for core in cores([told(0, words=few), told(20, None, words=few)])] == [[0], [1]]


def test_days_of_speaking_count_more_than_days_of_publishing() -> None:
    said = told(0, said=True)
    late = Member(said.wordings, said.voice._replace(published=date(2025, 1, 1)))
    assert [core.own for core in cores([said, late])] == [[0, 1]]
    assert [core.own for core in cores([said, told(4, said=True)])] == [[0], [1]]


def test_what_has_no_word_that_carries_meaning_is_where_links_put_it() -> None:
    assert of({1, 2, 3}, set(), {7, 8, 9}, {1, 2, 3}) == [([0, 1, 3], []), ([2], [1])]


@given(statements)
def test_each_is_of_one_utterance_and_any_two_of_one_share_words(said: list[Member]) -> None:
    found = cores(said)
    assert sorted(n for core in found for n in core.own) == list(range(len(said)))
    for core in found:
        members = [said[n].wordings for n in (*core.own, *core.also)]
        assert all(a[0] & b[0] for a in members for b in members if is_plain(a) and is_plain(b))
        assert not {*core.own, *core.also} & core.apart.keys()


@given(statements)
def test_no_two_speakers_that_are_sure_are_of_one_utterance(said: list[Member]) -> None:
    for core in cores(said):
        own = [said[n].voice for n in core.own]
        assert not any(is_another(a, b) for a in own for b in own)


@given(statements)
def test_none_is_of_another_occasion_than_the_first(said: list[Member]) -> None:
    for core in cores(said):
        first, *others = (said[n].voice for n in core.own)
        assert all(occasions(first, one, phrase=False) != "other" for one in others if first.said or not one.said)


def is_plain(wordings: Wordings) -> bool:
    """Whether the part between the marks, where there is one, is a part of the whole."""
    return all(part <= wordings[0] for part in wordings)


@given(statements, st.integers(0, 9))
def test_later_statements_move_none_that_was_there(said: list[Member], n: int) -> None:
    before = [core.own for core in cores(said[:n])]
    after = [[place for place in core.own if place < n] for core in cores(said)]
    assert [own for own in after if own] == before
