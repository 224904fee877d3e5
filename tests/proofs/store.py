"""Proof: PostgreSQL beside the files, and how both grow. `python -m tests.proofs.store INDEXES SIZES`

Starts a server of its own, the data of which lies in memory where there is room (`fsync` is off: loading is
not slowed by a disk), and runs the proof of growth against it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests import cluster
from tests.proofs import growth

# Twice what 200,000 units need, as an operator would give it; tests have less.
SETTINGS = {"shared_buffers": "2GB", "max_wal_size": "16GB", "checkpoint_timeout": "60min"}


def main(indexes: Path, *asked: str) -> None:
    with cluster.site() as site:
        os.environ[growth.STORE] = site.started(**SETTINGS).database("growth")
        growth.main(indexes, *asked)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
