"""How the tables came to be, step by step; applied at start, forward only."""
