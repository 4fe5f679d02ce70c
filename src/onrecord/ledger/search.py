"""The full-text indexes, each database's own, over the column `terms` of some tables."""

from __future__ import annotations

_SQLITE_SEARCH = """
CREATE VIRTUAL TABLE IF NOT EXISTS {table}_search
    USING fts5(terms, content={table}, content_rowid=n, tokenize=ascii)
;;
CREATE TRIGGER IF NOT EXISTS {table}_search_add AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_search(rowid, terms) VALUES (new.n, new.terms); END
;;
CREATE TRIGGER IF NOT EXISTS {table}_search_change AFTER UPDATE OF terms ON {table} BEGIN
    INSERT INTO {table}_search({table}_search, rowid, terms) VALUES ('delete', old.n, old.terms);
    INSERT INTO {table}_search(rowid, terms) VALUES (new.n, new.terms); END
;;
CREATE TRIGGER IF NOT EXISTS {table}_search_remove AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_search({table}_search, rowid, terms) VALUES ('delete', old.n, old.terms); END
"""


def _sqlite_search(table: str) -> list[str]:
    """The full-text index over a table's terms, kept by triggers so that nothing can be stored beside it.

    The `ascii` tokeniser takes terms as they are: it parts them at spaces and leaves all beyond ASCII alone.
    """
    return _SQLITE_SEARCH.format(table=table).split(";;")


def _postgresql_search(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS search tsvector\n"
        f"    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(terms), ' '))) STORED",
        f"CREATE INDEX IF NOT EXISTS {table}_search ON {table} USING gin (search)",
    ]


TABLES = ("statement", "version", "person")

SEARCH = {
    name: [line for table in TABLES for line in make(table)]
    for name, make in (("sqlite", _sqlite_search), ("postgresql", _postgresql_search))
}

TRIGGERS = {
    line.split()[5]: " ".join(line.replace("IF NOT EXISTS ", "").split())
    for line in SEARCH["sqlite"]
    if line.split()[1] == "TRIGGER"
}
"""SQLite's triggers by name, as SQLite keeps them but for white space."""


_PARTS = ("data", "idx", "docsize", "config")
"""The tables in which FTS5 keeps an index."""


def copied_search(table: str) -> list[str]:
    """What copies SQLite's full-text index of a table to a temporary one of the name TABLE_copy.

    FTS5 checks an index by an INSERT, which would keep all writers of the file waiting: 15 s at 150,000 statements.
    """
    return [
        f"CREATE TEMP VIEW {table}_copied AS SELECT n, terms FROM main.{table}",
        f"CREATE VIRTUAL TABLE temp.{table}_copy\n"
        f"    USING fts5(terms, content={table}_copied, content_rowid=n, tokenize=ascii)",
        *(f"DELETE FROM temp.{table}_copy_{part}" for part in _PARTS),
        *(f"INSERT INTO temp.{table}_copy_{part} SELECT * FROM main.{table}_search_{part}" for part in _PARTS),
    ]
