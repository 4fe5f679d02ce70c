"""GDELT's Global Quotation Graph: date, url, title, lang, quotes of pre, quote, post."""

from __future__ import annotations

import json
from datetime import datetime

from hypothesis import given, settings

from onrecord.data import Record
from tests.export.made import exported, records, story


def test_a_line_is_an_article_with_its_quotations() -> None:
    (line,) = (json.loads(line) for line in exported([story()], format="gqg").splitlines())
    assert list(line) == ["date", "url", "title", "lang", "quotes"]
    assert datetime.fromisoformat(line["date"]).isoformat() == "2024-03-14T00:00:00+00:00"
    assert (line["url"], line["title"]) == (story().article.url, "Ferry row deepens") and line["lang"] == "ENGLISH"
    assert [list(quote) for quote in line["quotes"]] == [["pre", "quote", "post"]] * 3
    assert line["quotes"][1] == {
        "pre": "Ferry row deepens “The boats are safe,” Ana Ito told the Harbour Echo on Monday.",
        "quote": "I would take my own children.",
        "post": "An aide, who would not be named because the talks are private, said the minister had called the c",
    }


def test_an_article_without_quotations_has_no_line_and_what_is_unknown_is_null() -> None:
    bare = story(url=None, title=None, published=None, language=None)
    none = Record(article=bare.article, statements=bare.statements[2:])
    (line,) = (json.loads(line) for line in exported([none, bare], format="gqg").splitlines())
    assert [line[name] for name in ("date", "url", "title", "lang")] == [None] * 4
    (odd,) = (json.loads(line) for line in exported([story(language="tlh")], format="gqg").splitlines())
    assert odd["lang"] == "tlh"


@settings(max_examples=50)
@given(records())
def test_a_quotation_stands_in_the_text(one: Record) -> None:
    flat = " ".join(one.article.text.split())
    for line in exported([one], format="gqg").split(b"\n")[:-1]:
        for quote in json.loads(line)["quotes"]:
            assert quote["quote"] and quote["quote"] in flat and len(quote["pre"]) <= 100 and len(quote["post"]) <= 100
