"""Names taken apart, and what two of them say of each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ledger.names import group_key, parse, parts, related

GIVEN = ["Ana", "William", "Bill", "Jean-Luc", "J.", "Ki-moon", "Zoë", "Al", "C.K."]
MIDDLE = ["", "R.", "Rosa", "Q.", "Rosa Q."]
SURNAME = ["Ito", "de Vries", "O’Hara", "Marsh-Finch", "al-Masri", "Muñoz"]
SUFFIX = ["", "Jr.", "Sr.", "III"]
names = st.builds(
    lambda *p: " ".join(filter(None, p)),
    st.sampled_from(GIVEN), st.sampled_from(MIDDLE), st.sampled_from(SURNAME), st.sampled_from(SUFFIX),
)  # fmt: skip


def kind(a: str, b: str) -> str | None:
    one, other = parse(a), parse(b)
    assert one and other
    found = related(one, other)
    return found.kind if found else None


@pytest.mark.parametrize(
    "same",
    [
        ["Ana Ito", "Ana Ito", "ANA ITO", "Sen. Ana Ito", "Dr. Ana Ito, MD", "Ito, Ana", "Ana Ito’s", " Ana  Ito "],
        ["Zoë Muñoz", "Zoe Munoz"],
        ["J.R. Ito", "J. R. Ito", "JR Ito".replace("JR", "J.R")],
        ["Karim al-Masri", "Karim Al-Masri", "Karim Masri", "Karim el-Masri"],
        ["Han Ki-moon", "Ki-moon Han"],
        ["Joseph R. Finch Jr.", "Joseph R. Finch, Jr.", "Joseph R Finch Jr"],
        ["Ana “Nan” Ito", "Ana Ito"],
        ["Shane O’Hara", "Shane O'Hara"],
    ],
)
def test_writings_of_the_same_name_have_one_key(same: list[str]) -> None:
    assert len({parse(name).key for name in same}) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Ana Ito", "Ana Rosa Ito", "one"),
        ("Ana R. Ito", "Ana Rosa Ito", "one"),
        ("Ana Ito", "Ana R. Ito", "one"),
        ("Bill Finch", "William J. Finch", "one"),
        ("Jean-Luc Ito", "Jean Luc Ito", "one"),
        ("Ana R. Ito", "Ana Q. Ito", "two"),
        ("Joe Finch Jr.", "Joe Finch Sr.", "two"),
        ("Joe Finch", "Joe Finch Jr.", "perhaps"),
        ("A. Ito", "Ana Ito", "perhaps"),
        ("Ana Marsh-Finch", "Ana Finch", "perhaps"),
        ("Ana Rosa", "Ana Rosa Ito", "perhaps"),
        ("Rosa Ito", "Ana Rosa Ito", "perhaps"),
        ("Ito Ana", "Ana Ito", "perhaps"),
        ("Sam Ito", "Samuel Ito", "perhaps"),
        ("Ito", "Ana Ito", "perhaps"),
        ("de Vries", "Jan de Vries", "perhaps"),
        ("Ana Ito", "Bea Ito", None),
        ("Ana Ito", "Ana Finch", None),
        ("Ito", "Ana Finch", None),
    ],
)
def test_what_two_names_say_of_each_other(a: str, b: str, expected: str | None) -> None:
    assert kind(a, b) == kind(b, a) == expected


@given(names, names)
def test_the_order_of_two_names_does_not_matter(a: str, b: str) -> None:
    one, other = parse(a), parse(b)
    assert one and other and related(one, other) == related(other, one)


@given(names, names)
def test_names_that_a_rule_may_join_share_a_block(a: str, b: str) -> None:
    one, other = parse(a), parse(b)
    assert one and other
    found = related(one, other)
    if found and found.kind != "perhaps" and one.is_whole and other.is_whole:
        assert one.block == other.block


@pytest.mark.parametrize("name", ["spokesman", "Senator", "the", "he", "", "  ", "…", "a senior adviser".split()[-1]])
def test_a_role_is_nobody(name: str) -> None:
    assert parse(name) is None


@pytest.mark.parametrize("name", ["Ito", "Mr. Ito", "Justice Ito", "Van Dorn", "de la Cruz", "J. Ito", "on Gull Hill"])
def test_a_bare_surname_is_not_whole(name: str) -> None:
    found = parse(name)
    assert found and not found.is_whole


def test_joint_names_are_cut_and_a_group_s_is_not() -> None:
    assert parts("Ana Ito and Bea Finch", "person") == ["Ana Ito", "Bea Finch"]
    assert parts("Ana Ito, Bea Finch, and Cy Marsh", "person") == ["Ana Ito", "Bea Finch", "Cy Marsh"]
    assert parts("Joe Finch, Jr. and Ana Ito", "person") == ["Joe Finch Jr.", "Ana Ito"]
    assert parts("Ito, Ana", "person") == ["Ito, Ana"]
    assert parts("Finch and Marsh", "group") == ["Finch and Marsh"]


def test_a_group_s_case_and_article_do_not_count() -> None:
    assert group_key("The Harbour & Gull Board") == group_key("HARBOUR and GULL BOARD") == "harbour and gull board"


@given(st.text(max_size=60))
def test_no_name_breaks_it(name: str) -> None:
    for part in parts(name, "person"):
        found = parse(part)
        assert found is None or (found.key and found.surname)
    group_key(name)
