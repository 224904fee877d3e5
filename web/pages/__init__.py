"""A reader's request comes in; a page in Danish goes out."""
