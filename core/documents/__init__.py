"""Documents: one file, many links. Whoever may read a linked record may read the file."""
