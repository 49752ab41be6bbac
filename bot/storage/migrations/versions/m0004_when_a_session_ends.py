"""A session says when it ends: a held emergency tier alone, as after /delete, goes with its last day."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LASTED = timedelta(days=30)


def upgrade() -> None:
    """Forward only. What is there keeps the 30 days that it had."""
    op.add_column("sessions", sa.Column("expires_at", sa.DateTime(timezone=True)))
    time = sa.DateTime(timezone=True)
    table = sa.table("sessions", sa.column("chat_id"), sa.column("updated_at", time), sa.column("expires_at", time))
    connection = op.get_bind()
    for chat_id, updated_at in connection.execute(sa.select(table.c.chat_id, table.c.updated_at)).all():
        this = table.c.chat_id == chat_id
        connection.execute(sa.update(table).where(this).values(expires_at=updated_at + _LASTED))
    with op.batch_alter_table("sessions") as batch:
        batch.alter_column("expires_at", existing_type=time, nullable=False)
        batch.drop_column("updated_at")
