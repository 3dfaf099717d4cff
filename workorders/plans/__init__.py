"""What follows from a maintenance plan: its next dates, the work it makes, and what became of each time it was due."""
