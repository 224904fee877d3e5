"""What is drawn on a page, as PDFium lists it: shapes, images, and which marked content text stands in."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from kb.documents.pdf.content import ARTIFACT, OUTSIDE, Shape

MAX_SHAPES = 4_000
MAX_DEPTH = 12  # of forms in forms
MAX_OBJECTS = 2_000_000
NAME_LENGTH = 32


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
    bounds = [tuple(zip(*part, strict=True)) for part in parts]
    return [Shape(min(xs), min(ys), max(xs), max(ys)) for xs, ys in bounds]
