"""The demonstration: two organizations filled from published records, with people who may look around."""
