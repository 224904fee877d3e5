"""How a query's cost grows with the corpus: made corpora, measured; `kb bench --growth`."""
