"""Copies of a whole organization: exported into one file, imported elsewhere, or kept beside it as a sandbox."""
