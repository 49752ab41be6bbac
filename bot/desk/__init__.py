"""What the clinic's desk does by the clock: it reminds of requests that nobody took, and gives the numbers."""
