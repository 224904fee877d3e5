"""A running product and what was judged or cut by hand come in; measures and times go out."""
