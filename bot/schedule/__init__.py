"""Doing things at their time: the database is the schedule, and one worker walks it."""
