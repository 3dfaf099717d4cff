"""What an organization knows of one person: exported into one document, or erased."""
