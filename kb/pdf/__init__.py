"""A PDF file -> its text layer: a reader process, and the order in which a reader would read."""
