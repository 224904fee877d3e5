"""Sets a described report in pages: columns, heads and feet, hyphens, bullets, boxes, tables, footnotes.

A report is a list of parts; the same parts can be set in many ways (`Setting`), so that a test can ask
whether the units stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import reportlab
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FAMILIES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Vera": ("Vera", "VeraBd", "VeraIt"),
}
BREAK = re.compile(r"(?<=[aeiouyæøå])(?=[bcdfghjklmnprstv][aeiouyæøå])")


@dataclass(frozen=True)
class Part:
    """`kind`: title, chapter, heading, sub, text, bullets, box, quote, table, figure, contents."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Setting:
    """How a report is set; all lengths in points."""

    family: str = "Helvetica"
    size: float = 10.0
    leading: float = 1.35
    columns: int = 1
    gutter: float = 22.0
    margins: tuple[float, float, float, float] = (70.0, 70.0, 75.0, 70.0)  # left, right, top, bottom
    page: tuple[float, float] = (595.28, 841.89)
    justified: bool = False
    hyphen: str = ""  # "-", U+00AD or U+2010: words are broken with it; "" does not break words
    bullet: str = "•"
    bullets_last: bool = False  # a page's bullets are drawn after its text
    indent: float = 12.0
    paragraph: str = "space"  # or "indent": the first line of a paragraph is set in
    head: str = "line"  # "line", "sides" (even and odd differ) or ""
    first_number: int = 1
    row_by_row: bool = False
    table_rules: str = "grid"  # or "three", or "" for none
    ligatures: bool = False
    heading_ratio: float = 1.3
    box: str = "filled"  # or "framed", or "rules" (above and below only)


