"""A small, faithful Telegram Bot API server on loopback, for end-to-end tests and for trying the bot.

It enforces Telegram's rules in Telegram's words and refuses what it does not model, so that a bot that
works here is not surprised later. It imports nothing of the bot, and the bot knows only its address.

What it does not model stands in docs/sandbox.md.
"""

from __future__ import annotations

from bot.sandbox.errors import ApiError, NothingSeenError, SandboxUseError
from bot.sandbox.faults import Fault, Faults, FloodLimits
from bot.sandbox.groups import Group
from bot.sandbox.people import User
from bot.sandbox.running import Sandbox
from bot.sandbox.state import Account, Answer, Chat, ChatKind, Message, Press, Status
from bot.sandbox.world import CallRecord, Delivered

__all__ = [
    "Account",
    "Answer",
    "ApiError",
    "CallRecord",
    "Chat",
    "ChatKind",
    "Delivered",
    "Fault",
    "Faults",
    "FloodLimits",
    "Group",
    "Message",
    "NothingSeenError",
    "Press",
    "Sandbox",
    "SandboxUseError",
    "Status",
    "User",
]
