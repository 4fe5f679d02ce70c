"""Tokens, scopes, sessions, CSRF: who may do what, and what another site can make a browser do."""

from datetime import timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from onrecord.errors import ActError
from onrecord.ledger import Ledger
from onrecord.serve import create_app, tokens
from onrecord.serve.app import Settings, welcome
from tests.serve.conftest import HTML

ACTS = [
    ("/statements/s-may/confirm", {}, "review"),
    ("/statements/s-may/reject", {}, "review"),
    ("/acts/1/undo", {}, "review"),
    ("/statements/s-may/correct", {"correction": {}}, "review"),
    ("/people/x/merge", {"others": []}, "review"),
    ("/articles/ferry-1/finish", {}, "review"),
    ("/utterances/x/part", {"statements": ["x"]}, "review"),
    ("/add", {"text": "x"}, "add"),
    ("/documents", {}, "add"),
]


@pytest.mark.parametrize(("path", "body", "scope"), ACTS)
def test_every_act_needs_a_token_with_its_scope(
    client: TestClient, ledger: Ledger, path: str, body: object, scope: str
) -> None:
    assert client.post(path, json=body).status_code == 401
    others = tokens.make(ledger, "A", [s for s in tokens.SCOPES if s != scope])
    found = client.post(path, json=body, headers={"Authorization": f"Bearer {others}"})
    assert found.status_code == 403 and scope in found.json()["detail"]
    own = tokens.make(ledger, "B", [scope])
    assert client.post(path, json=body, headers={"Authorization": f"Bearer {own}"}).status_code not in (401, 403, 500)


def test_the_database_never_holds_a_token(ledger: Ledger, url: str) -> None:
    secret = tokens.make(ledger, "A", ["read"])
    with ledger.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
    stored = b"".join(p.read_bytes() for p in Path(url).parent.glob("record.db*"))
    assert secret.encode() not in stored and secret[3:].encode() not in stored


def test_a_revoked_or_past_token_is_refused_and_so_are_its_sessions(client: TestClient, ledger: Ledger) -> None:
    secret = tokens.make(ledger, "A", ["review"])
    client.post("/sign-in", data={"token": secret}, follow_redirects=False)
    assert client.get("/queue").status_code == 200
    tokens.revoke(ledger, tokens.listed(ledger)[0].id)
    assert client.get("/queue").status_code == 401
    assert client.get("/people", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    past = tokens.make(ledger, "A", ["review"], expires=timedelta(seconds=-1))
    assert client.get("/people", headers={"Authorization": f"Bearer {past}"}).status_code == 401
    with pytest.raises(ActError):
        tokens.revoke(ledger, "none")


@pytest.mark.parametrize(
    "header", ["Bearer x", "Bearer ", "Basic YTpi", "Bearer é".encode("latin-1").decode("latin-1"), "x"]
)
def test_a_token_that_is_none_is_refused_even_where_reading_is_public(client: TestClient, header: str) -> None:
    found = client.get("/people", headers={"Authorization": header.encode("latin-1")})
    assert found.status_code == 401 and found.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/openapi.json", "/sign-in"])
def test_what_needs_no_token_is_answered_whatever_else_is_shown(client: TestClient, path: str) -> None:
    for shown in ("Basic YTpi", "Bearer of-another-server"):
        assert client.get(path, headers={"authorization": shown}).status_code == 200


def test_where_reading_is_not_public_nothing_is_read_without_a_token(url: str, token: str) -> None:
    with TestClient(create_app(url, Settings(public=False))) as client:
        for path in ("/", "/find", "/timeline", "/feed", "/check", "/articles/ferry-1", "/statements/s-may", "/people"):
            assert client.get(path).status_code == 401, path
            assert "ferry" not in client.get(path, headers=HTML).text.lower()
            assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200
        assert client.get("/health").status_code == client.get("/static/style.css").status_code == 200


def test_a_session_needs_its_csrf_token_for_every_act(client: TestClient, token: str) -> None:
    answer = client.post("/sign-in", data={"token": token}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303 and token not in cookie
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
    for headers in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": ""}):
        assert client.post("/statements/s-may/confirm", json={}, headers=headers).status_code == 403
    page = client.get("/", headers=HTML).text
    csrf = page.partition('name="csrf" content="')[2].partition('"')[0]
    assert client.post("/statements/s-may/confirm", json={}, headers={"X-CSRF-Token": csrf}).status_code == 200


def test_other_sites_can_neither_sign_in_nor_out(client: TestClient, token: str) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/sign-in", data={"token": token}, headers=cross).status_code == 403
    client.post("/sign-in", data={"token": token})
    assert client.post("/sign-out", data={"csrf": "x"}).status_code == 403
    assert client.get("/queue").status_code == 200
    csrf = client.get("/", headers=HTML).text.partition('name="csrf" content="')[2].partition('"')[0]
    assert client.post("/sign-out", data={"csrf": csrf}, follow_redirects=False).status_code == 303
    assert client.get("/queue").status_code == 401


def test_wrong_tokens_cannot_be_tried_for_long(client: TestClient) -> None:
    answers = [client.post("/sign-in", data={"token": f"x{n}"}).status_code for n in range(12)]
    assert answers[0] == 401 and 429 in answers


def test_behind_https_the_cookie_is_sent_by_that_alone(url: str, token: str) -> None:
    with TestClient(create_app(url, Settings(secure=True))) as client:
        assert "Secure" in client.post("/sign-in", data={"token": token}, follow_redirects=False).headers["set-cookie"]


def test_the_token_told_at_the_start_signs_in_with_all_scopes(url: str) -> None:
    greeting = welcome("tester")
    with TestClient(create_app(url, Settings(welcome=greeting))) as client:
        client.post("/sign-in", data={"token": greeting.secret})
        assert client.get("/sign-in").json() == {"name": "tester", "scopes": ["add", "read", "review"]}


def test_a_session_ends_with_the_server_whose_first_token_it_was_got_for(url: str) -> None:
    """A server that starts later may be open to others, and tells another token."""
    with TestClient(create_app(url, Settings(welcome=(first := welcome("tester"))))) as client:
        client.post("/sign-in", data={"token": first.secret})
        cookies = dict(client.cookies)
        assert client.get("/queue").status_code == 200
    for settings in (Settings(), Settings(welcome=welcome("tester"))):
        with TestClient(create_app(url, settings), cookies=cookies) as client:
            assert client.get("/queue").status_code == 401


def test_a_session_lasts_no_longer_than_its_token(client: TestClient, ledger: Ledger) -> None:
    secret = tokens.make(ledger, "A", ["review"], expires=timedelta(hours=2))
    cookie = client.post("/sign-in", data={"token": secret}, follow_redirects=False).headers["set-cookie"]
    assert 0 < int(cookie.lower().split("max-age=")[1].split(";")[0]) <= 7200
    of = tokens.who(ledger, client.cookies["onrecord_session"], "session")
    (token,) = tokens.listed(ledger)
    assert of and of.expires and token.expires and of.expires <= token.expires


def test_names_and_scopes_are_checked(ledger: Ledger) -> None:
    for name, scopes in (("", ["read"]), ("a\x00", ["read"]), ("a" * 101, ["read"]), ("a", []), ("a", ["all"])):
        with pytest.raises(ActError):
            tokens.make(ledger, name, scopes)
    assert tokens.listed(ledger) == []


def test_a_ledger_with_tokens_is_still_as_onrecord_left_it(ledger: Ledger, token: str) -> None:
    assert ledger.verify().breaches == ()
