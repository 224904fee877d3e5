"""What a tagged PDF says of itself: the element that each marked content of a page belongs to."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

HEADINGS = frozenset({"H", "Title", *(f"H{level}" for level in range(1, 7))})
PARTS = frozenset({"LI", "Note", "FENote", "TOCI", "Caption"})
PARAGRAPHS = frozenset({"P", "BlockQuote", "Figure", "Formula", "Code"})
CELLS = ("TH", "TD")
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000  # on one page
NAME_BYTES = 64


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


class Element(NamedTuple):
    """A type with its place among its parent's children."""

    tag: str
    place: int


def page_tags(page: Any) -> dict[int, Tag]:
    """The element of each marked content id on a loaded PDFium page; nothing where it is not tagged."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    found: dict[int, Tag] = {}
    try:
        waiting = [
            (pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), place, ())
            for place in range(pdfium.FPDF_StructTree_CountChildren(tree))
        ]
        seen = 0
        while waiting and seen < MAX_ELEMENTS:
            element, place, above = waiting.pop()
            if element and len(above) < MAX_DEPTH:
                seen += 1
                path = (*above, Element(_type(element), place))
                waiting += _children(element, path, found)
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _children(element: Any, path: tuple[Element, ...], found: dict[int, Tag]) -> list[Any]:
    """The elements below one; the marked content right in it goes into `found`."""
    below = []
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place)
        if content >= 0:
            found[content] = tag_of(path)
        else:
            below.append((pdfium.FPDF_StructElement_GetChildAtIndex(element, place), place, path))
    return below


def _type(element: Any) -> str:
    buffer = ctypes.create_string_buffer(NAME_BYTES)
    used: int = pdfium.FPDF_StructElement_GetType(element, buffer, NAME_BYTES)
    return buffer.raw[: min(used, NAME_BYTES)].decode("utf-16-le", "replace").rstrip("\0")


def tag_of(path: Sequence[Element]) -> Tag:
    """What the innermost content of `path`, from the root down, is: a heading before a part of a list or
    a note, that before a paragraph; else the innermost element's own type."""
    types = [element.tag for element in path]
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
        return Tag(types[chosen], _name(path, chosen))
    own = "P" if chosen <= cell else types[chosen]  # where nothing inside the cell is tagged
    place, head = path[row + 1].place, types[cell] == "TH"
    return Tag(own, _name(path, max(chosen, cell)), _name(path, table), _name(path, row), place, head)


def _name(path: Sequence[Element], last: int) -> str:
    return ".".join(str(element.place) for element in path[: last + 1])
