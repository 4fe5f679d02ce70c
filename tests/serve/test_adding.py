"""Adding: one text, a file, many as JSON Lines; what is refused is told."""

import gzip
import http.client
import json
import re
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from lxml import html
from msgspec.structs import replace

from onrecord import linking
from onrecord.data import Added, Article, Capture, Record
from onrecord.errors import LedgerError
from onrecord.extract import Extractor
from onrecord.ledger import Ledger
from onrecord.read import article
from onrecord.serve import adding as adding_pages
from onrecord.serve import create_app, tokens
from onrecord.serve.app import THREADS, Settings
from onrecord.serve.views import AddedView
from tests.link.conftest import record
from tests.serve.conftest import HTML, Served, small

TEXT = "“The pier is closed,” said Olof Brandt on Monday. Nobody was hurt, the police said."


@pytest.fixture
def adding(signed: TestClient, extractor: Extractor) -> TestClient:
    """Signed in, with the tests' one model."""
    signed.app.state.extractor = extractor
    return signed


def test_a_text_is_read_and_can_be_read_at_once(adding: TestClient) -> None:
    found = adding.post(
        "/add", json={"text": TEXT, "title": "Pier closed", "outlet": "Sjönytt", "published": "2031-05-05"}
    )
    assert found.status_code == 201, found.text
    told = found.json()
    assert told["added"]["new"] == 1 and told["rejections"] == []
    view = adding.get(f"/articles/{told['articles'][0]}").json()
    assert view["article"]["text"] == TEXT and view["article"]["title"] == "Pier closed"
    assert any(s["statement"]["speaker"]["name"] == "Olof Brandt" for s in view["statements"])
    again = adding.post(
        "/add", json={"text": TEXT, "title": "Pier closed", "outlet": "Sjönytt", "published": "2031-05-05"}
    )
    assert again.json()["added"]["unchanged"] == 1 and again.json()["articles"] == told["articles"]


def test_an_article_that_changed_is_a_new_version_where_it_is_given_the_same_id(adding: TestClient) -> None:
    for text in (TEXT, TEXT.replace("Monday", "Sunday")):
        told = adding.post("/add", json={"id": "pier", "text": text, "url": "https://kust.example/pier"}).json()
        assert told["articles"] == ["pier"]
    assert told["added"]["changed"] == 1
    assert [v["change"] for v in adding.get("/articles/pier/versions").json()["versions"]] == ["first", "changed"]
    assert "Sunday" in adding.get("/articles/pier").json()["article"]["text"]


