"""`python -m bot` is the command `backchat`."""

from bot.cli import main

main()
