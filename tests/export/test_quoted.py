"""Quotations are the words between quotation marks that belong to a statement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from onrecord.data import Article, Evidence, Record, Spans, Speaker, Statement
from onrecord.export.quoted import after, before, quotations
from tests.export.made import records, spans, story


def made(text: str, *contents: Spans, form: str = "direct") -> Record:
    statements = tuple(
        Statement(
            id=f"s{n}", form=form, speaker=Speaker(name="Ana Ito", basis="named_person"),  # type: ignore[arg-type]
            evidence=Evidence(content=content, cue=(), source=()),
        )
        for n, content in enumerate(contents)
    )  # fmt: skip
    return Record(article=Article(id="a", text=text), statements=statements)


def words(record: Record) -> list[str]:
    return [record.article.text[q.start : q.end] for q in quotations(record)]


def test_a_statement_cut_by_its_cue_is_two_quotations_and_a_mixed_one_its_quoted_part() -> None:
    assert words(story()) == ["The boats are safe,", "I would take my own children.", "a fairy tale."]
    assert [q.statement.id[-2:] for q in quotations(story())] == ["a1", "a1", "a2"]


@pytest.mark.parametrize(
    ("text", "content", "found"),
    [
        ("“We ‘really’ mean it,” she said.", "“We ‘really’ mean it,”", ["We ‘really’ mean it,"]),
        ("‘We mean it,’ she said.", "‘We mean it,’", ["We mean it,"]),
        ('"We mean it," she said.', '"We mean it,"', ["We mean it,"]),
        ("“One.\n\n“Two,” she said.", "“One.\n\n“Two,”", ["One.", "Two,"]),
        ("She said they “mean” what they “say” here.", "they “mean” what they “say” here", ["mean", "say"]),
        ("“We mean it and more,” she said.", "mean it", ["mean it"]),
        ("She said they don't mean it.", "they don't mean it", []),
        ("“”, she said.", "“”", []),
    ],
)
def test_quotations(text: str, content: str, found: list[str]) -> None:
    assert words(made(text, spans(text, content), form="mixed")) == found


def test_words_of_two_statements_are_one_quotation() -> None:
    text = "“We mean it,” she said."
    assert words(made(text, ((0, 13),), ((0, 13),))) == ["We mean it,"]


def test_an_indirect_statement_has_none() -> None:
    text = "“We mean it,” she said."
    assert words(made(text, ((0, 13),), form="indirect")) == []


def test_the_text_around_is_on_one_line_without_the_marks() -> None:
    text = "He waited.\n\nShe said: “We mean it,” and\nleft."
    (q,) = quotations(made(text, spans(text, "“We mean it,”")))
    assert before(text, q.start, 3) == "waited. She said:" and after(text, q.end, len(text)) == "and left."


@settings(max_examples=50)
@given(records())
def test_quotations_lie_in_the_content_of_their_statement_in_order(one: Record) -> None:
    found = quotations(one)
    assert found == sorted(found, key=lambda q: q[:2])
    for start, end, statement in found:
        assert any(a <= start < end <= b for a, b in statement.evidence.content) and statement.form != "indirect"
        assert one.article.text[start:end] == one.article.text[start:end].strip()


def test_a_text_of_marks_alone_takes_no_long() -> None:
    text = "“a” " * 20_000
    content = tuple((n, n + 3) for n in range(0, len(text), 4))
    assert len(quotations(made(text, content))) == 20_000