def test_pages_and_readiness_answer_while_more_add_than_there_are_threads(
    signed: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the API and by the page's form: what waits for the model keeps nobody from reading."""
    let_go = Event()

    def slow(_ledger: object, _state: object, _captures: object, *_: object) -> AddedView:
        assert let_go.wait(30)
        return AddedView(added=Added(new=1), articles=(), rejections=())

    monkeypatch.setattr(adding_pages, "_added", slow)
    with ThreadPoolExecutor(3 * THREADS + 1) as people:
        asked = [
            people.submit(signed.post, path, **body)
            for path, body in (
                ("/add", {"json": {"text": TEXT}}),
                ("/documents?name=a.txt", {"content": TEXT.encode()}),
                ("/add/by-form", {"data": {"text": TEXT}}),
            )
            for _ in range(THREADS)
        ]
        try:
            assert people.submit(signed.get, "/ready").result(10).status_code == 200
            assert people.submit(signed.get, "/find?limit=1").result(10).json()["found"]
            assert not any(one.done() for one in asked)
        finally:
            let_go.set()
        assert {one.result(30).status_code for one in asked} == {200, 201}


def test_a_page_that_is_given_an_id_is_else_read_as_it_stands() -> None:
    story = f"<p>{TEXT} It rained on the harbour for the whole of that day, and nobody went out to sea at all.</p>" * 5
    page = f"<head><title>Pier</title></head><body><article><h1>Pier</h1><p>By Ada Berg</p>{story}</article></body>"
    capture = Capture(source="https://kust.example/pier", content=page.encode(), media_type="text/html")
    found = article(capture)
    assert isinstance(found, Article) and found.byline == ("Ada Berg",)
    named = replace(found, id="pier")
    assert article(adding_pages._restated(capture, named)) == named


def test_records_as_json_lines_need_no_model(signed: TestClient) -> None:
    lines = b"\n".join(msgspec.json.encode(small(n)) for n in range(200, 260))
    told = signed.post(
        "/documents?name=many.jsonl", content=lines + b'\n{"article": {"id": 1}, "statements": []}\n'
    ).json()
    assert told["added"]["new"] == 60 and told["added"]["rejected"] == 1
    assert "many.jsonl:61" in told["rejections"][0]["source"] and len(told["articles"]) == 60
    assert signed.app.state.get("extractor") is None
    assert signed.get("/find?words=%22boat+number+259%22").json()["count"]["number"] == 1


def test_an_article_that_was_refused_is_not_told_as_stored(signed: TestClient) -> None:
    ids = ["x" * 600, "good", ""]
    some = [
        replace(r, article=replace(r.article, id=id)) for r, id in zip(map(small, (500, 501, 502)), ids, strict=True)
    ]
    lines = b"\n".join(msgspec.json.encode(r) for r in some)
    told = signed.post("/documents", params={"name": "a.jsonl"}, content=lines).json()
    assert told["added"]["rejected"] == 2 and told["articles"] == ["good"]


def test_a_page_is_read_as_a_page(adding: TestClient) -> None:
    story = "".join(
        f"<p>{TEXT} It rained on the harbour for the whole of day {n} and nobody went out.</p>" for n in range(5)
    )
    page = f"<html><head><title>Pier</title></head><body><article><h1>Pier</h1>{story}</article></body></html>"
    told = adding.post("/documents?name=../../pier.html", content=page.encode()).json()
    assert told["added"]["new"] == 1, told
    assert "<p>" not in adding.get(f"/articles/{told['articles'][0]}").json()["article"]["text"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "a.txt: "),
        ("a.pdf", b"%PDF-1.4 x", "a.pdf: It is "),
        ("a.gz", gzip.compress(b"\0" * 60_000_000), "a.gz: It decompresses to more than"),
        ("a.jsonl", b'{"article": {"id": 1}, "statements": []}', "a.jsonl:1: $.article.id"),
        ("-", b"\x89PNG\r\n\x1a\n\0\0", "-: It is a picture"),
    ],
)
def test_what_cannot_be_read_is_told(adding: TestClient, name: str, content: bytes, says: str) -> None:
    found = adding.post("/documents", params={"name": name}, content=content)
    assert found.status_code == 422 and says in found.json()["detail"], found.text


def test_where_nothing_is_stored_the_answer_says_why_of_the_first_few(adding: TestClient) -> None:
    assert adding.post("/add", json={"text": " "}).json()["detail"] == "text: It holds no text."
    found = adding.post("/documents?name=a.jsonl", content=b"[]\n" * 9)
    assert found.status_code == 422 and found.json()["detail"].endswith("; and 6 more")
    found = adding.post("/documents?name=a.jsonl", content=b"[]\n" + msgspec.json.encode(small(900)))
    assert found.status_code == 201 and len(found.json()["rejections"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": 1},
        {"odd": "x"},
        {"text": "x", "published": "soon"},
        {"url": "ftp://a.b/c"},
        {"url": "javascript:x"},
        {"url": "http://127.0.0.1/"},
        {"url": "http://localhost/"},
        {"url": "http://[::1]/"},
        {"url": "http://2130706433/"},
    ],
)
def test_a_wrong_request_is_told(signed: TestClient, body: object) -> None:
    found = signed.post("/add", json=body)
    assert found.status_code == 400 and found.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_too_large_is_refused(signed: TestClient) -> None:
    assert signed.post("/documents", content=b"x" * 50_000_001).status_code == 413


