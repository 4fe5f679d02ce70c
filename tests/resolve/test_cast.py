# ruff: noqa: E501 - a case stays on its line
"""Which names are one person, and what a name leaves out."""

from __future__ import annotations

import pytest

from .conftest import Resolve


@pytest.mark.parametrize("relative", ["Eleri Finch", "Jagdeep Finch", "Xochi Anu Finch"])
def test_another_given_name_before_a_surname_is_another_person(resolve: Resolve, relative: str) -> None:
    _, other, she = resolve(
        f"{{s1 John Finch}} {{c1 said}} {{q1 no}}. {{q2 “Yes,”}} {{s2 {relative}}} {{c2 said}}. {{s3 Ms Finch}} {{c3 said}} {{q3 so}}."
    )
    assert (other.speaker.name, she.speaker.name) == (relative, relative)


@pytest.mark.parametrize("source", ["Businessman Finch", "Major Finch", "Corporal Finch", "Little Finch", "Jhon Finch"])
def test_what_is_no_given_name_before_a_surname_makes_no_other_person(resolve: Resolve, source: str) -> None:
    _, again = resolve(f"{{s1 John Finch}} {{c1 said}} {{q1 no}}. {{q2 “Yes,”}} {{s2 {source}}} {{c2 said}}.")
    assert again.speaker.name == "John Finch"


def test_a_surname_with_its_particle_is_no_relative(resolve: Resolve) -> None:
    _, again = resolve("{s1 Tom de Roe} {c1 said} {q1 no}. {q2 “Yes,”} {s2 De Roe} {c2 said}.")
    assert again.speaker.name == "Tom de Roe"


@pytest.mark.parametrize(("name", "title", "is_same"), [("John", "Mrs", False), ("Mary", "Mr", False), ("Robin", "Ms", True)])  # fmt: skip
def test_a_title_of_the_other_gender_is_another_person(resolve: Resolve, name: str, title: str, is_same: bool) -> None:
    _, other, full = resolve(
        f"{{s1 {name} Finch}} {{c1 said}} {{q1 no}}. {{s2 {title} Finch}} {{c2 said}} {{q2 yes}}. {{s3 Finch}} {{c3 said}} {{q3 no}}."
    )
    assert (other.speaker.name, full.speaker.name) == (f"{name} Finch" if is_same else "Finch", f"{name} Finch")


@pytest.mark.parametrize(
    ("first", "later", "name"),
    [
        ("Sir Clive Roe", "Sir Clive", "Clive Roe"),
        ("Olive Roe", "Dame Olive", "Olive Roe"),
        ("Father Thomas Roe", "Father Thomas", "Thomas Roe"),
        ("Princess Anna Roe", "Princess Anna", "Anna Roe"),
        ("Harry Roe", "Prince Harry", "Harry"),
        ("Sen. Grant Roe", "Sen. Grant", "Grant"),
    ],
)
def test_a_knight_or_a_priest_goes_by_title_and_given_name(resolve: Resolve, first: str, later: str, name: str) -> None:
    (statement,) = resolve(f"{first} left. {{q “I am tired,”}} {{s {later}}} {{c said}}.")
    assert statement.speaker.name == name


@pytest.mark.parametrize(
    "source",
    ["Jane Foy MP", "Xanthe Foy MSP", "Jane Foy KC MP", "Professor Jane Foy PhD, a chemist,", "Poet Jane Foy OBE"],
)
def test_letters_behind_a_name_are_no_part_of_it(resolve: Resolve, source: str) -> None:
    first, again = resolve(f"{{s1 {source}}} {{c1 said}} {{q1 no}}. {{q2 “Yes,”}} {{s2 Ms Foy}} {{c2 said}}.")
    assert first.speaker.name == again.speaker.name == f"{'Xanthe' if 'Xanthe' in source else 'Jane'} Foy"


def test_two_with_letters_behind_their_names_are_two(resolve: Resolve) -> None:
    (statement,) = resolve("{s Olive Roe KC and Jane Foy MP} {c said} {q no}.")
    assert statement.speaker.name == "Olive Roe and Jane Foy"


@pytest.mark.parametrize("source", ["the MP", "one Labour MP", "a Fine Gael TD", "A Scottish Labour MSP"])
def test_letters_behind_no_name_are_a_role(resolve: Resolve, source: str) -> None:
    (statement,) = resolve(f"{{s {source}}} {{c said}} {{q no}}.")
    assert (statement.speaker.name, statement.speaker.basis) == (None, "unnamed_person")


