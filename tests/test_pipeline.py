"""Captures become records or rejections in their order, and one bad document costs only itself."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Capture, MediaType, Record, Rejection
from onrecord.errors import WorkerError
from onrecord.extract import Extractor
from onrecord.pipeline import process
from tests.conftest import strictly_equal
from tests.fakes import FailingExtractor

SENTENCE = "Mayor Orla Finch said the bridge would open in May, and nobody in the hall that night believed it. "
TYPES: list[MediaType] = ["text/plain", "text/html", "application/json"]


def capture(name: str, content: str | bytes = SENTENCE, media_type: MediaType = "text/plain") -> Capture:
    data = content.encode() if isinstance(content, str) else content
    return Capture(source=name, content=data, media_type=media_type)


def mixed(count: int) -> list[Capture]:
    """Every third one cannot be read; no two texts are the same."""
    return [capture(f"{n}.txt", b"" if n % 3 == 1 else f"{SENTENCE * 3}He counted {n} boats.") for n in range(count)]


def places(outcomes: list[Record | Rejection]) -> list[str]:
    return [o.source if isinstance(o, Rejection) else o.article.text[-14:] for o in outcomes]


def test_outcomes_keep_the_order_of_the_captures_and_rejections_their_place(extractor: Extractor) -> None:
    outcomes = list(process(mixed(8), extractor))
    kinds = [Rejection if n % 3 == 1 else Record for n in range(8)]
    assert [type(o) for o in outcomes] == kinds
    for n, outcome in enumerate(outcomes):
        if isinstance(outcome, Record):
            assert outcome.article.text.endswith(f"He counted {n} boats.")
        else:
            assert (outcome.source, outcome.reason) == (f"{n}.txt", "empty")


def test_a_shuffled_run_gives_the_same_records(extractor: Extractor) -> None:
    there = list(process(mixed(7), extractor))
    back = list(process(mixed(7)[::-1], extractor))
    assert back[::-1] == there


def test_captures_are_taken_one_at_a_time(extractor: Extractor) -> None:
    """A run over a million pages may not hold them all, and who types at standard input sees each answer."""
    taken: list[int] = []

    def endless() -> Iterator[Capture]:
        while True:
            taken.append(1)
            yield capture("x.txt")

    outcomes = process(endless(), extractor)
    next(outcomes)
    assert len(taken) == 1


def test_nothing_is_read_before_it_is_asked_for(extractor: Extractor) -> None:
    def failing() -> Iterator[Capture]:
        raise AssertionError("taken")
        yield

    process(failing(), extractor)


def test_no_capture_gives_no_outcome(extractor: Extractor) -> None:
    assert list(process([], extractor)) == []


@pytest.mark.parametrize("error", [RuntimeError("it broke"), MemoryError(), RecursionError("deep"), KeyError("k")])
def test_an_article_that_onrecord_fails_on_costs_only_itself(extractor: Extractor, error: Exception) -> None:
    bad = capture("bad.txt", f"{SENTENCE * 3}Poison.")
    captures = [*mixed(3), bad, *mixed(4)]
    failing: Extractor = FailingExtractor(extractor, "Poison", error)  # type: ignore[assignment]
    outcomes = list(process(captures, failing))
    (rejection,) = [o for o in outcomes if isinstance(o, Rejection) and o.reason in ("failed", "out_of_memory")]
    assert outcomes.index(rejection) == 3 and rejection.source == "bad.txt"
    assert type(error).__name__ in rejection.detail and str(error) in rejection.detail
    assert outcomes[:3] + outcomes[4:] == list(process([*mixed(3), *mixed(4)], extractor))


def test_ctrl_c_is_no_fault_of_a_document(extractor: Extractor) -> None:
    failing: Extractor = FailingExtractor(extractor, "bridge", KeyboardInterrupt())  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        list(process(mixed(2), failing))


def test_two_workers_give_what_one_gives_in_the_same_order(extractor: Extractor) -> None:
    two = Extractor.load(workers=2)
    assert list(process(mixed(40), two)) == list(process(mixed(40), extractor))


def test_a_few_short_articles_wait_for_no_worker_to_start(extractor: Extractor) -> None:
    two = Extractor.load(workers=2)
    outcomes = process(mixed(8), two)
    first = next(outcomes)
    assert not multiprocessing.active_children()
    assert [first, *outcomes] == list(process(mixed(8), extractor))


def test_workers_read_no_further_ahead_than_eight_articles_each(extractor: Extractor) -> None:
    taken = 0

    def endless() -> Iterator[Capture]:
        nonlocal taken
        for one in itertools.cycle(mixed(8)):
            taken += 1
            yield one

    outcomes = process(endless(), Extractor.load(workers=2))
    next(outcomes)
    assert taken <= 8 * 2
    outcomes.close()  # type: ignore[attr-defined]


def test_a_killed_worker_is_an_error_of_the_tree_and_no_hang() -> None:
    outcomes = process(itertools.cycle(mixed(8)), Extractor.load(workers=2))
    next(outcomes)
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(WorkerError, match="killed"):
        list(outcomes)


@settings(max_examples=60)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda t: t.encode("utf-16"))
    | st.tuples(
        st.sampled_from([b"{", b"<html><p>", b'{"text": "', b"\xff\xfe", b"\xef\xbb\xbf", b""]), st.binary()
    ).map(b"".join),
    st.sampled_from(TYPES),
    st.sampled_from([b"", SENTENCE.encode() * 3]),
)
def test_any_bytes_give_a_record_or_a_rejection(
    extractor: Extractor, content: bytes, media_type: MediaType, story: bytes
) -> None:
    (outcome,) = process([capture("x", story + content, media_type)], extractor)
    assert isinstance(outcome, Record | Rejection)
    assert not isinstance(outcome, Rejection) or outcome.reason != "failed", outcome


def test_a_record_is_its_own_json(extractor: Extractor, stories: list[Article]) -> None:
    captures = [capture(s.id, msgspec.json.encode(s), "application/json") for s in stories]
    for outcome, story in zip(process(captures, extractor), stories, strict=True):
        assert isinstance(outcome, Record)
        assert outcome.article == story, "an article that was read before passes through as it is"
        assert strictly_equal(msgspec.json.decode(msgspec.json.encode(outcome), type=Record, strict=True), outcome)
