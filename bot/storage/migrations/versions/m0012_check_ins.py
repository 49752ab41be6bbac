"""What is to be done at a time waits in a table; consents to check-ins are kept apart from those of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "due",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_index("due_by_time", "due", ["not_before"])
    op.create_index("due_by_chat", "due", ["chat_id"])
    op.create_table(
        "check_in_consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    op.create_index("check_in_consents_by_chat", "check_in_consents", ["chat_id"])
