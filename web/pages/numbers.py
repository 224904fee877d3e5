"""Figures as Danish readers write them, and as numbers a chart can draw."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def shown(value: float | str | None) -> str:
    """The value with a decimal comma and dots between thousands; a range or bound as the source has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("-", "–")
    sign = "−" if value < 0 else ""
    whole, _, part = f"{abs(value):,.2f}".partition(".")
    decimals = part.rstrip("0")
    return sign + whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def drawn(value: float | str | None) -> float | None:
    """The number to draw: of a range or bound ("4-5", "80+") the first one; None where there is none."""
    if isinstance(value, str):
        found = _NUMBER.search(value)
        return float(found.group().replace(",", ".")) if found else None
    return None if value is None else abs(value)
