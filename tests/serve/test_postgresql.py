"""The same pages over a real PostgreSQL: read, sign in, review, add."""

from __future__ import annotations

import http.client
import urllib.parse
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from onrecord.data import Query
from onrecord.ledger import Ledger
from onrecord.ledger.query import Place, digest_of, token_of
from onrecord.serve import create_app, tokens
from tests.ledger.conftest import database, postgresql  # noqa: F401 (fixtures)
from tests.serve.conftest import HTML, Served, small, story


@pytest.fixture
def served(database: str):  # type: ignore[no-untyped-def] # noqa: F811
    with Ledger.open(database) as ledger:
        ledger.add([story(), *(small(n) for n in range(5))])
        assert tokens.listed(ledger) == []
        secret = tokens.make(ledger, "Ines Reviewer", tokens.SCOPES)
    with TestClient(create_app(database)) as client:
        yield client, secret


def test_pages_sessions_and_acts_work_over_postgresql(served: tuple[TestClient, str]) -> None:
    client, secret = served
    for path in (
        "/",
        "/find?words=boat",
        "/timeline",
        "/check?quotation=The+hull+is+sound",
        "/articles/ferry-1",
        "/people",
    ):
        for headers in ({}, HTML):
            assert client.get(path, headers=headers).status_code == 200, path
    assert client.get("/find?words=boat").json()["count"]["number"] == 5
    assert client.post("/sign-in", data={"token": secret}, follow_redirects=False).status_code == 303
    csrf = client.get("/", headers=HTML).text.partition('name="csrf" content="')[2].partition('"')[0]
    done = client.post("/statements/s-cost/confirm", json={}, headers={"X-CSRF-Token": csrf})
    assert done.status_code == 200 and client.get("/statements/s-cost").json()["reading"]["review"] == "confirmed"
    lines = b"\n".join(msgspec.json.encode(small(n)) for n in range(50, 60))
    added = client.post("/documents?name=a.jsonl", content=lines, headers={"X-CSRF-Token": csrf}).json()
    assert added["added"]["new"] == 10
    assert client.get("/people", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_what_no_database_can_hold_is_the_caller_s_error(served: tuple[TestClient, str]) -> None:
    client, secret = served
    client.headers["Authorization"] = f"Bearer {secret}"
    one = client.get("/people").json()["people"][0]["id"]
    for act, body in (("merge", {"others": ["\0"]}), ("apart", {"other": "\0"})):
        assert client.post(f"/people/{one}/{act}", json=body).status_code == 422
    for path in ("/queue?article=%00", "/people?token=%00"):
        assert client.get(path).status_code == 400, path


def test_a_forged_token_whose_key_is_too_large_is_the_caller_s_error(served: tuple[TestClient, str]) -> None:
    query = Query(words="boat", order="best")
    forged = token_of(Place(digest_of(query), 1, 1, 2**63))
    assert served[0].get("/find", params={"words": "boat", "order": "best", "token": forged}).status_code == 400


def test_two_workers_share_sessions_acts_and_what_is_added(database: str, tmp_path: Path) -> None:  # noqa: F811
    with Ledger.open(database) as ledger:
        ledger.add([story()])
        secret = tokens.make(ledger, "Ines Reviewer", tokens.SCOPES)
    server = Served(database, tmp_path, "--workers", "2", "--private")

    def asked(method: str, path: str, body: str | bytes = b"", **headers: str) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)  # one each: any worker answers
        connection.request(method, path, body or None, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        found = answer.status, answer.getheader("set-cookie", ""), answer.read()
        connection.close()
        return found

    try:
        form = "application/x-www-form-urlencoded"
        status, cookie, _ = asked("POST", "/sign-in", urllib.parse.urlencode({"token": secret}), Content_Type=form)
        assert status == 303
        session = {"Cookie": cookie.partition(";")[0]}
        assert {asked("GET", "/people", **session)[0] for _ in range(12)} == {200}
        bearer = {"Authorization": f"Bearer {secret}"}
        for n in range(12):
            assert asked("POST", "/documents?name=a.jsonl", msgspec.json.encode(small(n)), **bearer)[0] == 201
            assert f"Boat number {n} is late".encode() in asked("GET", f"/articles/boat-{n}", **session)[2]
    finally:
        server.stop()
    assert sum(line["event"] == "stopped" for line in server.lines()) == 2
    with Ledger.open(database) as ledger:
        assert ledger.verify().breaches == ()
