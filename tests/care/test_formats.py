"""What other programs read: every finding at its place, and no article that can write into the format."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from onrecord.care import NAMES, findings
from onrecord.care.formats import Checked, Place, github, json_line, sarif
from onrecord.data import Article, Finding, Record, Rejection
from tests.care.marked import story

TEXT = "One.\nThe lunatic left.\n"


def checked(text: str = TEXT, place: Place | None = None) -> Checked:
    record, _ = story(text)
    return Checked(place or Place("news/a b.txt", None, "text/plain"), record.article.text, findings(record))


def test_a_line_of_json_is_a_finding_with_its_source() -> None:
    made = checked()
    (line,) = json_line(made)
    found = json.loads(line)
    assert found["source"] == "news/a b.txt" and "\n" not in line
    assert msgspec.convert(found["finding"], type=Finding) == made.findings[0]
    (line,) = json_line(checked(place=Place("a.jsonl", 7, "application/json")))
    assert json.loads(line)["source"] == "a.jsonl:7"


def test_github_shows_it_at_its_line_and_column() -> None:
    (line,) = github(checked())
    assert line.startswith(
        "::warning file=news/a b.txt,line=2,endLine=2,col=5,endColumn=12,title=words.stigma::“lunatic”"
    )


def test_no_article_and_no_name_of_a_file_writes_a_github_command() -> None:
    made = checked("He is a lun\natic. A loony\nbin. 100% lunatic", Place("a,b:c%\n::error::x.txt", None, "text/plain"))
    for line in github(made):
        assert "\n" not in line and "\r" not in line and "file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.txt," in line
    article = Article(id="a", title="Lunatic\r\n::error::x", text="A man left the hall.")
    made = Checked(Place("-", None, "text/plain"), article.text, findings(Record(article=article, statements=())))
    (line,) = github(made)
    assert line.startswith("::warning title=words.stigma::") and line.count("::") == 2


def test_sarif_has_the_rules_the_places_and_what_was_rejected() -> None:
    rejection = Rejection(source="b.pdf", reason="binary", detail="It is a PDF.")
    log = json.loads(sarif([checked(), checked(place=Place("a.jsonl", 7, "application/json"))], [rejection]))
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == list(NAMES) and all(r["helpUri"].startswith("https://") for r in rules)
    assert run["columnKind"] == "unicodeCodePoints"
    text, line = run["results"]
    assert rules[text["ruleIndex"]]["id"] == text["ruleId"] == "words.stigma" and text["level"] == "warning"
    where = text["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "news/a%20b.txt"
    assert where["region"] == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 12}
    assert line["locations"][0]["physicalLocation"]["region"]["startLine"] == 7
    assert "b.pdf" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_of_a_page_and_of_a_title_sarif_names_the_file_alone() -> None:
    made = checked(place=Place("a.html", None, "text/html"))
    where = json.loads(sarif([made]))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "a.html"}}


def test_an_absolute_path_is_a_file_uri() -> None:
    made = checked(place=Place(str(Path("/tmp/ä.txt")), None, "text/plain"))
    where = json.loads(sarif([made]))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "file:///tmp/%C3%A4.txt"
