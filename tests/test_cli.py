"""The real command, run as a person or a script runs it: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from onrecord.data import Article, Record
from onrecord.extract import Extractor
from onrecord.pipeline import process
from onrecord.read import captures
from tests.conftest import EXAMPLES, strictly_equal

COMMAND = [sys.executable, "-m", "onrecord"]
STORY = "“We will win,” said Jane Doe. Nobody in the hall of Aldermoor that night believed it, and it rained.\n"
RECORD_KEYS = {"article", "statements"}
ARTICLE_KEYS = {"id", "title", "url", "outlet", "byline", "published", "language", "text"}
STATEMENT_KEYS = {"id", "form", "speaker", "channel", "said_on", "denial", "fate", "score", "evidence"}
EVIDENCE_KEYS = {"content", "cue", "source"}


def onrecord(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, cwd=cwd, timeout=120)


def records(printed: bytes) -> list[Record]:
    return [msgspec.json.decode(line, type=Record, strict=True) for line in printed.splitlines()]


def is_one_line(message: bytes, *, naming: str | Path) -> bool:
    text = message.decode()
    return text.count("\n") == 1 and text.endswith("\n") and str(naming) in text and "Traceback" not in text


def many(path: Path, count: int) -> Path:
    """So many articles as JSON Lines."""
    with path.open("w") as file:
        file.writelines(
            json.dumps({"id": str(n), "text": f"{STORY}He counted {n} boats."}) + "\n" for n in range(count)
        )
    return path


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


# Help


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["extract", "--help"], ["extract", "-h"]])
def test_help_teaches_by_example(arguments: list[str]) -> None:
    done = onrecord(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert "Examples" in text and text.count("onrecord extract ") >= 4
    if "extract" in arguments:
        for part in ("--json", "--out", "--workers", "--bundle", "Exit status"):
            assert part in text


def test_the_command_alone_shows_its_help() -> None:
    done = onrecord()
    assert done.returncode == 2 and "Examples" in (done.stdout + done.stderr).decode()


def test_version() -> None:
    done = onrecord("--version")
    assert done.returncode == 0 and re.fullmatch(rb"onrecord \d+\.\d+\.\d+\S*\n", done.stdout)


# Records


def test_the_examples_give_the_records_of_design_md(extractor: Extractor) -> None:
    """The exact keys of the wire form, values that decode strictly, and the same as the library gives."""
    done = onrecord("extract", *EXAMPLES, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    found = records(done.stdout)
    expected = [o for path in EXAMPLES for o in process(captures(path), extractor)]
    assert len(found) == len(expected) and all(map(strictly_equal, found, expected))
    for line, record in zip(done.stdout.splitlines(), found, strict=True):
        assert msgspec.json.encode(record) == line
        wire = json.loads(line)
        assert set(wire) == RECORD_KEYS and set(wire["article"]) == ARTICLE_KEYS
        for statement in wire["statements"]:
            assert set(statement) >= STATEMENT_KEYS
            assert set(statement["evidence"]) >= EVIDENCE_KEYS
            assert set(statement["speaker"]) >= {"name", "basis"}
            assert statement["channel"] is None or set(statement["channel"]) >= {"kind", "name"}
            assert statement["said_on"] is None or set(statement["said_on"]) >= {"earliest", "latest"}
            for spans in statement["evidence"].values():
                assert all(0 <= start < end <= len(wire["article"]["text"]) for start, end in spans)


def test_each_example_has_statements(example: Path) -> None:
    (record,) = records(onrecord("extract", example).stdout)
    assert record.statements and record.article.title and record.article.published


def test_a_text_is_stored_as_it_was_read(story: Path) -> None:
    content = "\r\n  “We will win,” said Jane Doe \U0001f600.\r\n\r\nHe left the hall, and nobody stopped him.\t\n"
    story.write_bytes(content.encode())
    (record,) = records(onrecord("extract", story).stdout)
    assert record.article.text == content


def test_standard_input_is_a_dash() -> None:
    done = onrecord("extract", "-", stdin=STORY.encode())
    (record,) = records(done.stdout)
    assert done.returncode == 0 and record.article.text == STORY


def test_articles_from_standard_input_keep_their_ids_and_fields() -> None:
    line = {"id": "my id", "text": STORY, "outlet": "The Post", "published": "2024-03-14", "byline": ["A. Roe"]}
    (record,) = records(onrecord("extract", "-", stdin=json.dumps(line).encode()).stdout)
    article = record.article
    assert (article.id, article.outlet, article.byline) == ("my id", "The Post", ("A. Roe",))
    assert article.text == STORY and article.published and article.published.isoformat() == "2024-03-14"


def test_what_it_printed_can_be_read_again(story: Path) -> None:
    first = records(onrecord("extract", story).stdout)
    articles = b"\n".join(msgspec.json.encode(r.article) for r in first)
    assert records(onrecord("extract", "-", stdin=articles).stdout) == first


def test_a_folder_gives_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{STORY}This is {name}.")
    done = onrecord("extract", tmp_path)
    assert done.returncode == 0
    assert [r.article.text[-6:-1].strip() for r in records(done.stdout)] == ["a.txt", "b.txt", "d.txt"]


def test_workers_change_no_record(tmp_path: Path) -> None:
    path = many(tmp_path / "many.jsonl", 40)
    two, one = (onrecord("extract", path, "--workers", n).stdout for n in ("2", "1"))
    assert two == one == onrecord("extract", path).stdout and len(records(one)) == 40


# A terminal


def in_a_terminal(*arguments: str | Path) -> tuple[int, str]:
    """Exit status and what a terminal of 80 columns is sent."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    process_ = subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=environment
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end was closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process_.wait(60), shown.decode()


