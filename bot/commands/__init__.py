"""What the commands do, one module each; each returns the exit code: 0 good, 1 problems found, 2 can't be done."""
