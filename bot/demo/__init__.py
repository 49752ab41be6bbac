"""The whole bot beside a local Telegram, on one page: what `backchat demo` shows, and where `backchat chat` plays.

The page is served on 127.0.0.1 alone. It sees the chats as Telegram's apps would, and the bot knows nothing of it.
"""
