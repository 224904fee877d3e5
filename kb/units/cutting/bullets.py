"""Bullets and list numbers at the head of a printed row."""

from __future__ import annotations

import re
from typing import NamedTuple

# Symbol fonts leave their bullet as a control or private-use character in the text.
GLYPHS = "•●○◦▪▫■□◆◇►▸▶‣⁃∙·❚❙➢➤✓✔→⇒⇨➔➜➞➡›\u007f\uf0b7\uf0a7\uf0d8\uf076\uf0fc\ue00a\ufffd"
GLYPH = re.compile(rf"^(?:[{GLYPHS}\ue000-\uf8ff])\s*")
DASH = re.compile(r"^[-–—*]\s+(?=\S)")
NUMBER = re.compile(r"^(\d{1,2}|[a-z])[.)]\s*(?=[^\W\d_”\"’'(§])")
COLON_NUMBER = re.compile(r"^(\d{1,2}):\s+(?=\S)")


class Bullet(NamedTuple):
    """`marker` as printed, `length` characters to skip to the text."""

    marker: str
    length: int


def find_bullet(text: str) -> Bullet | None:
    """The bullet that a row's text begins with, if any. A dash needs white space after it."""
    for pattern in (GLYPH, DASH, NUMBER, COLON_NUMBER):
        found = pattern.match(text)
        if found:
            return Bullet(found.group().strip(), found.end())
    return None


def counts_on(text: str, after: str) -> bool:
    """Whether two rows begin with a bullet, or with numbers of which the second is the next."""
    first, second = find_bullet(text), find_bullet(after)
    if first is None or second is None:
        return False
    a, b = first.marker.rstrip(".):"), second.marker.rstrip(".):")
    return int(b) == int(a) + 1 if a.isdigit() and b.isdigit() else True
