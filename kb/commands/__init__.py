"""Words of a command line come in; one function's answer, or one line that tells an error, goes out."""
