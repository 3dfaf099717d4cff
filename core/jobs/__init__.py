"""Work in the background whose state stands in a row: exports, and copies of a whole organization."""
