"""brat standoff is read back by a reader written from brat's format page and its server's own checks."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings

from onrecord.data import Record
from onrecord.export import write
from onrecord.export.brat import fragments
from tests.export.made import marked, records, spans, story


class Document(NamedTuple):
    """What a .txt and its .ann say."""

    text: str
    bound: dict[str, tuple[str, list[list[int]]]]
    """Of each T: type, spans."""
    events: dict[str, dict[str, str]]
    """Of each E: role to the T or E that has it, the trigger first."""
    attributes: dict[str, dict[str, str]]
    notes: dict[str, dict[str, str]]


def read(path: Path, newline: str | None = "") -> Document:
    """The document, checked as brat's annotation.py does: each T repeats the text of its spans, one space between."""
    found = Document(path.with_suffix(".txt").open(encoding="utf-8", newline=newline).read(), {}, {}, {}, {})
    for line in path.with_suffix(".ann").read_bytes().decode().splitlines():
        identity, data, *rest = line.split("\t")
        kind, _, tail = data.partition(" ")
        if identity[0] == "T":
            at = [[int(n) for n in pair.split(" ")] for pair in tail.split(";")]
            assert all(a < b for a, b in at) and all(x[1] <= y[0] for x, y in pairwise(at))
            assert rest == [" ".join(found.text[a:b] for a, b in at)], "the reference text"
            assert not any(found.text[n].isspace() for a, b in at for n in (a, b - 1)), "brat drops such space"
            found.bound[identity] = (kind, at)
        elif identity[0] == "E":
            found.events[identity] = dict(part.split(":") for part in data.split(" "))
        elif identity[0] == "A":
            target, _, value = tail.partition(" ")
            found.attributes.setdefault(target, {})[kind] = value
        else:
            assert identity[0] == "#" and len(rest) == 1
            found.notes.setdefault(tail, {})[kind] = rest[0]
    return found


def evidence(document: Document) -> list[dict[str, list[list[int]]]]:
    """The spans of each event by role: of its note, where there is one, else of its text-bound annotations."""
    out = []
    for event, arguments in document.events.items():
        note = document.notes[event].get("Spans")
        at = {role: document.bound[ref][1] for role, ref in arguments.items() if ref in document.bound}
        plain = {role.removeprefix("Evidence_").lower(): found for role, found in at.items()}
        out.append({role: found for role, found in json.loads(note).items() if found} if note else plain)
    return out


@settings(max_examples=60)
@given(records())
def test_spans_survive_to_the_character_however_line_ends_are_read(
    tmp_path_factory: pytest.TempPathFactory, one: Record
) -> None:
    folder = tmp_path_factory.mktemp("brat") / "out"
    write([one], folder, format="brat")
    (path,) = folder.glob("*.ann")
    for newline in ("", None):  # as it is; and as Python and most tools read, CR and CR LF as LF
        document = read(path, newline)
        assert len(document.text) == len(one.article.text)
        assert evidence(document) == marked(one)
        pairs = zip(document.text, one.article.text, strict=True)
        assert all(a == b or (b == "\r" and a in " \n") for a, b in pairs)


def test_a_story_is_events_with_attributes_and_notes(tmp_path: Path) -> None:
    write([story()], tmp_path / "out", format="brat")
    document = read(tmp_path / "out" / "ferry-1.ann")
    assert list(document.events) == ["E1", "E2", "E3", "E4"]
    first, _, third, fourth = document.events.values()
    assert list(first) == ["Content", "Cue", "Source", "Evidence_speaker", "Evidence_channel", "Evidence_said_on"]
    assert len(document.bound[first["Content"]][1]) == 2, "one discontinuous span"
    assert all(document.bound[ref][0] == role for role, ref in first.items()), "as annotation.conf wants it"
    assert third["Denies"] == "E2"
    assert document.attributes["E1"] == {"Form": "direct", "Basis": "named_person", "Channel": "newspaper"}
    assert document.attributes["E3"] == {"Form": "indirect", "Basis": "named_group", "Denial": ""}
    assert document.attributes["E4"]["Fate"] == "deleted" and fourth["Evidence_fate"] in document.bound
    note = document.notes["E1"]["AnnotatorNotes"]
    assert "Ana Ito" in note and "2024-03-11" in note and "00000000000000a1" in note
    index = json.loads((tmp_path / "out" / "index.jsonl").read_text())
    assert index["document"] == "ferry-1" and index["article"]["id"] == "ferry-1" and not index["article"]["text"]
    assert index["article"]["url"] == story().article.url


def test_annotation_conf_allows_all_that_is_written(tmp_path: Path) -> None:
    write([story()], tmp_path / "out", format="brat")
    sections = dict(
        re.findall(r"^\[(\w+)\]\n((?:(?!\[).*\n)*)", (tmp_path / "out" / "annotation.conf").read_text(), re.M)
    )
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    event, _, arguments = sections["events"].strip().partition("\t")
    allowed = dict(part.split("?:") for part in arguments.split(", "))
    values = dict(line.split("\t") for line in sections["attributes"].splitlines() if line)
    document = read(tmp_path / "out" / "ferry-1.ann")
    for found in document.events.values():
        assert set(found) - {event} <= set(allowed)
        assert {role for role, ref in found.items() if ref in document.bound} - {event} <= set(
            sections["entities"].split()
        )
    for found in document.attributes.values():
        for name, value in found.items():
            assert not value or value in values[name].split("Value:")[1].split("|")


def test_a_span_over_a_line_break_is_cut_there_and_kept_whole_in_a_note(tmp_path: Path) -> None:
    one = story()
    across = spans(one.article.text, "Monday. “I would take my own children.”\n\nAn aide")
    assert fragments(one.article.text, across) == spans(
        one.article.text, "Monday. “I would take my own children.”", "An aide"
    )
    assert fragments("a\u2028b\tc d\x85", ((0, 8),)) == ((0, 1), (2, 3), (4, 7))
    assert fragments(" \n ", ((0, 3),)) == ()


HOSTILE = [
    "../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b", "a\\b", "C:evil", "con", "NUL", "-rf", "a\0b", "a\nb", "é",
    "x" * 300, "a.txt", "annotation", "~root", "$(id)",
]  # fmt: skip


def test_no_id_leads_out_of_the_folder_and_each_has_a_document(tmp_path: Path) -> None:
    given_ids = [*HOSTILE, "A", "a", "a", "same/id", "same\\id", "same/id"]
    write([story(id=identity) for identity in given_ids], tmp_path / "out", format="brat")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    index = [json.loads(line) for line in (tmp_path / "out" / "index.jsonl").read_text().splitlines()]
    assert [line["article"]["id"] for line in index] == given_ids, "which is whose can be looked up"
    names = [line["document"] for line in index]
    assert len(set(names)) == len(names) and all(
        re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,120}", name) for name in names
    )
    assert not {name.lower() for name in names} & {"con", "nul"}
    files = {p.name for p in (tmp_path / "out").iterdir()}
    assert files == {"annotation.conf", "index.jsonl", *(f"{n}.{s}" for n in names for s in ("txt", "ann"))}
    assert names[-6:-3] == ["A", "a", "a--2"]
    for name in names:
        assert evidence(read(tmp_path / "out" / f"{name}.ann")) == marked(story())


def test_an_article_without_statements_has_an_empty_ann(tmp_path: Path) -> None:
    """Without one, brat does not show the document."""
    write([Record(article=story().article, statements=())], tmp_path / "out", format="brat")
    assert (tmp_path / "out" / "ferry-1.ann").read_bytes() == b""
