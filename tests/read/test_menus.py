"""What stands around a story is left out of its text, and what only looks like it is kept."""

from __future__ import annotations

import pytest

from onrecord.data import Article, Capture
from onrecord.read import article

STORY = [
    "The ferry to Aldermoor will not sail this winter, the harbour board said on Monday after a long meeting.",
    "“We have looked at every way to keep it,” said Mara Quill, who has run the quay for eleven years now.",
]
MENU = "".join(f'<a href="/{n}">Road to stay closed until May {n}</a> ' for n in range(6))


def read(body: str, *, head: str = "") -> list[str]:
    page = f"<html><head><title>No ferry | The Echo</title>{head}</head><body>{body}</body></html>"
    found = article(Capture(source="a.html", content=page.encode(), media_type="text/html"))
    assert isinstance(found, Article), found
    return found.text.split("\n\n")


def marked(*parts: str) -> str:
    return "".join(f"<p>{part}</p>" for part in parts)


@pytest.mark.parametrize("around", ["<div>{}</div>", "<table><tr><td>{}</td></tr></table>", "<p>{}</p>"])
def test_a_block_of_links_is_no_part_of_the_story(around: str) -> None:
    assert read(f"<h1>No ferry</h1><div>{marked(*STORY)}</div>{around.format(MENU)}") == STORY


def test_a_run_of_links_goes_from_a_block_that_says_something_else_too() -> None:
    beside = f"<td>Warm socks from the island.<br>{MENU.replace('</a>', '</a><br>')}</td>"
    found = read(f"<table><tr><td><h1>No ferry</h1>{marked(*STORY)}</td>{beside}</tr></table>")
    assert found[:2] == STORY and "Road to stay closed" not in "".join(found)


def test_a_paragraph_with_links_in_its_sentences_stays() -> None:
    linked = STORY[0].replace("ferry", '<a href="/a">ferry</a>').replace("board", '<a href="/b">board</a>')
    linked = linked.replace("Monday", '<a href="/c">Monday</a>')
    assert read(f"<h1>No ferry</h1><div>{marked(linked, STORY[1])}</div>") == STORY


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe",
        "Jane Doe, 4 min read",
        "March 3, 2024",
        "Published: 10:40, 3 March 2024",
        "READ MORE: A choir",
        "Advertisement",
    ],
)
def test_credits_dates_and_pointers_at_the_head_are_left_out(line: str) -> None:
    assert (
        read(f"<h1>No ferry</h1><div>{marked(line, *STORY)}</div>", head='<meta name="author" content="Jane Doe">')
        == STORY
    )


@pytest.mark.parametrize("line", ["© The Echo", "Copyright The Echo. It may not be copied.", "All rights reserved"])
def test_a_notice_at_the_end_is_left_out(line: str) -> None:
    assert read(f"<h1>No ferry</h1><div>{marked(*STORY, line)}</div>") == STORY


@pytest.mark.parametrize(
    "line",
    [
        "Jane Doe said that she would come again and that nobody could stop her.",
        "Copyright law was what they quarrelled over. " + "It was a long night for everybody there. " * 6,
        "Advertisement is what made the town, said the mayor.",
    ],
)
def test_a_sentence_that_begins_alike_stays(line: str) -> None:
    page = f"<h1>No ferry</h1><div>{marked(line, *STORY, line)}</div>"
    assert read(page, head='<meta name="author" content="Jane Doe">')[0] == " ".join(line.split())


def test_a_byline_without_any_mark_is_found_under_the_headline() -> None:
    page = f"<html><body><h1>No ferry</h1><b>By Jane Doe and Piet Roe</b>{marked(*STORY)}</body></html>"
    found = article(Capture(source="a.html", content=page.encode(), media_type="text/html"))
    assert isinstance(found, Article) and found.byline == ("Jane Doe", "Piet Roe")
