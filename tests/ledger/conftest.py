"""A real SQLite and a real PostgreSQL: what takes `ledger` or `url` is run on both. And records to put into them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from onrecord.data import Article, Channel, Evidence, Period, Record, Speaker, Statement
from onrecord.ledger import Ledger


def record(
    id: str = "a1",
    said: Sequence[tuple[str, str]] = (("Ann Lee", "We will mend the harbour wall"),),
    *,
    title: str | None = "Harbour wall to be mended",
    outlet: str | None = "The Gull",
    published: date | None = date(2024, 3, 14),
) -> Record:
    """An article in which each of these people says these words, one sentence each: “WORDS,” said NAME."""
    text, statements = "", []
    for number, (name, words) in enumerate(said):
        start = len(text) + 1
        cue = start + len(words) + 3
        text += f"“{words},” said {name}. "
        statements.append(
            statement(
                f"{id}-{number}", (start, start + len(words)), (cue, cue + 4), (cue + 5, cue + 5 + len(name)), name=name
            )
        )
    article = Article(id=id, title=title, outlet=outlet, published=published, text=text + "It rained.")
    return Record(article=article, statements=tuple(statements))


def statement(
    id: str, content: tuple[int, int], cue: tuple[int, int], source: tuple[int, int], *, name: str | None
) -> Statement:
    """A direct statement with these spans; `msgspec.structs.replace` changes the rest."""
    return Statement(
        id=id,
        form="direct",
        speaker=Speaker(name=name, basis="named_person" if name else "none"),
        channel=Channel(kind="interview"),
        said_on=Period(earliest=date(2024, 3, 12), latest=date(2024, 3, 13)),
        score=0.9,
        evidence=Evidence(content=(content,), cue=(cue,), source=(source,)),
    )


def _found(program: str) -> Path | None:
    """A program of PostgreSQL: on the path, or where Debian puts it, newest first."""
    on_path = shutil.which(program)
    if on_path:
        return Path(on_path)
    return next(iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server of our own: a socket in a folder that is removed."""
    initdb, postgres = _found("initdb"), _found("postgres")
    if initdb is None or postgres is None:
        pytest.skip("PostgreSQL is not installed: nothing is tested on it (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))  # short: a socket's path has 107 bytes
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = next(n for n in ("postgres", "nobody") if n in {p.pw_name for p in pwd.getpwall()})
        shutil.chown(folder, user)
    log = folder / "log"
    options = {"user": user, "cwd": folder} if user else {"cwd": folder}
    subprocess.run(
        [initdb, "-D", folder / "data", "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True, capture_output=True, **options,
    )  # fmt: skip
    quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
    settings = (*quick, "listen_addresses=", f"unix_socket_directories={folder}", "max_connections=40")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [postgres, "-D", folder / "data", *(part for s in settings for part in ("-c", s))],
            stdout=output, stderr=output, **options,
        )  # fmt: skip
    try:
        _wait(server, folder, log)
        yield f"postgresql://onrecord@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait(30)
        shutil.rmtree(folder)


def _wait(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    import psycopg

    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            psycopg.connect(f"host={folder} user=onrecord dbname=postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


_NUMBERS = count(1)


@pytest.fixture
def database(postgresql: str) -> str:
    """The address of an empty schema, which is to a ledger as a database of its own, and 50 times as soon made."""
    import psycopg

    name = f"test{next(_NUMBERS)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgresql}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a ledger that is not there yet."""
    return str(tmp_path / "record.db") if request.param == "sqlite" else request.getfixturevalue("database")


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An empty ledger, open."""
    with Ledger.open(url) as opened:
        yield opened
