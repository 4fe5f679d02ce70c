"""The Python that the docs show runs, on an example and a ledger of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import onrecord
from onrecord.extract import Extractor
from tests.conftest import ROOT

PAGES = ["README.md", *(f"docs/{name}.md" for name in ("care", "export", "ledger", "linking", "python"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
ELSEWHERE = ("pandas", "spark.", "csv.", "re.sub")
"""What blocks are about that need what onrecord does not bring, or show a line of it."""


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs_from_above_to_below(
    page: str, extractor: Extractor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no more than what its words say is there: files, records, a linked ledger, ids."""
    story = (ROOT / "examples" / "lighthouse.txt").read_text(encoding="utf-8")
    for name in ("story.txt", "examples/story.txt", "news/a.txt", "news/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{story}\nNobody else was there at {name}.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    records = [r for r in onrecord.process(onrecord.captures("news"), extractor) if isinstance(r, onrecord.Record)]
    with onrecord.Ledger.open("record.db") as ledger:
        ledger.add(records)
        onrecord.linking.catch_up(ledger)
        utterance = ledger.utterances()[0]
        names = {"records": records, "record": records[0], "extractor": extractor, "ledger": ledger}
        names |= {"id": utterance.id, "statement": utterance.statements[0].id}
        blocks = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
        for block in (b for b in blocks if not any(name in b for name in ELSEWHERE)):
            exec(block.replace('"id"', repr(records[0].article.id)), names)
