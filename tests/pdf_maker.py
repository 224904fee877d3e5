"""Draws report pages word by word at chosen places, so that a test knows what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)


@dataclass(frozen=True)
class Style:
    """How text is set; `leading` is the distance of baselines as a multiple of the size."""

    font: str = "Helvetica"
    size: float = 10.0
    leading: float = 1.3
    justified: bool = False


BODY = Style()
BOLD = Style("Helvetica-Bold")
HEADING = Style("Helvetica-Bold", 16)
SMALL = Style("Helvetica", 8)


def canvas(path: Path, size: tuple[float, float] = A4) -> Canvas:
    return Canvas(str(path), pagesize=size, invariant=True)


def wrap(text: str, width: float, style: Style = BODY) -> list[str]:
    """Greedy lines that fit in `width` points."""
    lines: list[str] = []
    for word in text.split():
        if lines and stringWidth(f"{lines[-1]} {word}", style.font, style.size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def line(
    page: Canvas, x: float, y: float, text: str, style: Style = BODY, width: float | None = None
) -> None:
    """One line; with `width` its spaces are stretched so that it fills that width."""
    shown = page.beginText(x, y)
    shown.setFont(style.font, style.size)
    stretched = width is not None and " " in text
    missing = (width or 0) - stringWidth(text, style.font, style.size)
    shown.setWordSpace(missing / text.count(" ") if stretched else 0)
    shown.textOut(text)
    page.drawText(shown)


def lines(
    page: Canvas, x: float, y: float, texts: Sequence[str], style: Style = BODY, width: float = 0
) -> float:
    """Lines below one another, all but the last justified where the style says so; returns the next y."""
    for number, text in enumerate(texts):
        fill = style.justified and width and number < len(texts) - 1
        line(page, x, y, text, style, width if fill else None)
        y -= style.size * style.leading
    return y


def paragraph(page: Canvas, x: float, y: float, width: float, text: str, style: Style = BODY) -> float:
    """A wrapped paragraph whose first baseline is y; returns the y of the next paragraph's."""
    return lines(page, x, y, wrap(text, width, style), style, width) - 0.5 * style.size
