"""The project's own cases, cases.tsv: recall of 95 in 100 at least, and no trap sprung."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.care import NAMES, findings
from tests.care.marked import story

ROWS = [
    line.split("\t") for line in (Path(__file__).with_name("cases.tsv")).read_text(encoding="utf-8").splitlines()[2:]
]
HITS = [(rule, text) for kind, rule, text in ROWS if kind == "hit"]
TRAPS = [text for kind, _, text in ROWS if kind == "trap"]


def is_found(rule: str, text: str) -> bool:
    """Whether the rule has a finding on what the case marks."""
    record, wanted = story(text)
    found = [f for f in findings(record) if f.rule == rule]
    return all(
        any(f.part == "title" or (f.span[0] < end and start < f.span[1]) for f in found) for start, end in wanted
    )


def test_there_are_200_cases_and_half_of_them_are_traps() -> None:
    assert len(ROWS) >= 200 and 0.45 < len(TRAPS) / len(ROWS) < 0.55
    assert {rule for rule, _ in HITS} == set(NAMES) - {"sourcing.altered-quotation"}


def test_recall_is_95_in_100() -> None:
    missed = [case for case in HITS if not is_found(*case)]
    assert len(missed) <= 0.05 * len(HITS), missed


@pytest.mark.parametrize("text", TRAPS)
def test_no_trap_is_sprung(text: str) -> None:
    record, _ = story(text)
    assert [(f.rule, f.words) for f in findings(record) if f.severity != "note"] == []


def test_in_a_direct_quotation_a_finding_about_words_is_a_note_at_most() -> None:
    for rule, text in HITS:
        if rule.startswith(("words.", "suicide.method")) and "{" not in text and not text.startswith("# "):
            record, _ = story(f"“{{q {text.replace('“', '‘').replace('”', '’')}}}” {{c said}} {{s Ann Roe}}.")
            assert {f.severity for f in findings(record) if f.rule == rule} <= {"note"}, text
