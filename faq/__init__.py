"""What Backchat knows, and how the right piece of it is found. Knows nothing of Telegram or storage."""
