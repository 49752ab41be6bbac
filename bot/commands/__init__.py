"""What the commands do, one module each. Each returns the exit code: 0 good, 1 problems found, 2 can't be done."""
