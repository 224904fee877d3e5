"""Painted shapes -> rules and the frames that they make: boxes and the grids of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.documents.pdf.objects import Shape

THIN = 2.5  # points: a shape no thicker than this is a rule
TOUCH = 2.5  # points: rules nearer than this meet
MAX_RULES = 600  # a page with more is a drawing


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

    @property
    def is_grid(self) -> bool:
        """Parted inside, not only framed."""
        return len(self.across) > 2 or len(self.down) > 2


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
    if not across or not down or len(across) + len(down) > MAX_RULES:
        return []
    groups = _groups(across, down)
    made = [
        _frame([across[i] for i in a], [down[i] for i in d]) for a, d in groups if len(a) >= 2 and len(d) >= 2
    ]
    return sorted(made, key=lambda f: -(f.bounds.x1 - f.bounds.x0) * (f.bounds.y1 - f.bounds.y0))


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[int], list[int]]]:
    """Indices of the rules that meet one another, by flooding from rule to rule."""
    free_a, free_d = set(range(len(across))), set(range(len(down)))
    groups = []
    while free_a:
        group_a, group_d = [free_a.pop()], []
        queue: list[tuple[bool, int]] = [(True, group_a[0])]
        while queue:
            is_across, i = queue.pop()
            if is_across:
                met = [j for j in free_d if _meet(across[i], down[j])]
                free_d.difference_update(met)
                group_d += met
            else:
                met = [j for j in free_a if _meet(across[j], down[i])]
                free_a.difference_update(met)
                group_a += met
            queue += [(not is_across, j) for j in met]
        groups.append((sorted(group_a), sorted(group_d)))
    return groups


def _meet(a: Rule, d: Rule) -> bool:
    return a.start - TOUCH <= d.at <= a.end + TOUCH and d.start - TOUCH <= a.at <= d.end + TOUCH


def _frame(across: list[Rule], down: list[Rule]) -> Frame:
    bounds = Shape(
        min(d.at for d in down), min(a.at for a in across), max(d.at for d in down), max(a.at for a in across)
    )
    return Frame(bounds, tuple(_distinct(across, True)), tuple(_distinct(down, False)))


def _distinct(found: list[Rule], falling: bool) -> list[Rule]:
    """One rule for each position."""
    kept: list[Rule] = []
    for rule in sorted(found, key=lambda r: -r.at if falling else r.at):
        if not kept or abs(kept[-1].at - rule.at) > TOUCH:
            kept.append(rule)
    return kept
