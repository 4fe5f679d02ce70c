"""Headers on every answer, hosts that are not known, the log and the metrics."""

import json
import logging

import pytest
from litestar.testing import TestClient

from onrecord.serve import create_app
from onrecord.serve.app import Settings
from onrecord.serve.watching import JsonLines
from tests.serve.conftest import HTML


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/static/style.css", "/static/../app.py", "/feed", "/queue", "/health"]
)
def test_every_answer_has_the_security_headers(reader: TestClient, path: str) -> None:
    found = reader.get(path, headers=HTML).headers
    policy = found["content-security-policy"]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "*" not in policy
    assert found["x-content-type-options"] == "nosniff" and found["x-frame-options"] == "DENY"
    assert found["referrer-policy"] == "same-origin"


def test_no_page_holds_a_script_or_a_style_of_its_own(reader: TestClient) -> None:
    for path in (
        "/",
        "/find",
        "/timeline",
        "/articles/ferry-1",
        "/check?quotation=hull",
        "/statements/s-cost",
        "/people",
    ):
        page = reader.get(path, headers=HTML).text
        assert "style=" not in page and "<style" not in page and " onclick" not in page
        assert page.count("<script") == page.count('<script src="/static/')


def test_only_hosts_that_are_known_are_answered(url: str) -> None:
    with TestClient(create_app(url, Settings(hosts=("localhost", "[::1]")))) as client:
        assert client.get("/people", headers={"Host": "localhost:8000"}).status_code == 200
        assert client.get("/people", headers={"Host": "[::1]:8000"}).status_code == 200
        for host in ("evil.example", "localhost.evil.example", "", "127.0.0.1"):
            found = client.get("/people", headers={"Host": host})
            assert found.status_code == 421 and found.headers["content-type"] == "application/problem+json"


def test_static_files_do_not_reach_out_of_their_folder(reader: TestClient) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"):
        assert reader.get(path).status_code == 404


def test_the_log_tells_route_status_and_time_and_no_word_of_what_was_asked(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "onrecord.serve"):
        client.get("/check?quotation=hullwords&speaker=namewords")
        client.get("/articles/ferry-1", headers=HTML)
    lines = [json.loads(JsonLines().format(r)) for r in caplog.records if r.message == "answered"]
    assert [line["route"] for line in lines] == ["/check", "/articles/{segment:str}"]
    assert all(line["status"] == 200 and line["ms"] > 0 for line in lines)
    assert (
        "hullwords" not in json.dumps(lines)
        and "namewords" not in json.dumps(lines)
        and "ferry" not in json.dumps(lines)
    )


def test_a_failure_is_logged_with_its_place_and_without_its_words() -> None:
    try:
        raise ValueError("words of an article")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("onrecord.serve", logging.ERROR, __file__, 1, "failed", None, info)
    line = JsonLines().format(record)
    assert "words of" not in line and json.loads(line)["error"] == "ValueError" and "test_watching" in line


def test_metrics_count_requests_by_route(reader: TestClient) -> None:
    reader.get("/statements/s-cost")
    reader.get("/nowhere/at/all")
    text = reader.get("/metrics").text
    assert 'onrecord_requests_total{method="GET",route="/statements/{segment:str}",status="200"}' in text
    assert 'route="unknown",status="404"' in text and "nowhere" not in text and "s-cost" not in text


def test_scripts_of_other_sites_read_only_where_they_are_allowed(url: str, reader: TestClient) -> None:
    assert "access-control-allow-origin" not in reader.get("/people", headers={"Origin": "https://a.example"}).headers
    with TestClient(create_app(url, Settings(origins=("https://a.example",)))) as client:
        allowed = client.get("/people", headers={"Origin": "https://a.example"})
        assert allowed.headers["access-control-allow-origin"] == "https://a.example"
        assert "access-control-allow-credentials" not in allowed.headers
        assert (
            "access-control-allow-origin" not in client.get("/people", headers={"Origin": "https://b.example"}).headers
        )
