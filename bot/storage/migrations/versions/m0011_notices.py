"""Notices in the outbox for outlets beside Telegram, and which words of the booking system came."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("outbox", sa.Column("event", sa.String(16)))
    op.create_table(
        "signatures",
        sa.Column("signature", sa.String(80), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
