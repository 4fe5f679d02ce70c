"""A record as a person reads it: in order, within the width, and with no power over the terminal."""

from __future__ import annotations

import io
import re
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from onrecord.data import (
    Article,
    Channel,
    Evidence,
    Period,
    Record,
    Rejection,
    Span,
    Speaker,
    Statement,
)
from onrecord.terminal import day, rejected, safe, show, story

TEXT = "“We will win,” said Jane Doe.\n\nA source close to the team told the Harbour Post that nobody would play."
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = [
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\", "\x9b2J", "\x07",
    "\x08\x08", "\r", "\x7f", "\u202egnp.exe\u202c", "\u2066left\u2069", "\u202a", "\x00", "\x85", "[red]red[/red]",
    "[link=http://x.example]click[/link]",
    "[/]", "[/nothing]", "[bold", "[@click=app.bell]", ":smiley:", "\\[red]", "https://x.example/a",
]  # fmt: skip
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def spans(phrase: str, text: str = TEXT) -> tuple[Span, ...]:
    return ((text.index(phrase), text.index(phrase) + len(phrase)),) if phrase else ()


def statement(content: str, cue: str = "", source: str = "", *, text: str = TEXT, **more: object) -> Statement:
    values: dict[str, object] = {"form": "direct", "speaker": Speaker(name=None, basis="none"), **more}
    evidence = Evidence(content=spans(content, text), cue=spans(cue, text), source=spans(source, text))
    return Statement(id="0", evidence=evidence, **values)  # type: ignore[arg-type]


RECORD = Record(
    article=Article(
        id="a", title="Team wins", outlet="Post", byline=("A. Roe",), published=date(2024, 3, 14), text=TEXT
    ),
    statements=(
        statement("“We will win,”", "said", "Jane Doe", speaker=Speaker(name="Jane Doe", basis="named_person")),
        statement(
            "that nobody would play",
            "told",
            "A source close to the team",
            form="indirect",
            speaker=Speaker(name=None, basis="unnamed_person"),
            channel=Channel(kind="newspaper", name="Harbour Post"),
            said_on=Period(earliest=date(2024, 3, 12), latest=date(2024, 3, 12)),
            denial=True,
            fate="retracted",
        ),
    ),
)


def printed(record: Record, width: int = 100, *, colours: bool = False) -> str:
    file = io.StringIO()
    show(record, Console(file=file, width=width, force_terminal=colours, color_system="truecolor" if colours else None))
    return file.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_headline_story_and_table_come_in_this_order() -> None:
    text = one_line(printed(RECORD))
    parts = ["Team wins", "Post · A. Roe · 2024-03-14", "[1]“We will win,” said Jane Doe.", "speaker", "1 Jane Doe"]
    assert [text.index(p) for p in parts] == sorted(text.index(p) for p in parts)


def test_each_statements_number_stands_before_its_first_words() -> None:
    shown = story(RECORD).plain
    assert shown == TEXT.replace("“We", "[1]“We").replace("that nobody", "[2]that nobody")


def test_statements_that_begin_together_show_both_their_numbers() -> None:
    both = msgspec.structs.replace(
        RECORD, statements=(statement("“We will win,”"), statement("“We will"), statement("A source"))
    )
    assert story(both).plain == TEXT.replace("“We", "[1][2]“We").replace("A source", "[3]A source")


def test_a_table_row_gives_number_speaker_words_cue_channel_and_date() -> None:
    rows = [one_line(line) for line in printed(RECORD, 200).splitlines()]
    assert "# speaker said cue channel date" in rows
    assert any(row.startswith("1 Jane Doe “We will win,” said — —") for row in rows)
    text = one_line(printed(RECORD, 200))
    for part in ("(unnamed)", "[denial]", "[retracted]", "told", "newspaper:", "2024-03-12"):
        assert part in text


def test_spans_are_coloured_by_role_and_nothing_else_is() -> None:
    text = story(RECORD)
    styled = {(text.plain[s.start : s.end], str(s.style)) for s in text.spans}
    assert ("“We will win,”", "green") in styled and ("that nobody would play", "blue") in styled
    assert ("said", "italic yellow") in styled and ("Jane Doe", "bold yellow") in styled
    assert {t for t, style in styled if style != "dim"} == {
        "“We will win,”", "said", "Jane Doe", "that nobody would play", "told", "A source close to the team",
    }  # fmt: skip


