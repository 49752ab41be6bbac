"""What makes Backchat run: settings, storage, delivery, the command line and the sandbox."""
