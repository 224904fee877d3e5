"""A knowledge base over Danish social-policy reports: documents come in, ranked answers go out."""
