"""Every page is JSON and HTML at one address; ETags, HEAD, one shape of problem."""

import json
import logging

import pytest
from litestar.testing import TestClient

from onrecord.serve.watching import JsonLines
from tests.serve.conftest import HTML

PAGES = [
    "/",
    "/find",
    "/find?words=boat",
    "/timeline",
    "/check",
    "/check?quotation=The+hull+is+sound",
    "/articles/ferry-1",
    "/articles/ferry-1/versions",
    "/statements/s-cost",
    "/people",
    "/sign-in",
    "/add",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_json_and_html_at_the_same_address(reader: TestClient, page: str) -> None:
    told, shown = reader.get(page), reader.get(page, headers=HTML)
    assert told.status_code == shown.status_code == 200
    assert told.headers["content-type"] == "application/json" and told.json() is not None
    assert shown.headers["content-type"].startswith("text/html") and shown.text.startswith("<!doctype html>")
    assert "Accept" in told.headers["vary"] and "Accept" in shown.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "is_html"),
    [
        ("*/*", False),
        ("", False),
        ("application/json", False),
        ("text/html", True),
        ("text/html;q=0", False),
        ("application/json;q=0.5, text/html;q=0.4", False),
        ("text/html, application/json", True),
        ("a;q=x,;;,text/html", True),
        ("application/json, text/html;q=0.9", False),
        ("image/png", False),
    ],
)
def test_the_accept_header_decides(reader: TestClient, accept: str, is_html: bool) -> None:
    found = reader.get("/people", headers={"Accept": accept})
    assert found.headers["content-type"].startswith("text/html" if is_html else "application/json")


@pytest.mark.parametrize("headers", [{}, HTML])
def test_an_etag_that_is_given_back_saves_the_body(reader: TestClient, headers: dict[str, str]) -> None:
    first = reader.get("/articles/ferry-1", headers=headers)
    again = reader.get("/articles/ferry-1", headers=headers | {"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == first.headers["etag"]
    assert reader.get("/articles/ferry-1", headers=headers | {"If-None-Match": '"x"'}).status_code == 200


def test_json_and_html_have_etags_of_their_own(reader: TestClient) -> None:
    assert reader.get("/people").headers["etag"] != reader.get("/people", headers=HTML).headers["etag"]


def test_head_is_get_without_the_body(reader: TestClient) -> None:
    got, asked = reader.get("/people"), reader.head("/people")
    assert asked.status_code == 200 and asked.content == b""
    assert asked.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize(
    ("path", "status", "names"),
    [
        ("/nowhere", 404, ""),
        ("/articles/none", 404, "none"),
        ("/articles/~2E~2E~2Fetc", 404, ""),
        ("/people/zz", 404, "zz"),
        ("/statements/zz", 404, "zz"),
        ("/find?form=odd", 400, "form"),
        ("/find?published_from=x", 400, "published_from"),
        ("/find?limit=0", 400, "limit"),
        ("/find?limit=x", 400, "limit"),
        ("/find?token=x", 400, "token"),
        ("/find?nothing=1", 400, "nothing"),
        ("/find?words=a&words=b", 400, "words"),
        ("/check?quotation=+", 400, "quotation"),
        ("/articles/ferry-1?version=9", 404, "9"),
        ("/queue", 401, "review"),
        ("/find?words=%00", 400, "words"),
        ("/find?score_from=nan", 400, "score_from"),
        ("/people?words=...", 400, "words"),
    ],
)
def test_whatever_goes_wrong_has_one_shape_that_names_what_it_is(
    reader: TestClient, path: str, status: int, names: str
) -> None:
    told, shown = reader.get(path), reader.get(path, headers=HTML)
    assert told.status_code == shown.status_code == status
    assert told.headers["content-type"] == "application/problem+json"
    problem = told.json()
    assert set(problem) == {"type", "title", "status", "detail"} and problem["status"] == status
    assert names in problem["detail"]
    assert shown.headers["content-type"].startswith("text/html") and "<h1>" in shown.text


def test_what_nobody_foresaw_tells_nothing_of_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret words of an article")

    monkeypatch.setattr(client.app.state.ledger, "people", fails)
    found = client.get("/people")
    assert found.status_code == 500 and "secret" not in found.text
    assert found.headers["content-type"] == "application/problem+json"


def test_a_ledger_that_has_gone_is_told_as_503_without_its_address_and_the_log_says_why(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    place = client.app.state.ledger._place
    with place.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE statement RENAME TO gone")
        connection.commit()
    with caplog.at_level(logging.ERROR, "onrecord.serve"):
        found = client.get("/ready")
    (line,) = [json.loads(JsonLines().format(r)) for r in caplog.records if r.name == "onrecord.serve"]
    assert line["error"] == "LedgerError" and "no such table: statement" in line["detail"]
    assert found.status_code == 503 and found.headers["retry-after"]
    assert place.name not in found.text
    assert client.get("/health").status_code == 200
