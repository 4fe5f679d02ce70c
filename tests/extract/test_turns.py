"""Speaker turns are found where the labels of speakers come again, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.extract.turns import turns
from onrecord.text import paragraphs
from tests.fakes import Told, decoded

TALK = "Radio Leith spoke to the mayor.\n\nDODD: Was it late?\n\nMORRIS: It was.\n\nDODD: Why?\n\nMORRIS: Snow."


def shown(text: str) -> list[tuple[str, list[str]]]:
    """Each turn's source and content."""
    return [(text[slice(*a.source[0])], [text[s:e] for s, e in a.content]) for a in turns(text, paragraphs(text))]


def test_each_label_is_the_source_of_what_follows_its_colon() -> None:
    assert shown(TALK) == [
        ("DODD", ["Was it late?"]),
        ("MORRIS", ["It was."]),
        ("DODD", ["Why?"]),
        ("MORRIS", ["Snow."]),
    ]
    assert {TALK[slice(*a.cue[0])] for a in turns(TALK, paragraphs(TALK))} == {":"}


@pytest.mark.parametrize(
    "text",
    [
        "Where: Town hall\n\nWhen: Noon\n\nWho: Everybody\n\nCost: Nothing",
        "Update: It rained.\n\nUpdate: It stopped.\n\nUpdate: It rained.\n\nUpdate: It snowed.",
        "DODD: Was it late?\n\nMORRIS: It was.\n\nDODD: Why?",
        "He said: It was late.\n\nShe said: It was not.\n\nhe said: It was.\n\nshe said: No.",
        "",
    ],
)
def test_labels_that_do_not_come_again_few_of_them_or_one_alone_are_no_turns(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Concert\n\nWhen: Saturday\n\nWhere: Town hall\n\nFair\n\nWhen: Sunday\n\nWhere: Leith\n\n“Come,” said Roe.",
        "Reason: Trams\n\nFirst Act: Wires\n\nBook: None\n\nReason: Rain\n\nFirst Act: Roofs\n\nBook: Two",
    ],
)
def test_listings_and_forms_are_no_transcripts(text: str) -> None:
    assert shown(text) == []


def test_a_label_that_is_no_speakers_ends_a_turn_and_is_none() -> None:
    text = TALK.replace("MORRIS: It was.", "MORRIS: It was.\n\nPHOTO: A tram.\n\nIt was red.")
    assert shown(text) == shown(TALK)


def test_three_speakers_in_rotation_are_a_transcript() -> None:
    text = "\n\n".join(f"{name}: It was late." for name in ("DODD", "ITO", "ROE") * 2)
    assert len(shown(text)) == 6


def test_a_turn_goes_on_in_the_paragraphs_before_the_next_label_but_for_stage_directions() -> None:
    text = TALK.replace("It was.", "It was.\n\n(Laughs.)\n\nVery.")
    assert shown(text)[1] == ("MORRIS", ["It was.", "Very."])


def test_the_last_turn_ends_with_its_paragraph_unless_its_quotation_stays_open() -> None:
    assert shown(f"{TALK}\n\nHe left.")[-1] == ("MORRIS", ["Snow."])
    quoted = TALK.replace("MORRIS: Snow.", "“MORRIS: Snow.\n\n“And ice.”\n\nHe left.")
    assert shown(quoted)[-1] == ("MORRIS", ["Snow.", "“And ice.”"])


def test_a_full_name_a_role_in_brackets_and_an_opening_mark_belong_to_a_label() -> None:
    text = TALK.replace("DODD:", "“Ann Dodd (host):", 1)
    assert shown(text)[0] == ("Ann Dodd", ["Was it late?"])


def test_what_is_said_within_a_turn_is_the_turns_and_what_is_said_around_it_stays(tokenizer: Tokenizer) -> None:
    text = f"{TALK} Roe claimed so."
    found = decoded(text, [Told("claimed", ("so",), ("Roe",)), Told("spoke to", ("the mayor",))], tokenizer)
    assert [text[slice(*a.content[0])] for a in found] == [
        "the mayor", "Was it late?", "It was.", "Why?", "Snow. Roe claimed so.",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["A: ", "B: ", "“C D: ", "yes ", "“", "”", "(ha)", "\n\n", "\n", ":"]), max_size=40))
def test_turns_stay_sorted_apart_and_in_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    edges = [edge for a in turns(text, paragraphs(text)) for span in (*a.source, *a.cue, *a.content) for edge in span]
    assert edges == sorted(edges) and (not edges or edges[-1] <= len(text))
