"""Records from files: read as a stream, checked against the same rules as a page's form, and undone as a whole."""
