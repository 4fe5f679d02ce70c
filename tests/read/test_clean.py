"""A capture gives its article, with the text as it was, or the rejection that says why there is none."""

import json
import re
import socket
import time
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Capture, MediaType, Rejection
from onrecord.read import article, captures

FIXTURES = Path(__file__).parent / "fixtures"
EXAMPLES = Path(__file__).parents[2] / "examples"
TYPES: list[MediaType] = ["text/plain", "text/html", "application/json"]
PARAGRAPHS = [f"The harbour board said on Monday that quay {n} would close, and nobody objected." for n in range(9)]
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def read(content: bytes | str, media_type: MediaType, line: int | None = None) -> Article | Rejection:
    data = content.encode() if isinstance(content, str) else content
    return article(Capture(source="x", content=data, media_type=media_type, line=line))


def page(path: Path) -> Article:
    (capture,) = captures(path)
    found = article(capture)
    assert isinstance(found, Article), found
    return found


def accepted(found: Article | Rejection) -> Article:
    assert isinstance(found, Article), found
    return found


def rejected(found: Article | Rejection) -> Rejection:
    assert isinstance(found, Rejection), found
    return found


# --- plain text


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_plain_text_is_stored_as_read(ends: str) -> None:
    text = f"  “No,” she said.{ends}{ends}\tHe did not. e\u0301 \u2028{ends} "
    assert accepted(read(b"\xef\xbb\xbf" + text.encode(), "text/plain")).text == text


def test_a_pasted_sentence_is_an_article() -> None:
    assert accepted(read("The mayor said no.", "text/plain")).title is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"*** --- ***", "empty"),
        (b"He said\0 no.", "binary"),
        (b"%PDF-1.4 he said", "binary"),
        (b"\x01\x02he said", "binary"),
        (bytes(range(256)), "binary"),
    ],
)
def test_what_is_no_text_is_rejected_with_its_reason(content: bytes, reason: str) -> None:
    assert rejected(read(content, "text/plain")).reason == reason


def test_a_fault_is_passed_on() -> None:
    fault = Rejection(source="x", reason="unreadable", detail="It cannot be opened.")
    assert article(Capture(source="x", content=b"", media_type="text/plain", fault=fault)) is fault


def test_ids_are_the_same_for_the_same_address_and_text_on_every_machine() -> None:
    """`printf '\\nThe mayor said no.' | sha256sum` begins with these digits."""
    assert accepted(read("The mayor said no.", "text/plain")).id == "6f06c2a24061ac99"
    assert accepted(read('{"text": "The mayor said no."}', "application/json")).id == "6f06c2a24061ac99"
    other = accepted(read('{"text": "The mayor said no.", "url": "https://ledger.example/1"}', "application/json"))
    assert re.fullmatch("[0-9a-f]{16}", other.id)
    assert other.id != "6f06c2a24061ac99"


# --- JSON


FULL: dict[str, Any] = {
    "id": " any id/ü ",
    "title": "Bridge to close",
    "url": "https://ledger.example/1",
    "outlet": "The Ledger",
    "byline": ("Jane Doe", "John Roe"),
    "published": "2020-07-23",
    "language": "en",
    "text": "She said no.",
}


def test_a_json_article_is_what_was_given() -> None:
    found = accepted(read(json.dumps(FULL), "application/json"))
    assert msgspec.to_builtins(found) == FULL
    assert accepted(read(msgspec.json.encode(found), "application/json")) == found


