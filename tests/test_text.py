"""Paragraphs, quotation marks and sentences are found as a reader of newspapers finds them, in any text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.data import Span
from onrecord.text import (
    CLOSING,
    DOUBLE,
    OPENING,
    OUTSIDE,
    SINGLE,
    ends_inside,
    is_single,
    marks,
    overlaps,
    paragraphs,
    quotation,
    sentences,
)

LETTERS = {OUTSIDE: ".", DOUBLE: "d", SINGLE: "s", OPENING: "<", CLOSING: ">"}
NASTY = st.text(st.sampled_from("aZ1é .,!?…\n\r\t\u2028\u2029\x0b\x85\u00a0\"'“”„«»‘’`()[]—-s"), max_size=80)
TEXT = st.text(max_size=80) | NASTY | st.text(st.characters(codec=None), max_size=30)  # lone surrogates too


def pieces(text: str) -> list[str]:
    return [text[p.start : p.end] for p in paragraphs(text)]


def drawn(text: str) -> str:
    return "".join(LETTERS[state] for state in quotation(text, (0, len(text))))


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, (0, len(text)))]


# Paragraphs


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\n\n\n"]
)
def test_each_line_end_and_blank_line_divides_paragraphs(end: str) -> None:
    assert pieces(f"{end}One.{end} Two. {end}{end}Three.{end}") == ["One.", "Two.", "Three."]


WRAPPED = """\
The council voted on Tuesday night to keep the library
open for another two years, after a debate that lasted
until past eleven and drew a crowd of three hundred
people."""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_wrapped_at_a_column_are_one_paragraph(end: str) -> None:
    text = f"{WRAPPED}\n\n{WRAPPED}".replace("\n", end)
    assert pieces(text) == [WRAPPED.replace("\n", end)] * 2


def test_lines_that_each_end_a_sentence_are_paragraphs() -> None:
    lines = ["The council voted on Tuesday night to keep it open.", "The mayor said that he would accept the result."]
    assert pieces("\n".join(lines)) == lines


def test_short_lines_are_not_taken_for_wrapped_ones() -> None:
    assert pieces("Mayor Finch\nCouncillor Roe\nthe clerk") == ["Mayor Finch", "Councillor Roe", "the clerk"]


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\r\n \t\u2029\u2028"])
def test_a_text_of_white_space_has_no_paragraph(blank: str) -> None:
    assert paragraphs(blank) == []


@pytest.mark.parametrize(
    ("text", "continues"),
    [
        ("“We will go on.\n\n“We must.”", [False, True]),
        ("“One.\n“Two.\n“Three.”\n“Four.”", [False, True, True, False]),
        ('"We will go on.\n\n"We must."', [False, True]),
        ("‘We will go on.\n\n‘We must.’", [False, True]),
        ("''We will go on.\n\n''We must.''", [False, True]),
        ("He said: 'We will go on.\n\n'We must.'\n\n'We did.'", [False, True, False]),
        ("'It hurt,' she said. 'We will go on.\n\n'We must.'", [False, True]),
        ("It was in the '90s.\n\n'We must,' he said.", [False, False]),
        ("It was the players' lounge.\n\n'We must,' he said.", [False, False]),
        ("“We will go on.”\n\n“We must.”", [False, False]),
        ("“We will go on.\n\nShe left.", [False, False]),  # the closing mark was forgotten
        ("« Nous irons.\n\n« Il le faut. »", [False, True]),
        ("„Wir gehen.\n\n„Wir müssen.“", [False, True]),
        ("The fans’ song\n\n“We must.”", [False, False]),
        ("“Give ‘em time,” she said.\n\n“We must.”", [False, False]),
    ],
)
def test_a_quotation_continues_where_it_is_open_and_the_next_paragraph_opens_anew(
    text: str, continues: list[bool]
) -> None:
    assert [p.continues for p in paragraphs(text)] == continues


@given(TEXT)
def test_paragraphs_are_sorted_disjoint_trimmed_and_hold_all_that_is_no_space(text: str) -> None:
    found = paragraphs(text)
    edges = [edge for p in found for edge in (p.start, p.end)]
    assert edges == sorted(edges) and all(p.start < p.end for p in found)
    assert all(piece == piece.strip() for piece in pieces(text))
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())


# Quotation marks: each code point is . outside, d or s inside double or single marks, < opening, > closing


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("“Yes,” she said. “No.”", "<dddd>...........<ddd>"),
        ('"Yes," she said. "No."', "<dddd>...........<ddd>"),
        ("”Yes,” she said", "<dddd>........."),  # a closing mark typed for both
        ("``Yes,'' she said", "<<dddd>>........."),
        ("''Yes,'' she said", "<<dddd>>........."),
        ('said: "Go" ("go")', "......<dd>..<dd>."),
        ("‘Yes,’ he said", "<ssss>........"),
        ("'Yes,' he said", "<ssss>........"),
        ("«Oui», dit-elle", "<ddd>.........."),
        ("« Oui », dit-elle", "<ddddd>.........."),
        ("„Ja“, sagte sie", "<dd>..........."),
        ("„Ja”, said he", "<dd>........."),
        ("»Ja« und »nein«", "<dd>.....<dddd>"),
    ],
)
def test_marks_of_each_kind_open_and_close(text: str, state: str) -> None:
    assert drawn(text) == state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("“He said ‘no’ to me,” she said", "<dddddddd<dd>ddddddd>........."),
        ("\"He told me 'no' twice,\" she said", "<ddddddddddd<dd>ddddddd>........."),
        ("“‘No’ is no answer,” he said", "<<dd>dddddddddddddd>........"),
        ("“It was ‘no’”", "<ddddddd<dd>>"),
        ("‘She said “no” to me,’ he said", "<sssssssss<dd>sssssss>........"),
    ],
)
def test_marks_inside_marks_leave_the_outer_quotation_open(text: str, state: str) -> None:
    """Within double marks all is `d`, within single ones `s` but for a double quotation inside."""
    assert drawn(text) == state


@pytest.mark.parametrize(
    "text",
    [
        "It’s the dog’s. It's the dog's.",
        "the players’ lounge and the fans’ seats",
        "the players' lounge and the fans' seats",
        "in the ’90s, in the '90s, in the ‘90s",
        "give ’em hell, give 'em hell, give ‘em hell",
        "rock ’n’ roll, rock 'n' roll, rock ‘n’ roll",
        "’tis the season; 'tis the season",
        "don''t",
        "O’Neil and O'Neil",
        "' '",
        "",
    ],
)
def test_apostrophes_are_no_quotation_marks(text: str) -> None:
    assert marks(text, (0, len(text))) == []


@pytest.mark.parametrize("marks_of", ["‘’", "''"])
@pytest.mark.parametrize(
    ("quoted", "after"),
    [
        ("The players’ lounge is shut,", " he said."),
        ("It’s the dog’s,", " he said."),
        ("We love rock ’n’ roll,", " he said."),
        ("We won’t,", " said the players’ union."),
        ("weapons", " and spears."),
        ("Stop the wars", " he said, and left."),
    ],
)
def test_single_marks_close_at_their_own_mark_not_at_an_apostrophe(quoted: str, after: str, marks_of: str) -> None:
    opening, closing = marks_of
    text = f"{opening}{quoted}{closing}{after}".replace("’", closing)
    assert drawn(text) == f"<{'s' * len(quoted)}>{'.' * len(after)}"
    again = f"{text} {text}"
    assert drawn(again) == f"{drawn(text)}.{drawn(text)}"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("“never closed", "<dddddddddddd"),
        ('"a" and "never', "<d>.....<ddddd"),
        ("‘never closed", "<ssssssssssss"),
        ("'never closed", "............."),  # straight: an apostrophe as likely
        ("“One, “two”", "<ddddd<ddd>"),
        ("no opening” here", "..........>....."),
        ('"', "<"),
    ],
)
def test_odd_numbers_of_marks_hold_to_the_end_and_no_further(text: str, state: str) -> None:
    assert drawn(text) == state


@st.composite
def spanned(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(TEXT)
    start = draw(st.integers(0, len(text)))
    return text, (start, draw(st.integers(start, len(text))))


@given(spanned())
def test_each_code_point_of_a_span_has_a_state_and_marks_lie_in_it(drawn_span: tuple[str, Span]) -> None:
    text, span = drawn_span
    state = quotation(text, span)
    found = marks(text, span)
    assert len(state) == span[1] - span[0]
    assert set(state) <= set(LETTERS)
    assert all(span[0] <= i < j <= span[1] for i, j, _ in found)
    assert [i for i, _, _ in found] == sorted({i for i, _, _ in found})
    assert {n for n, s in enumerate(state, span[0]) if s in (OPENING, CLOSING)} == {
        n for i, j, _ in found for n in range(i, j)
    }


@given(spanned())
def test_what_is_found_in_a_span_depends_on_nothing_outside_it(drawn_span: tuple[str, Span]) -> None:
    text, (start, end) = drawn_span
    alone = text[start:end]
    assert quotation(text, (start, end)) == quotation(alone, (0, len(alone)))
    assert ends_inside(text, (start, end)) == ends_inside(alone, (0, len(alone)))


@given(spanned())
def test_only_a_text_with_a_mark_ends_inside_a_quotation(drawn_span: tuple[str, Span]) -> None:
    text, span = drawn_span
    found = marks(text, span)
    assert ends_inside(text, span) <= any(kind == OPENING for _, _, kind in found)
    if found and not is_single(text, *found[-1][:2]) and found[-1][2] == OPENING:
        assert ends_inside(text, span)


# Sentences


@pytest.mark.parametrize(
    "whole",
    [
        ["She left.", "He stayed.", "Why?", "Nobody knows!"],
        ["Mr. Roe met Dr. J. K. Finch of U.S. Steel.", "They spoke."],
        ["It rose 3.5 percent to 4.1 on Jan. 3.", "40 people cheered."],
        ["“Stay.”", "“No,” he said.", "(He left.)", "Then it rained."],
        ["She said ‘no.’”", "Then he left."],
        ["He called it “done.”)", "Then he left."],
        ["Really?!", "Yes…", "Well...", "Fine."],
        ["Gov. Lee, R-Pa., of Harrisburg, Pa. said so.", "Others did not."],
        ["That was it.", "Étienne agreed."],
        ["Sen. Ann Lee (D-N.Y.) spoke.", "No. 10 did not."],
        ["Dist. Atty. Ann Lee and Asst. Cmdr. Omar Roe spoke.", "Cllr. Ito did not."],
    ],
)
def test_sentences_end_at_their_marks_and_not_at_abbreviations(whole: list[str]) -> None:
    assert split(" ".join(whole)) == whole
    assert split("\n  ".join(whole)) == whole


@pytest.mark.parametrize(
    "text", ["Mr. Lee spoke. He sat.", "J.D. Lee spoke at St. Ann’s.", "“Dr. Roe left.” Lee did not."]
)
def test_a_paragraph_has_the_same_sentences_wherever_it_stands(text: str) -> None:
    """An abbreviation that opened a paragraph was a sentence, but in the first one."""
    before = "The trams stood.\n\n"
    found = sentences(before + text, (len(before), len(before) + len(text)))
    assert [(start - len(before), end - len(before)) for start, end in found] == sentences(text, (0, len(text)))


def test_a_lower_case_letter_begins_no_sentence() -> None:
    assert split("“Will it hold?” she asked. It did.") == ["“Will it hold?” she asked.", "It did."]


@given(spanned())
def test_sentences_are_sorted_disjoint_and_leave_out_only_space(drawn_span: tuple[str, Span]) -> None:
    text, span = drawn_span
    found = sentences(text, span)
    edges = [span[0], *(edge for s in found for edge in s), span[1]]
    assert edges == sorted(edges) and all(start < end for start, end in found)
    assert all(not text[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize(
    "hostile", ["." * 99, ")" * 99, "…\"'", ". ", " 'a", "s' a ", "‘x s' a ", "\n\r", "`", "''", '"']
)
def test_no_text_takes_more_than_time_in_proportion(hostile: str) -> None:
    """A line of dots took minutes once: every start was tried against every end."""
    text = hostile * (200_000 // len(hostile))
    begun = time.process_time()
    sentences(text, (0, len(text)))
    quotation(text, (0, len(text)))
    paragraphs(text)
    assert time.process_time() - begun < 10


SPANS = st.lists(st.integers(0, 40), max_size=8, unique=True).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(SPANS, SPANS)
def test_spans_overlap_where_they_share_a_code_point(a: tuple[Span, ...], b: tuple[Span, ...]) -> None:
    shared = {n for s, e in a for n in range(s, e)} & {n for s, e in b for n in range(s, e)}
    assert overlaps(a, b) == bool(shared)
