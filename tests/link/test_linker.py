"""Which statements are one utterance, what else links them, and that neither order nor time of adding matters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from onrecord.data import Record, Utterance
from onrecord.gathering import named_alike, utterance_id
from onrecord.link import Linker, links, utterances
from tests.link.conftest import EVENT, record

SAID = "“We will not close the harbour before winter, and nobody should fear for the old ferry.”"
BOAST = "“A herring in every pot and a lantern on every pier.”"


def together(*records: Record) -> list[set[str]]:
    """The articles of each utterance that more than one reports."""
    found = [{s.article_id for s in u.statements} for u in utterances(records)]
    return sorted((f for f in found if len(f) > 1), key=sorted)


def only(*records: Record) -> Utterance:
    (found,) = [u for u in utterances(records) if len(u.statements) > 1]
    return found


@pytest.mark.parametrize(
    "variant",
    [
        "“We won't close the harbor before winter and nobody should fear for the old ferry”",
        "“[The town] will not close the harbour before winter”",
        "“nobody should fear for the old ferry”",
        "“We will not close the harbour … and nobody should fear for the old ferry.”",
        "“We would never close the harbour before winter, and nobody should fear for the ferry.”",
        "“Hear me. We will not close the harbour before winter, and nobody should fear for the old ferry. Good night.”",
        "the town would not close the harbour before winter and nobody should fear for the old ferry",
    ],
)
def test_variants_of_the_same_words_are_one_utterance(variant: str) -> None:
    assert together(record("a", ("Ana Ito", SAID)), record("b", ("Ito", variant))) == [{"a", "b"}]


@pytest.mark.parametrize(
    "phrase", ["“No comment.”", "“Our thoughts and prayers are with them.”", "“It is what it is.”"]
)
def test_stock_phrases_never_join(phrase: str) -> None:
    assert together(record("a", ("Ana Ito", phrase)), record("b", ("Ben Lund", phrase))) == []
    assert together(record("a", (None, phrase)), record("b", (None, phrase), event="In Vell. ")) == []


def test_what_any_office_says_joins_nothing_where_neither_the_event_nor_both_speakers_are_known() -> None:
    office = "“We take these complaints seriously and are carrying out a full review,”"
    quay, school = record("a", ("Bo Tully", office), event="In Vell. "), record("b", (None, office), event="In Ayr. ")
    assert together(quay, school, record("c", (None, office), event="In Brenmouth. ")) == []
    assert together(quay, record("d", ("Tully", office), event="In Ayr. ")) == [{"a", "d"}]
    assert together(record("e", ("Bo Tully", office)), record("f", (None, office))) == [{"e", "f"}]


@pytest.mark.parametrize(
    ("event", "day", "kind"), [("In Vell. ", 5, "same"), ("In Vell. ", 9, "also_said"), (EVENT, 9, "same")]
)
def test_days_later_it_is_another_occasion_where_neither_the_event_nor_both_speakers_are_known(
    event: str, day: int, kind: str
) -> None:
    told = "“We take complaints about the ferry seriously and will look into every one that reaches the pier,”"
    first = record("a", ("Bo Tully", told), event=event, published=date(2021, 3, 2))
    (found,) = links([first, record("b", (None, told), event=event, published=date(2021, 3, day))])
    assert found.kind == kind


def test_a_title_between_marks_is_no_utterance() -> None:
    assert (
        together(record("a", (None, "“The Lanterns of Ardley”")), record("b", (None, "“The Lanterns of Ardley”"))) == []
    )


def test_the_same_slogan_on_another_day_is_also_said() -> None:
    early = record("a", ("Ana Ito", BOAST), said_on=date(2021, 3, 1), published=date(2021, 3, 2))
    late = record("b", ("Ana Ito", BOAST), said_on=date(2021, 9, 1), published=date(2021, 9, 2))
    first, second = utterances([early, late])
    assert (first.also_said, second.also_said) == ((second.id,), (first.id,))


def test_the_same_words_of_another_speaker_are_linked_not_joined() -> None:
    first, second = utterances([record("a", ("Ana Ito", SAID)), record("b", ("Ben Lund", SAID))])
    assert first.attributed_to_another == (second.id,)
    assert second.attributed_to_another == (first.id,)


PEOPLE, GROUPS = False, True


@pytest.mark.parametrize(
    ("one", "other", "groups", "alike"),
    [
        ("Ana Ito", "Ito", PEOPLE, "same"),
        ("Ana Ito", "Ana", PEOPLE, "same"),
        ("Ana Ito", "Ana Ito Lund", PEOPLE, "same"),
        ("Ana Ito", "Annie Ito", PEOPLE, "same"),
        ("Bill Lund", "William Henry Lund", PEOPLE, "same"),
        ("Ana Ito", "Ana Lund", PEOPLE, "other"),
        ("Ana R. Ito", "Ana R. Lund", PEOPLE, "other"),
        ("Ana Lindqvist", "Ana Lindquist", PEOPLE, "doubtful"),
        ("Ana Ito", "Ben Lund", PEOPLE, "other"),
        ("the Ardley Police Department", "the Vell Police Department", GROUPS, "other"),
        ("the Vell Foreign Ministry", "the Ayr Foreign Ministry", GROUPS, "other"),
        ("Ardley Police", "Ardley Police Department", GROUPS, "same"),
        ("the Foreign Ministry", "the Vell Foreign Ministry", GROUPS, "same"),
        ("the Harbour Institute", "the Institute of the Harbour", GROUPS, "same"),
        ("the Dept. of Piers", "the Department of Piers", GROUPS, "doubtful"),
        ("Harbour Stores", "Harbour Inc.", GROUPS, "doubtful"),
    ],
)
def test_names_are_one_speakers_by_more_than_a_first_name_or_the_kind_of_group(
    one: str, other: str, groups: bool, alike: str
) -> None:
    assert named_alike(one, other, groups=groups) == named_alike(other, one, groups=groups) == alike


def test_two_people_of_one_first_name_are_two_utterances_where_both_are_sure() -> None:
    first, second = utterances([record("a", ("Ana Ito", SAID)), record("b", ("Ana Lund", SAID))])
    assert first.attributed_to_another == (second.id,)
    found = only(record("a", ("Ana Ito", SAID)), record("b", ("Ana Lund", SAID), sure=0.5))
    assert (found.speaker, found.other_speakers) == ("Ana Ito", ("Ana Lund",))


def test_a_slogan_of_many_is_an_utterance_a_speaker_and_occasion_though_links_connect_them() -> None:
    slogan = "“Keep the lighthouse burning for Ardley tonight.”"
    said = (("a", "Ana Ito", 1), ("b", None, 3), ("c", "Ben Lund", 4), ("d", "Ana Ito", 30))
    told = {
        u.statements[0].article_id: u
        for u in utterances([record(id, (name, slogan), published=date(2021, 3, day)) for id, name, day in said])
    }
    assert [s.article_id for s in told["a"].statements] == ["a", "b"] and told.keys() == {"a", "c", "d"}
    assert told["a"].also_said == (told["d"].id,) and told["d"].also_said == (told["a"].id,)
    assert told["c"].attributed_to_another == tuple(sorted((told["a"].id, told["d"].id)))


def test_a_first_name_in_common_does_not_make_two_speakers_one() -> None:
    short = "“We will not close the harbour”"
    one, two = record("a", ("Ana Ito", short), event="In Vell. "), record("b", ("Ana Lund", short), event="In Ayr. ")
    assert together(one, two) == []
    assert together(one, record("c", ("Mayor Ito", short), event="In Ayr. ")) == [{"a", "c"}]


def test_a_quotation_that_the_record_has_no_statement_of_joins_but_makes_no_utterance() -> None:
    loose = Record(article=record("b", (None, SAID)).article, statements=())
    found = only(record("a", ("Ana Ito", SAID)), loose)
    assert [(s.article_id, s.attributed) for s in found.statements if not s.attributed] == [("b", False)]
    assert list(utterances([loose])) == []


def test_an_utterance_tells_its_fullest_wording_its_variants_and_who_carries_them() -> None:
    cut = "“We will close the harbour before winter, and nobody should fear for the old ferry.”"
    found = only(
        record("a", ("Ana Ito", SAID), published=date(2021, 3, 2), outlet="Ardley Mail"),
        record("b", ("Ito", SAID), published=date(2021, 3, 1), outlet="Brenmouth Post"),
        record("c", ("Ito", cut), published=date(2021, 3, 5), outlet="Vell Echo"),
    )
    assert (found.first_seen, found.last_seen) == (date(2021, 3, 1), date(2021, 3, 5))
    assert found.statements[0].article_id == "b"
    assert found.speaker == "Ana Ito"
    assert found.words == SAID.strip("“”.") + "."
    assert [v.outlets for v in found.variants] == [("Ardley Mail", "Brenmouth Post"), ("Vell Echo",)]
    assert found.variants[1].senses == ("negation",)
    assert found.altered_sense


def test_two_wordings_that_turn_each_other_are_flagged_where_the_fullest_has_an_ellipsis_there() -> None:
    """Each variant is compared with the fullest alone: what that cuts, another may have turned."""
    fullest = SAID.replace("not ", "… ").replace(".", " this year or next.")
    found = only(
        record("a", ("Ana Ito", fullest)),
        record("b", ("Ito", SAID)),
        record("c", ("Ito", SAID.replace("not ", "[indeed] "))),
    )
    assert found.words == fullest.strip("“”")
    assert found.altered_sense and ("negation",) in [v.senses for v in found.variants]


@pytest.mark.parametrize(
    "edited",
    [
        SAID.replace("not ", "... "),
        SAID.replace("“", "“… ").replace(".”", " …”"),
        SAID.replace("We", "[The town]"),
        SAID.replace("winter", "[this coming] winter"),
        SAID.replace("will not", "will (laughter) not"),
    ],
)
def test_an_ellipsis_or_a_bracket_makes_no_wording_fuller(edited: str) -> None:
    for first, second in (("a", "b"), ("b", "a")):
        assert only(record(first, ("Ana Ito", SAID)), record(second, ("Ana Ito", edited))).words == SAID.strip("“”")


def test_a_wording_that_an_ellipsis_only_precedes_is_the_fullest_where_it_has_more_words() -> None:
    longer = SAID.replace("“", "“… ").replace(".”", " of Ardley.”")
    assert only(record("a", ("Ana Ito", SAID)), record("b", ("Ana Ito", longer))).words == longer.strip("“”")


def test_of_wordings_equally_full_what_most_report_comes_first_then_the_earliest() -> None:
    few, many = (SAID.replace("the old ferry", f"those {n} boats") for n in (40, 14))
    days = [date(2021, 3, day) for day in (3, 1, 2)]
    one, two, three = (
        record(id, ("Ana Ito", words), published=day)
        for id, words, day in zip("abc", (few, many, many), days, strict=True)
    )
    assert only(one, two, three).words == many.strip("“”")
    assert only(one, two).words == many.strip("“”")
    assert only(replace(one, article=replace(one.article, published=None)), two).words == many.strip("“”")
    assert only(replace(two, article=replace(two.article, published=None)), one).words == few.strip("“”")


def test_spans_of_a_variant_are_in_the_words_that_it_gives() -> None:
    found = only(record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID.replace("winter", "harvest"))))
    full, variant = found.variants
    changed = [(full.words[slice(*e.left)], variant.words[slice(*e.right)]) for e in variant.comparison.edits]
    assert {("winter", "harvest"), ("harvest", "winter")} & set(changed)


def test_copies_of_one_wire_story_are_one_source() -> None:
    story = " ".join(f"Boat {n} left Ardley with {n * 7} crates of herring bound for Brenmouth." for n in range(30))
    found = only(*(record(id, ("Ana Ito", SAID), event=story) for id in "abc"), record("d", ("Ana Ito", SAID)))
    assert (len(found.statements), found.sources) == (4, 2)


def test_a_denial_answers_the_claim_in_another_article() -> None:
    claim = record("a", ("Ben Lund", "“Mayor Ito sold the town lighthouse to smugglers for seven barrels of herring”"))
    denial = record(
        "b", ("Ana Ito", "“I never sold the town lighthouse to smugglers for seven barrels of herring”"), denial=True
    )
    found = {u.statements[0].article_id: u for u in utterances([claim, denial])}
    assert found["b"].answers == (found["a"].id,)


CLOSE, FEAR = "“We will not close the harbour before winter”", "“nobody should fear for the old ferry”"


def shared(*records: Record) -> dict[str, list[str]]:
    """Of each utterance, by the article of its earliest statement, the others', those of other utterances marked."""
    return {
        first.article_id: sorted(s.article_id + "*" * s.partly for s in rest)
        for first, *rest in (u.statements for u in utterances(records))
    }


