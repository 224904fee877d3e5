"""A file comes in; pages of text whose lines know their places go out."""
