"""Texts come in; vectors of length 1 go out, from the whole model or its light copy for queries."""
