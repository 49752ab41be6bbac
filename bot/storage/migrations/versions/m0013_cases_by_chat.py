"""Every message asks for its chat's case: found by an index, however many cases there are."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_index("cases_by_chat", "cases", ["chat_id"])
