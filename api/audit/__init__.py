"""Who called the API, from where, for what, and how it ended: written once, never changed, and sealed."""
