"""Findings as other programs read them: JSON Lines, SARIF 2.1.0, GitHub annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from onrecord.care.card import card
from onrecord.care.checker import NAMES, position
from onrecord.data import Finding, MediaType, Rejection, Severity

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: dict[Severity, str] = {"note": "note", "warning": "warning", "error": "error"}
_COMMAND: dict[Severity, str] = {"note": "notice", "warning": "warning", "error": "error"}


class Place(NamedTuple):
    """Where an article came from."""

    path: str
    line: int | None
    """The line of a JSON Lines file."""
    media_type: MediaType

    @property
    def name(self) -> str:
        """`path`, or `path:line` of a JSON Lines file."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


class Checked(NamedTuple):
    """An article's findings and the place that it came from."""

    place: Place
    text: str
    findings: tuple[Finding, ...]


class _Line(msgspec.Struct, kw_only=True):
    source: str
    finding: Finding


def json_line(checked: Checked) -> Iterator[str]:
    """One JSON object a finding: {"source", "finding"}."""
    for f in checked.findings:
        yield msgspec.json.encode(_Line(source=checked.place.name, finding=f)).decode()


def github(checked: Checked) -> Iterator[str]:
    """One workflow command a finding, which GitHub shows at the line of a pull request."""
    for f in checked.findings:
        at = _region(checked, f)
        place = {"file": checked.place.path} if checked.place.path != "-" else {}
        if at is not None:
            place |= {"line": str(at[0]), "endLine": str(at[2])}
            if at[0] == at[2]:  # GitHub takes columns only within one line
                place |= {"col": str(at[1]), "endColumn": str(at[3])}
        place["title"] = f.rule
        options = ",".join(f"{k}={_property(v)}" for k, v in place.items())
        yield f"::{_COMMAND[f.severity]} {options}::{_data(_said(f))}"


def sarif(checked: Iterable[Checked], rejections: Iterable[Rejection] = ()) -> str:
    """One SARIF 2.1.0 log of a run, as code hosts and editors read it."""
    index = {name: n for n, name in enumerate(NAMES)}
    results = [_result(c, f, index[f.rule]) for c in checked for f in c.findings]
    told = [{"level": "error", "message": {"text": f"{r.source}: {r.reason}: {r.detail}"}} for r in rejections]
    run: dict[str, object] = {
        "tool": {
            "driver": {"name": "onrecord care", "version": version("onrecord"), "rules": [_described(n) for n in NAMES]}
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": told}],
        "results": results,
    }
    log = {"$schema": SARIF, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode()


def _described(name: str) -> dict[str, object]:
    of = card(name)
    says = "\n".join(f"{g.name}: {g.says} {g.url}" for g in of.cites)
    return {
        "id": name,
        "shortDescription": {"text": of.title},
        "fullDescription": {"text": of.reason},
        "help": {"text": says},
        "helpUri": of.cites[0].url,
        "defaultConfiguration": {"level": _LEVEL[of.severity]},
    }


def _result(checked: Checked, f: Finding, rule: int) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(checked.place.path)}}
    at = _region(checked, f)
    if at is not None:
        physical["region"] = dict(zip(("startLine", "startColumn", "endLine", "endColumn"), at, strict=True))
    return {
        "ruleId": f.rule,
        "ruleIndex": rule,
        "level": _LEVEL[f.severity],
        "message": {"text": _said(f)},
        "locations": [
            {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": f.article, "kind": "article"}]}
        ],
        "properties": {
            "article": f.article,
            "part": f.part,
            "span": f.span,
            "words": f.words,
            "line": f.line,
            "column": f.column,
        },
    }


def _said(f: Finding) -> str:
    """The message with its suggestion and what the first standard says."""
    parts = [
        f.message,
        f"Suggestion: {f.suggestion}" if f.suggestion else "",
        *(f"{g.name}: {g.says} ({g.url})" for g in f.guidance[:1]),
    ]
    return " ".join(p for p in parts if p)


def _region(checked: Checked, f: Finding) -> tuple[int, int, int, int] | None:
    """First line, first column, last line and the column behind the last, in the file; None where that is not known.

    A text file's lines are those of the article. A JSON Lines file has one line for all of it, and of a page the
    article has only the words.
    """
    if checked.place.line is not None:
        return checked.place.line, 1, checked.place.line, 2
    if checked.place.media_type != "text/plain" or f.part == "title":
        return None
    last = position(checked.text, f.span[1])
    return f.line, f.column, *last


def _uri(path: str) -> str:
    """The path as a URI: relative ones stay relative."""
    if path == "-":
        return "stdin"
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path.replace("\\", "/"))


def _data(text: str) -> str:
    """The text as a workflow command's message: what would end it is escaped, so that no article writes commands."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The text as a workflow command's property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
