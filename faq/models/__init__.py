"""What is learnt from the content, and asked of a message."""
