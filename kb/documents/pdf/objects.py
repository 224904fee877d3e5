"""What PDFium lists of a page: words, shapes, images, marked contents and the elements they are tagged as."""

import ctypes
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

OUTSIDE, ARTIFACT = -1, -2  # for an id of marked content: in none, or in what is no part of the document
MAX_SHAPES = 4_000
MAX_DEPTH = 12  # of forms in forms
MAX_OBJECTS = 2_000_000
NAME_LENGTH = 32
HEADINGS = frozenset({"H", "Title", *(f"H{level}" for level in range(1, 7))})
PARTS = frozenset({"LI", "Note", "FENote", "TOCI", "Caption"})
PARAGRAPHS = frozenset({"P", "BlockQuote", "Figure", "Formula", "Code"})
CELLS = ("TH", "TD")
MAX_TREE = 60
MAX_ELEMENTS = 20_000  # on one page
NAME_BYTES = 64


class Word(NamedTuple):
    """Characters without a space: [x0, x1] along the baseline and y in points, `size` as drawn.

    `angle` is the baseline's direction in whole degrees, [0, 360); x0, x1 and y are then measured in
    a frame turned by that angle. `spaced` tells that a space character was shown before the word.
    `content` is the id of the marked content it stands in, OUTSIDE or ARTIFACT.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    angle: int
    spaced: bool
    content: int = OUTSIDE


class Shape(NamedTuple):
    """The bounds of a painted path: a box, or a rule where it is thin."""

    x0: float
    y0: float
    x1: float
    y1: float


def bounds_of(areas: Iterable[tuple[float, float, float, float]]) -> Shape:
    x0, y0, x1, y1 = zip(*areas, strict=True)
    return Shape(min(x0), min(y0), max(x1), max(y1))


class TooMuchContent(Exception):
    """Raised when a page has more on it than any printed page needs."""


class PageObjects:
    """Shapes in points, images counted, and the marked content of each text object by its address."""

    def __init__(self, page: Any) -> None:
        self.shapes: list[Shape] = []
        self.contents: dict[int, int] = {}
        self.images = self.count = 0
        self._add(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, (), OUTSIDE)

    def _add(
        self, owner: Any, count: int, get: Callable[[Any, int], Any], path: tuple[Any, ...], outer: int
    ) -> None:
        """The objects of a page, or of a form drawn through the matrices of `path`, inmost first."""
        self.count += count
        if self.count > MAX_OBJECTS:
            raise TooMuchContent(f"more than {MAX_OBJECTS} things are drawn on it")
        for place in range(count):
            drawn = get(owner, place)
            kind = pdfium.FPDFPageObj_GetType(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                # The ids of marked content inside a form are not the page's.
                self.contents[address(drawn)] = outer if path else _content(drawn)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(self.shapes) < MAX_SHAPES:
                self.shapes += _shapes(drawn, path)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.images += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and len(path) < MAX_DEPTH:
                content = outer if path else _content(drawn)
                inner = pdfium.FPDFFormObj_CountObjects(drawn)
                self._add(drawn, inner, pdfium.FPDFFormObj_GetObject, (_matrix(drawn), *path), content)


def turned(x: float, y: float, angle: int) -> tuple[float, float]:
    """A point in a frame turned by `angle` degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cos + y * sin, y * cos - x * sin


def address(handle: Any) -> int:
    """What tells one PDFium object from another; 0 for none."""
    return ctypes.addressof(handle.contents) if handle else 0


def _content(drawn: Any) -> int:
    found: int = pdfium.FPDFPageObj_GetMarkedContentID(drawn)
    if found >= 0:
        return found
    marks = (pdfium.FPDFPageObj_GetMark(drawn, i) for i in range(pdfium.FPDFPageObj_CountMarks(drawn)))
    return ARTIFACT if any(_name(mark) == "Artifact" for mark in marks) else OUTSIDE


def _name(mark: Any) -> str:
    buffer, used = (pdfium.FPDF_WCHAR * NAME_LENGTH)(), ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), used):
        return ""
    return bytes(buffer)[: used.value].decode("utf-16-le", "replace").rstrip("\0")


def _matrix(drawn: Any) -> Any:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    return matrix


def _shapes(drawn: Any, path: tuple[Any, ...]) -> list[Shape]:
    """The bounds of each part of a path, on the page."""
    x, y = ctypes.c_float(), ctypes.c_float()
    matrices = (_matrix(drawn), *path)
    parts: list[list[tuple[float, float]]] = []
    for place in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, place)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        for m in matrices:
            point = (m.a * point[0] + m.c * point[1] + m.e, m.b * point[0] + m.d * point[1] + m.f)
        if not parts or pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            parts.append([])
        parts[-1].append((round(point[0], 3), round(point[1], 3)))
    return [bounds_of((*point, *point) for point in part) for part in parts]


class Tag(NamedTuple):
    """An element by its standard type and its place in the tree ("0.4.2": third child of ...); `table`
    and `row` are the places of those that it stands in, `column` counts the row's cells from 0, `head`
    tells a cell that is a heading of the table."""

    tag: str
    element: str
    table: str = ""
    row: str = ""
    column: int = 0
    head: bool = False


Element = tuple[str, int]  # a type with its place among its parent's children


def page_tags(page: Any) -> dict[int, Tag]:
    """The element of each marked content id on a loaded PDFium page; nothing where it is not tagged."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    found: dict[int, Tag] = {}
    try:
        top = range(pdfium.FPDF_StructTree_CountChildren(tree))
        waiting: list[tuple[Any, tuple[Element, ...], int]]
        waiting = [(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), (), place) for place in top]
        seen = 0
        while waiting and seen < MAX_ELEMENTS:
            element, above, place = waiting.pop()
            if not element or len(above) >= MAX_TREE:
                continue
            seen += 1
            path = (*above, (_type(element), place))
            for below in range(pdfium.FPDF_StructElement_CountChildren(element)):
                content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, below)
                if content >= 0:
                    found[content] = tag_of(path)
                else:
                    child = pdfium.FPDF_StructElement_GetChildAtIndex(element, below)
                    waiting.append((child, path, below))
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _type(element: Any) -> str:
    buffer = ctypes.create_string_buffer(NAME_BYTES)
    used: int = pdfium.FPDF_StructElement_GetType(element, buffer, NAME_BYTES)
    return buffer.raw[: min(used, NAME_BYTES)].decode("utf-16-le", "replace").rstrip("\0")


def tag_of(path: Sequence[Element]) -> Tag:
    """What the innermost content of `path`, from the root down, is: a heading before a part of a list or
    a note, that before a paragraph; else the innermost element's own type."""
    types = [tag for tag, _ in path]
    chosen = len(path) - 1
    for wanted in (HEADINGS, PARTS, PARAGRAPHS):
        places = [place for place, tag in enumerate(types) if tag in wanted]
        if places:
            chosen = places[-1]
            break
    cell = max((place for place, tag in enumerate(types) if tag in CELLS), default=0)
    row = max((place for place in range(cell) if types[place] == "TR"), default=0)
    table = max((place for place in range(row) if types[place] == "Table"), default=-1)
    if table < 0:
        return Tag(types[chosen], _place(path, chosen))
    own = "P" if chosen <= cell else types[chosen]  # where nothing inside the cell is tagged
    place, head = path[row + 1][1], types[cell] == "TH"
    return Tag(own, _place(path, max(chosen, cell)), _place(path, table), _place(path, row), place, head)


def _place(path: Sequence[Element], last: int) -> str:
    return ".".join(str(place) for _, place in path[: last + 1])
