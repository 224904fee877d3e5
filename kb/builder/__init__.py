"""A corpus folder comes in; a build, a folder that carries all that serving needs, goes out."""
