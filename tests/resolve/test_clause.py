# ruff: noqa: E501 - a case stays on its line
"""Clauses: a cue whose source no span names has its subject in its own sentence; pronouns bar whom their words name."""

from __future__ import annotations

import pytest

from .conftest import Resolve

ELIDED: list[tuple[str, str, str | None]] = [
    ("a name right before a finite cue", "Omar Haddad left. The Harbour Trust {c said} {q it would stay}.", "Harbour Trust"),
    ("a pronoun with auxiliaries between", "Riders call for Omar Haddad to go, which he has, so far, {c refused} {q to consider}.", "Omar Haddad"),
    ("the object of forcing", "Ana Ruiz forced Omar Haddad, who runs the trams, {c to admit} {q that they are late}.", "Omar Haddad"),
    ("the object of asking", "Ana Ruiz asked Omar Haddad {c to explain} {q the delay}.", "Omar Haddad"),
    ("an infinitive of purpose keeps the subject", "Ana Ruiz called a meeting {c to explain} {q the delay}.", "Ana Ruiz"),
    ("a participle after the comma", "Omar Haddad walked onto the stage, {c chanting} {q “Trams! Trams!”}", "Omar Haddad"),
    ("for saying goes with he", "The case earned Omar Haddad the notice of the Senate, where he came up for his role and {c for saying} {q that trams fly}.", "Omar Haddad"),
    ("what opens the sentence goes with its main clause", "Ana Ruiz had attacked the plan. {c Citing} {q an old rumour}, Omar Haddad went on.", "Omar Haddad"),
    ("the author right before the cue", "My sisters and I {c understood} {q this}.", "Olga Marin"),
    ("a hedge is nobody's word", "The trams and Ana Ruiz {c expected} {q to arrive} came late.", None),
    ("a passive is not its subject's word", "Ana Ruiz {c was accused} {q of running late}.", None),
    ("a post says so, not its writer", "Ana Ruiz saw a post {c saying} {q that trams fly}.", None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "name"), ELIDED, ids=[row[0] for row in ELIDED])
def test_a_cue_without_a_source_span_is_of(resolve: Resolve, rule: str, text: str, name: str | None) -> None:
    lead = "The trams of Hull run late again this year, as they have for a decade.\n\n"
    assert resolve(lead + text, byline=("Olga Marin",))[-1].speaker.name == name, rule


BARRED: list[tuple[str, str, str]] = [
    ("she said Ruiz: not Ruiz", "Eva Lind met Ana Ruiz. Ana Ruiz spoke. {s She} {c said} {q that Ruiz would stay}.", "Eva Lind"),
    ("words in quotation marks name others", "Omar Haddad spoke for Ivan Petrov. {q “Petrov is honest,”} {s he} {c said}.", "Omar Haddad"),
    ("words told before may be of the speaker", "{q Omar Haddad was for trams}, {s he} {c said}.", "Omar Haddad"),
    ("a role does not speak of itself by name", "Omar Haddad met Ivan Petrov. Omar Haddad left. {s The businessman} {c praised} {q Petrov}.", "Omar Haddad"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "name"), BARRED, ids=[row[0] for row in BARRED])
def test_a_pronoun_is_not_whom_its_words_name(resolve: Resolve, rule: str, text: str, name: str) -> None:
    assert resolve(text)[-1].speaker.name == name, rule


def test_a_headline_s_subject_stands_before_its_verb(resolve: Resolve) -> None:
    text = "Harbour Trust {c vows} {q to stay}.\n\nThe trust met."
    assert resolve(text.replace("vows", "promised"))[0].speaker.name == "Harbour Trust"


def test_the_year_belongs_to_a_document_s_name(resolve: Resolve) -> None:
    got = resolve("The 1931 Harbour Convention, {s which most ports signed,} {c obliges} {q ports to open}.")[0]
    assert (got.speaker.name, got.speaker.basis) == ("1931 Harbour Convention", "document")


def test_the_article_is_the_one_newspaper_s(resolve: Resolve) -> None:
    text = "{s The Guardian} {c wrote about} {q a rider}.\n\nRiders came.\n\nThey left.\n\nIt rained.\n\nTrams ran late again, and buses too. Few came. Fewer left. It was cold. It was dark. Rain fell. {s2 The article} {c2 closes with} {q2 a joke}."
    got = resolve(text)[-1]
    assert (got.speaker.name, got.speaker.basis) == ("Guardian", "document")