def test_common_aliases_are_understood_and_unknown_keys_ignored() -> None:
    given_ = {
        "id": 7,
        "text": "She said no.",
        "date": "2020-07-23",
        "author": "By Jane Doe",
        "attributions": [{"x": [[1, 2]]}],
        "\ud800"[:0]: None,
    }
    found = accepted(read(json.dumps(given_), "application/json"))
    assert (found.id, found.published, found.byline) == ("7", date(2020, 7, 23), ("Jane Doe",))
    listed = {
        "text": "She said no.",
        "authors": ["Jane Doe", {"name": "John Roe"}],
        "author": None,
        "published": "",
        "date": "2020-07-23",
    }
    assert accepted(read(json.dumps(listed), "application/json")).byline == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    ("people", "names"),
    [
        (["Jane Doe, Staff Writer"], ("Jane Doe",)),
        (["Doe, Jane", {"name": "By John Roe"}], ("Jane Doe", "John Roe")),
        (["Jane Doe and John Roe", "Jane Doe"], ("Jane Doe", "John Roe")),
        (["Reuters"], ("Reuters",)),
        (["N/A"], ()),
    ],
)
def test_an_item_of_a_list_of_authors_is_read_as_a_field_is(people: list[object], names: tuple[str, ...]) -> None:
    given = json.dumps({"text": "The tram is late.", "authors": people})
    assert accepted(read(given, "application/json")).byline == names


def test_what_json_does_not_give_is_taken_from_the_texts_own_lines() -> None:
    text = "Bridge to close\nBy Jane Doe\n23 July 2020\n\nALDERMOOR (AP) — The bridge will close, she said.\n"
    found = accepted(read(json.dumps({"text": text}), "application/json"))
    assert (found.title, found.byline, found.published, found.outlet) == (
        "Bridge to close",
        ("Jane Doe",),
        date(2020, 7, 23),
        "Associated Press",
    )
    stated = accepted(
        read(json.dumps({"text": text, "outlet": "The Ledger", "published": "2020-07-24"}), "application/json")
    )
    assert (stated.outlet, stated.published, stated.text) == ("The Ledger", date(2020, 7, 24), text)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('{"text": 1}', "$.text"),
        ('{"text": "a", "title": 1}', "$.title"),
        ('{"text": "a", "byline": [1]}', "$.byline[0]"),
        ('{"text": "a", "published": "soon"}', "$.published"),
        ('{"text": "a", "date": "04/05/2020"}', "$.date"),
        ('{"text": "a", "url": "javascript:alert(1)"}', "$.url"),
        ('{"text": "a", "language": "english"}', "$.language"),
        ('{"title": "a"}', "`text`"),
        ("[1]", "object"),
        ('{"text": "a"} x', "JSON"),
        ("", "JSON"),
        ('{"text": "\\ud800"}', "JSON"),
        ('{"text": "a', "JSON"),
        ('{"x": ' + "[" * 100_000 + "]" * 100_000 + ', "text": "a"}', "deep"),
        ('{"text": "a", "id": []}', "$.id"),
    ],
)
def test_a_bad_field_is_malformed_and_named_with_its_line(line: str, names: str) -> None:
    found = rejected(read(line, "application/json", line=3))
    assert (found.reason, found.source) == ("malformed", "x:3")
    assert names in found.detail


def test_json_that_is_not_utf_8_is_malformed() -> None:
    assert "UTF-8" in rejected(read(b'{"text": "caf\xe9"}', "application/json")).detail


def test_json_text_without_words_is_empty() -> None:
    assert rejected(read('{"text": " \\n"}', "application/json")).reason == "empty"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_json_text_passes_through_unaltered(text: str, ascii_: bool) -> None:
    """White space, line ends, controls and NULs, combining characters: offsets count them for ever."""
    found = read(json.dumps({"id": text, "text": "a" + text}, ensure_ascii=ascii_), "application/json")
    assert accepted(found).text == "a" + text
    assert accepted(found).id == text or not text
    msgspec.json.encode(found)


# --- pages


def test_a_page_with_json_ld_and_a_graph() -> None:
    found = page(FIXTURES / "graph.html")
    assert msgspec.to_builtins(found) | {"id": "", "text": ""} == {
        "id": "",
        "text": "",
        "title": "Observatory loses its night sky to new greenhouses",
        "url": "https://upland-gazette.example/2022/10/observatory",
        "outlet": "Upland Gazette",
        "byline": ("Lena Oduya-Brandt",),
        "published": "2022-10-05",
        "language": "en",
    }
    assert found.text.startswith("Astronomers at Hartwell Ridge")
    assert found.text.endswith("its next campaign begins in the spring.")
    assert found.text.count("\n\n") == 4


