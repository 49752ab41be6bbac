"""Diaries with their consents; a message of the outbox can carry a picture that was made for it alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "diary",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.JSON, nullable=False),
    )
    op.create_index("diary_by_chat", "diary", ["chat_id", "at"], unique=True)
    op.create_table(
        "diary_consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    op.create_index("diary_consents_by_chat", "diary_consents", ["chat_id"], unique=True)
    op.add_column("outbox", sa.Column("drawn", sa.Text))
