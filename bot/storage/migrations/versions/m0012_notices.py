"""Notices in the outbox for outlets beside Telegram; a code for each case, by which the booking system names it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("outbox", sa.Column("event", sa.String(16)))
    op.add_column("cases", sa.Column("booking_code", sa.String(40)))
    op.create_index("cases_by_booking_code", "cases", ["booking_code"], unique=True)
    op.create_table(
        "signatures",
        sa.Column("signature", sa.String(80), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
