"""Where a build's units, vectors and postings lie, behind one narrow seam (kb.stores.seam)."""
