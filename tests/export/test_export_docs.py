"""docs/export.md tells of every format, and its examples are what `write` writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from onrecord.data import Article, Record
from onrecord.export import FORMATS, write
from onrecord.extract import Extractor
from onrecord.pipeline import process
from onrecord.read import article, captures
from tests.conftest import ROOT
from tests.export.made import exported

PAGE = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))


def example(name: str, kind: str = "json") -> str:
    """The first block of that kind in a format's section."""
    found = re.search(rf"```{kind}\n(.*?)\n```", SECTIONS[name], re.DOTALL)
    assert found, f"docs/export.md shows no {kind} in {name}"
    return found[1]


@pytest.fixture(scope="module")
def record() -> Record:
    """The record of the page's first example, with the text that it cuts short."""
    shown = msgspec.json.decode(example("jsonl"), type=Record)
    (capture,) = captures(ROOT / "examples" / "lighthouse.txt")
    lighthouse = article(capture)
    assert isinstance(lighthouse, Article)
    assert msgspec.structs.replace(lighthouse, text="…") == shown.article
    return msgspec.structs.replace(shown, article=lighthouse)


def test_the_statement_shown_is_what_the_model_finds(record: Record) -> None:
    """But for its score, which differs between kinds of processor."""
    extractor = Extractor.load()
    (found,) = (r for r in process(captures(ROOT / "examples" / "lighthouse.txt"), extractor) if isinstance(r, Record))
    (shown,) = record.statements
    (same,) = (s for s in found.statements if s.id == shown.id)
    assert msgspec.structs.replace(same, score=shown.score) == shown
    ledger = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert extractor.manifest.sha256["model.onnx"][:12] in ledger


def test_each_format_has_a_section_and_a_row() -> None:
    assert list(SECTIONS) == list(FORMATS)
    assert all(f"| [{name}](#{name}) |" in PAGE for name in FORMATS)


@pytest.mark.parametrize("name", ["flat", "schemaorg", "quotebank", "quotebank-articles", "gqg"])
def test_a_json_example_is_what_is_written(record: Record, name: str) -> None:
    assert json.loads(example(name)) == json.loads(exported([record], format=name))


def test_the_other_examples_are_what_is_written(record: Record, tmp_path: Path) -> None:
    annotations = json.loads(exported([record], format="webannotation"))["first"]["items"]
    assert json.loads(example("webannotation")) == annotations[0]
    attributions = json.loads(exported([record], format="attributions"))
    assert json.loads(example("attributions")) == {**attributions, "text": "…"}
    assert example("csv", "csv").split("\n") == exported([record], format="csv").decode("utf-8-sig").split("\r\n")[:-1]
    write([record], tmp_path / "brat", format="brat")
    (path,) = (tmp_path / "brat").glob("*.ann")
    assert example("brat", "") == path.read_text(encoding="utf-8").rstrip("\n")


def test_the_guard_is_taken_off_as_the_page_says() -> None:
    pattern = r"^'(?='*\s*[=+\-@＝＋－＠\t\r\n])"
    assert f'r"{pattern}"' in SECTIONS["csv"] and re.sub(pattern, "", "'-5 degrees") == "-5 degrees"
