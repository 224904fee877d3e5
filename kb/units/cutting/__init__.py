"""Pages come in; cleaned blocks, and units cut out of them in the source's own words, go out."""
