"""A message of the outbox can be a file: what /mydata sends."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("outbox", sa.Column("document", sa.JSON))
