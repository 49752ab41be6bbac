"""A small, faithful Telegram Bot API server on loopback, for end-to-end tests and for trying the bot.

It enforces Telegram's rules in Telegram's words and refuses what it does not model, so that a bot that
works here is not surprised later. It imports nothing of the bot, and the bot knows only its address.

Not modelled, and refused where the bot asks for it: webhooks, Markdown, photos and other media sent by
the bot, downloads, copies and forwards, forum topics, channels, inline mode, payments, business
accounts. Not modelled and not noticed: the wait of 3 seconds when a poll repeats its offset, other
bots, restricted members, a chat's own permissions, keyboards for some members of a group only, the age
after which an edit is refused, and updates that Telegram forgets after 24 hours.
"""

from __future__ import annotations

from bot.sandbox.errors import ApiError, NothingSeenError, SandboxUseError
from bot.sandbox.faults import Fault, Faults, FloodLimits
from bot.sandbox.groups import Group
from bot.sandbox.people import User
from bot.sandbox.running import Sandbox
from bot.sandbox.state import Account, Answer, Chat, ChatKind, Message, Press, Status
from bot.sandbox.world import CallRecord

__all__ = [
    "Account",
    "Answer",
    "ApiError",
    "CallRecord",
    "Chat",
    "ChatKind",
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
