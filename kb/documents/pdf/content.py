"""A page's content operators -> words with their places (ISO 32000-1, 8.4 and 9.4).

pypdf's own text extraction tells where a chunk begins but not where it ends, and joins what stands on
one baseline; columns and tables need both ends of every word. This walks the operators that pypdf has
parsed and knows no pypdf type.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from kb.documents.pdf.font import SOFT_HYPHEN, Glyphs, actual_text

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MAX_OPERATORS = 2_000_000
MAX_SHAPES = 4_000
MAX_FORM_DEPTH = 12


class Word(NamedTuple):
    """Characters without a space: [x0, x1] along the baseline and y in points, `size` as drawn.

    `angle` is the baseline's direction in whole degrees, [0, 360); x0, x1 and y are then measured in
    a frame turned by that angle. `spaced` tells that a space character was shown before the word.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    angle: int
    spaced: bool


class Shape(NamedTuple):
    """The bounds of a painted path: a box, or a rule where it is thin."""

    x0: float
    y0: float
    x1: float
    y1: float


class TooMuchContent(Exception):
    """Raised when a page has more operators than any printed page needs."""


def multiply(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


class Form(NamedTuple):
    """What a page or a form XObject brings: operators, its fonts, its forms by name."""

    operations: Iterable[tuple[Any, bytes]]
    font: Callable[[Any], Glyphs | None]
    form: Callable[[Any], Form | None]
    matrix: Matrix = IDENTITY


class Walker:
    """Walks the operators of one page and collects `words` and `shapes`."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.shapes: list[Shape] = []
        self.count = 0
        self.ctm = IDENTITY
        self.tm = self.line = IDENTITY
        self.glyphs: Glyphs | None = None
        self.size, self.tc, self.tw, self.tz, self.tl, self.rise, self.mode = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0
        self.stack: list[tuple[Any, ...]] = []
        self.path: list[list[tuple[float, float]]] = []
        self.letters: list[str] = []
        self.start = self.end = (0.0, 0.0)
        self.drawn = (0.0, False, 0, 0.0)
        self.spaced = False
        self.actual: list[str | None] = []

    def walk(self, form: Form, depth: int = 0) -> None:
        for operands, operator in form.operations:
            self.count += 1
            if self.count > MAX_OPERATORS:
                raise TooMuchContent(f"more than {MAX_OPERATORS} drawing operators")
            try:
                if operator == b"Tf":
                    self.glyphs, self.size = form.font(operands[0]), float(operands[1])
                elif operator == b"Do":
                    inner = form.form(operands[0])
                    if inner is not None and depth < MAX_FORM_DEPTH:
                        self.enter(inner, depth + 1)
                else:
                    handler = HANDLERS.get(operator)
                    if handler is not None:
                        handler(self, operands)
            except (IndexError, TypeError, ValueError):
                continue  # an operator without its operands is skipped, as viewers do
        if depth == 0:
            self.flush()

    def enter(self, form: Form, depth: int) -> None:
        self.save([])
        outer = self.tm, self.line, len(self.stack)
        self.ctm = multiply(form.matrix, self.ctm)
        self.walk(form, depth)
        del self.stack[outer[2] :]
        self.tm, self.line = outer[0], outer[1]
        self.restore([])

    # Graphics state

    def save(self, _: Any) -> None:
        self.stack.append(
            (self.ctm, self.glyphs, self.size, self.tc, self.tw, self.tz, self.tl, self.rise, self.mode)
        )

    def restore(self, _: Any) -> None:
        if self.stack:
            (self.ctm, self.glyphs, self.size, self.tc, self.tw, self.tz, self.tl, self.rise, self.mode) = (
                self.stack.pop()
            )

    def concat(self, operands: Any) -> None:
        self.ctm = multiply(_matrix(operands), self.ctm)

    # Text position

    def begin(self, _: Any) -> None:
        self.tm = self.line = IDENTITY

    def move(self, operands: Any) -> None:
        self.tm = self.line = multiply((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)

    def move_leading(self, operands: Any) -> None:
        self.tl = -float(operands[1])
        self.move(operands)

    def next_line(self, _: Any) -> None:
        self.move((0.0, -self.tl))

    def place(self, operands: Any) -> None:
        self.tm = self.line = _matrix(operands)

    # Showing text

    def show(self, operands: Any) -> None:
        self.draw(operands[0])

    def show_next(self, operands: Any) -> None:
        self.next_line(operands)
        self.draw(operands[0])

    def show_spaced(self, operands: Any) -> None:
        self.tw, self.tc = float(operands[0]), float(operands[1])
        self.next_line(operands)
        self.draw(operands[2])

    def show_array(self, operands: Any) -> None:
        for item in operands[0]:
            if isinstance(item, (int, float)):
                shift = -float(item) / 1000 * self.size * self.tz
                self.tm = multiply((1, 0, 0, 1, shift, 0), self.tm)
            elif isinstance(item, bytes):
                self.draw(item)

    def draw(self, shown: Any) -> None:
        """Show a string: every glyph joins the word before it or begins another."""
        glyphs = self.glyphs
        if glyphs is None or not isinstance(shown, bytes):
            return
        m = multiply(self.tm, self.ctm)
        size = abs(self.size) * math.hypot(m[2], m[3])
        unit = math.hypot(m[0], m[1])
        angle = round(math.degrees(math.atan2(m[1], m[0]))) % 360 if unit else 0
        x, y = m[4] + m[2] * self.rise, m[5] + m[3] * self.rise
        bold = glyphs.bold or self.mode in (2, 6)
        drawn = (size, bold, angle, self.rise * math.hypot(m[2], m[3]))
        near = max(0.5 * glyphs.space * 0.8, 0.1) * size
        tx, font_size, tz = 0.0, self.size, self.tz
        for code in glyphs.codes(shown):
            text, width, is_space = glyphs.glyph(code)
            here = (x + m[0] * tx, y + m[1] * tx)
            step = (width * font_size + self.tc + (self.tw if code == " " else 0.0)) * tz
            if self.actual and (stands_for := self.actual[-1]) is not None:
                if is_space and stands_for in ("", SOFT_HYPHEN):
                    tx += step  # a place where the word might have been broken, drawn as nothing
                    continue
                text, is_space, self.actual[-1] = stands_for, False, ""
            if is_space:
                self.flush()
                self.spaced = True
            else:
                if self.letters and (drawn != self.drawn or not self.joins(here, near)):
                    self.flush()
                if not self.letters:
                    self.start, self.drawn = here, drawn
                self.letters.append(text)
            tx += step
            if not is_space:
                self.end = (x + m[0] * tx, y + m[1] * tx)
        self.tm = multiply((1, 0, 0, 1, tx, 0), self.tm)

    def joins(self, here: tuple[float, float], near: float) -> bool:
        """Does a glyph drawn here follow the last one without a gap?"""
        return abs(here[0] - self.end[0]) < near and abs(here[1] - self.end[1]) < near

    def flush(self) -> None:
        if not self.letters:
            return
        size, bold, angle, _ = self.drawn
        (x0, y0), (x1, y1) = self.start, self.end
        if angle:
            turn = math.radians(angle)
            cos, sin = math.cos(turn), math.sin(turn)
            x0, y0 = x0 * cos + y0 * sin, y0 * cos - x0 * sin
            x1 = x1 * cos + y1 * sin
        text = "".join(self.letters).replace("\x00", "\ufffd")
        self.letters = []
        if text and size > 0.5:
            self.words.append(Word(text, min(x0, x1), max(x0, x1), y0, size, bold, angle, self.spaced))
        self.spaced = False

    # Marked content (14.9.4): text that the glyphs up to its end stand for

    def mark(self, operands: Any) -> None:
        properties = operands[1] if len(operands) > 1 else None
        self.actual.append(actual_text(properties) if isinstance(properties, dict) else None)

    def unmark(self, _: Any) -> None:
        if self.actual:
            self.actual.pop()

    # Paths

    def rectangle(self, operands: Any) -> None:
        x, y, w, h = (float(value) for value in operands[:4])
        self.path.append([self.point(x, y), self.point(x + w, y + h)])

    def start_path(self, operands: Any) -> None:
        self.path.append([self.point(float(operands[0]), float(operands[1]))])

    def extend_path(self, operands: Any) -> None:
        values = [float(value) for value in operands]
        if self.path:
            self.path[-1].append(self.point(values[-2], values[-1]))

    def point(self, x: float, y: float) -> tuple[float, float]:
        m = self.ctm
        return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]

    def paint(self, _: Any) -> None:
        for points in self.path:
            if len(self.shapes) < MAX_SHAPES:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                self.shapes.append(Shape(min(xs), min(ys), max(xs), max(ys)))
        self.path = []

    def drop_path(self, _: Any) -> None:
        self.path = []

    def set_text_state(self, name: str, scale: float, operands: Any) -> None:
        setattr(self, name, float(operands[0]) * scale)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands[:6])
    return (a, b, c, d, e, f)


def _setter(name: str, scale: float = 1.0) -> Callable[[Walker, Any], None]:
    return lambda walker, operands: walker.set_text_state(name, scale, operands)


HANDLERS: dict[bytes, Callable[[Walker, Any], None]] = {
    b"q": Walker.save, b"Q": Walker.restore, b"cm": Walker.concat,
    b"BT": Walker.begin, b"Td": Walker.move, b"TD": Walker.move_leading, b"T*": Walker.next_line,
    b"Tm": Walker.place, b"Tj": Walker.show, b"'": Walker.show_next, b'"': Walker.show_spaced,
    b"TJ": Walker.show_array, b"Tc": _setter("tc"), b"Tw": _setter("tw"), b"Tz": _setter("tz", 0.01),
    b"TL": _setter("tl"), b"Ts": _setter("rise"), b"Tr": _setter("mode"),
    b"BMC": Walker.mark, b"BDC": Walker.mark, b"EMC": Walker.unmark,
    b"re": Walker.rectangle, b"m": Walker.start_path, b"l": Walker.extend_path, b"c": Walker.extend_path,
    b"v": Walker.extend_path, b"y": Walker.extend_path, b"n": Walker.drop_path,
    **dict.fromkeys((b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"), Walker.paint),
}  # fmt: skip
