"""What the commands do, one module each. Each returns an exit code: 0 good, 1 problems, 2 not possible."""
