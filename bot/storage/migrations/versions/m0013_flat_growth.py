"""What every message asks is found by an index: its chat's case, and what waits beside all that is done."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_index("cases_by_chat", "cases", ["chat_id"])
    waiting = sa.text("state IN ('new', 'claimed')")
    claimed = sa.text("state = 'claimed'")
    op.create_index("inbox_claims", "inbox", ["bot_id", "claimed_at"], sqlite_where=claimed, postgresql_where=claimed)
    op.drop_index("inbox_waiting", "inbox")
    op.create_index(
        "inbox_waiting", "inbox", ["bot_id", "lane", "update_id"], sqlite_where=waiting, postgresql_where=waiting
    )
