"""Readers in other processes go on while one writer adds, and each sees whole articles only."""

from __future__ import annotations

import subprocess
import sys
import threading

from sqlalchemy import func, select

from onrecord.ledger import Ledger
from onrecord.ledger.tables import act, statement, version
from tests.conftest import ROOT
from tests.ledger.conftest import record

READER = """
import sys
from sqlalchemy import func, select
from onrecord.ledger import Ledger
from onrecord.ledger.tables import act, statement, version
with Ledger.open(sys.argv[1], make=False) as ledger:
    print("ready", flush=True)
    seen = []
    while not seen or seen[-1] < int(sys.argv[2]):
        with ledger.reading() as connection:
            acts, versions, statements = (
                connection.scalar(select(func.count()).select_from(t)) for t in (act, version, statement)
            )
        assert acts == versions and statements == 2 * versions, (acts, versions, statements)
        seen.append(versions)
print(len(set(seen)))
"""


def test_readers_see_whole_articles_while_a_writer_adds(ledger: Ledger, url: str) -> None:
    said = [("Ann Lee", "We will mend it"), ("Bo Roe", "It is late")]
    batches = [[record(f"{n}-{i}", said) for i in range(10)] for n in range(30)]
    command = [sys.executable, "-c", READER, url, "300"]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    for reader in readers:
        assert reader.stdout and reader.stdout.readline() == "ready\n"
    for batch in batches:
        ledger.add(batch)
    for reader in readers:
        out, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0 and int(out) > 2, "it read while the writer was at work"


def test_a_reading_is_of_one_moment_whatever_is_added_beside_it(ledger: Ledger, url: str) -> None:
    ledger.add([record("a")])
    with ledger.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(version))
        with Ledger.open(url) as other:
            other.add([record("b")])
        assert connection.scalar(select(func.count()).select_from(version)) == before == 1
    with ledger.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(version)) == 2


def test_two_writers_take_turns_and_lose_nothing(ledger: Ledger, url: str) -> None:
    errors = list[BaseException]()

    def add(name: str) -> None:
        try:
            with Ledger.open(url, wait=60) as own:
                for n in range(20):
                    own.add([record(f"{name}-{n}")])
        except BaseException as error:
            errors.append(error)

    writers = [threading.Thread(target=add, args=(name,)) for name in "ab"]
    for w in writers:
        w.start()
    for w in writers:
        w.join()
    assert errors == []
    found = ledger.verify()
    assert (found.acts, found.statements, found.breaches) == (40, 40, ())


def test_one_ledger_is_shared_by_threads(ledger: Ledger) -> None:
    ledger.add([record("a")])
    found = list[int]()
    threads = [threading.Thread(target=lambda: found.append(len(ledger.versions("a")))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert found == [1] * 8
    with ledger.reading() as connection:
        assert [connection.scalar(select(func.count()).select_from(t)) for t in (act, statement)] == [1, 1]
