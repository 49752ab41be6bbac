"""The files that people write, as models: what each may hold, and what makes it wrong."""
