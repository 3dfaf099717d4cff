"""What other systems tell Atrium: kept first, then acted on once."""