def test_a_report_that_has_two_sentences_does_not_join_the_reports_of_one_each() -> None:
    """It is of the utterance that came out first, and stands in the other too."""
    a, b = record("a", ("Ana Ito", CLOSE), published=date(2021, 3, 1)), record("b", ("Ana Ito", FEAR))
    assert shared(a, b) == {"a": [], "b": []}
    late = record("c", ("Ana Ito", SAID), published=date(2021, 3, 2))
    early = record("c", ("Ana Ito", SAID), published=date(2021, 2, 1))
    assert shared(a, b, late) == {"a": ["c"], "b": ["c*"]}
    assert shared(a, b, early) == {"c": ["a"], "b": ["c*"]}
    assert shared(a, b, late, record("d", ("Ana Ito", f"{FEAR[:-1]} or the gulls”"))) == {"a": ["c"], "b": ["c*", "d"]}


def test_whoever_overlaps_with_a_report_is_not_listed_beside_those_it_shares_no_words_with() -> None:
    ends = "“before winter, and nobody should fear for the old ferry. A herring in every pot.”"
    whole, other = record("c", ("Ana Ito", SAID)), record("d", ("Ana Ito", ends))
    assert shared(whole, other) == {"c": ["d*"], "d": ["c*"]}
    close = record("a", ("Ana Ito", CLOSE[:-15] + "”"), published=date(2021, 3, 1))
    assert shared(close, whole, other) == {"a": ["c"], "d": ["c*"]}


