"""Who is quoted: rows such as "Anne Holm, formand for Rådet" or "Peter Bo, leder" under a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.units.cutting.blocks import Row
from kb.units.cutting.vocabulary import folded_words, words

NAME = r"[A-ZÆØÅ][\wéüö’'.-]*"
PERSON = re.compile(rf"^[-–—]?\s*((?:{NAME}\s+){{1,4}}{NAME}|{NAME})\s*,\s*(.+)$")
MAX_CHARACTERS = 140
FULL = 60  # characters; a longer row that fills its column is running text


def is_speaker(text: str) -> bool:
    """A name of capitalised words, a comma, and a role."""
    found = PERSON.match(" ".join(text.split()))
    ended = text.rstrip().endswith((":", ";", "."))
    if not found or ended or len(text) > MAX_CHARACTERS or text.count(",") > 3:
        return False
    return any(map(is_role, folded_words(found.group(2))[:4]))


def is_role(word: str) -> bool:
    """A role, or a compound that ends in one (`udviklingskonsulent`, `byrådsmedlem`)."""
    roles = words("role")
    return word in roles or any(len(role) > 4 and word.endswith(role) for role in roles)


def find_speakers(rows: Sequence[Row], taken: set[int]) -> dict[int, int]:
    """First row -> last row of every speaker, who may be printed on one row or on two."""
    out: dict[int, int] = {}
    for i, row in enumerate(rows):
        full = row.length > 0.85 * row.width and len(row.text) > FULL
        if full or i in taken or i in out.values():
            continue
        pair = i + 1 < len(rows) and i + 1 not in taken and not rows[i + 1].top
        below = rows[i + 1].text if pair else ""
        two = 0 < len(below) <= 50 and not below.endswith((".", ":"))
        if is_speaker(row.text):
            open_end = row.text.endswith((",", " for", " i", " af", "’s", "'s"))
            out[i] = i + 1 if two and (open_end or below[0].islower()) else i
        elif two and row.text.endswith(",") and is_speaker(f"{row.text} {below}"):
            out[i] = i + 1
    return out
