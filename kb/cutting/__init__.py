"""A text layer -> units: rows, blocks, sections, and what is worth finding alone."""
