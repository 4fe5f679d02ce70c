"""The schema of an open ledger brought up to this version's, by Alembic, in one transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from onrecord.errors import LedgerError
from onrecord.ledger import people, tally
from onrecord.ledger.engine import Place, only_writer
from onrecord.ledger.tables import person

HEAD = "2"
"""The newest migration: migrations/versions/v2.py."""

MIGRATIONS = Path(__file__).with_name("migrations")

TABLE = "ledger_schema"
"""Holds the name of the last migration that was run, and so tells a ledger from other databases."""


def upgrade(place: Place) -> None:
    """Make the tables where there are none, and run the migrations that are missing.

    Raises LedgerError where the database is no ledger, or was made by a newer onrecord.
    """
    with place.clear_errors(), place.engine.connect() as connection:
        found = _schema(connection, place.name)
        if found == HEAD:
            return
        if found is None and not place.make:
            raise LedgerError(f"{place.name}: there is no ledger here; check --ledger, or make one with `onrecord add`")
    with place.clear_errors(), place.engine.connect().execution_options(writing=True) as connection:
        if place.is_file:  # outside of a transaction, or SQLite would pass over them
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")  # a migration may make a table anew
            driver.execute("PRAGMA journal_mode=WAL")  # stays in the file: readers go on while one writes
        with connection.begin():
            only_writer(connection, place.wait, table=None)
            if _schema(connection, place.name) != HEAD:  # another may have run them while this one waited
                _run(connection)
                _renew(connection)
        connection.invalidate()  # the next connection has foreign_keys on again


def _schema(connection: Connection, name: str) -> str | None:
    """The last migration that was run; None for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if TABLE not in tables:
        if tables & {"act", "version", "statement"} or (tables and connection.dialect.name == "sqlite"):
            raise LedgerError(f"{name}: not a ledger: the database holds other tables; choose another")
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {TABLE}"))
    if found is None or not str(found).isdigit() or int(found) > int(HEAD):
        raise LedgerError(
            f"{name}: made by a newer onrecord (schema {found}, this one knows {HEAD}): pip install --upgrade onrecord"
        )
    return str(found)


def _run(connection: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, to)


_PERSONS = 200
"""Persons that are held in memory, with those who could be one with them."""


def _renew(connection: Connection) -> None:
    """Make anew what rules make of the rows, who is one with whom and how it is shown and counted.

    A migration cannot, which knows only the tables of its own time.
    """
    numbers = connection.scalars(select(person.c.n).order_by(person.c.n)).all()
    for i in range(0, len(numbers), _PERSONS):
        people.regroup(connection, numbers[i : i + _PERSONS])
    tally.recount(connection, numbers)