def test_the_mp_is_whose_name_bears_the_letters(resolve: Resolve) -> None:
    (statement,) = resolve("Jane Foy MP spoke. Later Tom Roe, a poet, laughed. {s The MP} {c said} {q no}.")
    assert statement.speaker.name == "Jane Foy"


@pytest.mark.parametrize("name", ["J.K. Roe", "U.T. Quill", "A.B. de Roe"])
def test_two_initials_before_a_surname_are_a_person(resolve: Resolve, name: str) -> None:
    first, again = resolve(f"{{s1 {name}}} {{c1 said}} {{q1 no}}. {{q2 “Yes,”}} {{s2 {name.split()[-1]}}} {{c2 said}}.")
    assert (first.speaker.name, first.speaker.basis, again.speaker.name) == (name, "named_person", name)


def test_initials_with_and_without_dots_are_one_person(resolve: Resolve) -> None:
    first, again = resolve("{s1 J.K. Roe} {c1 said} {q1 no}. {q2 “Yes,”} {s2 JK Roe} {c2 said}.")
    assert first.speaker.name == again.speaker.name


@pytest.mark.parametrize("name", ["U.S. Steel", "L.A. Harbour", "U.N. Women", "N.H. Electric"])
def test_a_place_written_as_initials_makes_no_person(resolve: Resolve, name: str) -> None:
    assert resolve(f"{{q “No,”}} {{s {name}}} {{c said}}.")[0].speaker.basis == "named_group"


@pytest.mark.parametrize("place", ["of Norrbank", "of the Harbour Bank", "from Leith", "at Norrbank"])
def test_who_is_of_a_place_may_have_an_unlisted_given_name(resolve: Resolve, place: str) -> None:
    (statement,) = resolve(f"{{s Zsofia Quill {place}}} {{c said}} {{q no}}.")
    assert (statement.speaker.name, statement.speaker.basis) == ("Zsofia Quill", "named_person")


@pytest.mark.parametrize(
    "source", ["Kate Church, a nurse,", "Kate Church, 41,", "Mrs Kate Church", "nurse Kate Church"]
)
def test_a_surname_that_ends_organisations_is_a_persons_beside_title_age_or_role(resolve: Resolve, source: str) -> None:
    first, again = resolve(f"{{s1 {source}}} {{c1 said}} {{q1 no}}. {{q2 “Yes,”}} {{s2 Ms Church}} {{c2 said}}.")
    assert (first.speaker.name, first.speaker.basis, again.speaker.name) == (
        "Kate Church",
        "named_person",
        "Kate Church",
    )


@pytest.mark.parametrize("source", ["Grace Church, the oldest in Leith,", "Mary Trust, a charity,", "Lincoln Center"])
def test_an_organisation_may_begin_with_a_given_name(resolve: Resolve, source: str) -> None:
    assert resolve(f"{{s {source}}} {{c said}} {{q no}}.")[0].speaker.basis == "named_group"


def test_the_church_is_no_kate_church(resolve: Resolve) -> None:
    text = "{s1 Kate Church, a nurse,} {c1 said} {q1 no}. {s2 The Church} {c2 said} {q2 so}."
    assert resolve(text)[1].speaker.name != "Kate Church"


@pytest.mark.parametrize(
    "source", ["Nurse Tola Quill", "Farmer Tola Quill, 44,", "Head Teacher Tola Quill", "PC Tola Quill", "Lance Corporal Tola Quill"]
)  # fmt: skip
def test_a_job_or_rank_before_an_unlisted_given_name_is_no_part_of_it(resolve: Resolve, source: str) -> None:
    first, again = resolve(f"{{s1 {source}}} {{c1 said}} {{q1 no}}. {{q2 “Yes,”}} {{s2 Quill}} {{c2 said}}.")
    assert first.speaker.name == again.speaker.name == "Tola Quill"


@pytest.mark.parametrize("name", ["Victim Support Scotland", "Angel Di Maria"])
def test_a_name_may_begin_as_a_job_or_hold_a_rank(resolve: Resolve, name: str) -> None:
    assert resolve(f"{{q “Yes,”}} {{s {name}}} {{c said}}.")[0].speaker.name == name
