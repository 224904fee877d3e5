"""Proof: a publisher killed at any moment costs nothing. `python -m tests.proofs.publish [POINTS]`

The database serves one build while publishers of another are killed at POINTS moments spread over their
work. After each what serves is verified, and the next publisher finishes. `make proof-publish` kills 50.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kb.builder.cut import cut_source
from kb.documents.corpus import read_sources
from kb.index.opened import open_index
from kb.postgres.verify import sample
from tests import cluster, made, tiny
from tests.killed import Build, Killing, killed_at


def main(points: int) -> int:
    """Run the proof; how many moments went wrong."""
    sources, _ = read_sources(Path(__file__).parents[2] / "corpus")
    units = made.made_units([unit for source in sources for unit in cut_source(source).units], 600)
    with tempfile.TemporaryDirectory() as name, cluster.site() as site:
        folder = Path(name)
        case = Killing(
            site.started(), _written(folder, units[:300]), _written(folder, units[150:]), folder / "cache"
        )
        told = list(killed_at(case, points))
    wrong = [line for line in told if line != ": killed"]
    print(f"{points} publishers, {len(told) - len(wrong)} killed while at work; {len(wrong)} faults")
    for line in wrong:
        print(line)
    return len(wrong)


def _written(indexes: Path, units: tuple[made.Unit, ...]) -> Build:
    tiny.write(indexes, units)
    index = open_index(indexes)
    return index.folder, sample(index)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 50) else 0)
