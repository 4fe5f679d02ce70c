"""The OpenAPI document is true: whatever it allows is answered as it says, and nothing ends in a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("schemathesis", reason="schemathesis is not installed")

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import just
from litestar.testing import TestClient
from schemathesis.specs.openapi.checks import response_schema_conformance

from onrecord.serve import create_app, tokens
from onrecord.serve.app import Settings


def test_every_address_is_described_with_its_problems_and_what_it_needs(reader: TestClient) -> None:
    contract = reader.get("/openapi.json").json()
    assert contract["openapi"].startswith("3.1")
    paths = contract["paths"]
    assert {
        "/",
        "/find",
        "/timeline",
        "/check",
        "/feed",
        "/articles/{segment}",
        "/statements/{segment}/correct",
        "/add",
        "/utterances/{segment}",
        "/utterances/{segment}/part",
    } <= set(paths)
    found = paths["/find"]["get"]
    assert set(found["responses"]["200"]["content"]) == {"application/json", "text/html"}
    assert "application/problem+json" in found["responses"]["400"]["content"]
    assert {p["name"] for p in found["parameters"]} >= {
        "words",
        "speaker",
        "outlet",
        "channel",
        "form",
        "limit",
        "token",
    }
    assert "301" in paths["/utterances/{segment}"]["get"]["responses"]
    assert "/utterances/{segment}/by-form" not in paths
    assert not any(p["name"] in ("asked", "ledger", "request") for p in found["parameters"])
    assert paths["/statements/{segment}/confirm"]["post"]["security"] == [{"token": []}]


@pytest.mark.parametrize("path", ["/schema", "/schema/", "/schema/openapi.json", "/schema/swagger", "/schema/x"])
def test_there_is_one_document_of_the_api(reader: TestClient, path: str) -> None:
    """Litestar's own lacks the errors and tokens, and its pages load scripts from elsewhere."""
    assert reader.get(path).status_code == 404


def test_each_reference_of_the_document_leads_somewhere(reader: TestClient) -> None:
    contract = reader.get("/openapi.json").json()
    names, pending = set(contract["components"]["schemas"]), [contract]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                assert value["$ref"].removeprefix("#/components/schemas/") in names
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


@pytest.fixture(scope="module")
def asked(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client with all scopes over a copy, without limits: what is sent is made up."""
    import shutil

    from onrecord.ledger import Ledger

    folder = tmp_path_factory.mktemp("contract")
    for file in kept.parent.glob("record.db*"):
        shutil.copy(file, folder / file.name)
    url = str(folder / "record.db")
    with Ledger.open(url) as ledger:
        secret = tokens.make(ledger, "Fuzz", tokens.SCOPES)
    with TestClient(create_app(url, Settings(fetch=False)), raise_server_exceptions=False) as client:
        client.headers["authorization"] = f"Bearer {secret}"
        yield client


def test_whatever_the_contract_allows_is_answered_as_it_says(asked: TestClient) -> None:
    schema = schemathesis.openapi.from_dict(asked.get("/openapi.json").json())
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in ("/documents", "/metrics", "/add") and operation.method != "get":
            continue  # which would load a model for each text

        @given(case=operation.as_strategy(), operation=just(operation))
        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def tell(case, operation) -> None:  # type: ignore[no-untyped-def]
            asked.app.state["turns"] = {}
            given_ = case.as_transport_kwargs(base_url="http://testserver.local")
            sent = {k: v for k, v in given_.items() if k in ("params", "json", "content", "data") and v is not None}
            headers = {"Authorization": asked.headers["authorization"]} | {
                k: v for k, v in (given_.get("headers") or {}).items() if k.lower() not in ("authorization", "host")
            }
            answer = asked.request(given_["method"], given_["url"], headers=headers, **sent)
            assert answer.status_code < 500, answer.text
            described = operation.definition.raw["responses"]
            assert str(answer.status_code) in described, (operation.label, answer.status_code, answer.text)
            kind = answer.headers.get("content-type", "").partition(";")[0]
            assert answer.status_code == 304 or kind in described[str(answer.status_code)]["content"], operation.label
            if answer.status_code == 200 and kind == "application/json":
                case.validate_response(schemathesis.Response.from_any(answer), checks=[response_schema_conformance])

        tell()
        tried += 1
    assert tried > 20
