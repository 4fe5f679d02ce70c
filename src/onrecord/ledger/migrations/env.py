"""What Alembic runs to migrate: always on the connection that schema.py hands over, inside its transaction."""

from alembic import context

from onrecord.ledger.schema import TABLE
from onrecord.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=TABLE,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