@dataclass
class _Flow:
    """Where the next line comes to stand, and what waits for the end of the page."""

    canvas: Canvas
    s: Setting
    title: str
    number: int = 1
    column: int = 0
    y: float = 0.0
    top: float = 0.0
    waiting: list[tuple[float, float, str, str, float, float | None]] = field(default_factory=list)
    bullets: list[tuple[float, float]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    noted: int = 0


def write(path: Path, parts: Sequence[Part], setting: Setting) -> None:
    """Set the report at `path`."""
    if setting.family == "Vera" and "Vera" not in pdfmetrics.getRegisteredFontNames():
        folder = Path(reportlab.__file__).parent / "fonts"
        for name in FAMILIES["Vera"]:
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    flow = _Flow(Canvas(str(path), pagesize=setting.page, invariant=True), setting, parts[0].text)
    flow.top = flow.y = setting.page[1] - setting.margins[2]
    for part in parts:
        _SETTERS[part.kind](flow, part)
    _end_page(flow)
    flow.canvas.save()


# Lines


def _width(flow: _Flow) -> float:
    left, right = flow.s.margins[:2]
    return (flow.s.page[0] - left - right - flow.s.gutter * (flow.s.columns - 1)) / flow.s.columns


def _left(flow: _Flow) -> float:
    return flow.s.margins[0] + flow.column * (_width(flow) + flow.s.gutter)


def _bottom(flow: _Flow) -> float:
    return flow.s.margins[3] + (len(flow.notes) * 11 + 8 if flow.notes else 0)


def _font(flow: _Flow, face: int = 0) -> str:
    return FAMILIES[flow.s.family][face]


def _shown(flow: _Flow, text: str) -> str:
    return text.replace("fi", "\ufb01").replace("fl", "\ufb02") if flow.s.ligatures else text


def broken(text: str, width: float, font: str, size: float, hyphen: str, first: float = 0.0) -> list[str]:
    """Greedy lines; with `hyphen` a word that does not fit is broken where a syllable may begin."""
    lines: list[str] = []
    current, room = "", width - first
    for word in text.split():
        trial = f"{current} {word}" if current else word
        if stringWidth(trial, font, size) <= room:
            current = trial
            continue
        head = _fitting(current, word, room, font, size, hyphen) if hyphen else ""
        if head:
            lines.append((f"{current} " if current else "") + head + hyphen)
            current = word[len(head) :]
        else:
            lines.append(current)
            current = word
        room = width
    return [*lines, current]


def _fitting(current: str, word: str, room: float, font: str, size: float, hyphen: str) -> str:
    if not word.isalpha() or len(word) < 6:
        return ""
    best = ""
    for place in (m.start() for m in BREAK.finditer(word)):
        fits = stringWidth(f"{current} {word[:place]}{hyphen}", font, size) <= room
        if 2 <= place <= len(word) - 3 and fits:
            best = word[:place]
    return best


def _line(flow: _Flow, x: float, text: str, font: str, size: float, width: float | None) -> None:
    flow.waiting.append((x, flow.y, _shown(flow, text), font, size, width))


def _advance(flow: _Flow, height: float) -> None:
    """Go down by `height`, to the next column or page when it is full."""
    flow.y -= height
    if flow.y < _bottom(flow):
        _next_column(flow)


def _next_column(flow: _Flow) -> None:
    if flow.column + 1 < flow.s.columns:
        flow.column += 1
        flow.y = flow.top
    else:
        _end_page(flow)


def _room(flow: _Flow, height: float) -> None:
    if flow.y - height < _bottom(flow):
        _next_column(flow)


def _end_page(flow: _Flow) -> None:
    s, c = flow.s, flow.canvas
    order = sorted(flow.waiting, key=lambda w: (-round(w[1]), w[0])) if s.row_by_row else flow.waiting
    _furniture(flow)
    for x, y, text, font, size, width in order:
        shown = c.beginText(x, y)
        shown.setFont(font, size)
        missing = (width - stringWidth(text, font, size)) if width else 0.0
        shown.setWordSpace(missing / text.count(" ") if width and " " in text else 0)
        for number, piece in enumerate(re.split(r"\^(\d)\^", text)):
            shown.setRise(0.35 * size if number % 2 else 0)
            shown.setFont(font, 0.6 * size if number % 2 else size)
            shown.textOut(piece)
        c.drawText(shown)
    for x, y in flow.bullets:
        c.setFont(_font(flow), s.size)
        c.drawString(x, y, s.bullet)
    y = s.margins[3] + 11 * len(flow.notes) - 11
    if flow.notes:
        c.line(s.margins[0], y + 12, s.margins[0] + 90, y + 12)
    for mark, text in flow.notes:
        c.setFont(_font(flow), 0.8 * s.size)
        c.drawString(s.margins[0], y, f"{mark} {text}")
        y -= 11
    c.showPage()
    flow.waiting, flow.bullets, flow.notes = [], [], []
    flow.number, flow.column = flow.number + 1, 0
    flow.top = flow.y = s.page[1] - s.margins[2]


def _furniture(flow: _Flow) -> None:
    s, c = flow.s, flow.canvas
    shown = str(flow.number + s.first_number - 1)
    even, right = flow.number % 2 == 0, s.page[0] - s.margins[1]
    c.setFont(_font(flow), 8)
    if s.head == "line":
        c.drawString(s.margins[0], s.page[1] - 40, flow.title)
        c.drawRightString(right, 35, f"Side {shown}")
    elif s.head == "sides":
        c.drawString(s.margins[0], s.page[1] - 38, flow.title if even else "Socialforvaltningen")
        (c.drawString if even else c.drawRightString)(s.margins[0] if even else right, 30, shown)


# Parts


def _gap(flow: _Flow, lines: float) -> None:
    if flow.y < flow.top:
        flow.y -= lines * flow.s.size


def _heading(flow: _Flow, part: Part, ratio: float, across: bool = False) -> None:
    s, font = flow.s, _font(flow, 1)
    size = s.size * ratio
    _gap(flow, 1.2)
    _room(flow, size * 1.3 + 3 * s.size * s.leading)
    width = s.page[0] - s.margins[0] - s.margins[1] if across else _width(flow)
    for text in broken(part.text, width, font, size, ""):
        _line(flow, _left(flow), text, font, size, None)
        flow.y -= size * 1.25
    flow.y -= 0.3 * s.size


def _title(flow: _Flow, part: Part) -> None:
    flow.y -= 30
    _heading(flow, part, 2.2, across=True)
    flow.y -= 14
    flow.top = flow.y


def _chapter(flow: _Flow, part: Part) -> None:
    if flow.waiting and flow.number > 1 or flow.column:
        _end_page(flow)
    _heading(flow, part, flow.s.heading_ratio * 1.35)


def _text(flow: _Flow, part: Part) -> None:
    text = part.text
    if part.note:
        flow.noted += 1
        flow.notes.append((flow.noted, part.note))
        text += f"^{flow.noted}^"
    _gap(flow, 0.7 if flow.s.paragraph == "space" else 0.0)
    first = 1.5 * flow.s.size if flow.s.paragraph == "indent" else 0.0
    _paragraph(flow, text, 0.0, first)


def _paragraph(flow: _Flow, text: str, indent: float, first: float = 0.0, face: int = 0) -> None:
    s, font, width = flow.s, _font(flow, face), _width(flow) - indent
    lines = broken(text, width, font, s.size, s.hyphen, first)
    for number, shown in enumerate(lines):
        fill = s.justified and number < len(lines) - 1 and "^" not in shown
        inset = first if number == 0 else 0.0
        _line(flow, _left(flow) + indent + inset, shown, font, s.size, width - inset if fill else None)
        _advance(flow, s.size * s.leading)


def _bullets(flow: _Flow, part: Part) -> None:
    _gap(flow, 0.5)
    for item in part.items:
        _room(flow, 2 * flow.s.size)
        if flow.s.bullets_last:
            flow.bullets.append((_left(flow), flow.y))
        else:
            _line(flow, _left(flow), flow.s.bullet, _font(flow), flow.s.size, None)
        _paragraph(flow, item, flow.s.indent)
        _gap(flow, 0.25)


def _box(flow: _Flow, part: Part) -> None:
    s, font, inner = flow.s, _font(flow), _width(flow) - 20
    texts = [broken(item, inner, font, s.size, s.hyphen) for item in part.items]
    heads = broken(part.text, inner, _font(flow, 1), s.size * 1.1, "")
    step = s.size * s.leading
    height = 26 + s.size * 1.4 * len(heads) + sum(len(lines) * step + 4 for lines in texts)
    _gap(flow, 1.2)
    _room(flow, height)
    x, top = _left(flow), flow.y + s.size
    c = flow.canvas
    c.saveState()
    c.setFillColor(colors.HexColor("#e6eef2"))
    if s.box == "rules":
        c.line(x, top, x + _width(flow), top)
        c.line(x, top - height, x + _width(flow), top - height)
    else:
        c.rect(x, top - height, _width(flow), height, fill=s.box == "filled", stroke=s.box == "framed")
    c.restoreState()
    flow.y -= 10
    for shown in heads:
        _line(flow, x + 10, shown, _font(flow, 1), s.size * 1.1, None)
        flow.y -= s.size * 1.4
    flow.y -= 0.1 * s.size
    for lines in texts:
        for shown in lines:
            _line(flow, x + 10, shown, font, s.size, None)
            flow.y -= step
        flow.y -= 4
    flow.y = top - height - 1.6 * s.size
    _advance(flow, 0)


def _quote(flow: _Flow, part: Part) -> None:
    size, font = flow.s.size * 1.5, _font(flow, 2)
    lines = broken(f"”{part.text}”", _width(flow) - 10, font, size, "")
    _room(flow, len(lines) * size * 1.3 + 20)
    _gap(flow, 0.8)
    flow.y -= 0.5 * size
    for shown in lines:
        _line(flow, _left(flow) + 5, shown, font, size, None)
        flow.y -= size * 1.25
    flow.y -= 0.8 * flow.s.size
    _advance(flow, 0)


def _table(flow: _Flow, part: Part) -> None:
    s, step = flow.s, flow.s.size * 1.7
    first = max(stringWidth(row[0], _font(flow), s.size * 0.9) for row in part.rows) + 14
    other = (_width(flow) - first) / (len(part.rows[0]) - 1)
    _gap(flow, 1.2)
    _room(flow, step * (len(part.rows) + 2))
    for shown in broken(part.text, _width(flow), _font(flow, 1), s.size * 0.95, ""):
        _line(flow, _left(flow), shown, _font(flow, 1), s.size * 0.95, None)
        flow.y -= s.size * 1.4
    top, x = flow.y + 0.7 * s.size, _left(flow)
    for row in part.rows:
        _line(flow, x + 4, row[0], _font(flow), s.size * 0.9, None)
        for place, cell in enumerate(row[1:]):
            if cell:
                _line(flow, x + first + place * other + 4, cell, _font(flow), s.size * 0.9, None)
        flow.y -= step
    bottom, right, c = flow.y + step - 0.6 * s.size, x + _width(flow), flow.canvas
    across = [top - step * n for n in range(len(part.rows))] + [bottom]
    if s.table_rules == "three":
        across = [top, top - step, bottom]
    for y in across if s.table_rules else []:
        c.line(x, y, right, y)
    for place in range(len(part.rows[0]) + 1 if s.table_rules == "grid" else 0):
        at = x if place == 0 else x + first + (place - 1) * other
        c.line(at, top, at, bottom)
    flow.y -= 0.4 * s.size
    _advance(flow, 0)


def _figure(flow: _Flow, part: Part) -> None:
    s, c = flow.s, flow.canvas
    _gap(flow, 1.0)
    _room(flow, 150)
    base, x = flow.y - 100, _left(flow)
    step = _width(flow) / (len(part.rows) + 1)
    c.line(x + 18, base, x + _width(flow), base)
    for place, (label, value) in enumerate(part.rows):
        at = x + 24 + place * step
        c.rect(at, base, step * 0.6, float(value), fill=1)
        for y, text in ((base - 11, label), (base + float(value) + 3, value)):
            flow.waiting.append((at, y, text, _font(flow), 7.5, None))
    flow.y = base - 28
    _line(flow, x, part.text, _font(flow, 2), s.size * 0.85, None)
    flow.y -= 1.2 * s.size
    _advance(flow, s.size)


def _contents(flow: _Flow, part: Part) -> None:
    _heading(flow, Part("heading", "Indhold"), flow.s.heading_ratio)
    for item in part.items:
        title, number = item.rsplit(" ", 1)
        font, size = _font(flow), flow.s.size
        free = _width(flow) - stringWidth(item, font, size)
        dots = "." * (int(free / stringWidth(".", font, size)) - 3)
        _line(flow, _left(flow), f"{title} {dots} {number}", font, size, None)
        _advance(flow, flow.s.size * 1.6)
    _end_page(flow)


_SETTERS = {
    "title": _title,
    "chapter": _chapter,
    "sub": lambda flow, part: _heading(flow, part, 1.0),
    "heading": lambda flow, part: _heading(flow, part, flow.s.heading_ratio),
    "text": _text,
    "bullets": _bullets,
    "box": _box,
    "quote": _quote,
    "table": _table,
    "figure": _figure,
    "contents": _contents,
}
