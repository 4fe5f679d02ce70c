"""The schema is made and brought up to date by migrations alone, in one transaction, with what is in it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger, schema
from onrecord.ledger.engine import Place
from onrecord.ledger.search import SEARCH
from onrecord.ledger.tables import metadata
from tests.conftest import ROOT

FIXTURES = Path(__file__).with_name("fixtures")


def frozen(url: str, revision: str) -> None:
    """A ledger of an older schema, with the data that onrecord wrote when that was the newest."""
    place = Place(url, wait=10, make=True)
    with place.engine.execution_options(writing=True).begin() as connection:
        schema._run(connection, to=revision)
        tables = MetaData()
        tables.reflect(connection)
        data = json.loads((FIXTURES / f"v{revision}.json").read_text(encoding="utf-8"))
        for table in tables.sorted_tables:
            for row in data.get(table.name, []):
                connection.execute(table.insert().values({k: typed(table.c[k].type, v) for k, v in row.items()}))
    place.engine.dispose()


def typed(kind: Any, value: Any) -> Any:
    """A value of the fixture as its column takes it."""
    if value is None or kind.python_type not in (bytes, date, bool):
        return value
    if kind.python_type is bool:
        return bool(value)
    return bytes.fromhex(value) if kind.python_type is bytes else date.fromisoformat(value)


REVISIONS = [str(n) for n in range(1, int(schema.HEAD) + 1)]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_ledger_of_each_older_schema_is_brought_up_to_date_with_its_data(url: str, revision: str) -> None:
    """A new migration's test is its fixture: fixtures/vN.json, of the schema before it.

    Where this fails and no table was changed, a rule was by which columns are made (terms.py, names.py, review.py): the
    migration that makes them anew is missing, without which `verify` would call every older ledger altered.
    """
    frozen(url, revision)
    data = json.loads((FIXTURES / f"v{revision}.json").read_text(encoding="utf-8"))
    with Ledger.open(url) as ledger:
        found = ledger.verify()
        assert found.breaches == () and found.acts == len(data["act"])
        assert found.digest == f"{data['act'][-1]['seq']}-{data['act'][-1]['digest']}", "the chain is the same"
        assert [v.change for v in ledger.versions("a")] == ["first", "changed"]
        assert [s.speaker.name for s in ledger.article("a").statements] == ["Ann Lee", "Bob Roe", "Lee"]
        assert ledger.versions("c")[0].is_forgotten
        with ledger.reading() as connection:
            assert schema._schema(connection, url) == schema.HEAD


def test_there_is_a_fixture_of_each_schema_and_head_is_the_last() -> None:
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert script.get_heads() == [schema.HEAD]
    assert sorted(p.stem for p in FIXTURES.glob("v*.json")) == sorted(f"v{r}" for r in REVISIONS)


def test_tables_and_migrations_agree(ledger: Ledger) -> None:
    """A change to tables.py needs a migration."""

    def ours(_: Any, name: str | None, kind: str, __: bool, ___: Any) -> bool:
        own = kind != "table" or name in metadata.tables
        return own and not (kind == "column" and name == "search") and not str(name).endswith("_search")

    with ledger.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True, "version_table": schema.TABLE}
        )
        assert compare_metadata(context, metadata) == []


def made_of(connection: Connection) -> dict[str, str]:
    """The views, triggers and full-text indexes that are there, as they were made but for white space."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'"
        return {name: " ".join(sql.split()) for name, sql in connection.execute(text(query))}
    return dict.fromkeys(inspect(connection).get_view_names(), "")


def test_indexes_are_those_of_search(ledger: Ledger) -> None:
    """What search.py says is what the migrations have made."""
    with ledger.reading() as connection:
        if connection.dialect.name == "sqlite":
            views = inspect(connection).get_view_names()
            lines = [" ".join(line.replace("IF NOT EXISTS ", "").split()) for line in SEARCH["sqlite"]]
            assert sorted(sql for name, sql in made_of(connection).items() if name not in views) == sorted(lines)


def test_views_are_those_that_the_docs_tell_of(ledger: Ledger) -> None:
    """They stand in the migrations alone; what they promise to other tools is the table in docs/ledger.md."""
    page = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (an? .+) \|$", page[page.index("| view |") :], re.MULTILINE))
    with ledger.reading() as connection:
        made = inspect(connection)
        assert set(made.get_view_names()) == set(told)
        columns = [column["name"] for column in made.get_columns("statements")]
    assert sorted(columns) == sorted(["n", *told["statements"].split(": ")[1].split(", ")])


# How a migration runs, shown with one that is made here


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of migrations with another one, which gives each version a column `words` and drops a view."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v3.py").write_text(
        '''"""Count words."""
import sqlalchemy as sa
from alembic import op
revision = "3"
down_revision = "2"
def upgrade():
    with op.batch_alter_table("version") as table:
        table.add_column(sa.Column("words", sa.Integer()))
    op.execute("UPDATE version SET words = length(text)")
    op.execute("DROP VIEW speakers")
'''
    )
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "HEAD", "3")
    return folder / "versions" / "v3.py"


def test_an_older_ledger_is_migrated_when_it_is_opened(url: str, third: Path) -> None:
    frozen(url, "1")
    with Ledger.open(url, make=False) as ledger, ledger.reading() as connection:
        counts = connection.execute(text("SELECT words FROM version ORDER BY n")).scalars().all()
        assert len(counts) == 4 and counts.count(None) == 1, "the forgotten one has none"
        assert "speakers" not in inspect(connection).get_view_names()
        foreign = connection.dialect.name != "sqlite" or connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert foreign, "foreign keys are on again"
    with Ledger.open(url) as ledger:
        assert not ledger.verify().breaches


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(url: str, third: Path) -> None:
    frozen(url, "1")
    third.write_text(third.read_text().replace("DROP VIEW speakers", "DROP VIEW nothing"))
    with pytest.raises(LedgerError, match="nothing"):
        Ledger.open(url)
    with Place(url, wait=10, make=False).engine.connect() as connection:
        assert schema._schema(connection, url) == "1"
        assert "words" not in {c["name"] for c in inspect(connection).get_columns("version")}


def test_a_question_to_an_up_to_date_ledger_does_not_load_alembic(ledger: Ledger, url: str) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from onrecord.ledger import Ledger\n"
        "with Ledger.open(sys.argv[1], make=False) as ledger: print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
