"""Columns whose values are encrypted hold texts: a case's days and topic were a number and a short text."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only. Encrypting itself needs the key, and follows when the tables are up to date."""
    # A column at a time: to build the table anew would, by its foreign key, empty the outbox.
    op.add_column("cases", sa.Column("new_days", sa.JSON))
    op.add_column("cases", sa.Column("new_topic", sa.Text))
    op.execute("UPDATE cases SET new_days = CAST(CAST(days AS TEXT) AS JSON), new_topic = topic")
    for name in ("days", "topic"):
        op.drop_column("cases", name)
        op.alter_column("cases", f"new_{name}", new_column_name=name)
