"""A font as what its codes mean: characters and advance widths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

BOLD = re.compile(r"bold|black|heavy|semi|demi|extrab|[-,]bd|[-,]b$", re.IGNORECASE)
SPACES = " \t\n\r\xa0\u2002\u2003\u2009\u200a\u202f\u3000"

SOFT_HYPHEN = "\u00ad"
MAX_ACTUAL = 8  # characters; a longer replacement text describes a picture or repeats a paragraph


def actual_text(properties: Mapping[str, Any]) -> str | None:
    """The characters that some glyphs stand for (ISO 32000-1, 14.9.4): a ligature's, a soft hyphen's."""
    raw = properties.get("/ActualText")
    if not isinstance(raw, bytes):
        return None
    wide = raw.startswith(b"\xfe\xff")
    text = raw[2:].decode("utf-16-be", "replace") if wide else raw.decode("latin-1")
    return text if 0 < len(text) <= MAX_ACTUAL and not re.search(r"\s", text) else None


class Glyphs:
    """A cache over a pypdf font (anything with `name`, `font_descriptor`, `encoding`, `character_map`,
    `character_widths`, `space_width` and `space_char`)."""

    def __init__(self, font: Any) -> None:
        self.font = font
        self.codec = font.encoding if isinstance(font.encoding, str) else None
        weight = getattr(font.font_descriptor, "weight", 0)
        heavy = isinstance(weight, (int, float)) and weight >= 600
        self.bold = heavy or BOLD.search(str(font.name)) is not None
        self.space = float(font.space_width or 250) / 1000
        self.cache: dict[str, tuple[str, float, bool]] = {}

    def codes(self, shown: bytes) -> str:
        return shown.decode(self.codec, "replace") if self.codec else shown.decode("latin-1")

    def glyph(self, code: str) -> tuple[str, float, bool]:
        """The text of a code, its advance at size 1, and whether it is a space."""
        found = self.cache.get(code)
        if found is None:
            font = self.font
            char = code if self.codec else font.encoding.get(ord(code), code)
            text = str(font.character_map.get(char, char))
            widths = font.character_widths
            width = font.space_width if code == font.space_char else widths.get(code, widths["default"])
            found = (text, float(width) / 1000, text in SPACES)
            self.cache[code] = found
        return found
