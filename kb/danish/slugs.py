"""Text as it stands in addresses and ids, and as it is compared."""

import unicodedata

_SPELT_OUT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "œ": "oe", "ö": "oe", "ä": "ae"})


def slug(text: str) -> str:
    """ASCII slug of a text: æ ae, ø oe, å aa, other marks dropped, words joined by hyphens."""
    # Composed first: a file name from macOS spells å as a + ring.
    spelt = unicodedata.normalize("NFKC", text).lower().translate(_SPELT_OUT)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "-".join(words)


def squash(text: str) -> str:
    """The letters and digits of a text alone, whatever their case."""
    return "".join(character for character in text.casefold() if character.isalnum())
