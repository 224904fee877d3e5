"""Units come in; the same units with municipalities, indsats, laws and the like go out."""
