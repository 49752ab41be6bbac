"""An update that failed too often is kept for a while: since when, and at which kind of error it failed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only. What was set aside until now is empty, so it is over like any other."""
    op.add_column("inbox", sa.Column("parked_at", sa.DateTime(timezone=True)))
    op.add_column("inbox", sa.Column("error", sa.Text))
    op.execute("UPDATE inbox SET state = 'done' WHERE state = 'parked'")