def test_a_page_with_comments_and_sidebars_gives_the_story_alone() -> None:
    found = page(FIXTURES / "comments.html")
    assert "MUST-NOT-APPEAR" not in found.text
    assert [paragraph[:12] for paragraph in found.text.split("\n\n")] == [
        "Workers at t",
        "“Nobody want",
        "“The new nig",
        "The company’",
        "Teller denie",
        "Deliveries t",
    ]
    assert (found.byline, found.published, found.language) == (
        ("Casimir Doyle", "Ruth Abernathy-Ng"),
        date(2021, 2, 19),
        "en",
    )
    assert found.url == "https://millbrook-ledger.example/business/bakery-strike?id=7"


def test_an_old_page_in_cp1252_without_metadata() -> None:
    found = page(FIXTURES / "old_cp1252.html")
    assert (found.title, found.outlet, found.byline, found.published) == (
        "Café owners win appeal over terrace tax",
        "Coastal Times",
        ("Benoît Falaise",),
        date(2009, 3, 5),
    )
    assert "“It’s a good day for chairs,” said Hélène Castaing" in found.text
    assert "Front page" not in found.text


def test_a_login_page_is_too_short() -> None:
    (capture,) = captures(FIXTURES / "login.html")
    assert rejected(article(capture)).reason == "too_short"


def test_a_login_page_with_small_print_is_no_article() -> None:
    form = "<form><input type=password></form>"
    assert (
        rejected(read(f"<html><body><h1>Sign in</h1>{form}<p>{' '.join(PARAGRAPHS[:3])}</p>", "text/html")).reason
        == "no_article"
    )
    assert isinstance(read(f"<html><body>{STORY}{form}", "text/html"), Article)


def test_the_examples_are_read_with_all_their_fields() -> None:
    harbour = page(EXAMPLES / "harbour.html")
    assert (harbour.outlet, harbour.byline, harbour.published) == (
        "The Saltmere Courier",
        ("Ines Calloway", "Tom Harrowgate"),
        date(2024, 3, 14),
    )
    assert harbour.text.startswith("The Saltmere Harbour Authority on Thursday")
    assert "\n\nCommuters look for another way\n\n" in harbour.text
    assert not re.search("Most read|Photo:|All rights", harbour.text)
    council = page(EXAMPLES / "council.txt")
    assert (council.title, council.byline, council.published) == (
        "Council votes to keep Aldermoor library open",
        ("Priya Fennimore",),
        date(2023, 11, 7),
    )
    assert council.text == (EXAMPLES / "council.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        (
            "<p>He said\n  yes to <b>all\n of</b> it.</p><p>She did not.</p>",
            ["He said yes to all of it.", "She did not."],
        ),
        ("<p>He said yes.<br><br>She did not.</p>", ["He said yes.", "She did not."]),
        ("<p>He said yes.<br>She did not.</p>", ["He said yes.", "She did not."]),
        ("<p>He said yes.<br>\n She\n did not.</p>", ["He said yes.", "She did not."]),
        ("<p>He said yes,<br>and she did not.</p>", ["He said yes,\nand she did not."]),
        ("<ul><li>He said <i>yes</i>.</li><li>She did not.</li></ul>", ["He said yes.", "She did not."]),
        ("<blockquote><p>“Yes,” he said.</p><p>“No.”</p></blockquote>", ["“Yes,” he said.", "“No.”"]),
        ("<p>He typed &lt;b&gt; and &amp;amp; &#x1F600;.</p>", ["He typed <b> and &amp; 😀."]),
    ],
)
def test_paragraphs_of_a_page_are_parted_by_blank_lines(markup: str, paragraphs: list[str]) -> None:
    found = accepted(read(f"<html><body><article>{STORY}{markup}</article></body></html>", "text/html"))
    assert found.text.split("\n\n") == [*PARAGRAPHS, *paragraphs]


