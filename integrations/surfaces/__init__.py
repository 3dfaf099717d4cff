"""The modules of this app."""
