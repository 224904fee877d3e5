"""Units come in; the outcome figures that their sentences report go out."""
