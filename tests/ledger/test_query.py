"""A query in strings: what is read back is what was written, and what cannot be is refused by its field's name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.data import Query
from onrecord.errors import QueryError
from onrecord.ledger.query import Place, digest_of, place_of, read_query, runs_of, token_of, write_query

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
QUERIES = st.builds(
    Query,
    words=st.none() | st.sampled_from(["null", "true", "2024-01-01", '"a run" -not', "3"]),
    text=TEXT,
    speaker=TEXT,
    person=TEXT,
    article=TEXT,
    outlet=TEXT,
    basis=st.none() | st.sampled_from(["named_person", "none"]),
    channel=st.none() | st.just("tv"),
    form=st.none() | st.just("mixed"),
    said_from=st.none() | st.dates(),
    said_to=st.none() | st.dates(),
    published_from=st.none() | st.dates(),
    published_to=st.none() | st.dates(),
    denial=st.none() | st.booleans(),
    fate=st.none() | st.just("retracted"),
    score_from=st.none() | st.floats(0, 1),
    review=st.none() | st.just("confirmed"),
    versions=st.sampled_from(["latest", "all"]),
    order=st.sampled_from(["newest", "oldest"]),
)


@given(QUERIES)
def test_what_is_written_is_read_back(q: Query) -> None:
    assert read_query(write_query(q)) == q


@given(st.lists(st.tuples(st.sampled_from([*Query.__struct_fields__, "x"]), st.text(max_size=12)), max_size=4))
def test_any_strings_are_read_or_refused(fields: list[tuple[str, str]]) -> None:
    try:
        q = read_query(fields)
    except QueryError as error:
        assert ":" in str(error)
    else:
        assert {name for name, _ in write_query(q)} <= {name for name, value in fields if value}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("wrods", "x", "wrods: no such field"),
        ("basis", "anon", "basis: 'anon' is none of named_person, named_group"),
        ("published_from", "yesterday", "published_from: a day as"),
        ("published_to", "2024-13", "published_to"),
        ("score_from", "1.5", "score_from: a number from 0 to 1"),
        ("score_from", "nan", "score_from"),
        ("denial", "perhaps", "denial"),
        ("order", "best", "order: best needs words"),
        ("outlet", "a\0b", "outlet: no text holds a NUL"),
        ("outlet", "\ud800", "outlet: not valid Unicode"),
    ],
)
def test_a_wrong_field_is_named(name: str, value: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        read_query([(name, value)])


def test_a_field_given_twice_is_refused() -> None:
    with pytest.raises(QueryError, match="outlet: given twice"):
        read_query([("outlet", "a"), ("outlet", "b")])


def test_an_empty_string_is_not_set() -> None:
    assert read_query([("words", ""), ("speaker", "Lee")]) == Query(speaker="Lee")


def test_a_year_or_a_month_is_its_first_or_last_day() -> None:
    days = (("published", "2024"), ("said", "2024-02"))
    q = read_query((f"{name}_{end}", day) for name, day in days for end in ("from", "to"))
    assert (q.published_from, q.published_to) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (q.said_from, q.said_to) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        ("Harbour wall", [(("harbour",), False, False), (("wall",), False, False)]),
        ('"the harbour wall"', [(("the", "harbour", "wall"), False, False)]),
        ("“curly marks”", [(("curly", "marks"), False, False)]),
        ("-wall", [(("wall",), False, True)]),
        ('-"harbour wall"', [(("harbour", "wall"), False, True)]),
        ("harb*", [(("harb",), True, False)]),
        ('"harbour wal*"', [(("harbour", "wal"), True, False)]),
        ("don't e-mail", [(("don", "t"), False, False), (("e", "mail"), False, False)]),
        ("naïve Straße ﬁsh", [(("naive",), False, False), (("strasse",), False, False), (("fish",), False, False)]),
        ("wall OR NEAR(x) & | !", [(("wall",), False, False), (("or",), False, False), (("near", "x"), False, False)]),
    ],
)
def test_words_are_read_as_runs_of_terms(asked: str, runs: list[tuple[tuple[str, ...], bool, bool]]) -> None:
    assert [tuple(r) for r in runs_of(asked, "words")] == runs


@pytest.mark.parametrize(
    ("asked", "says"),
    [('"open', "not closed"), ("— & *", "no word"), ("", "no word"), ("wa*", "3 letters"), ("a " * 65, "64 words")],
)
def test_words_that_ask_nothing_are_refused(asked: str, says: str) -> None:
    with pytest.raises(QueryError, match=f"words: .*{says}"):
        runs_of(asked, "words")


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.none() | st.dates())
def test_a_token_names_its_place(upto: int, n: int, day: date | None) -> None:
    q = Query(outlet="The Gull")
    place = Place(digest_of(q), upto, n, day)
    assert place_of(token_of(place), q) == place
