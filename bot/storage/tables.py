"""The tables. Times are UTC; sessions hold ids, never words; names are Telegram's or the clinic's own.

Encrypted in the file is all that says who somebody is, what they wrote, or what is known of their back. Chat ids
and numbers stay readable: rows are found by them.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from bot.storage.columns import SecretJson, SecretText, UtcTime

FIRST_CASE = 1001
"""Case numbers start here, so that they read like numbers and not like counts."""


class Work(StrEnum):
    """The life of an inbox or outbox row. PARKED updates failed too often and wait for an admin."""

    NEW = "new"
    CLAIMED = "claimed"
    DONE = "done"
    PARKED = "parked"


class Kind(StrEnum):
    """What an outbox row is: a message as it stands, a case's card as it is when sent, a message under it, a notice."""

    MESSAGE = "message"
    CARD = "card"
    UNDER_CARD = "under"
    EMAIL = "email"
    WEBHOOK = "webhook"


NOTICES = (Kind.EMAIL, Kind.WEBHOOK)
"""The kinds that go to outlets; all others go to Telegram."""


metadata = MetaData()

WAITING = text("state IN ('new', 'claimed')")
IN_HAND = text("state = 'claimed'")
"""Rows still to be worked on, and those that are, spelt as the partial indexes spell it: only then are these used."""


def _partial(name: str, where: str, *columns: Column[Any], unique: bool = False) -> Index:
    only = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)


inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),  # emptied with the payload, when the update is done
    Column("lane", String(40)),  # updates of one lane are handled in order: the chat, else the user
    Column("payload", SecretJson),
    Column("received_at", UtcTime, nullable=False),
    Column("card_sent", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("claimed_at", UtcTime),
    Column("not_before", UtcTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("parked_at", UtcTime),
    Column("error", Text),  # why it was set aside: a type and a place in the program
)
_partial("inbox_waiting", WAITING.text, inbox.c.bot_id, inbox.c.lane, inbox.c.update_id)
_partial("inbox_claims", IN_HAND.text, inbox.c.bot_id, inbox.c.claimed_at)
_partial("inbox_one_claim", IN_HAND.text, inbox.c.bot_id, inbox.c.lane, unique=True)

sessions = Table(
    "sessions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("session", SecretJson, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("number", Integer, Identity(start=FIRST_CASE), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("chat_id", BigInteger),  # NULL in what is left of a deleted case until its card says so
    Column("name", SecretText, nullable=False, default=""),
    Column("username", SecretText, nullable=False, default=""),
    Column("reasons", SecretJson, nullable=False),
    Column("days", SecretJson),
    Column("topic", SecretText),
    Column("offered_at", UtcTime, nullable=False),
    Column("opened_at", UtcTime),
    Column("note", SecretText, nullable=False, default=""),
    Column("phone", SecretText, nullable=False, default=""),
    Column("safety_advice_at", UtcTime),
    Column("taken_by", SecretText, nullable=False, default=""),
    Column("taken_by_id", BigInteger),
    Column("taken_at", UtcTime),
    Column("done_by", SecretText, nullable=False, default=""),
    Column("done_at", UtcTime),
    Column("unreachable", Boolean, nullable=False, default=False),
    Column("deleted", Boolean, nullable=False, default=False),
    Column("replies_sent", Integer, nullable=False, default=0),
    Column("last_reply_at", UtcTime),
    Column("outcome", SecretText),
    Column("team_note", SecretText),
    Column("waits_since", UtcTime),
    Column("raised", Integer, nullable=False, default=0, server_default="0"),
    Column("card_chat_id", BigInteger),
    Column("card_message_id", BigInteger),
    Column("talk", String(10), nullable=False, default="", server_default=""),
    Column("talk_since", UtcTime),
    Column("booking_code", String(40)),
    Column("says_booked_at", UtcTime),
    Column("thread_id", BigInteger),  # its topic in a staff group that is a forum
    Column("thread_closed", Boolean, nullable=False, default=False, server_default="0"),
    sqlite_autoincrement=True,  # a number is never given twice
)
_partial("cases_one_a_chat", "state IN ('pending', 'open', 'taken')", cases.c.chat_id, unique=True)
Index("cases_by_chat", cases.c.chat_id)
Index("cases_by_booking_code", cases.c.booking_code, unique=True)
Index("cases_by_card", cases.c.card_chat_id, cases.c.card_message_id)

under_cards = Table(
    "under_cards",
    metadata,
    Column("group_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("case_number", Integer, ForeignKey("cases.number", ondelete="CASCADE"), nullable=False),
)
Index("under_cards_by_case", under_cards.c.case_number)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_number", Integer, nullable=False),  # no foreign key: the receipt outlives the case
    Column("purpose", String(10), nullable=False, default="case", server_default="case"),
    Column("version", String(64), nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)
Index("consents_by_case", consents.c.case_number)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("chat_id", BigInteger),  # NULL for a card and what stands under it: the staff group, wherever it is by then
    Column("lane", String(40), nullable=False),  # rows of one lane are sent in order
    Column("html", SecretText),
    Column("keyboard", SecretJson),
    Column("document", SecretJson),  # a file to send, with the html as its caption
    Column("photo", SecretText),  # the digest of a picture of the content, with the html as its caption
    Column("drawn", SecretText),  # a picture made for this message alone: a PNG in base64
    Column("emergency", Boolean, nullable=False, default=False),
    Column("case_number", Integer, ForeignKey("cases.number", ondelete="CASCADE")),
    Column("created_at", UtcTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("claimed_at", UtcTime),
    Column("not_before", UtcTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("reply_to", BigInteger),  # the message of the same chat that it answers
    Column("event", String(16)),  # of a notice: what happened to its case
    sqlite_autoincrement=True,
)
Index("outbox_waiting", outbox.c.lane, outbox.c.id)
Index("outbox_by_chat", outbox.c.chat_id)
Index("outbox_by_case", outbox.c.case_number)
_partial("outbox_one_claim", IN_HAND.text, outbox.c.lane, unique=True)

file_ids = Table(
    "file_ids",
    metadata,
    Column("digest", String(64), primary_key=True),  # of a picture of the content
    Column("file_id", String(255), nullable=False),
)

counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("n", Integer, nullable=False),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),  # no more than that: nothing leads to a chat
    Column("text", SecretText, nullable=False),
)

diary = Table(
    "diary",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("entry", SecretJson, nullable=False),
)
Index("diary_by_chat", diary.c.chat_id, diary.c.at, unique=True)

diary_consents = Table(
    "diary_consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger),  # NULL once it is taken back: a receipt that leads to no chat
    Column("version", String(64), nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)
Index("diary_consents_by_chat", diary_consents.c.chat_id, unique=True)
signatures = Table(
    "signatures",
    metadata,
    Column("signature", String(80), primary_key=True),  # of a request of the booking system, so that it counts once
    Column("at", UtcTime, nullable=False),
)

unreachable = Table(
    "unreachable",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", UtcTime, nullable=False),
)

due = Table(
    "due",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("chat_id", BigInteger),  # NULL for what is not of a patient
    Column("due_at", UtcTime, nullable=False),
    Column("not_before", UtcTime, nullable=False),  # later than due_at where it was put off, or failed
    Column("payload", SecretJson),
    sqlite_autoincrement=True,  # a row that is put back under its number meets no other
)
Index("due_by_time", due.c.not_before)
Index("due_by_chat", due.c.chat_id)

check_in_consents = Table(
    "check_in_consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger),  # emptied on /delete: the receipt stays, and leads to no chat
    Column("version", String(64), nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)
Index("check_in_consents_by_chat", check_in_consents.c.chat_id)

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", JSON(none_as_null=True)),
)
