"""Near-duplicates from hashes alone; what a whole run makes of them is in test_engine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import texts

WIDE = texts.HASHES // texts.BANDS


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 40), step=st.integers(1, 7))
def test_each_article_is_told_the_earliest_one_that_it_is_like(seed: int, count: int, step: int) -> None:
    """It is asked of the first one with each of its bands, and is like it where four fifths of all hashes are equal;
    how many are compared at a time changes nothing."""
    bands = [slice(a, a + WIDE) for a in range(0, texts.HASHES, WIDE)]
    rng = np.random.default_rng(seed)
    hashes = rng.integers(0, 2**32, (3, texts.HASHES), np.uint32)[rng.integers(0, 3, count)]
    other = rng.random(hashes.shape) < rng.choice([0.02, 0.1, 0.25], (count, 1))
    hashes[other] = rng.integers(0, 2**32, other.sum(), np.uint32)
    expected = []
    for n, row in enumerate(hashes):
        firsts = {next(m for m in range(n + 1) if (hashes[m, at] == row[at]).all()) for at in bands}
        expected.append(min((m for m in firsts if (hashes[m] == row).mean() >= texts.LIKENESS), default=n))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_STEP", step)
        found = texts._earliest(hashes) if count else np.arange(0)
    assert found.tolist() == expected
