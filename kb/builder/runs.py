"""Units in runs: what is made of a run is kept, so that a page added anywhere leaves all runs but its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.index.records import unit_line
from kb.model import Unit

LETTERS = 10_000  # of a run's lines, on average


@dataclass(frozen=True, slots=True)
class Run:
    """Some units in reading order; `lines` say all of each that its terms and vectors depend on."""

    units: tuple[Unit, ...]
    lines: tuple[str, ...]


def runs(units: Sequence[Unit]) -> Iterator[Run]:
    """The units in runs. Where a run ends is told by the units themselves (content-defined chunking)."""
    lines: list[str] = []
    start = 0
    for end, unit in enumerate(units, 1):
        # Where in its file a unit stands moves with every page put in before it.
        lines.append(unit_line(replace(unit, start=0, end=0, pages=None, page_labels=None)))
        # By lot, as likely as the unit is long; the same text always draws the same.
        drawn = int.from_bytes(hashlib.sha256(lines[-1].encode()).digest()[:8], "big") / 2**64
        if drawn * LETTERS < len(lines[-1]) or end == len(units):
            yield Run(tuple(units[start:end]), tuple(lines))
            lines, start = [], end
