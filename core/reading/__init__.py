"""Reading fast: compiled rows, pages that stay true while others write, and exports that stream."""
