"""Whatever is wrong with a ledger's address, file or server is one clear error, and no password is in it."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from onrecord.errors import ActError, LedgerError, QueryError
from onrecord.ledger import Ledger
from tests.ledger.conftest import record

PASSWORD = "hunter2secret"


def opened(url: str | Path, *, make: bool = True) -> None:
    with Ledger.open(url, make=make, wait=0.2) as ledger:
        ledger.versions("a")


def told(error: BaseException | None) -> str:
    """All that a traceback of this error, and of those behind it, could print."""
    out = ""
    while error is not None:
        out += f"{error!s} {error!r} {error.args!r} {getattr(error, 'orig', '')!r} "
        error = error.__cause__ or error.__context__
    return out


# Files


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no folder"):
        opened(tmp_path / "none" / "record.db")


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="a folder, not a ledger"):
        opened(tmp_path)


def test_a_ledger_that_is_missing_is_not_made_by_a_question(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger here"):
        opened(tmp_path / "record.db", make=False)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_ledger_to_a_question(url: str) -> None:
    if "://" not in url:
        Path(url).touch()
    with pytest.raises(LedgerError, match="no ledger here"):
        opened(url, make=False)


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7" * 1000, b"SQLite format 3\0" + b"x" * 4096])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "record.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"record\.db: (not a ledger|damaged)"):
        opened(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE bookmark (x)")
    file.close()
    content = path.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger"):
        opened(path)
    assert path.read_bytes() == content


def test_a_damaged_file_is_told_by_a_question_or_by_verify(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with Ledger.open(path) as ledger:
        ledger.add([record(str(n)) for n in range(200)])
    content = bytearray(path.read_bytes())
    content[4096 * 10 : 4096 * 60] = b"\xff" * 4096 * 50
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"), Ledger.open(path) as ledger:
        ledger.verify()


def test_a_newer_schema(url: str) -> None:
    with Ledger.open(url) as ledger, ledger.writing() as connection:
        connection.execute(text("UPDATE ledger_schema SET version_num = '99'"))
    with pytest.raises(LedgerError, match=r"newer onrecord .*schema 99.*upgrade"):
        opened(url)


def as_one_without_rights(ask: Callable[[], str]) -> str:
    """What `ask` gives in a process of a user who owns nothing: root may write to a read-only file."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setegid(65534)
                os.seteuid(65534)
            os.write(theirs, ask().encode())
        except BaseException as error:
            os.write(theirs, repr(error).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    with os.fdopen(ours) as reader:
        return reader.read()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("folder_mode", [0o777, 0o555])
def test_a_read_only_file_can_be_read_and_not_written(folder_mode: int) -> None:
    """Also in a folder that nobody may write to, as in an image or on a disc: where SQLite makes no file beside it."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))  # pytest's own lie in a folder that is closed to others
    folder.chmod(0o777)
    path = folder / "record.db"

    def ask() -> str:
        with Ledger.open(path, make=False, wait=0.2) as ledger:
            said = f"{ledger.versions('a')[0].number} {ledger.verify().breaches}\n"
            try:
                ledger.add([record("b")])
            except LedgerError as error:
                said += str(error)
            return said

    try:
        with Ledger.open(path) as ledger:
            ledger.add([record("a")])
            ledger.verify()
        path.chmod(0o444)
        folder.chmod(folder_mode)
        first, second = as_one_without_rights(ask).splitlines()
        assert first == "1 ()" and second.startswith(f"{path}: read-only")
    finally:
        folder.chmod(0o777)
        shutil.rmtree(folder)


# Locks


def test_a_second_writer_waits_and_then_goes_on(url: str) -> None:
    with Ledger.open(url) as one, Ledger.open(url, wait=30) as two:
        added = threading.Thread(target=lambda: two.add([record("b")]))
        with one.writing():
            added.start()
            added.join(0.5)
            assert added.is_alive()
        added.join(30)
        assert not added.is_alive() and two.versions("b")


def test_a_second_writer_who_waited_in_vain_is_told(url: str) -> None:
    said = r"locked: another program has been writing to it for 0\.2 s"
    with Ledger.open(url) as one, Ledger.open(url, wait=0.2) as two:  # noqa: SIM117 (what raises stands alone)
        with one.writing(), pytest.raises(LedgerError, match=said):
            two.add([record("b")])


def test_two_who_open_a_new_ledger_at_once_both_can(url: str) -> None:
    errors = list[BaseException]()

    def open_it() -> None:
        try:
            opened_ = Ledger.open(url, wait=30)
            opened_.add([record(str(threading.get_ident()))])
            opened_.close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert errors == []
    with Ledger.open(url) as ledger:
        assert ledger.verify().acts == 4 and not ledger.verify().breaches


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://me:{PASSWORD}@host/db",
        f"https://me:{PASSWORD}@host/db",
        f"postgresql://me:{PASSWORD}@host:{PASSWORD}/db",
        f"postgresql+asyncpg://me:{PASSWORD}@host/db",
        f"postgresql://me:{PASSWORD}@[::1/db",
        "sqlite://",
        "sqlite:///",
        "",
    ],
)
def test_a_wrong_address_says_what_one_is_and_no_password(url: str) -> None:
    with pytest.raises(LedgerError, match=r"a ledger is a file, as record\.db, or postgresql://") as error:
        opened(url)
    assert PASSWORD not in told(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:{}@127.0.0.1:{port}/db",
        "postgresql://127.0.0.1:{port}/db?user=me&password={}",
        "postgres://me:{}@no-such-host.invalid/db",
    ],
)
def test_a_server_that_is_not_there_is_named_without_the_password(url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LedgerError, match="cannot be reached") as error:
        opened(url.format(PASSWORD, port=port))
    assert PASSWORD not in told(error.value) and "postgresql://" in str(error.value)


def test_a_database_that_is_not_there(postgresql: str) -> None:
    with pytest.raises(LedgerError, match=r'cannot be reached.*"nowhere" does not exist'):
        opened(postgresql.replace("/postgres?", "/nowhere?"))


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"pip install 'onrecord\[postgresql\]'") as error:
        opened(f"postgresql://me:{PASSWORD}@host/db")
    assert PASSWORD not in told(error.value)


def test_a_relative_path_an_absolute_one_and_an_address_are_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.open("odd ?name#%20.db") as ledger:
        ledger.add([record("a")])
    for url in (tmp_path / "odd ?name#%20.db", "./odd ?name#%20.db"):
        with Ledger.open(url, make=False) as ledger:
            assert ledger.versions("a")


@pytest.mark.parametrize("ask", ["article", "versions", "person", "reading_of"])
def test_an_id_that_no_database_can_hold_is_a_clear_error(ledger: Ledger, ask: str) -> None:
    """A shell makes half of a pair of each stray byte; `show` ended with the driver's own error."""
    with pytest.raises(QueryError, match="not valid Unicode"):
        getattr(ledger, ask)("a\udcff")


@pytest.mark.parametrize(("ask", "more"), [("article", {"version": 2**70}), ("article", {}), ("reading_of", {})])
def test_a_value_that_no_database_can_hold_is_no_lost_connection(
    ledger: Ledger, ask: str, more: dict[str, int]
) -> None:
    """PostgreSQL's error of U+0000 was told as a server that does not run."""
    ledger.add([record("a")])
    try:
        assert getattr(ledger, ask)("a" if more else "a\0", **more) is None
    except (ActError, QueryError) as error:
        assert "reached" not in str(error)


def test_an_act_of_a_number_beyond_all_is_none(ledger: Ledger) -> None:
    with pytest.raises((ActError, QueryError)):
        ledger.undo(99999999999, by="desk")
