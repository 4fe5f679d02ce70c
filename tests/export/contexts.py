"""JSON-LD contexts for the tests, so that nothing is fetched: what the two addresses would answer, cut to what is used.

ANNOTATION holds the terms used here of http://www.w3.org/ns/anno.jsonld, Copyright © 2016 W3C® (MIT, ERCIM, Keio,
Beihang), under the W3C Software and Document License, https://www.w3.org/Consortium/Legal/2015/copyright-software-and-
document. SCHEMA is written for these tests: schema.org's own context maps every term to http://schema.org/ likewise.
"""

from __future__ import annotations

from typing import Final

_IRI: Final = "@id"

ANNOTATION: Final = {
    "@context": {
        "oa": "http://www.w3.org/ns/oa#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dctypes": "http://purl.org/dc/dcmitype/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "as": "http://www.w3.org/ns/activitystreams#",
        "id": {"@type": _IRI, "@id": "@id"},
        "type": {"@type": _IRI, "@id": "@type"},
        "Annotation": "oa:Annotation",
        "TextualBody": "oa:TextualBody",
        "SpecificResource": "oa:SpecificResource",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "TextPositionSelector": "oa:TextPositionSelector",
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "identifying": "oa:identifying",
        "linking": "oa:linking",
        "tagging": "oa:tagging",
        "body": {"@type": _IRI, "@id": "oa:hasBody"},
        "target": {"@type": _IRI, "@id": "oa:hasTarget"},
        "source": {"@type": _IRI, "@id": "oa:hasSource"},
        "selector": {"@type": _IRI, "@id": "oa:hasSelector"},
        "scope": {"@type": _IRI, "@id": "oa:hasScope"},
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "items": {"@type": _IRI, "@id": "as:items", "@container": "@list"},
        "partOf": {"@type": _IRI, "@id": "as:partOf"},
        "first": {"@type": _IRI, "@id": "as:first"},
        "format": "dc:format",
        "value": "rdf:value",
        "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
        "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "label": "rdfs:label",
        "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
        "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
    }
}

SCHEMA: Final = {
    "@context": {
        "@vocab": "http://schema.org/",
        "dateCreated": {"@id": "http://schema.org/dateCreated", "@type": "http://schema.org/Date"},
        "datePublished": {"@id": "http://schema.org/datePublished", "@type": "http://schema.org/Date"},
        "url": {"@id": "http://schema.org/url", "@type": "@id"},
    }
}

KNOWN: Final = {"http://www.w3.org/ns/anno.jsonld": ANNOTATION, "https://schema.org": SCHEMA}
