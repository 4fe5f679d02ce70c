"""Stopped at any moment, kill -9 and a full disk too: nothing is half there, and a rerun ends with the same rows."""

from __future__ import annotations

import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from sqlalchemy import select

from onrecord.ledger import Ledger
from onrecord.ledger.tables import metadata
from tests.ledger.conftest import record

COMMAND = [sys.executable, "-m", "onrecord", "add"]
NAMES = ("Ann Lee", "Bo Roe", "Cy Fox", "Dee Ray", "Ed Oak")
TIMES = {"act": {"at", "digest"}}
"""What a rerun cannot repeat: when it was, and the digests that are made over it."""


def records(path: Path, number: int) -> Path:
    """So many articles of five statements as `extract --json` prints them."""
    pick = random.Random(5)
    words = [f"word{n}" for n in range(400)]
    with path.open("wb") as file:
        for n in range(number):
            said = [(pick.choice(NAMES), " ".join(pick.choices(words, k=12))) for _ in range(5)]
            file.write(msgspec.json.encode(record(f"a{n}", said)) + b"\n")
    return path


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in their order."""
    with Ledger.open(url, make=False) as ledger, ledger.reading() as connection:
        return {
            t.name: [
                tuple(v for c, v in row._mapping.items() if c not in TIMES.get(t.name, ()))
                for row in connection.execute(select(t).order_by(*t.primary_key.columns))
            ]
            for t in metadata.sorted_tables
        }


class Undisturbed(NamedTuple):
    """How long a run took, and its rows."""

    seconds: float
    rows: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records(tmp_path_factory.mktemp("records") / "records.jsonl", 700)


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> Undisturbed:
    """A run that nothing stopped."""
    url, start = str(source.with_name("undisturbed.db")), time.monotonic()
    subprocess.run([*COMMAND, source, "--ledger", url], check=True, capture_output=True)
    return Undisturbed(time.monotonic() - start, rows(url))


def test_kill_9_at_random_moments(url: str, source: Path, undisturbed: Undisturbed) -> None:
    """It is fed through a pipe that stays open, so that it never ends before it is killed, however fast the machine."""
    pick, lines = random.Random(9), source.read_bytes().splitlines(keepends=True)
    for _ in range(4):
        run = subprocess.Popen([*COMMAND, "-", "--ledger", url], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert run.stdin
        run.stdin.write(b"".join(lines[: pick.randrange(100, len(lines))]))
        run.stdin.flush()
        time.sleep(pick.uniform(0, undisturbed.seconds / 2))
        assert run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdin.close()
        with Ledger.open(url) as ledger:
            assert ledger.verify().breaches == ()
    subprocess.run([*COMMAND, source, "--ledger", url], check=True, capture_output=True)
    assert rows(url) == undisturbed.rows


def test_ctrl_c_stores_what_was_read_and_says_what(tmp_path: Path, source: Path) -> None:
    url = str(tmp_path / "record.db")
    run = subprocess.Popen([*COMMAND, "-", "--ledger", url], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdin and run.stderr
    lines = source.read_bytes().splitlines(keepends=True)
    run.stdin.write(b"".join(lines[:250]))  # one batch and a part of one, then nothing comes
    run.stdin.flush()
    time.sleep(3)
    run.send_signal(signal.SIGINT)
    message = run.stderr.read().decode()
    assert run.wait(30) == 130 and message.count("\n") == 1 and "stopped" in message
    stored = int(re.findall(r"(\d+) new", message)[0])
    with Ledger.open(url) as ledger:
        assert ledger.verify().versions == stored >= 200


def test_a_full_disk_is_one_line_and_a_rerun_adds_the_rest(
    tmp_path: Path, source: Path, undisturbed: Undisturbed
) -> None:
    """A file may not grow beyond 3 MB: what a disk that is full does to SQLite, at some page of some batch."""
    url = str(tmp_path / "record.db")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    done = subprocess.run([*COMMAND, source, "--ledger", url], capture_output=True, text=True, preexec_fn=limit)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "full" in done.stderr and url in done.stderr
    with Ledger.open(url) as ledger:
        assert ledger.verify().breaches == ()
    again = subprocess.run([*COMMAND, source, "--ledger", url], capture_output=True, text=True, check=True)
    assert "there already" in again.stdout and rows(url) == undisturbed.rows
