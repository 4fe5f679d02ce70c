"""Web Annotations are valid by a schema made from the Recommendation, and RDF by rdflib's JSON-LD parser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from rdflib import Graph, Literal, Namespace
from rdflib.collection import Collection

from onrecord.data import Article, Evidence, Record, Speaker, Statement
from tests.export.made import exported, marked, records, story

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")

IRI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$"}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    # Section 5.1: a collection MUST have the context, an id, the type and, unless it is empty, its first page
    "type": "object",
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "total": {"type": "integer", "minimum": 0},
        "first": {"$ref": "#/$defs/page"},
    },
    "required": ["@context", "id", "type", "total", "first"],
    "additionalProperties": False,
    "$defs": {
        # 5.2
        "page": {
            "type": "object",
            "properties": {
                "id": IRI,
                "type": {"const": "AnnotationPage"},
                "partOf": IRI,
                "startIndex": {"const": 0},
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}},
            },
            "required": ["id", "type", "partOf", "items"],
            "additionalProperties": False,
        },
        # 3.1: exactly one id, the type, one or more targets; 3.3.5: a motivation of the vocabulary
        "annotation": {
            "type": "object",
            "properties": {
                "id": IRI,
                "type": {"const": "Annotation"},
                "motivation": {"enum": ["identifying", "linking"]},
                "body": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"anyOf": [{"$ref": "#/$defs/textual"}, {"$ref": "#/$defs/link"}]},
                },
                "target": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/target"}},
            },
            "required": ["id", "type", "target"],
            "additionalProperties": False,
        },
        # 3.2.4
        "textual": {
            "type": "object",
            "properties": {
                "type": {"const": "TextualBody"},
                "purpose": {"enum": ["identifying", "tagging"]},
                "format": {"const": "text/plain"},
                "value": {"type": "string"},
            },
            "required": ["type", "value"],
            "additionalProperties": False,
        },
        # 4: a specific resource has exactly one source
        "link": {
            "type": "object",
            "properties": {"type": {"const": "SpecificResource"}, "purpose": {"const": "linking"}, "source": IRI},
            "required": ["type", "source"],
            "additionalProperties": False,
        },
        "target": {
            "type": "object",
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": IRI,
                "scope": IRI,
                "selector": {
                    "type": "array",
                    "prefixItems": [{"$ref": "#/$defs/quote"}, {"$ref": "#/$defs/position"}],
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
            "required": ["type", "source", "selector"],
            "additionalProperties": False,
        },
        # 4.2.4: exactly one exact; prefix and suffix SHOULD be there
        "quote": {
            "type": "object",
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                "exact": {"type": "string", "minLength": 1},
                "prefix": {"type": "string"},
                "suffix": {"type": "string"},
            },
            "required": ["type", "exact", "prefix", "suffix"],
            "additionalProperties": False,
        },
        # 4.2.5: non-negative integers
        "position": {
            "type": "object",
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 1},
            },
            "required": ["type", "start", "end"],
            "additionalProperties": False,
        },
    },
}
VALID = jsonschema.Draft202012Validator(SCHEMA)


def read(content: bytes) -> Any:
    document = json.loads(content)
    VALID.validate(document)
    return document


def tags(annotation: Any) -> list[str]:
    return [b["value"] for b in annotation["body"] if b["type"] == "TextualBody" and b["purpose"] == "tagging"]


def evidence(document: Any) -> list[dict[str, list[list[int]]]]:
    """The spans of each statement by role, put together over the links between its annotations."""
    by_content: dict[str, dict[str, list[list[int]]]] = {}
    for annotation in document["first"]["items"]:
        (role,) = (tag.removeprefix("role:") for tag in tags(annotation) if tag.startswith("role:"))
        links = [body["source"] for body in annotation["body"] if body["type"] == "SpecificResource"]
        positions = [target["selector"][1] for target in annotation["target"]]
        found = by_content.setdefault(annotation["id"] if role == "content" else links[0], {})
        found[role] = [[p["start"], p["end"]] for p in positions]
    return list(by_content.values())


@settings(max_examples=50)
@given(records())
def test_spans_survive_to_the_character(one: Record) -> None:
    document = read(exported([one], format="webannotation"))
    assert evidence(document) == marked(one)
    text = one.article.text
    for annotation in document["first"]["items"]:
        for target in annotation["target"]:
            quote, position = target["selector"]
            start, end = position["start"], position["end"]
            assert quote["exact"] == text[start:end], "both selectors select the same, as 4.2 asks"
            assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])


def test_positions_are_code_points() -> None:
    """Section 4.2.4: “in terms of unicode code points (the "character number"), not in terms of code units”."""
    text = "😀😀 “No,” e\u0301lan said."
    e = Evidence(content=((3, 8),), cue=(), source=((9, 14),))
    one = Statement(id="s", form="direct", speaker=Speaker(name="e\u0301lan", basis="named_person"), evidence=e)
    record = Record(article=Article(id="a", text=text), statements=(one,))
    first, second = read(exported([record], format="webannotation"))["first"]["items"]
    assert first["target"][0]["selector"] == [
        {"type": "TextQuoteSelector", "exact": "“No,”", "prefix": "😀😀 ", "suffix": " e\u0301lan said."},
        {"type": "TextPositionSelector", "start": 3, "end": 8},
    ]
    assert second["target"][0]["selector"][0]["exact"] == "e\u0301lan"


def test_a_statement_is_named_and_tagged() -> None:
    document = read(exported([story()], format="webannotation"))
    items = document["first"]["items"]
    assert document["total"] == len(items) == sum(len(roles) for roles in marked(story()))
    contents = [a for a in items if "role:content" in tags(a)]
    assert [b["value"] for b in contents[0]["body"] if b["purpose"] == "identifying"] == ["Ana Ito"]
    assert {"form:direct", "channel:newspaper", "channel_name:Harbour Echo", "said_on:2024-03-11/2024-03-11"} <= set(
        tags(contents[0])
    )
    assert {"denial:true", f"denies:{contents[1]['id']}"} <= set(tags(contents[2]))
    assert {"fate:deleted", "fate_on:2024-02-01/2024-02-29"} <= set(tags(contents[3]))
    assert all(t["scope"] == "https://echo.example/ferry?a=1&b=2" for a in items for t in a["target"])


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "/relative", "https://a b/", "https://a/<b>", "https://"]
)
def test_what_is_no_web_address_is_no_scope(url: str | None) -> None:
    items = read(exported([story(url=url)], format="webannotation"))["first"]["items"]
    assert not any("scope" in target for annotation in items for target in annotation["target"])


def test_rdflib_reads_the_same_annotations(graph: Callable[[bytes], Graph]) -> None:
    found = graph(exported([story()], format="webannotation"))
    (collection,) = found.subjects(AS.totalItems)
    page = found.value(collection, AS.first)
    items = list(Collection(found, found.value(page, AS["items"])))  # type: ignore[arg-type]
    assert len(items) == int(found.value(collection, AS.totalItems)) == len(set(items))  # type: ignore[arg-type]
    assert set(found.subjects(RDF.type, OA.Annotation)) == set(items)
    spans = {
        (str(found.value(quote, OA.exact)), int(found.value(place, OA.start)), int(found.value(place, OA.end)))  # type: ignore[arg-type]
        for target in found.subjects(RDF.type, OA.SpecificResource)
        for quote in found.objects(target, OA.hasSelector)
        for place in found.objects(target, OA.hasSelector)
        if (quote, RDF.type, OA.TextQuoteSelector) in found and (place, RDF.type, OA.TextPositionSelector) in found
    }
    text = story().article.text
    assert spans == {(text[a:b], a, b) for roles in marked(story()) for at in roles.values() for a, b in at}
    assert (None, RDF.value, Literal("Ana Ito")) in found
    assert set(found.objects(None, OA.motivatedBy)) == {OA.identifying, OA.linking}


def test_the_same_records_are_the_same_bytes_and_other_ones_have_other_ids() -> None:
    one, other = (exported([story(id=name)], format="webannotation") for name in ("a", "b"))
    assert one == exported([story(id="a")], format="webannotation")
    ids = [{a["id"] for a in read(content)["first"]["items"]} | {read(content)["id"]} for content in (one, other)]
    assert not ids[0] & ids[1]


def test_no_statement_is_an_empty_collection() -> None:
    document = read(exported([], format="webannotation"))
    assert document["total"] == 0 and document["first"]["items"] == []
