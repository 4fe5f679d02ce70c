"""The index finds what a plain dict would, however it has grown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.link.index import Index


def found(tried: Index, keys: set[int]) -> dict[int, int]:
    """Number → how many of the keys it has; asked for beside others, which must make no difference."""
    which, numbers, shared = (a.tolist() for a in tried.find([set(), keys, {7}]))
    assert set(which) <= {1, 2}
    return {m: times for n, m, times in zip(which, numbers, shared, strict=True) if n == 1}


@given(st.lists(st.sets(st.integers(-5, 30), max_size=6), max_size=80))
def test_what_was_added_before_is_found_by_any_shared_key(added: list[set[int]]) -> None:
    tried = Index()
    for n, keys in enumerate(added):
        assert found(tried, keys) == {m: len(added[m] & keys) for m in range(n) if added[m] & keys}
        tried.add(n, keys)


def test_growing_loses_nothing_and_makes_nothing_up() -> None:
    """20,000 keys: the heads are made anew three times."""
    tried = Index()
    for n in range(10_000):
        tried.add(n, {(n + 1) * 7_919 << 9, n % 500})
    assert all(found(tried, {(n + 1) * 7_919 << 9}) == {n: 1} for n in range(0, 10_000, 97))
    assert found(tried, {3}) == dict.fromkeys(range(3, 10000, 500), 1)
    assert found(tried, {10_001 * 7_919 << 9}) == {}
