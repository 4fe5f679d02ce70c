"""A quotation is compared with the words on record, and only where there is a record to ask."""

from __future__ import annotations

from onrecord.care import OnRecord, findings
from onrecord.wording import compare
from tests.care.marked import story

SAID = {"Ann Roe": ["We will open the new bridge in May, whatever the weather does."]}


def memory(words: str, speaker: str | None) -> OnRecord | None:
    """A ledger in memory: the wording of the same speaker that is nearest to the quotation."""
    found = [OnRecord(words=kept, comparison=compare(kept, words)) for kept in SAID.get(speaker or "", [])]
    near = [f for f in found if f.comparison.relation != "different"]
    return max(near, key=lambda f: f.comparison.score, default=None)


def altered(text: str) -> list[str]:
    record, _ = story(text)
    return [f.message for f in findings(record, lookup=memory) if f.rule == "sourcing.altered-quotation"]


def test_a_changed_word_is_found_and_told() -> None:
    (message,) = altered("“{q We will close the new bridge in May, whatever the weather does},” {s Ann Roe} {c said}.")
    assert "“open” became “close”" in message


def test_the_finding_gives_the_words_on_record() -> None:
    record, _ = story("“{q We will close the new bridge in May, whatever the weather does},” {s Ann Roe} {c said}.")
    (found,) = (f for f in findings(record, lookup=memory) if f.rule == "sourcing.altered-quotation")
    assert found.severity == "error" and found.suggestion == SAID["Ann Roe"][0]
    assert found.words.startswith("We will close")


def test_the_same_words_and_a_part_of_them_are_let_alone() -> None:
    assert altered("“{q We will open the new bridge in May, whatever the weather does},” {s Ann Roe} {c said}.") == []
    assert altered("“{q We will open the new bridge in May},” {s Ann Roe} {c said}.") == []


def test_others_words_paraphrases_and_short_phrases_are_let_alone() -> None:
    assert altered("“{q We will close the new bridge in May, whatever the weather does},” {s Tom Ames} {c said}.") == []
    assert altered("{s Ann Roe} {c said} {q she will close the new bridge in May, whatever the weather does}.") == []
    assert altered("“{q We will close},” {s Ann Roe} {c said}.") == []


def test_without_a_record_nothing_is_compared() -> None:
    record, _ = story("“{q We will close the new bridge in May, whatever the weather does},” {s Ann Roe} {c said}.")
    assert not [f for f in findings(record) if f.rule == "sourcing.altered-quotation"]
