"""A query and an opened index come in; an answer goes out: hits, their snippets, facets."""