def test_any_two_statements_of_an_utterance_share_words_however_many_others_connect_them() -> None:
    left = "lighthouse keeper rowed ashore with frightened gulls while brass lanterns swung above cold harbour steps"
    right = "every second winter our children paint wooden herrings red behind that abandoned railway station"
    wordings = [(left.split() + right.split())[n : n + 12] for n in range(18)]
    days = [date(2021, 3, 1 + n) for n in range(18)]
    chain = [record(f"{n}", ("Ana Ito", f"“{' '.join(said)}”"), published=days[n]) for n, said in enumerate(wordings)]
    found = [[set(wordings[int(s.article_id)]) for s in u.statements] for u in utterances(chain)]
    assert len(found) > 1 and all(a & b for said in found for a in said for b in said)


def test_an_id_lasts_as_later_reports_come_even_where_they_connect_what_was_not() -> None:
    linker = Linker()
    linker.add(record("a", ("Ana Ito", CLOSE), published=date(2021, 3, 1)))
    linker.add(record("b", ("Ana Ito", FEAR), published=date(2021, 3, 2)))
    before = [u.id for u in linker.utterances()]
    linker.add(record("c", ("Ana Ito", SAID), published=date(2021, 3, 3)))
    assert [u.id for u in linker.utterances()] == before
    assert linker.utterance("none") is None


