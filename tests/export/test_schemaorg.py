"""schema.org JSON-LD is read by rdflib, bare and from a page that it was pasted into."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.parser import InputSource
from rdflib.plugins.shared.jsonld.util import source_to_json

from onrecord.data import Period, Record
from onrecord.export.schemaorg import _when
from tests.export.made import exported, records, story

S = Namespace("http://schema.org/")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")


def things(content: bytes) -> list[Any]:
    found: list[Any] = json.loads(content)["@graph"]
    return found


class Scripts(HTMLParser):
    """The scripts of a page, as a browser cuts them out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.outside: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = tag == "script"
        if self.inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data
        else:
            self.outside.append(data)


@pytest.mark.parametrize("form", ["schemaorg", "webannotation"])
@settings(max_examples=40)
@given(one=records())
def test_it_can_stand_in_a_page_whatever_the_text(form: str, one: Record) -> None:
    content = exported([one], format=form)
    assert not set(b"<>&") & set(content) and not any(c in content.decode() for c in "\u2028\u2029")
    page = Scripts()
    page.feed(f'<p>a</p><script type="application/ld+json">{content.decode()}</script><p>b</p>')
    page.close()
    assert page.outside == ["a", "b"] and len(page.found) == 1
    assert json.loads(page.found[0]) == json.loads(content)


@settings(max_examples=50)
@given(records())
def test_words_survive_to_the_character(one: Record) -> None:
    _, *works = things(exported([one], format="schemaorg"))
    contents = [" ".join(one.article.text[a:b] for a, b in s.evidence.content) for s in one.statements]
    assert [work["text"] for work in works] == contents
    assert [work["@type"] == "Quotation" for work in works] == [s.form == "direct" for s in one.statements]


def test_rdflib_reads_who_said_what_where_and_when(graph: Callable[[bytes], Graph]) -> None:
    found = graph(exported([story()], format="schemaorg"))
    article = URIRef("https://echo.example/ferry?a=1&b=2")
    assert (article, RDF.type, S.NewsArticle) in found
    assert found.value(article, S.datePublished) == Literal("2024-03-14", datatype=S.Date)
    assert {str(found.value(author, S.name)) for author in found.objects(article, S.author)} == {
        "Jo Reed",
        "Max Oyelaran",
    }
    (quotation,) = found.subjects(RDF.type, S.Quotation)
    speaker = found.value(quotation, S.spokenByCharacter)
    assert (speaker, S.name, Literal("Ana Ito")) in found and (speaker, RDF.type, S.Person) in found
    assert found.value(quotation, S.isPartOf) == article
    assert found.value(quotation, S.dateCreated) == Literal("2024-03-11", datatype=S.Date)
    claims = set(found.subjects(RDF.type, S.Claim))
    assert len(claims) == 3 and {found.value(claim, S.appearance) for claim in claims} == {article}


def test_rdflib_reads_it_from_a_page(graph: Callable[[bytes], Graph]) -> None:
    content = exported([story(title="</script><script>alert(1)</script>")], format="schemaorg")
    page = b'<html><script type="application/ld+json">' + content + b"</script></html>"
    source = InputSource()
    source.setByteStream(BytesIO(page))
    source.content_type = "text/html"  # type: ignore[attr-defined]
    (document,), _ = source_to_json(source)
    assert document == json.loads(content)
    assert (None, S.headline, Literal("</script><script>alert(1)</script>")) in graph(json.dumps(document).encode())


def test_speakers_are_people_or_organisations_with_a_name_or_a_description() -> None:
    _, first, second, third, fourth = things(exported([story()], format="schemaorg"))
    assert first["creator"] == first["spokenByCharacter"] == [{"@type": "Person", "name": "Ana Ito"}]
    assert second["creator"] == [{"@type": "Person", "description": "An aide"}]
    assert third["creator"] == [{"@type": "Organization", "name": "Port Institute"}]
    assert fourth["creator"] == [{"@type": "Person", "name": "Ana Ito"}, {"@type": "Person", "name": "Lee Ohm"}]
    assert fourth["creativeWorkStatus"] == "deleted"


@pytest.mark.parametrize(
    ("earliest", "latest", "created", "temporal"),
    [
        ("2024-03-11", "2024-03-11", "2024-03-11", None),
        ("2024-02-01", "2024-02-29", "2024-02", None),
        ("2023-02-01", "2023-02-28", "2023-02", None),
        ("2024-02-01", "2024-02-28", None, "2024-02-01/2024-02-28"),
        ("2012-01-01", "2012-12-31", "2012", None),
        ("2012-01-01", "2013-12-31", None, "2012-01-01/2013-12-31"),
        ("2024-03-04", "2024-03-10", None, "2024-03-04/2024-03-10"),
    ],
)
def test_a_date_is_as_precise_as_the_text(
    earliest: str, latest: str, created: str | None, temporal: str | None
) -> None:
    period = Period(earliest=date.fromisoformat(earliest), latest=date.fromisoformat(latest))
    assert _when(period) == (created, temporal) and _when(None) == (None, None)


def test_what_is_not_known_is_not_there() -> None:
    bare = story(title=None, url=None, outlet=None, byline=(), published=None, language=None)
    article, *_ = things(exported([bare], format="schemaorg"))
    assert set(article) == {"@type", "@id", "identifier"} and article["@id"].startswith("urn:uuid:")
