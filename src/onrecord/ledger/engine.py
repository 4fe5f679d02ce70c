"""An address to an engine, and whatever a database says is wrong to one clear error. Passwords stay out of both."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError

from onrecord.errors import LedgerError, QueryError

_HELP = "a ledger is a file, as record.db, or postgresql://user@host/database"


class Place:
    """Where a ledger is, as an error may name it, and the engine that reaches it."""

    def __init__(self, address: str, *, wait: float, make: bool) -> None:
        self.url = _url(address)
        self.wait = wait
        self.make = make
        self.name = _shown(self.url)
        self.is_file = self.url.get_backend_name() == "sqlite"
        if self.is_file:
            _check_file(self.name, make)
            self.engine = _sqlite(self.url, wait)
        else:
            self.engine = _postgresql(self.url)
        dbapi: Any = self.engine.dialect.loaded_dbapi
        self._driver_error: type[Exception] = dbapi.Error  # where SQLAlchemy is not between: PRAGMA, COPY

    @contextmanager
    def clear_errors(self) -> Iterator[None]:
        """Whatever the database raises is a LedgerError that says where, what, and what to do.

        A string that no database can hold is a QueryError: an id with half of a pair, as a shell makes of stray bytes.
        """
        try:
            yield
        except UnicodeEncodeError as error:
            raise QueryError(f"{str(error.object)[:60]!a}: not valid Unicode") from None
        except (DataError, OverflowError) as error:  # PostgreSQL's of U+0000 has no SQLSTATE, as a lost connection's
            said = " ".join(str(getattr(error, "orig", None) or error).split())
            raise QueryError(f"a value that no ledger can hold ({said})") from None
        except (DBAPIError, self._driver_error) as error:
            raise LedgerError(f"{self.name}: {self._told(error)}") from None

    def _told(self, error: Exception) -> str:
        origin: Any = getattr(error, "orig", None) or error
        code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None) or ""
        said = " ".join(str(origin).split())
        if self.url.password:
            said = said.replace(str(self.url.password), "***")
        for start, meaning in _MEANINGS.items():
            if code.startswith(start):
                return meaning.format(wait=f"{self.wait:g}")
        if not self.is_file and not code:
            return f"cannot be reached ({said}); check the address, and that the server runs"
        return f"the database refuses ({said})"


_MEANINGS = {
    "SQLITE_BUSY": "locked: another program has been writing to it for {wait} s; try again when it is done",
    "SQLITE_LOCKED": "locked: another program has been writing to it for {wait} s; try again when it is done",
    "SQLITE_NOTADB": "not a ledger: the file is no SQLite database",
    "SQLITE_CORRUPT": "damaged: the file is not as SQLite wrote it; put back a copy, or try `sqlite3 FILE .recover`",
    "SQLITE_READONLY": "read-only: nothing can be written to it; check the permissions of the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened; check the path, and the permissions of the file and its folder",
    "SQLITE_PERM": "cannot be opened; check the path, and the permissions of the file and its folder",
    "SQLITE_AUTH": "cannot be opened; check the path, and the permissions of the file and its folder",
    "SQLITE_FULL": "the disk is full; what was reported as stored is there: make room, and run it again",
    "SQLITE_IOERR": "the disk fails or is full; what was reported as stored is there: look after it, and run it again",
    "55P03": "locked: another program has been writing to it for {wait} s; try again when it is done",
    "25006": "read-only: this server takes no writing; give the address of the one that does",
    "42501": "not allowed: this user lacks the rights on the ledger's tables",
    "53100": "the server's disk is full; what was reported as stored is there: make room, and run it again",
    "54000": "an article is too large for this database",
}
"""By the beginning of SQLite's error name or PostgreSQL's SQLSTATE."""


def _url(address: str) -> URL:
    if "://" not in address:
        if not address:
            raise LedgerError(f"the ledger's address is empty: {_HELP}")
        return URL.create("sqlite", database=address)
    scheme = address.partition("://")[0]
    problem = LedgerError(f"{scheme}://…: not an address of a ledger: {_HELP}")
    if scheme not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg"):
        raise problem
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # whose message may hold a part of the password
        url = None
    if url is None or (scheme == "sqlite" and not url.database):
        raise problem
    return url if scheme == "sqlite" else url.set(drivername="postgresql+psycopg")


def _shown(url: URL) -> str:
    """The address without password and options, which may hold one."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()


def _check_file(name: str, make: bool) -> None:
    path = Path(name)
    if path.is_dir():
        raise LedgerError(f"{name}: a folder, not a ledger; name a file in it, as {path / 'record.db'}")
    if not path.exists() and not path.parent.is_dir():
        raise LedgerError(f"{name}: there is no folder {path.parent}; make it first")
    if not path.exists() and not make:
        raise LedgerError(f"{name}: there is no ledger here; check --ledger, or make one with `onrecord add`")


def _sqlite(url: URL, wait: float) -> Engine:
    path = Path(str(url.database))
    if path.exists() and not (_is_writable(path) or _is_writable(path.parent) or Path(f"{path}-wal").exists()):
        # Nobody writes here, and SQLite cannot make the files beside it that it else reads with
        url = url.set(database=f"file:{quote(str(path))}", query={"immutable": "1", "uri": "true"})
    engine = create_engine(url, connect_args={"timeout": wait, "isolation_level": None})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


_CACHE = 8192
"""KiB of pages that each SQLite connection holds. With 64 MiB, 20 readers of a million statements were no faster, and
the process held 340 MB in place of 210: the system keeps the file's pages too."""


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    for line in ("synchronous=FULL", "foreign_keys=ON", f"cache_size=-{_CACHE}"):
        connection.execute(f"PRAGMA {line}")


def _begin(connection: Connection) -> None:
    """sqlite3 opens a transaction before some statements only; here all of them stand in one that is told to begin."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    except ImportError:
        raise LedgerError("PostgreSQL needs its driver: pip install 'onrecord[postgresql]'") from None


def only_writer(connection: Connection, wait: float, table: str | None = "act") -> None:
    """Wait until no other writer is at work: SQLite's transaction has begun so, PostgreSQL is told here."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
        if table:
            connection.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        else:  # there may be no table yet
            connection.execute(text("SELECT pg_advisory_xact_lock(7205759403792793)"))
