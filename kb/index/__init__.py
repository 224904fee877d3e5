"""The files of a build come in; an opened index goes out, which finds units by terms, vectors and tags."""
