"""All that is remembered, in SQLite or PostgreSQL: the only SQL of the project."""