def test_a_terminal_shows_the_story_with_its_statements_marked_and_a_table(story: Path) -> None:
    status, shown = in_a_terminal("extract", story)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert status == 0
    assert "[1]“We will win,” said Jane Doe." in plain and "speaker" in plain and "channel" in plain
    assert shown != plain, "statements are in colour"


def test_json_is_printed_to_a_terminal_too_when_asked_for(story: Path) -> None:
    status, shown = in_a_terminal("extract", story, "--json")
    assert status == 0 and len(records(shown.encode())) == 1


# What goes wrong


def test_a_missing_file_is_one_line_and_nothing_is_done(story: Path) -> None:
    done = onrecord("extract", story, "nothing.txt")
    assert (done.returncode, done.stdout) == (2, b"") and is_one_line(done.stderr, naming="nothing.txt")


def test_a_rejected_document_is_named_and_the_rest_is_printed(tmp_path: Path, story: Path) -> None:
    (tmp_path / "a-empty.txt").write_bytes(b"")
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": STORY}) + "\n{broken\n")
    done = onrecord("extract", tmp_path)
    assert done.returncode == 1 and len(records(done.stdout)) == 2
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 2 and "a-empty.txt" in lines[0] and "b.jsonl:2" in lines[1]


def test_a_hostile_file_name_drives_no_terminal(tmp_path: Path) -> None:
    name = "\x1b[2J[red]:smiley:\nx.txt"
    (tmp_path / name).write_bytes(b"")
    done = onrecord("extract", tmp_path)
    assert done.returncode == 1 and b"\x1b" not in done.stderr and b"[red]:smiley:" in done.stderr
    assert done.stderr.count(b"\n") == 1
    missing = onrecord("extract", f"{name}.gone")
    assert missing.returncode == 2 and b"\x1b" not in missing.stderr and is_one_line(missing.stderr, naming="[red]")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    done = onrecord("extract", tmp_path / "closed")
    assert (done.returncode, done.stdout) == (2, b"") and is_one_line(done.stderr, naming="closed")


@pytest.mark.parametrize(
    "arguments", [["--nope"], ["extract", "--nope"], ["extract"], ["extract", "x", "--workers", "0"], ["nope"]]
)
def test_a_wrong_option_is_told_without_a_traceback(arguments: list[str]) -> None:
    done = onrecord(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Usage: " in done.stderr and b"Error: " in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("bundle", ["nothing", "story.txt", "."])
def test_a_bundle_that_is_none_is_one_line(story: Path, bundle: str) -> None:
    done = onrecord("extract", "story.txt", "--bundle", bundle, cwd=story.parent)
    assert (done.returncode, done.stdout) == (2, b"") and is_one_line(done.stderr, naming="manifest.json")


# --out


def test_out_holds_all_records_and_only_when_all_are_written(tmp_path: Path, story: Path) -> None:
    out = tmp_path / "records.jsonl"
    out.write_text("old")
    done = onrecord("extract", story, "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.read_bytes() == onrecord("extract", story).stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["records.jsonl", "story.txt"], "no .part is left"


@pytest.mark.parametrize("verb", ["extract", "link"])
@pytest.mark.parametrize(
    ("source", "out"), [("a.jsonl", "./a.jsonl"), (".", "a.jsonl"), ("a.jsonl", "link"), ("link", "a.jsonl")]
)
def test_out_replaces_no_source(tmp_path: Path, verb: str, source: str, out: str) -> None:
    """Whatever name it goes by, and in a folder that is read too: the article would be gone."""
    path = many(tmp_path / "a.jsonl", 3)
    (tmp_path / "link").symlink_to(path)
    before = path.read_bytes()
    done = onrecord(verb, source, "--out", out, cwd=tmp_path)
    assert done.returncode == 2 and is_one_line(done.stderr, naming=f"{Path(out)}: it is read")
    assert path.read_bytes() == before and {p.name for p in tmp_path.iterdir()} == {"a.jsonl", "link"}


def test_out_does_not_replace_what_stands_at_standard_input(story: Path) -> None:
    with story.open("rb") as file:
        done = subprocess.run([*COMMAND, "extract", "-", "--out", str(story)], stdin=file, capture_output=True)
    assert done.returncode == 2 and story.read_text() == STORY


def test_out_may_replace_what_is_not_read_of_a_folder(story: Path) -> None:
    """A file there of another ending, or hidden, is no source."""
    hidden = story.parent / ".made"
    hidden.mkdir()
    for out in (story.parent / "made.records", hidden / "a.jsonl"):
        out.write_text("old")
        assert onrecord("extract", story.parent, "--out", out).returncode == 0
        assert len(records(out.read_bytes())) == 1


@pytest.mark.parametrize("out", ["missing/records.jsonl", ".", ""])
def test_an_out_that_cannot_be_written_is_one_line(story: Path, out: str) -> None:
    done = onrecord("extract", "story.txt", "--out", out, cwd=story.parent)
    assert (done.returncode, done.stdout) == (2, b"") and is_one_line(done.stderr, naming="--out")
    assert [p.name for p in story.parent.iterdir()] == ["story.txt"]


def test_out_to_a_device_leaves_it_one(tmp_path: Path, story: Path) -> None:
    """A pipe stands for /dev/null: replacing that by a file would break the machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        assert onrecord("extract", story, "--out", pipe).returncode == 0
        assert reader.stdout and len(records(reader.stdout.read())) == 1
    assert pipe.is_fifo() and not pipe.with_name("pipe.part").exists()


def test_out_through_a_link_writes_what_it_leads_to(tmp_path: Path, story: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.jsonl")
    assert onrecord("extract", story, "--out", tmp_path / "link").returncode == 0
    assert (tmp_path / "link").is_symlink() and len(records((tmp_path / "real.jsonl").read_bytes())) == 1


# Stopped in the middle


def test_a_reader_that_has_seen_enough_stops_the_run_quietly(tmp_path: Path) -> None:
    """As in `onrecord extract many.jsonl | head -1`: the status is that of a process ended by SIGPIPE."""
    path = many(tmp_path / "many.jsonl", 20_000)
    with subprocess.Popen([*COMMAND, "extract", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout and run.stderr
        first = run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert len(records(first)) == 1 and run.returncode == 128 + signal.SIGPIPE


def test_who_types_at_standard_input_sees_each_answer(tmp_path: Path) -> None:
    """So the many workers of other sources, which read ahead, are none of theirs."""
    lines = many(tmp_path / "many.jsonl", 2).read_bytes().splitlines(keepends=True)
    with subprocess.Popen([*COMMAND, "extract", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdin and run.stdout
        for line in lines:
            run.stdin.write(line)
            run.stdin.flush()
            assert len(records(run.stdout.readline())) == 1
        run.stdin.close()
        assert run.stdout.read() == b""
    assert run.returncode == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_is_one_line_and_its_status(tmp_path: Path, workers: str) -> None:
    path = many(tmp_path / "many.jsonl", 20_000)
    command = [*COMMAND, "extract", path, "--workers", workers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout and run.stderr
        printed = run.stdout.readline()
        run.send_signal(signal.SIGINT)
        printed += run.stdout.read()
        message = run.stderr.read()
    assert run.returncode == 130 and is_one_line(message, naming="stopped")
    assert 0 < len(records(printed)) < 20_000 and printed.endswith(b"\n"), "no record is cut"


def written_to(part: Path) -> None:
    """Wait until a command has begun to write."""
    until = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < until:
        time.sleep(0.05)


def test_workers_end_with_the_one_who_is_killed(tmp_path: Path) -> None:
    """SIGTERM, as a supervisor sends it, reaches only the first process; they hold its standard error open."""
    path, out = many(tmp_path / "many.jsonl", 20_000), tmp_path / "out.jsonl"
    with subprocess.Popen([*COMMAND, "extract", path, "--out", out, "--workers", "2"], stderr=subprocess.PIPE) as run:
        written_to(tmp_path / "out.jsonl.part")
        run.terminate()
        run.communicate(timeout=20)
    assert run.returncode == -signal.SIGTERM


def test_two_commands_do_not_write_one_file(story: Path, tmp_path: Path) -> None:
    """The second is told so, and the first one's file is whole."""
    out = tmp_path / "out.jsonl"
    command = [*COMMAND, "extract", "-", "--out", out]
    lines = many(tmp_path / "many.jsonl", 2).read_bytes().splitlines(keepends=True)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as first:
        assert first.stdin
        first.stdin.write(lines[0])
        first.stdin.flush()
        until = time.monotonic() + 60
        while not (tmp_path / "out.jsonl.part").exists() and time.monotonic() < until:
            time.sleep(0.05)
        second = onrecord("extract", story, "--out", out)
        first.stdin.write(lines[1])
        first.stdin.close()
    assert second.returncode == 2 and is_one_line(second.stderr, naming="another command")
    assert first.returncode == 0 and len(records(out.read_bytes())) == 2
    assert onrecord("extract", story, "--out", out).returncode == 0 and len(records(out.read_bytes())) == 1


def test_a_closed_standard_output_is_one_line(story: Path) -> None:
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "extract", story], stderr=subprocess.PIPE)
    assert done.returncode == 2 and is_one_line(done.stderr, naming="standard output is closed")


@pytest.mark.parametrize("verb", ["extract", "export", "link", "care", "add"])
def test_standard_input_is_read_once(verb: str, tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, verb, "-", "-"], input=b"", capture_output=True, cwd=tmp_path)
    assert done.returncode == 2 and b"standard input can be read once" in done.stderr
    assert not list(tmp_path.iterdir())


