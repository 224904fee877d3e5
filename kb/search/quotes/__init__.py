"""A text with quotations and an opened index come in; a verdict on each goes out."""
