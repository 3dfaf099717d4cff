"""What may be done with the connections to other systems."""
