"""Corpora of several sizes, made and measured one after the other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.index.opened import open_index
from tests.proofs.growth_measure import Report, measure
from tests.proofs.growth_plot import as_plot
from tests.proofs.growth_sentences import Parts


def grow(
    indexes: Path,
    sizes: Sequence[int],
    asked: tuple[int, float],
    target: Path | None,
    done: Callable[[int], None],
) -> list[Report]:
    """A report for each size; `asked` is how many queries, and for how many seconds each number of clients.

    With a `target` the reports so far are written there after each size, and a plot of them beside it.
    """
    shipped = open_index(indexes)
    parts = Parts(shipped.analyzer, list(shipped.units))
    reports: list[Report] = []
    for size in sizes:
        # On the same disk, since encoder and lexicon are hard links.
        with tempfile.TemporaryDirectory(dir=indexes, prefix=".growth-") as folder:
            reports.append(measure(shipped, parts, size, Path(folder), *asked))
        if target is not None:
            target.write_text(json.dumps(reports, indent=1) + "\n", encoding="utf-8")
            target.with_suffix(".svg").write_text(as_plot(reports), encoding="utf-8")
        done(size)
    return reports
