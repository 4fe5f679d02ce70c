"""Quotebank's two forms, read as the programs that use Quotebank read them."""

from __future__ import annotations

import ast
import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Record
from onrecord.errors import ExportError
from onrecord.export import write
from onrecord.export.quotebank import canonical
from tests.export.made import exported, records, story
from tests.export.test_quoted import made, spans


def lines(*given_records: Record, format: str) -> list[Any]:
    return [json.loads(line) for line in exported(given_records, format=format).split(b"\n")[:-1]]


def said(
    words: str, *, day: int | None, url: str | None = None, name: str | None = "Ana Ito", score: float = 0.8
) -> Record:
    """An article with one quotation."""
    text = f"{words} she said."
    record = made(text, spans(text, words))
    (s,) = record.statements
    s = msgspec.structs.replace(s, score=score, speaker=msgspec.structs.replace(s.speaker, name=name))
    published = date(2024, 3, day) if day else None
    article = msgspec.structs.replace(record.article, id=f"{day}{words}", url=url, published=published)
    return Record(article=article, statements=(s,))


def test_a_line_has_the_fields_of_quotebank_in_its_order() -> None:
    first, *_ = lines(story(), format="quotebank")
    assert list(first) == [
        "quoteID", "quotation", "speaker", "qids", "date", "numOccurrences", "probas", "urls", "phase",
    ]  # fmt: skip
    assert first == {
        "quoteID": "2024-03-14-000001", "quotation": "a fairy tale.", "speaker": "None", "qids": [],
        "date": "2024-03-14 00:00:00", "numOccurrences": 1, "probas": [["None", "0.5000"]],
        "urls": [story().article.url], "phase": None,
    }  # fmt: skip


def test_the_same_words_are_one_quotation_whatever_case_and_punctuation() -> None:
    one, two = lines(
        said("“We mean it,”", day=9, url="https://b.example", score=0.6),
        said("“Other words,”", day=3),
        said("“we mean it…”", day=4, url="https://a.example", score=0.9),
        said("“WE MEAN - it!!”", day=None, url="https://a.example", name="Lee Ohm", score=0.3),
        format="quotebank",
    )
    assert one["quotation"] == "Other words,"
    assert two["quoteID"] == "2024-03-04-000001" and two["date"] == "2024-03-04 00:00:00", "the earliest"
    assert two["quotation"] == "WE MEAN - it!!", "the longest wording"
    assert two["numOccurrences"] == 3 and two["urls"] == ["https://a.example", "https://b.example"], (
        "by date, once each"
    )
    assert two["probas"] == [["Ana Ito", "0.5000"], ["Lee Ohm", "0.1000"]] and two["speaker"] == "Ana Ito"


def test_ids_are_numbered_within_a_day_by_the_words() -> None:
    found = lines(
        said("“B.”", day=2), said("“A.”", day=2), said("“C.”", day=1), said("“D.”", day=None), format="quotebank"
    )
    assert [(q["quoteID"], q["quotation"]) for q in found] == [
        ("2024-03-01-000001", "C."),
        ("2024-03-02-000001", "A."),
        ("2024-03-02-000002", "B."),
        ("undated-000001", "D."),
    ]


def test_an_article_has_its_names_and_quotations_with_token_offsets() -> None:
    (article,) = lines(story(), format="quotebank-articles")
    assert list(article) == ["articleID", "articleLength", "date", "phase", "title", "url", "names", "quotations"]
    assert article["articleID"] == "ferry-1" and article["phase"] is None
    tokens = pd.Series([story().article.text]).str.findall(r"\w+(?:['’-]\w+)*|[^\w\s]")[0]
    assert article["articleLength"] == len(tokens)
    for name in article["names"]:
        assert list(name) == ["name", "ids", "offsets"] and ast.literal_eval(name["ids"]) == []
    (ana,) = (n for n in article["names"] if n["name"] == "Ana Ito")
    assert [tokens[a:b] for a, b in ast.literal_eval(ana["offsets"])] == [["Ana", "Ito"]]
    assert isinstance(ana["offsets"], str), "as Quotebank has it"
    for quotation in article["quotations"]:
        assert list(quotation) == [
            "quoteID", "quotation", "quotationOffset", "leftContext", "rightContext", "globalProbas",
            "globalTopSpeaker", "localProbas", "localTopSpeaker", "numOccurrences",
        ]  # fmt: skip
        assert quotation["quotation"].startswith(tokens[quotation["quotationOffset"]])
    second = article["quotations"][1]
    assert second["quotation"] == "I would take my own children."
    assert second["leftContext"].endswith("Ana Ito told the Harbour Echo on Monday.")
    assert second["rightContext"].startswith("An aide, who would not be named")
    assert second["localProbas"] == [["Ana Ito", "0.9700"]] and second["localTopSpeaker"] == "Ana Ito"


def test_the_two_forms_agree() -> None:
    given_records = [said("“We mean it,”", day=9, name="Lee Ohm", score=0.3), said("“We mean it.”", day=4), story()]
    quotations = {q["quoteID"]: q for q in lines(*given_records, format="quotebank")}
    articles = lines(*given_records, format="quotebank-articles")
    assert [a["articleID"] for a in articles] == [r.article.id for r in given_records], "in the order given"
    mentions = [m for article in articles for m in article["quotations"]]
    assert {m["quoteID"] for m in mentions} == set(quotations)
    for m in mentions:
        q = quotations[m["quoteID"]]
        assert m["globalProbas"] == q["probas"] and m["globalTopSpeaker"] == q["speaker"]
        assert m["numOccurrences"] == q["numOccurrences"] and canonical(m["quotation"]) == canonical(q["quotation"])
    first = articles[0]["quotations"][0]
    assert first["localTopSpeaker"] == "Lee Ohm" and first["globalTopSpeaker"] == "Ana Ito"


def test_an_article_that_comes_twice_is_two_lines() -> None:
    first, second = lines(story(), story(), format="quotebank-articles")
    assert first == second and len(first["quotations"]) == 3 and first["quotations"][0]["numOccurrences"] == 2


def test_a_full_disk_is_an_error_that_says_where() -> None:
    def full() -> Iterator[Record]:
        raise sqlite3.OperationalError("database or disk is full")
        yield

    with pytest.raises(ExportError, match=r"disk is full; .*SQLITE_TMPDIR"):
        write(full(), io.BytesIO(), format="quotebank")


def test_pandas_reads_it_in_chunks() -> None:
    content = exported([story(id=str(n)) for n in range(5)], format="quotebank")
    chunks = list(pd.read_json(io.BytesIO(content), lines=True, chunksize=2))
    table = pd.concat(chunks)
    assert len(table) == 3 and set(table["numOccurrences"]) == {5}
    assert str(pd.to_datetime(table["date"]).dt.date.iloc[0]) == "2024-03-14"
    assert [float(probas[0][1]) for probas in table["probas"]] == [0.5, 0.97, 0.97]


@pytest.mark.parametrize("form", ["quotebank", "quotebank-articles"])
@settings(max_examples=40)
@given(some=st.lists(records(), max_size=3))
def test_no_text_breaks_it(form: str, some: list[Record]) -> None:
    found = lines(*some, format=form)
    texts = [" ".join(r.article.text.split()) for r in some]
    for quotation in found if form == "quotebank" else [q for a in found for q in a["quotations"]]:
        assert any(quotation["quotation"] in text for text in texts)


def test_nothing_gives_no_line() -> None:
    assert exported([], format="quotebank") == exported([], format="quotebank-articles") == b""
