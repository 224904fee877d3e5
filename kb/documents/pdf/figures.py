"""The labels of charts and drawings: short texts among many painted shapes that frame nothing."""

from __future__ import annotations

from collections.abc import Sequence

from kb.documents.pdf.objects import Shape
from kb.documents.pdf.rows import Fragment

CELL = 30.0  # points: shapes in cells that touch belong to one drawing
LEAST_SHAPES = 4
LEFT, RIGHT, BELOW, ABOVE = 45.0, 20.0, 18.0, 14.0  # points around a drawing in which its labels stand
LABEL = 45  # letters in a label at most


def drawings(size: tuple[float, float], shapes: Sequence[Shape], taken: Sequence[Shape]) -> list[Shape]:
    """Bounds of the drawings on a page of `size`; shapes inside a `taken` area (a table, a box) are none."""
    free = [s for s in shapes if _is_part(s, size) and not any(_covers(area, s) for area in taken)]
    cells: dict[tuple[int, int], list[int]] = {}
    for number, s in enumerate(free):
        for column in range(int(s.x0 // CELL), int(s.x1 // CELL) + 1):
            for row in range(int(s.y0 // CELL), int(s.y1 // CELL) + 1):
                cells.setdefault((column, row), []).append(number)
    found = []
    for group in _floods(cells):
        members = [free[i] for i in sorted(group)]
        solid = sum(s.x1 - s.x0 > 3 and s.y1 - s.y0 > 3 for s in members)
        bounds = _bounds(members)
        if (
            len(members) >= LEAST_SHAPES
            and solid >= 2
            and min(bounds[2] - bounds[0], bounds[3] - bounds[1]) > 40
        ):
            found.append(bounds)
    return found


def labels(bounds: Shape, free: Sequence[Fragment]) -> list[Fragment]:
    """The short texts in and around a drawing; none where running text stands over the shapes."""
    inside = [
        f
        for f in free
        if bounds.x0 - LEFT <= f.x0
        and f.x1 <= bounds.x1 + RIGHT
        and bounds.y0 - BELOW <= f.y <= bounds.y1 + ABOVE
    ]
    short = [f for f in inside if len(f.text) <= LABEL]
    return short if len(short) >= 0.8 * len(inside) else []


def _is_part(s: Shape, size: tuple[float, float]) -> bool:
    return s.x1 - s.x0 < 0.9 * size[0] and s.y1 - s.y0 < 0.7 * size[1] and s.x1 >= 0 and s.y1 >= 0


def _covers(area: Shape, s: Shape) -> bool:
    x, y = (s.x0 + s.x1) / 2, (s.y0 + s.y1) / 2
    return area.x0 - 3 <= x <= area.x1 + 3 and area.y0 - 3 <= y <= area.y1 + 3


def _floods(cells: dict[tuple[int, int], list[int]]) -> list[set[int]]:
    """The numbers of the shapes in each group of cells that touch."""
    groups, seen = [], set()
    for start in sorted(cells):
        if start in seen:
            continue
        seen.add(start)
        queue, group = [start], set()
        while queue:
            column, row = queue.pop()
            group.update(cells[column, row])
            for step in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
                near = (column + step[0], row + step[1])
                if near in cells and near not in seen:
                    seen.add(near)
                    queue.append(near)
        groups.append(group)
    return groups


def _bounds(shapes: Sequence[Shape]) -> Shape:
    return Shape(
        min(s.x0 for s in shapes),
        min(s.y0 for s in shapes),
        max(s.x1 for s in shapes),
        max(s.y1 for s in shapes),
    )
