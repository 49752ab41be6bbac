"""A case says how it ended, what the team noted, since when nobody has it, and how often the bot reminded of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only. What is open has waited since it was opened."""
    op.add_column("cases", sa.Column("outcome", sa.Text))
    op.add_column("cases", sa.Column("team_note", sa.Text))
    op.add_column("cases", sa.Column("waits_since", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("raised", sa.Integer, nullable=False, server_default="0"))
    cases = sa.table("cases", sa.column("state"), sa.column("opened_at"), sa.column("waits_since"))
    op.execute(sa.update(cases).where(cases.c.state == "open").values(waits_since=cases.c.opened_at))