def test_the_id_of_an_utterance_that_an_earlier_report_joined_leads_on() -> None:
    linker = Linker()
    linker.add(record("a", ("Ana Ito", CLOSE), published=date(2021, 3, 1)))
    (before,) = linker.utterances()
    first = record("c", ("Ana Ito", SAID), published=date(2021, 2, 1))
    linker.add(first)
    found = linker.utterance(before.id)
    assert found is not None and found.id == utterance_id(first.statements[0].id) != before.id


def test_what_a_reviewer_parted_stays_apart() -> None:
    a, b = record("a", ("Ana Ito", SAID)), record("b", ("Ana Ito", SAID))
    apart = [(a.statements[0].id, b.statements[0].id)]
    c = record("c", ("Ana Ito", SAID))
    assert all({"a", "b"} - {s.article_id for s in u.statements} for u in utterances([a, b, c], apart=apart))


def test_a_lone_surrogate_is_linked_as_the_replacement_character() -> None:
    broken = SAID.replace("ferry", "ferry\ud800")
    found = only(record("a", ("Ana \ud800 Ito", broken)), record("b", ("Ito", broken), event="One \ud800 two. "))
    assert found.speaker == "Ana \ufffd Ito" and found.words == broken.strip("“”").replace("\ud800", "\ufffd")


def test_an_article_added_twice_is_refused() -> None:
    linker = Linker()
    linker.add(record("a", ("Ana Ito", SAID)))
    with pytest.raises(ValueError, match="added before"):
        linker.add(record("a", ("Ana Ito", SAID)))


def test_links_name_what_they_rest_on() -> None:
    (found,) = links([record("a", ("Ana Ito", SAID)), record("b", ("Ito", SAID))])
    assert (found.kind, found.relation, found.score) == ("same", "verbatim", 1.0)
    assert "speaker: same" in found.reasons


PIECES = [
    "We will not close the harbour before winter.", "Nobody should fear for the old ferry.", "No comment.",
    "We may close the harbour before winter.", "A herring in every pot and a lantern on every pier.",
    "The lighthouse keeper rowed ashore with frightened gulls.", "It is what it is.",
]  # fmt: skip
NAMES = [None, "Ana Ito", "Ito", "Ben Lund"]
EVENTS = [EVENT, "In Vell it rained all through that week, said the Vell Echo of Saturday. "]
DAYS = [None, date(2021, 3, 1), date(2021, 3, 9), date(2022, 5, 1)]


quotations = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(lambda said: f"“{' '.join(said)}”")


@st.composite
def archives(draw: st.DrawFn) -> list[Record]:
    """Some articles of each a quotation or two, made of few pieces so that many agree."""
    out = []
    for n in range(draw(st.integers(2, 7))):
        said = {(draw(st.sampled_from(NAMES)), draw(quotations)) for _ in range(draw(st.integers(1, 2)))}
        day = draw(st.sampled_from(DAYS))
        out.append(record(f"art{n}", *sorted(said, key=str), published=day, event=draw(st.sampled_from(EVENTS))))
    return out


@settings(max_examples=60, deadline=None)
@given(archives(), st.randoms(use_true_random=False))
def test_any_order_of_adding_gives_the_same_utterances(archive: list[Record], random: object) -> None:
    shuffled = list(archive)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(utterances(archive)) == list(utterances(shuffled))