def test_a_server_may_be_told_to_fetch_nothing(url: str, token: str) -> None:
    with TestClient(create_app(url, Settings(fetch=False))) as client:
        client.headers["authorization"] = f"Bearer {token}"
        assert client.post("/add", json={"url": "https://kust.example/"}).status_code == 403


def test_json_that_is_none_is_told(signed: TestClient) -> None:
    for body in (b"", b"{", b"[]", b"\xff", json.dumps("x").encode(), b"[" * 100_000):
        found = signed.post("/add", content=body, headers={"Content-Type": "application/json"})
        assert found.status_code == 400, body[:9]
    empty = signed.post("/add", headers={"Content-Type": "application/json"}).json()["detail"]
    assert empty == "The body is empty: it must be a JSON object."
    assert signed.post("/add", json=[]).json()["detail"] == "The body: Expected `object`, got `array`"


# The form, and the page that grows


def steps(found: Any) -> list[str]:
    assert found.status_code == 200 and found.headers["content-type"].startswith("text/html"), found.text
    page = html.fromstring(found.text)
    assert page.xpath("//*[@id='done']") and page.xpath("//footer"), "the page is whole"
    return [" ".join(li.text_content().split()) for li in page.xpath("//ol[@id='progress']/li")]


def test_the_form_tells_each_step_and_leads_to_the_article(adding: TestClient) -> None:
    found = adding.post(
        "/add/by-form", data={"text": TEXT + "\r\n\r\nIt rained.", "title": "Pier", "url": ""}, files={}
    )
    told = steps(found)
    assert told[0] == "Pier: being read …" and re.fullmatch(r"Pier: 1 new; \d statements?\. Read it", told[-1])
    (address,) = html.fromstring(found.text).xpath("//ol[@id='progress']//a/@href")
    assert adding.get(address).json()["article"]["text"] == TEXT + "\n\nIt rained."


def test_the_form_reads_files_one_after_the_other_and_one_that_cannot_be_read_stops_none(adding: TestClient) -> None:
    lines = b"\n".join(msgspec.json.encode(small(n)) for n in range(400, 430))
    files = [
        ("file", ("no.pdf", b"%PDF-1.4 x", "application/pdf")),
        ("file", ("many.jsonl", lines, "application/octet-stream")),
        ("file", ("", b"", "application/octet-stream")),
    ]
    found = adding.post("/add/by-form", data={"text": " "}, files=files)
    told = steps(found)
    assert any(re.match(r"Not read \(binary\): ", line) for line in told)
    assert told[-1].startswith("many.jsonl: 30 new; 30 statements.") and told[-1].endswith("and 10 more")
    assert len(html.fromstring(found.text).xpath("//ol[@id='progress']//a")) == 20


KNOWN = {"title": "My Title", "outlet": "My Outlet", "published": "2024-05-05"}


def test_what_is_filled_in_beside_a_file_replaces_what_its_article_tells(adding: TestClient) -> None:
    page = f"<head><title>Its own</title></head><body><p>{TEXT} {TEXT}</p></body>"
    files = (("a.txt", TEXT.encode()), ("b.html", page.encode()), ("c.jsonl", msgspec.json.encode(small(450))))
    for file in files:
        found = adding.post("/add/by-form", data=KNOWN, files=[("file", file)])
        (address,) = html.fromstring(found.text).xpath("//ol[@id='progress']//a/@href")
        told = adding.get(address).json()["article"]
        assert {f: told[f] for f in KNOWN} == KNOWN, file


def test_of_several_articles_what_is_filled_in_is_what_they_leave_out(adding: TestClient) -> None:
    bare = small(461)
    bare = replace(bare, article=replace(bare.article, outlet=None))
    lines = b"\n".join(msgspec.json.encode(r) for r in (small(460), bare))
    adding.post("/add/by-form", data=KNOWN, files=[("file", ("many.jsonl", lines))])
    told = [adding.get(f"/articles/boat-{n}").json()["article"] for n in (460, 461)]
    assert [(t["title"], t["outlet"]) for t in told] == [
        ("Boat 460 late", "Dagbladet Nord"),
        ("Boat 461 late", "My Outlet"),
    ]


