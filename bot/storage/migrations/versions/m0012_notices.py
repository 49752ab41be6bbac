"""A row of the outbox can be a notice for an outlet beside Telegram; it says what happened to its case."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("outbox", sa.Column("event", sa.String(16)))
