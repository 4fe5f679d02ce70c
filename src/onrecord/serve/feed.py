"""Answers to a query as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as xml

from onrecord.data import Found, Query
from onrecord.ledger.query import write_query
from onrecord.serve.addresses import article_url, encoded, in_xml, query_url

_ATOM = "http://www.w3.org/2005/Atom"


def atom(base: str, query: Query, found: Sequence[Found], acts: Mapping[str, str]) -> bytes:
    """The feed. An entry was published on its article's day, and updated by the last of `acts` on its statement."""
    xml.register_namespace("", _ATOM)
    root = xml.Element(f"{{{_ATOM}}}feed")
    asked = ", ".join(f"{name} {value}" for name, value in write_query(query))
    _add(root, "title", f"onrecord: {asked}" if asked else "onrecord: newest statements")
    _add(root, "id", base + query_url("/feed", query))
    _add(root, "updated", max(acts.values(), default="1970-01-01T00:00:00Z"))
    _link(root, "self", base + query_url("/feed", query))
    _link(root, "alternate", base + query_url("/find", query))
    for f in found:
        entry = xml.SubElement(root, f"{{{_ATOM}}}entry")
        who = f.statement.speaker.name or "somebody unnamed"
        _add(entry, "title", f"{who}: {f.words[:200]}")
        _add(entry, "id", f"tag:onrecord,2024:{encoded(f.statement.id)}/{f.version}")
        _add(entry, "updated", acts[f.statement.id])
        if f.published:
            _add(entry, "published", f"{f.published}T00:00:00Z")
        _link(entry, "alternate", f"{base}{article_url(f.article_id)}#s-{encoded(f.statement.id)}")
        _add(xml.SubElement(entry, f"{{{_ATOM}}}author"), "name", who)
        _add(entry, "summary", f.words)
        if f.outlet:
            _add(xml.SubElement(entry, f"{{{_ATOM}}}source"), "title", f.outlet)
    written: bytes = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(to: xml.Element, name: str, text: str) -> None:
    xml.SubElement(to, f"{{{_ATOM}}}{name}").text = in_xml(text)


def _link(to: xml.Element, rel: str, href: str) -> None:
    xml.SubElement(to, f"{{{_ATOM}}}link", rel=rel, href=in_xml(href))
