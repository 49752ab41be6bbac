"""The conversation by concern: pure functions from a scene to a turn."""
