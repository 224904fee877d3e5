"""A build comes in and is published to a database; the same index, read from there, goes out."""
