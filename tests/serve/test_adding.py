"""Adding: one text, a file, many as JSON Lines; what is refused is told."""

import gzip
import json

import msgspec
import pytest
from litestar.testing import TestClient

from onrecord.extract import Extractor
from onrecord.serve import create_app
from onrecord.serve.app import Settings
from tests.serve.conftest import small

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


def test_records_as_json_lines_need_no_model(signed: TestClient) -> None:
    lines = b"\n".join(msgspec.json.encode(small(n)) for n in range(200, 260))
    told = signed.post(
        "/documents?name=many.jsonl", content=lines + b'\n{"article": {"id": 1}, "statements": []}\n'
    ).json()
    assert told["added"]["new"] == 60 and told["added"]["rejected"] == 1
    assert "many.jsonl:61" in told["rejections"][0]["source"] and len(told["articles"]) == 60
    assert signed.app.state.get("extractor") is None
    assert signed.get("/find?words=%22boat+number+259%22").json()["count"]["number"] == 1


def test_a_page_is_read_as_a_page(adding: TestClient) -> None:
    story = "".join(
        f"<p>{TEXT} It rained on the harbour for the whole of day {n} and nobody went out.</p>" for n in range(5)
    )
    page = f"<html><head><title>Pier</title></head><body><article><h1>Pier</h1>{story}</article></body></html>"
    told = adding.post("/documents?name=../../pier.html", content=page.encode()).json()
    assert told["added"]["new"] == 1, told
    assert "<p>" not in adding.get(f"/articles/{told['articles'][0]}").json()["article"]["text"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.pdf", b"%PDF-1.4 x", "binary"),
        ("a.gz", gzip.compress(b"\0" * 60_000_000), "too_large"),
        ("a.jsonl", b'{"article": {"id": 1}, "statements": []}', "malformed"),
        ("-", b"\x89PNG\r\n\x1a\n\0\0", "binary"),
    ],
)
def test_what_cannot_be_read_is_a_rejection(adding: TestClient, name: str, content: bytes, reason: str) -> None:
    found = adding.post("/documents", params={"name": name}, content=content)
    assert found.status_code == 201, found.text
    assert [r["reason"] for r in found.json()["rejections"]] == [reason] and found.json()["articles"] == []


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
