"""The first tables: inbox, sessions, cases, consents, outbox, counts, reachability and meta."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables; case numbers start at 1001."""
    _inbox()
    _conversation()
    _outbox()
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_table("meta", sa.Column("name", sa.String(64), primary_key=True), sa.Column("value", sa.JSON))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('cases', 1000)")


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("lane", sa.String(40)),
        sa.Column("payload", sa.JSON),
        _time("received_at", nullable=False),
        sa.Column("card_sent", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _time("claimed_at"),
        _time("not_before"),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
    _partial("inbox_waiting", "inbox", ["lane", "update_id"], "state IN ('new', 'claimed')")
    _partial("inbox_one_claim", "inbox", ["bot_id", "lane"], "state = 'claimed'", unique=True)


def _conversation() -> None:
    op.create_table(
        "sessions",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("session", sa.JSON, nullable=False),
        _time("updated_at", nullable=False),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer, sa.Identity(start=1001), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("days", sa.Integer),
        sa.Column("topic", sa.String(64)),
        _time("offered_at", nullable=False),
        _time("opened_at"),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        _time("safety_advice_at"),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("taken_by_id", sa.BigInteger),
        _time("taken_at"),
        sa.Column("done_by", sa.Text, nullable=False),
        _time("done_at"),
        sa.Column("unreachable", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("replies_sent", sa.Integer, nullable=False),
        _time("last_reply_at"),
        sa.Column("card_chat_id", sa.BigInteger),
        sa.Column("card_message_id", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    _partial("cases_one_a_chat", "cases", ["chat_id"], "state IN ('pending', 'open', 'taken')", unique=True)
    op.create_index("cases_by_card", "cases", ["card_chat_id", "card_message_id"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_number", sa.Integer, nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        _time("given_at", nullable=False),
        _time("withdrawn_at"),
    )
    op.create_index("consents_by_case", "consents", ["case_number"])
    op.create_table(
        "unreachable",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        _time("since", nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("html", sa.Text),
        sa.Column("keyboard", sa.JSON),
        sa.Column("emergency", sa.Boolean, nullable=False),
        sa.Column("case_number", sa.Integer, sa.ForeignKey("cases.number", ondelete="CASCADE")),
        _time("created_at", nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _time("claimed_at"),
        _time("not_before"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_waiting", "outbox", ["lane", "id"])
    op.create_index("outbox_by_chat", "outbox", ["chat_id"])
    op.create_index("outbox_by_case", "outbox", ["case_number"])
    _partial("outbox_one_claim", "outbox", ["lane"], "state = 'claimed'", unique=True)
