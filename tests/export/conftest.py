"""rdflib's JSON-LD parser with a document loader that knows two contexts and has no network."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
from rdflib import Graph
from rdflib.plugins.shared.jsonld import context

from tests.export.contexts import KNOWN


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Graph]:
    """Reads a JSON-LD document, or the first script of a page, into RDF."""
    monkeypatch.setattr(context, "source_to_json", lambda address: (KNOWN[address], None))

    def read(document: bytes) -> Graph:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # rdflib's, of a class of its own
            return Graph().parse(data=document, format="json-ld")

    return read
