"""What the written rules find in a message, and how it stands there."""