def test_what_is_told_of_a_fetched_page_replaces_what_it_tells(
    adding: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = f"<p>{TEXT} It rained on the harbour for the whole of that day, and nobody went out.</p>" * 5
    page = f"<head><title>Its own</title></head><body><article><h1>Its own</h1>{story}</article></body>"
    monkeypatch.setattr(
        adding_pages, "fetched", lambda url: Capture(source=url, content=page.encode(), media_type="text/html")
    )
    told = adding.post("/add", json={"url": "https://kust.example/pier", "id": "pier", **KNOWN}).json()
    assert told["articles"] == ["pier"]
    found = adding.get("/articles/pier").json()["article"]
    assert {f: found[f] for f in KNOWN} == KNOWN and found["url"] == "https://kust.example/pier"


def test_where_reading_fails_the_page_says_so_and_goes_on(adding: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told = steps(adding.post("/add/by-form", data={"url": "http://127.0.0.1/x"}, files={}))
    assert told[-1].startswith("http://127.0.0.1/x: ") and "being read" not in told[-1], told
    monkeypatch.setattr(adding_pages.pipeline, "add", lambda *a, **k: 1 / 0)
    two = [("file", (f"{n}.txt", TEXT.encode(), "text/plain")) for n in "ab"]
    told = steps(adding.post("/add/by-form", files=two))
    assert sum("onrecord failed on this request" in line for line in told) == 2 and "division" not in "".join(told)


@pytest.mark.parametrize(
    ("form", "status"),
    [({}, 400), ({"title": "x"}, 400), ({"text": "x", "published": "soon"}, 400), ({"text": "x", "csrf": "y"}, 200)],
)
def test_a_form_without_sense_is_told_before_anything_is_read(
    adding: TestClient, form: dict[str, str], status: int
) -> None:
    assert adding.post("/add/by-form", data=form, files={}, headers=HTML).status_code == status


def test_the_form_needs_the_scope_and_the_csrf_token_of_its_session(client: TestClient, ledger: Ledger) -> None:
    assert client.post("/add/by-form", data={"text": TEXT}).status_code == 401
    reads = {"Authorization": f"Bearer {tokens.make(ledger, 'R', ['read', 'review'])}"}
    assert client.post("/add/by-form", data={"text": TEXT}, headers=reads).status_code == 403
    client.post("/sign-in", data={"token": tokens.make(ledger, "A", ["add"])})
    lines = [("file", ("a.jsonl", msgspec.json.encode(small(500)), "text/plain"))]
    for wrong in ({}, {"csrf": "x"}):
        assert client.post("/add/by-form", data=wrong, files=lines).status_code == 403
    csrf = html.fromstring(client.get("/add", headers=HTML).text).xpath("//form[@id='add']//input[@name='csrf']/@value")
    assert steps(client.post("/add/by-form", data={"csrf": csrf[0]}, files=lines))[-1].startswith("a.jsonl: 1 new")


def test_names_and_words_of_files_are_text_alone(signed: TestClient) -> None:
    for name in ("<img src=x onerror=alert(1)>.jsonl", "</ol></main><script>1</script>.jsonl", "<!-- steps -->.jsonl"):
        for body in (b'{"article": {"id": "<script>1</script>"}, "statements": []}', msgspec.json.encode(small(7))):
            found = signed.post("/add/by-form", files=[("file", (name, body, "text/plain"))])
            assert steps(found)
            page = html.fromstring(found.text)
            assert not page.xpath("//script | //img | //*[@onerror]"), found.text


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n", b"\xff" * 100])
def test_a_form_that_is_none_is_told(signed: TestClient, body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "text/plain"):
        assert signed.post("/add/by-form", content=body, headers={"Content-Type": kind}).status_code == 400


def said_twice() -> list[Record]:
    words = "“We will not close the harbour before winter, and nobody should fear for the old ferry.”"
    return [record(id, ("Ana Ito", words), outlet=f"The {id}") for id in ("one", "two")]


def test_what_is_added_is_linked_with_what_is_there(signed: TestClient, ledger: Ledger) -> None:
    for one in said_twice():
        assert signed.post("/documents?name=a.jsonl", content=msgspec.json.encode(one)).status_code == 201
    assert [c.outlets for c in ledger.carried([said_twice()[0].statements[0].id])] == [1]


def test_a_ledger_that_was_never_linked_is_not_linked_by_a_request(
    signed: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding_pages, "_FEW", 5)
    for one in said_twice():
        signed.post("/documents?name=a.jsonl", content=msgspec.json.encode(one))
    first = said_twice()[0].statements[0].id
    assert ledger.carried([first]) == ()
    linking.catch_up(ledger)
    assert [c.outlets for c in ledger.carried([first])] == [1]


def test_what_is_stored_is_told_as_stored_though_it_cannot_be_linked_now(
    signed: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Ledger) -> None:
        raise LedgerError("another process writes")

    monkeypatch.setattr(linking, "catch_up", locked)
    found = signed.post("/documents?name=a.jsonl", content=msgspec.json.encode(small(700)))
    assert found.status_code == 201 and found.json()["added"]["new"] == 1


@pytest.fixture
def session(server: Served) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    yield connection
    connection.close()


def test_the_page_begins_before_the_text_is_read(
    server: Served, session: http.client.HTTPConnection, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}
    session.request("POST", "/add/by-form", urllib.parse.urlencode({"text": TEXT}), headers)
    answer = session.getresponse()
    begun = b""
    while b"being read" not in begun:
        begun += answer.read1()
    assert answer.getheader("x-accel-buffering") == "no" and b"</ol>" not in begun, "the model is not even loaded yet"
    assert b"Read it" in answer.read()


# In a browser


@pytest.mark.browser
def test_a_text_is_added_and_watched_by_keyboard_without_javascript(browser: Any, server: Served, token: str) -> None:
    context = browser.new_context(base_url=server.base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#token", token)
    page.keyboard.press("Enter")
    page.wait_for_url(server.base + "/")
    page.goto("/add")
    assert "drop them here" not in page.inner_text("#drop")
    page.focus("#text")
    page.keyboard.type("“The pier is closed,” said Olof Brandt on Monday.")
    while page.locator("#add button:focus").count() == 0:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#done", timeout=60_000)
    assert "1 new" in page.inner_text("#progress")
    page.click("#progress a")
    assert "Olof Brandt" in page.inner_text(".notes")
    context.close()


@pytest.mark.browser
def test_a_file_that_is_dropped_is_read(browser: Any, server: Served) -> None:
    context = browser.new_context(base_url=server.base)
    page = context.new_page()
    page.goto(server.welcome)
    page.wait_for_url(server.base + "/")
    page.goto("/add")
    lines = msgspec.json.encode(small(600)).decode()
    page.evaluate(
        """lines => { const data = new DataTransfer(); data.items.add(new File([lines], "dropped.jsonl"));
        const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true });
        document.querySelector("#drop").dispatchEvent(drop); }""",
        lines,
    )
    page.wait_for_selector("#done")
    assert "dropped.jsonl: 1 new; 1 statement." in page.inner_text("#progress")
    context.close()


@pytest.mark.browser
def test_axe_finds_nothing_on_the_page_that_grows(browser: Any, server: Served, axe: str) -> None:
    context = browser.new_context(base_url=server.base, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(server.welcome)
    page.wait_for_url(server.base + "/")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto("/add")
        body = b"%PDF-1.4 x"
        good = msgspec.json.encode(small(601))
        page.set_input_files(
            "#file",
            [
                {"name": "no.pdf", "mimeType": "application/pdf", "buffer": body},
                {"name": "a.jsonl", "mimeType": "text/plain", "buffer": good},
            ],
        )
        page.click("text=Read it")
        page.wait_for_selector("#done")
        page.evaluate(axe)
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        found = page.evaluate("options => axe.run(document, options)", options)
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
