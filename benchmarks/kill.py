"""Kills `onrecord add` at random moments: does the ledger verify, and does a rerun end with the very same rows?

    onrecord extract shared/data/outlets/dev.jsonl --out records.jsonl     (once: nothing is extracted again)
    python benchmarks/kill.py records.jsonl --kills 50

Each time a new ledger is begun, its writer killed (SIGKILL) at a moment drawn over the time that an undisturbed run
takes once it has opened the ledger, the ledger verified, the run repeated, verified again, and every row of every
table compared with those of the undisturbed run: all but the times of acts, and the digests that cover these.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from onrecord.ledger import Ledger
from onrecord.ledger.tables import metadata

ADD = [sys.executable, "-m", "onrecord", "add"]
TIMED = {"act": {"at", "digest"}}


def digest(ledger: str) -> str:
    """The SHA-256 over every row of every table."""
    found = sha256()
    with Ledger.open(ledger, make=False) as opened, opened.reading() as connection:
        for table in metadata.sorted_tables:
            columns = [c for c in table.c if c.name not in TIMED.get(table.name, ())]
            for row in connection.execute(select(*columns).order_by(*table.primary_key.columns)):
                found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def verified(ledger: str) -> int:
    """How many versions there are, in a ledger of which nothing was altered."""
    with Ledger.open(ledger) as opened:
        found = opened.verify()
    assert not found.breaches, found.breaches
    return found.versions


def killed(source: Path, ledger: Path, share: float, seconds: float) -> bool:
    """Whether the run was killed at this share of the seconds that adding takes, and did not end before."""
    run = begun(source, ledger)
    try:
        run.wait(timeout=share * seconds)
        return False
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
        run.wait()
        return True


def begun(source: Path, ledger: Path) -> subprocess.Popen[bytes]:
    """A run that has just opened the ledger: before that there is nothing to disturb."""
    run = subprocess.Popen([*ADD, source, "--ledger", ledger], stdout=subprocess.DEVNULL)
    while not ledger.exists() and run.poll() is None:
        time.sleep(0.002)
    return run


def seconds_of(source: Path, ledger: Path) -> float:
    """How long an undisturbed run takes, from the ledger's opening on."""
    run, start = begun(source, ledger), time.perf_counter()
    assert run.wait() == 0
    return time.perf_counter() - start


def main() -> None:
    """Print what became of each kill, and a last line for all."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", type=Path)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--articles", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "records.jsonl")
        with given.records.open("rb") as lines:
            source.write_bytes(b"".join(islice(lines, given.articles)))
        seconds, expected = seconds_of(source, Path(folder, "whole.db")), digest(f"{folder}/whole.db")
        stored, pick = list[int](), random.Random(given.seed)
        while len(stored) < given.kills:
            ledger, share = Path(folder, "record.db"), pick.random()
            if killed(source, ledger, share, seconds):
                stored.append(verified(str(ledger)))
                subprocess.run([*ADD, source, "--ledger", ledger], check=True, stdout=subprocess.DEVNULL)
                verified(str(ledger))
                same = digest(str(ledger)) == expected
                print(
                    f"{len(stored)}: killed with {stored[-1]} articles stored; after a rerun the same rows: {same}",
                    flush=True,
                )
                assert same
            else:  # the machine is quicker or slower than it was
                seconds *= 0.9
            if not len(stored) % 10:
                seconds = seconds_of(source, Path(folder, "again.db"))
            for file in [*Path(folder).glob("record.db*"), *Path(folder).glob("again.db*")]:
                file.unlink()
        some = sum(0 < n < given.articles for n in stored)
        print(f"{len(stored)} kills, {some} with some of {given.articles} articles stored: all verified, all the same")


if __name__ == "__main__":
    main()