def test_an_article_without_statements_says_so() -> None:
    text = printed(Record(article=Article(id="the-id", text="Nobody spoke."), statements=()))
    assert "Nobody spoke." in text and "No statement found." in text and "the-id" in text


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_lines_keep_within_the_width_of_the_terminal_and_within_what_can_be_read(width: int) -> None:
    lines = printed(RECORD, width).splitlines()
    assert max(map(len, lines)) <= min(width, 100)
    letters = re.sub(r"\W", "", "".join(lines))
    assert "Wewillwin" in letters


def test_a_narrow_terminal_shows_each_statement_as_a_block() -> None:
    """A table of five columns would stand names and words on end there, letter by letter."""
    text = printed(RECORD, 40)
    lines = [line.rstrip() for line in text[text.index("who") :].splitlines()]
    assert lines[2:5] == ["1 Jane Doe", "  “We will win,”", "  said · — · —"]
    assert "newspaper: Harbour Post · 2024-03-12" in one_line(text) and "speaker" not in text


def test_long_words_are_shortened_in_the_table_and_whole_in_the_story() -> None:
    text = "Doe said " + "on and on " * 60
    record = Record(article=Article(id="a", text=text), statements=(statement(text[9:].strip(), "said", text=text),))
    assert printed(record).count("on and on") < 80 and "…" in printed(record)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("colours", [False, True])
def test_no_text_drives_the_terminal(hostile: str, colours: bool) -> None:
    """Wherever it stands: in the story, the headline, a name, a cue, a channel."""
    text = f"“We {hostile} win,” said {hostile}."
    cue = f"said {hostile}"
    record = Record(
        article=Article(id=hostile, title=f"T {hostile}", outlet=hostile, byline=(hostile, "B"), text=text),
        statements=(
            statement(f"“We {hostile} win,”", cue, hostile, text=text),
            statement(
                "win", cue, text=text,
                speaker=Speaker(name=f"Doe {hostile}", basis="named_person"),
                channel=Channel(kind="newspaper", name=f"Post {hostile}"),
            ),
        ),
    )  # fmt: skip
    shown = printed(record, 100, colours=colours)
    assert not FORBIDDEN.search(COLOURS.sub("", shown))
    assert "\x1b]8" not in shown
    if hostile.isprintable():
        assert one_line(COLOURS.sub("", shown)).count(hostile) >= 5, "what can be printed is printed as it stands"


@settings(max_examples=50)
@given(st.text() | st.text(st.sampled_from("\x1b[]m;1/redlink=:_\u202e\n\t ab")))
def test_any_text_is_shown_with_no_control_character(text: str) -> None:
    text = f"{text}x"
    record = Record(
        article=Article(id="a", title=text, text=text),
        statements=(
            Statement(
                id="0",
                form="direct",
                speaker=Speaker(name=text, basis="named_person"),
                evidence=Evidence(content=((0, len(text)),), cue=((0, len(text)),), source=()),
            ),
        ),
    )
    assert not FORBIDDEN.search(printed(record).replace("\t", ""))


@given(st.text())
def test_safe_text_is_as_long_and_only_control_characters_differ(text: str) -> None:
    """As long, since the spans point into it."""
    out = safe(text)
    assert len(out) == len(text)
    assert all(
        a == b or (a == "\r" and b in " \n") or (b == "\ufffd" and not a.isprintable())
        for a, b in zip(text, out, strict=True)
    )


def test_line_ends_of_any_kind_are_line_ends() -> None:
    assert safe("One.\r\n\r\nTwo.\rThree.\n") == "One. \n \nTwo.\nThree.\n"


def test_a_rejection_is_one_safe_line() -> None:
    line = rejected(Rejection(source="a\x1b[2J\nb.txt", reason="empty", detail="Nothing\nis in it."))
    assert not FORBIDDEN.search(line) and "\n" not in line
    assert "b.txt: not read (empty): Nothing" in line


@pytest.mark.parametrize(
    ("earliest", "latest", "brief"),
    [
        ("2020-07-22", "2020-07-22", "2020-07-22"),
        ("2020-01-01", "2020-12-31", "2020"),
        ("2020-07-01", "2020-07-31", "2020-07"),
        ("2020-02-01", "2020-02-29", "2020-02"),
        ("2020-07-20", "2020-07-26", "2020-07-20 to 2020-07-26"),
        ("2019-01-01", "2020-12-31", "2019-01-01 to 2020-12-31"),
        ("2020-01-01", "2020-11-30", "2020-01-01 to 2020-11-30"),
    ],
)
def test_a_period_is_as_brief_as_it_can_be(earliest: str, latest: str, brief: str) -> None:
    assert day(Period(earliest=date.fromisoformat(earliest), latest=date.fromisoformat(latest))) == brief
    assert day(None) == "—"
