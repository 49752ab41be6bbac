"""A message of the outbox can be a picture; Telegram's id of each is remembered, so that it is uploaded once."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("outbox", sa.Column("photo", sa.Text))
    op.create_table(
        "file_ids",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("file_id", sa.String(255), nullable=False),
    )
