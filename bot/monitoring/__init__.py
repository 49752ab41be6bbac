"""How the bot is: its log lines of turns, health, metrics, and what admins are told."""