def test_ctrl_c_leaves_an_older_out_as_it_was_and_says_where_the_new_is(tmp_path: Path) -> None:
    path, out = many(tmp_path / "many.jsonl", 20_000), tmp_path / "out.jsonl"
    out.write_text("old")
    part = tmp_path / "out.jsonl.part"
    with subprocess.Popen([*COMMAND, "extract", path, "--out", out], stderr=subprocess.PIPE) as run:
        written_to(part)
        run.send_signal(signal.SIGINT)
        _, message = run.communicate(timeout=60)
    assert run.returncode == 130 and is_one_line(message, naming=part)
    assert out.read_text() == "old" and part.stat().st_size


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_one_line(story: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, "extract", story], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2 and is_one_line(done.stderr, naming="standard output")


def test_the_example_articles_are_written_for_this_project() -> None:
    """They are what `make try` shows, so they are there, and each reads as an article."""
    assert {p.suffix for p in EXAMPLES} == {".txt", ".html"} and len(EXAMPLES) >= 3
    assert all(isinstance(r.article, Article) for r in records(onrecord("extract", EXAMPLES[0].parent).stdout))


def test_the_readable_record_can_be_had_in_a_pipe() -> None:
    lighthouse = next(path for path in EXAMPLES if path.name == "lighthouse.txt")
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "extract", str(lighthouse), "--no-json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "speaker" in done.stdout
    assert "Marlo Vance" in done.stdout
    assert not done.stdout.lstrip().startswith("{")
