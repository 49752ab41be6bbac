"""The sentences that the bot speaks, and what stands in their placeholders."""
