"""Painted shapes -> rules, the frames that they make (boxes, the grids of tables), and drawings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.documents.pdf.objects import Shape, bounds_of

THIN = 2.5  # points: a shape no thicker than this is a rule
TOUCH = 2.5  # points: rules nearer than this meet
MAX_RULES = 600  # a page with more is a drawing
CELL = 30.0  # points: shapes in cells that touch belong to one drawing
LEAST_SHAPES = 4
LEAST_WIDTH = 40.0  # points, and height


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from `start` to `end` at `at`: across the page, or down it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Rules that meet, with their bounds: `across` from top to bottom, `down` from left to right."""

    bounds: Shape
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def rules(shapes: Iterable[Shape]) -> tuple[list[Rule], list[Rule]]:
    """(across, down); a rectangle gives its four sides, pieces in one line are joined."""
    across: list[Rule] = []
    down: list[Rule] = []
    for s in shapes:
        width, height = s.x1 - s.x0, s.y1 - s.y0
        if height <= THIN and width > 12:
            across.append(Rule((s.y0 + s.y1) / 2, s.x0, s.x1))
        elif width <= THIN and height > 6:
            down.append(Rule((s.x0 + s.x1) / 2, s.y0, s.y1))
        elif width > 12 and height > 6:
            across += [Rule(s.y0, s.x0, s.x1), Rule(s.y1, s.x0, s.x1)]
            down += [Rule(s.x0, s.y0, s.y1), Rule(s.x1, s.y0, s.y1)]
    return _joined(across), _joined(down)


def _joined(found: list[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for rule in sorted(found, key=lambda r: (round(r.at / 2), r.start)):
        last = joined[-1] if joined else None
        if last and abs(last.at - rule.at) <= TOUCH and rule.start <= last.end + TOUCH:
            joined[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


def frames(across: Sequence[Rule], down: Sequence[Rule]) -> list[Frame]:
    """Groups of rules that meet and close an area, largest first."""
    if len(across) + len(down) > MAX_RULES:
        return []
    every = [*across, *down]
    first = len(across)

    def meet(i: int, j: int) -> bool:
        return (i < first) != (j < first) and _meet(every[min(i, j)], every[max(i, j)])

    made = []
    for group in connected(len(every), meet):
        a, d = [every[i] for i in group if i < first], [every[i] for i in group if i >= first]
        if len(a) >= 2 and len(d) >= 2:
            rows, columns = sorted(a, key=lambda r: -r.at), sorted(d, key=lambda r: r.at)
            bounds = Shape(columns[0].at, rows[-1].at, columns[-1].at, rows[0].at)
            made.append(Frame(bounds, tuple(rows), tuple(columns)))
    return sorted(made, key=lambda f: -(f.bounds.x1 - f.bounds.x0) * (f.bounds.y1 - f.bounds.y0))


def connected(count: int, meet: Callable[[int, int], bool]) -> list[list[int]]:
    """The numbers below `count` in groups that hang together by pairs that meet, by flooding."""
    groups, free = [], dict.fromkeys(range(count))
    while free:
        group = [next(iter(free))]
        del free[group[0]]
        for i in group:
            near = [j for j in free if meet(i, j)]
            group += near
            for j in near:
                del free[j]
        groups.append(sorted(group))
    return groups


def _meet(a: Rule, d: Rule) -> bool:
    return a.start - TOUCH <= d.at <= a.end + TOUCH and d.start - TOUCH <= a.at <= d.end + TOUCH


def drawings(size: tuple[float, float], shapes: Sequence[Shape], taken: Sequence[Shape]) -> list[Shape]:
    """Bounds of the drawings on a page of `size`; shapes inside a `taken` area (a table, a box) are none.

    A drawing is a group of many shapes that frame nothing, in cells of the page that touch.
    """
    free = [s for s in shapes if _is_part(s, size) and not any(_covers(area, s) for area in taken)]
    cells: dict[tuple[int, int], set[Shape]] = {}
    for s in free:
        for column in range(int(s.x0 // CELL), int(s.x1 // CELL) + 1):
            for row in range(int(s.y0 // CELL), int(s.y1 // CELL) + 1):
                cells.setdefault((column, row), set()).add(s)
    used = list(cells)

    def touch(i: int, j: int) -> bool:
        return max(abs(used[i][0] - used[j][0]), abs(used[i][1] - used[j][1])) <= 1

    found = []
    for group in connected(len(used), touch):
        members = set().union(*(cells[used[i]] for i in group))
        solid = sum(s.x1 - s.x0 > 3 and s.y1 - s.y0 > 3 for s in members)
        bounds = bounds_of(members)
        wide = min(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0) > LEAST_WIDTH
        if len(members) >= LEAST_SHAPES and solid >= 2 and wide:
            found.append(bounds)
    return found


def _is_part(s: Shape, size: tuple[float, float]) -> bool:
    return s.x1 - s.x0 < 0.9 * size[0] and s.y1 - s.y0 < 0.7 * size[1] and s.x1 >= 0 and s.y1 >= 0


def _covers(area: Shape, s: Shape) -> bool:
    x, y = (s.x0 + s.x1) / 2, (s.y0 + s.y1) / 2
    return area.x0 - 3 <= x <= area.x1 + 3 and area.y0 - 3 <= y <= area.y1 + 3
