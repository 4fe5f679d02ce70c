"""Two wordings are the same words where only editors and typesetters differ, and each real change is named."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.data import Comparison
from onrecord.wording import CUT, compare, words

SAID = "We will not close the harbour before June, and nobody should fear for the ferry."
ROOF = "The mill is old. We ask no favours. We ask for a roof."


def changes(left: str, right: str) -> list[tuple[str, str, str, str | None]]:
    """Each edit that is not `same`, with the words themselves."""
    edits = compare(left, right).edits
    return [(e.kind, left[slice(*e.left)], right[slice(*e.right)], e.sense) for e in edits if e.kind != "same"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Don’t you dare, we can’t", "do not you dare — we cannot"),
        ("They do n't know ; it 's theirs", "They don't know; it’s theirs"),
        ("The colour of the theatre, organised and travelled", "the color of the theater organized and traveled"),
        ("two hundred and five people, 2.5 million miles", "205 people, 2,500,000 miles"),
        (
            "£2m and 30 per cent of a million",
            "two million pounds and 30% of 1,000,000",
        ),
        ("the twelfth of the café’s naïve guests", "the 12th of the cafe's naive guests"),
        ("half a million, a half million, a quarter of a million", "500,000, 500,000, 250,000"),
        ("two and a half years, one and a half million, a billion and a half", "2½ years, 1.5 million, 1.5 billion"),
        ("2 ½ miles of the thousand-year-old wall", "2.5 miles of the 1,000-year-old wall"),
        ("the first hundred days", "the first 100 days"),
        ("the nineteen-sixties, the eighties", "the 1960s, the '80s"),
        ("the twenty-first of the fourteenth, the twentieth", "the 21st of the 14th, the 20th"),
        ("We are No. 1, and no. We left.", "We are number one, and no. We left."),
        ("She'd told us, and I'd never seen it", "She had told us, and I had never seen it"),
        ("She'd go if she could", "She would go if she could"),
        ("It's been a year, and the tram's late", "It has been a year, and the tram is late"),
        ("Quill's a liar, Quill's gone", "Quill is a liar, Quill has gone"),
        ("I don't, it isn't, we can't, let's go", "I dont, it isnt, we cant, lets go"),
        ("It are [sic] over", "It are over"),
        ("Health care workers co-operate", "Healthcare workers cooperate"),
        ("“We had ‘no’ choice”", "\" we had `` no '' choice \""),
        ("I'm gonna go", "I am going to go"),
    ],
)
def test_what_editors_and_typesetters_do_is_no_difference(left: str, right: str) -> None:
    found = compare(left, right)
    assert (found.relation, found.score) == ("verbatim", 1.0)


@pytest.mark.parametrize(
    ("left", "right", "sense"),
    [
        ("She would tell us of the dam", "She had told us of the dam", "modal"),
        ("She'd tell us of the dam", "She will tell us of the dam", "modal"),
        ("The tram's late today", "The tram is not late today", "negation"),
        ("I dont know the mill", "I do know the mill", "negation"),
        ("She sold Quill's mill", "She sold Renn's mill", "name"),
    ],
)
def test_a_contraction_stands_for_what_it_may_be_short_for_only(left: str, right: str, sense: str) -> None:
    assert compare(left, right).relation == "altered"
    assert sense in {c[3] for c in changes(left, right)}


def test_a_bracket_stands_for_what_it_replaces() -> None:
    for variant in (
        "[The council] will not close the harbour before June, and nobody should fear for the ferry.",
        "We will not close the harbour (in Ardley) before June, and nobody should fear for the ferry.",
        "[W]e will not close the harbour before June, and nobody should fear[ed] for the ferry.",
    ):
        assert compare(SAID, variant).relation == "verbatim", variant
        assert compare(variant, SAID).relation == "verbatim", variant


@pytest.mark.parametrize(
    ("said", "quoted", "sense"),
    [
        ("You are not a liar", "You are [indeed] a liar", "negation"),
        (
            "They should resign (not today, of course) over this affair",
            "They should [not] resign over this affair",
            "negation",
        ),
        ("Nobody was hurt in the fire", "[Somebody] was hurt in the fire", "negation"),
        ("We sold the old mill, and we never will", "We sold the old mill [of the county]", "negation"),
        ("We have 3 dead and 12 hurt", "We have [30] dead and 12 hurt", "number"),
        ("I hear that Lee took the bribe", "I hear that [Ash] took the bribe", "name"),
        ("Lee took the bribe", "[Ash] took the bribe", "name"),
        ("Mayor Lee took the bribe", "[Mayor Ash] took the bribe", "name"),
    ],
)
def test_a_bracket_that_turns_the_words_is_no_editors(said: str, quoted: str, sense: str) -> None:
    """An editor explains; another negation, another figure and another name alter."""
    assert compare(said, quoted).relation == "altered"
    assert sense in {c[3] for c in changes(said, quoted)}
    assert compare(quoted, said).relation == "altered"


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("He said that he would go", "[Mayor Lee] said that he would go"),
        ("Lee took the bribe", "[the mayor] took the bribe"),
        ("Lee took the bribe", "[Mayor Ann Lee] took the bribe"),
        ("We lost some of them", "We lost [30] of them"),
    ],
)
def test_a_bracket_that_says_who_or_what_is_meant_stays_the_editors(said: str, quoted: str) -> None:
    assert not [c for c in changes(said, quoted) if c[3]]


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("She sold us the mill and the meadow", "She [the mayor] sold us the mill and the meadow"),
        ("We miss the old ferry", "We [islanders] miss the old ferry"),
        ("The woman sold us the mill", "The [mayor] sold us the mill"),
        ("The island says that we need it now", "The island says that we need it [the ferry] now"),
    ],
)
def test_a_bracket_does_not_part_the_word_before_or_behind_it(said: str, quoted: str) -> None:
    """However little that word tells: no bracket makes a gap."""
    assert compare(said, quoted).relation == compare(quoted, said).relation == "verbatim"


def test_a_word_put_in_beside_a_bracket_is_altered_alone() -> None:
    assert changes("She sold us the mill", "She [the mayor] never sold us the mill") == [
        ("added", "", "the mayor", None),
        ("added", "", "never", "negation"),
    ]


def test_words_altered_inside_a_bracket_of_both_are_altered() -> None:
    assert (
        compare("Half the fleet (just three of us) sailed", "Half the fleet (just four of us) sailed").relation
        == "altered"
    )


def test_an_ellipsis_is_a_cut_and_no_alteration() -> None:
    for mark in ("…", "...", ". . .", "[...]", "[…]"):
        assert compare(SAID, f"We will not close the harbour {mark} nobody should fear").relation == "shortened"
    assert compare(SAID, "We will not … before June, and nobody should fear").relation == "shortened"
    assert [w.form for w in words("go … now [...] then")] == ["go", CUT, "now", CUT, "then"]


@pytest.mark.parametrize(
    ("variant", "sense"),
    [
        ("We will close the harbour before June, and nobody should fear for the ferry.", "negation"),
        ("We will not close the harbour before July, and nobody should fear for the ferry.", "name"),
        ("We will not close the harbour before June, and nobody should fear for 2 ferries.", "number"),
        ("We may not close the harbour before June, and nobody should fear for the ferry.", "modal"),
        ("We will not leave the harbour before June, and nobody should fear for the ferry.", "wording"),
        ("We will not close the big harbour before June, and nobody should fear for the ferry.", "wording"),
    ],
)
def test_an_alteration_is_named_by_what_it_does_to_the_sense(variant: str, sense: str) -> None:
    assert compare(SAID, variant).relation == "altered"
    assert [c[3] for c in changes(SAID, variant)] == [sense]
    assert compare(variant, SAID).relation == "altered"


@pytest.mark.parametrize(
    ("left", "right", "sense"),
    [
        ("Quill sold the mill", "Renn sold the mill", "name"),
        ("It is over. Quill sold the mill.", "It is over. Renn sold the mill.", "name"),
        ("Ardley is where the boats go", "Leith is where the boats go", "name"),
        ("I know Quill. Quill sold the mill.", "I know Quill. She sold the mill.", "name"),
        ("Women want the vote", "Men want the vote", "wording"),
        ("Tomorrow the mill is sold", "Today the mill is sold", "wording"),
        ("She sold the mill", "They sold the mill", "wording"),
        ("Must she sell the mill", "May she sell the mill", "modal"),
    ],
)
def test_a_name_is_told_where_any_word_has_a_capital(left: str, right: str, sense: str) -> None:
    """At the start of a sentence, by its capital elsewhere or since it is no common word."""
    assert [c[3] for c in changes(left, right)] == [sense]


def test_numbers_and_units_that_differ_are_named() -> None:
    left, right = "We spent $2 million on the bridge", "We spent £3m on the bridge"
    assert changes(left, right) == [("replaced", "$2 million", "£3m", "number")]
    for one, other in (("half a million", "half a billion"), ("2½", "two and a quarter"), ("hundreds", "100")):
        assert [c[3] for c in changes(f"We walked {one} of its miles", f"We walked {other} of its miles")] == ["number"]
    assert changes("It is legal to fish here", "It is illegal to fish here")[0][3] == "negation"


def test_a_number_ends_with_its_sentence() -> None:
    assert [w.form for w in words("We sold two. Thousand-year-old houses. We lost five hundred. Five came.")] == (
        "we sold 2 1000 year old houses we lost 500 5 came".split()
    )


def test_no_is_number_only_as_it_is_written_before_a_figure() -> None:
    assert [w.form for w in words("He said no. 2 of us left")][2:4] == ["no", "2"]
    assert [w.opens for w in words("He said no. We left")][2:4] == [False, True]


def test_a_minus_belongs_to_its_number() -> None:
    """−5 is not 5, and is minus five; what stands between two figures is no minus."""
    assert changes("It fell to −5 degrees", "It fell to 5 degrees") == [("dropped", "−", "", "number")]
    assert compare("It fell to -5 degrees", "It fell to minus five degrees").relation == "verbatim"
    assert compare("We lost −$5 million", "We lost minus five million dollars").relation == "verbatim"
    assert compare("Between 10%-15% of the 5-10 boats", "Between 10% 15% of the 5 10 boats").relation == "verbatim"


def test_a_part_is_shortened_one_way_and_extended_the_other() -> None:
    part = "nobody should fear for the ferry"
    one, other = compare(SAID, part), compare(part, SAID)
    assert (one.relation, other.relation) == ("shortened", "extended")
    assert (one.share_left, one.share_right) == (other.share_right, other.share_left)
    assert one.share_right == 1.0


def test_a_sentence_left_out_between_two_is_a_piece_and_words_inside_one_are_not() -> None:
    full = "The roof fell in. Nobody was hurt. The school opens on Monday."
    assert compare(full, "The roof fell in. The school opens on Monday.").relation == "shortened"
    assert compare(full, "The roof fell in. The school on Monday.").relation == "altered"


@pytest.mark.parametrize(
    ("full", "part", "gone"),
    [
        (ROOF, "The mill is old. We ask for a roof.", "We ask no favours"),
        (ROOF, "The mill is old. … We ask for a roof.", "We ask no favours"),
        (
            "It is cold here. Nobody came. It was warm here. So we left.",
            "It is cold here. So we left.",
            "Nobody came. It was warm here",
        ),
        (ROOF, "The mill is old … ask for a roof.", "We ask no favours. We"),
    ],
)
def test_a_sentence_left_out_may_have_words_in_common_with_its_neighbour(full: str, part: str, gone: str) -> None:
    assert compare(full, part).relation == "shortened"
    assert changes(full, part) == [("dropped", gone, "", None)]


@pytest.mark.parametrize(
    ("full", "part"),
    [
        ("We ask no favours. We ask for a roof over the mill.", "We ask no roof over the mill."),
        ("We will not sell and we will not rent and we will not go away", "We will not sell and we will not go away"),
        ("I like the mill very very much", "I like the mill very much"),
    ],
)
def test_repeated_words_left_out_inside_a_sentence_are_altered(full: str, part: str) -> None:
    assert compare(full, part).relation == "altered"


@pytest.mark.parametrize(
    ("full", "part", "sense"),
    [
        ("We will sign the deal, but only with a guarantee.", "We will sign the deal", "cut"),
        ("We will sign the deal. But we want a guarantee.", "We will sign the deal", "cut"),
        ("Unless they pay, we will sign the deal.", "we will sign the deal", "cut"),
        ("I never promised that we will sign the deal.", "we will sign the deal", "negation"),
        ("It is a lie that we will sign the deal.", "we will sign the deal", "negation"),
        ("It is false that we will sign the deal.", "that we will sign the deal", "negation"),
        ("I doubt that we will sign the deal.", "we will sign the deal", "negation"),
        ("I have no doubt that we will sign the deal.", "we will sign the deal", None),
        ("We were wrong to wait, and we will sign the deal.", "we will sign the deal", None),
        ("It is not late. We will sign the deal.", "We will sign the deal", None),
        ("We will sign the deal in the autumn.", "We will sign the deal", None),
    ],
)
def test_a_cut_that_loses_a_reservation_is_flagged(full: str, part: str, sense: str | None) -> None:
    assert compare(full, part).relation == "shortened"
    assert [c[3] for c in changes(full, part)] == [sense]


@pytest.mark.parametrize(
    ("full", "part", "relation", "sense"),
    [
        ("We will not, whatever they say, close the harbour", "We will … close the harbour", "altered", "negation"),
        ("We will, whatever they say, not close the harbour", "We will … close the harbour", "altered", "negation"),
        ("We will, whatever they say, close the harbour", "We will … close the harbour", "shortened", None),
        ("We will not, whatever they say, close the port", "We will not … close the port", "shortened", None),
        ("We will mend it. It is not dear. We will pay.", "We will mend it … We will pay", "shortened", None),
        ("We will not, whatever they say, close the harbour", "We will …", "shortened", None),
    ],
)
def test_an_ellipsis_that_takes_a_negation_along_alters(full: str, part: str, relation: str, sense: str | None) -> None:
    """Only where the sentence goes on behind the cut: there what stays has lost its “not”."""
    assert compare(full, part).relation == relation
    assert [c[3] for c in changes(full, part)] == [sense]


@pytest.mark.parametrize(
    ("full", "part", "change", "sense"),
    [
        ("300 people. We shall mend the road too.", "900", ("300 people", "900"), "number"),
        ("no more than a few old men from here", "everybody", ("no", "everybody"), "negation"),
        ("Ardley. We shall mend the road too.", "Leith", ("Ardley", "Leith"), "name"),
        ("masons. We shall mend the road too.", "miners", ("masons", "miners"), "wording"),
    ],
)
def test_words_changed_at_the_end_of_a_part_are_named(
    full: str, part: str, change: tuple[str, str], sense: str
) -> None:
    """What the fuller wording goes on with was left out."""
    left, right = f"The slate mine above the lake will hire {full}", f"The slate mine above the lake will hire {part}"
    assert compare(left, right).relation == compare(right, left).relation == "altered"
    first, *rest = changes(left, right)
    assert first == ("replaced", *change, sense)
    assert [c[0] for c in rest] == ["dropped"]


def test_words_changed_at_the_start_of_a_part_are_named_where_its_sentence_begins_there() -> None:
    full = "It has been a long winter. Our men kept 14 boats in the harbour."
    assert changes(full, "Your men kept 14 boats in the harbour") == [
        ("dropped", "It has been a long winter", "", None),
        ("replaced", "Our", "Your", "wording"),
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "We want peace in the valley and shall have it by spring",
            "We want peace in the valley because nobody can fight there",
        ),
        ("Mend the harbour now. It was a slogan that all of us knew.", "Mend the harbour now, he cried"),
        ("The mill that all of us have loved since we were young is a ruin today", "It is a ruin today"),
    ],
)
def test_what_goes_on_in_its_own_way_is_no_alteration(left: str, right: str) -> None:
    assert compare(left, right).relation == compare(right, left).relation == "overlap"
    assert not [c for c in changes(left, right) if c[3]]


def test_each_with_more_of_its_own_overlaps() -> None:
    left = "The bridge is old. It carried trains through two wars and one flood."
    right = "It carried trains through two wars and one flood. We shall miss every rusty bolt of it."
    assert compare(left, right).relation == "overlap"


def test_words_that_only_sound_alike_are_different() -> None:
    assert (
        compare("I think that it is a very good thing for us", "I said that it was not for you").relation == "different"
    )
    assert compare("", "Anything").relation == "different"
    assert compare("—", "…").score == 0.0


def test_spans_are_code_points_of_the_given_text() -> None:
    left = "🎉 We won’t sell the naïve 𝔐useum"
    for w in words(left):
        assert 0 <= w.start < w.end <= len(left)
    assert ("replaced", "sell", "buy", "wording") in changes(left, "We won't buy the naïve 𝔐useum")


def covers(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the spans are in order and hold every word of the text."""
    filled = [s for s in spans if s[0] < s[1]]
    ordered = all(x[1] <= y[0] or x == y for x, y in pairwise(filled))
    return ordered and all(any(a <= w.start and w.end <= b for a, b in filled) for w in words(text) if w.form != CUT)


