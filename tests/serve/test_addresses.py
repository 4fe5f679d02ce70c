"""Ids survive a path, whatever they are; nothing but the web's addresses is a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.data import Query
from onrecord.ledger.query import read_query
from onrecord.serve.addresses import decoded, encoded, query_url, shown, web_url


@given(st.text(min_size=1).filter(lambda s: s.isprintable()))
def test_an_id_comes_back_from_its_segment_which_holds_nothing_that_a_server_would_rewrite(id: str) -> None:
    segment = encoded(id)
    assert decoded(segment) == id
    assert set(segment) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-~")


@pytest.mark.parametrize("segment", ["", "..", "a/b", "a%2Fb", "~2f", "~FF", "a~", "a b", "é"])
def test_what_is_no_segment_is_no_id(segment: str) -> None:
    assert decoded(segment) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/find",
        "http:",
        "https://",
        "http://[::1",
        "\x01http://a.b",
        "mailto:a@b.c",
        "blob:https://a.b/c",
        None,
        "",
    ],
)
def test_no_address_that_runs_or_is_not_of_the_web_is_a_link(url: str | None) -> None:
    assert web_url(url) is None


def test_addresses_of_the_web_are_links() -> None:
    assert web_url("https://kust.example/a?b=c#d") == "https://kust.example/a?b=c#d"
    assert web_url("HTTP://kust.example/") == "HTTP://kust.example/"


def test_an_address_of_a_query_reads_as_the_same_query() -> None:
    from urllib.parse import parse_qsl, urlsplit

    query = Query(words='"a run" -not & = # ü', outlet="A&B", denial=True)
    assert read_query(parse_qsl(urlsplit(query_url("/find", query)).query)) == query


def test_what_turns_text_around_is_shown_as_a_mark_of_the_same_length() -> None:
    given = "a\u202eb\u2066c\x00d\x1be"
    assert shown(given) == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert len(shown(given)) == len(given)


def test_a_line_ends_at_a_line_feed_however_the_text_ends_it_and_no_offset_moves() -> None:
    given = "a\r\nb\rc\vd\fe\x85f\u2028g\u2029h\n\r\ni"
    assert shown(given) == "a \nb\nc\nd\ne\nf\ng\nh\n \ni"
    assert len(shown(given)) == len(given)


def test_marks_of_direction_stay_which_turn_nothing_beyond_their_own_element() -> None:
    assert shown("\u200fשלום\u200e, Ann") == "\u200fשלום\u200e, Ann"


@pytest.mark.parametrize("mark", ["\r", "\u2028", "\u200e", "\u202e"])
def test_no_address_with_a_mark_that_is_not_seen_is_a_link(mark: str) -> None:
    assert web_url(f"https://a.example/{mark}b") is None
