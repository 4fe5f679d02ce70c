"""No table changed, but the rules by which persons are named and counted: schema.upgrade makes both anew."""

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Nothing."""