def test_a_bracket_is_not_set_against_half_a_token() -> None:
    left = "so so so so so will $2m"
    assert covers(left, [e.left for e in compare(left, "so so so so so so so [old]").edits])


texts = st.lists(
    st.sampled_from(
        "we will not sell $2m two million the [old] harbour … ... don't but , . ! “ ( ) ] June it's".split()
    ),
    max_size=14,
).map(" ".join)


@given(texts | st.text(max_size=40), texts | st.text(max_size=40))
def test_edits_cover_both_wordings_and_shares_are_shares(left: str, right: str) -> None:
    found = compare(left, right)
    assert covers(left, [e.left for e in found.edits])
    assert covers(right, [e.right for e in found.edits])
    assert all(0.0 <= x <= 1.0 for x in (found.score, found.share_left, found.share_right))


@given(texts)
def test_any_wording_is_verbatim_to_itself(text: str) -> None:
    found: Comparison = compare(text, text)
    assert found.relation == ("verbatim" if any(w.form != CUT for w in words(text)) else "different")


@pytest.mark.parametrize(
    "hostile", ["a " * 50_000, "." * 100_000, "[" * 100_000, "9" * 100_000, "'s " * 50_000, "n't" * 9_000]
)
def test_hostile_text_takes_no_more_than_its_length(hostile: str) -> None:
    start = time.perf_counter()
    compare(hostile, "b " + hostile + "c")
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("shame " * 1300, "shame on " * 490),
        ("shame " * 20_000, "shame on " * 90),
        ("shame on " * 600, "shame shame now on " * 240),
    ],
)
def test_one_word_over_and_over_takes_no_longer(left: str, right: str) -> None:
    """A pair of equal words is looked at again for each run of them: the product is bounded."""
    start = time.perf_counter()
    compare(left, right)
    assert time.perf_counter() - start < 3
