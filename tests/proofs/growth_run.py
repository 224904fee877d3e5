"""Corpora of several sizes, made and measured one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.index.opened import open_index
from tests.proofs.growth_measure import Report, measure
from tests.proofs.growth_sentences import Parts


def grow(indexes: Path, sizes: Sequence[int], asked: tuple[int, float]) -> Iterator[Report]:
    """A report for each size; `asked`: so many queries, and so many seconds for each number of clients."""
    shipped = open_index(indexes)
    parts = Parts(shipped.analyzer, list(shipped.units))
    for size in sizes:
        # On the same disk, since encoder and lexicon are hard links.
        with tempfile.TemporaryDirectory(dir=indexes, prefix=".growth-") as folder:
            yield measure(shipped, parts, size, Path(folder), *asked)
