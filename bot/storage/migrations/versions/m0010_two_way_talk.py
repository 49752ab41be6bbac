"""A talk between patient and clinic with a consent of its own, codes of booking links, and topics of a forum."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("consents", sa.Column("purpose", sa.String(10), nullable=False, server_default="case"))
    op.add_column("cases", sa.Column("talk", sa.String(10), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("talk_since", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("booking_code", sa.String(40)))
    op.add_column("cases", sa.Column("says_booked_at", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("thread_id", sa.BigInteger))
    op.add_column("cases", sa.Column("thread_closed", sa.Boolean, nullable=False, server_default="0"))
    op.create_index("cases_by_booking_code", "cases", ["booking_code"], unique=True)
    op.create_table(
        "under_cards",
        sa.Column("group_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("case_number", sa.Integer, sa.ForeignKey("cases.number", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("under_cards_by_case", "under_cards", ["case_number"])