HOSTILE = {
    "script": "<p>Fine.</p><script>EVIL</script><style>EVIL</style><svg><script>EVIL</script></svg>",
    "template": "<template>EVIL</template><textarea>EVIL</textarea><noscript><p>EVIL</p></noscript>",
    "split script": "<scr<script>EVIL</script>ipt>EVIL</script>",
    "handler": '<img src=x onerror="EVIL"><p onclick="EVIL">Fine.</p>',
    "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>',
    "entity bomb": '<!DOCTYPE x [<!ENTITY a "EVIL"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><p>&b;</p>',
    "nested": "<div>" * 100_000 + "x",
    "nested to the limit": "<div class=x>Hello there, my friend. " * 1900,
    "nested lists": "<ul><li>Hello there, my friend. " * 900,
    "attribute": f"<p class='{'x ' * 2_000_000}'>Fine.</p>",
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">",
    "hidden attributes": '<p a=">" ' * 300_000,
    "elements": "<b>x</b>" * 60_000,
    "open tags": "<" * 3_000_000,
    "open comments": "<!--" * 500_000,
    "spaces": f"<title>{' ' * 3_000_000}x</title>",
    "json": '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script>",
    "json nodes": f'<script type="application/ld+json">[{",".join(["{}"] * 300_000)}]</script>',
    "nul": "<p>He said\0 &#0; &#xD800; \x0b\x1f\ufffe no.</p>",
    "broken": "</p></body><p><<p <a href='><table><td></div></html><html><frameset>",
    "refresh": '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/"><base href="http://127.0.0.1:9/">',
}


def test_words_of_languages_without_spaces_are_counted() -> None:
    story = "".join(f"<p>市长{n}号表示，这座桥将在五月重新开放，没有人反对这个决定。</p>" for n in "一二三四五六七")
    assert isinstance(read(f"<html><body><article>{story}</article></body></html>", "text/html"), Article)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_time_and_their_scripts_never_reach_the_text(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for markup in (f"<html><body>{STORY}{HOSTILE[name]}</body></html>", f"{HOSTILE[name]}{STORY}"):
        start = time.process_time()
        found = read(markup, "text/html")
        assert time.process_time() - start < 10
        if isinstance(found, Article):
            assert not re.search("EVIL|root:|\0|[\ud800-\udfff]", found.text.replace("&b;", ""))
            found.text.encode("utf-8")


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("<html></html>", "no_article"),
        ("<!-- only -->", "no_article"),
        ("<p>Ten words.</p>", "too_short"),
        ("%PDF-1.4", "binary"),
        ("\x01\x02\x03\x04<p>", "binary"),
        ("<div>" * 5000 + STORY, "malformed"),
        ("<b>x</b>" * 60_000, "too_large"),
    ],
)
def test_pages_without_an_article_are_rejected_with_the_reason(markup: str, reason: str) -> None:
    assert rejected(read(markup, "text/html")).reason == reason


# --- any bytes at all


@settings(deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(TYPES),
    st.sampled_from([b"", b"<html><p>", b'{"text":"', b"\xff\xfe", b"\0\0\xfe\xff", b"[{"]),
)
def test_any_bytes_give_an_article_or_a_rejection(content: bytes, media_type: MediaType, start: bytes) -> None:
    found = read(start + content, media_type)
    assert isinstance(found, Article | Rejection)
    msgspec.json.encode(found)  # and can be written


REAL = [path.read_bytes() for path in sorted((*FIXTURES.glob("*.html"), EXAMPLES / "harbour.html"))]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(REAL), st.data())
def test_pages_cut_and_mixed_at_random_give_an_article_or_a_rejection(content: bytes, data: st.DataObject) -> None:
    piece = st.one_of(
        st.binary(max_size=20),
        st.sampled_from([b"<", b">", b'"', b"</div>", b"<p>", b"<script>", b"<table>", b"&#", b"\0", b"<!--"]),
    )
    for _ in range(data.draw(st.integers(1, 6))):
        start, end = sorted(data.draw(st.lists(st.integers(0, len(content)), min_size=2, max_size=2)))
        kept = content[start:end] if data.draw(st.booleans()) else b""
        content = content[:start] + data.draw(piece) + kept + content[end:]
    found = read(content, "text/html")
    assert isinstance(found, Article | Rejection)
    msgspec.json.encode(found)
