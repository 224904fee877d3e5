"""A PDF comes in; its text in reading order goes out, each line with its place, type and zone."""
