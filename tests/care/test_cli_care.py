"""The real command `onrecord care`, as a person or a script runs it: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.care import NAMES

TEXT = "The lunatic left the hall of Aldermoor on Monday, and nobody was there to see where he went.\n"
ERROR = "The drummer hanged himself in the hall of Aldermoor on Monday, and nobody was there to see it.\n"


def care(*arguments: str | Path, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", "care", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=cwd, timeout=120)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(TEXT)
    return path


def test_a_finding_is_printed_as_linters_do(story: Path) -> None:
    done = care("story.txt", cwd=story.parent)
    assert done.returncode == 0 and done.stdout.startswith("story.txt:1:5: warning words.stigma “lunatic”")
    assert "AP Stylebook" in done.stdout and "https://" in done.stdout and "1 finding in 1 article" in done.stderr


def test_the_exit_status_is_1_from_fail_on_up(story: Path) -> None:
    assert care(story, "--fail-on", "warning").returncode == 1
    assert care(story, "--fail-on", "never").returncode == 0
    story.write_text(ERROR)
    assert care(story).returncode == 1
    assert care(story, "--fail-on", "never").returncode == 0


def test_a_rejected_document_is_told_and_the_exit_status_is_1(story: Path) -> None:
    bad = story.parent / "bad.jsonl"
    bad.write_text("{\n")
    done = care(story, bad)
    assert done.returncode == 1 and "bad.jsonl:1" in done.stderr and "words.stigma" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["nowhere.txt"], [], ["story.txt", "--format", "xml"], ["story.txt", "--config", "no.toml"]]
)
def test_wrong_usage_is_2_and_nothing_is_printed(story: Path, arguments: list[str]) -> None:
    done = care(*arguments, cwd=story.parent)
    assert done.returncode == 2 and done.stdout == "" and done.stderr and "Traceback" not in done.stderr


def test_settings_are_read_from_the_working_directory_or_the_file_named(story: Path) -> None:
    (story.parent / "onrecord.toml").write_text('[care.rules]\nwords.stigma = "off"\n')
    assert care(story, cwd=story.parent).stdout == ""
    other = story.parent / "other.toml"
    other.write_text('[care]\nfail-on = "warning"\n')
    assert care(story, "--config", other, cwd=story.parent).returncode == 1
    assert care(story, "--config", other, "--fail-on", "error", cwd=story.parent).returncode == 0
    other.write_text('[care.rules]\nwords.stigmata = "off"\n')
    done = care(story, "--config", other)
    assert done.returncode == 2 and "other.toml" in done.stderr and "words.stigmata" in done.stderr


def test_the_rules_are_listed_without_a_source() -> None:
    done = care("--rules")
    assert done.returncode == 0 and all(name in done.stdout for name in NAMES)


def test_json_names_the_line_of_each_article_and_records_need_no_model(story: Path) -> None:
    lines = [json.dumps({"article": {"id": i, "text": TEXT}, "statements": []}) for i in ("a", "b")]
    done = care("-", "--format", "json", "--bundle", story.parent / "none", stdin="\n".join(lines))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(f["source"], f["finding"]["article"]) for f in found] == [("-:1", "a"), ("-:2", "b")]
    assert done.returncode == 0 and done.stderr == ""


def test_sarif_and_github_are_printed(story: Path) -> None:
    log = json.loads(care("story.txt", "--format", "sarif", cwd=story.parent).stdout)
    assert log["runs"][0]["results"][0]["ruleId"] == "words.stigma"
    assert care("story.txt", "--format", "github", cwd=story.parent).stdout.startswith(
        "::warning file=story.txt,line=1,"
    )


def test_a_story_drives_no_terminal(story: Path) -> None:
    story.write_text(
        "The \x1b[31m lunatic\x1b]0;x\x07 left the hall of Aldermoor on Monday, and nobody saw where he went.\n"
    )
    done = care(story)
    assert "\x1b" not in done.stdout and "\x07" not in done.stdout and "words.stigma" in done.stdout
