"""What Backchat says: the conversation as a pure function, and the Telegram handlers around it."""
