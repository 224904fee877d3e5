"""A request of a program comes in; JSON as the OpenAPI document describes it goes out."""
