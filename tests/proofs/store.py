"""Proof: PostgreSQL beside the files, and how both grow. `python -m tests.proofs.store INDEXES SIZES`

Starts a server of its own, the data of which lies in memory where there is room (`fsync` is off: loading is
not slowed by a disk), and runs `kb bench --store --growth SIZES` against it. Figures go to
INDEXES/growth-store.json as they come, the table to standard output.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import cluster

# Twice what 200,000 units need, as an operator would give it; tests have less.
SETTINGS = {"shared_buffers": "2GB", "max_wal_size": "16GB", "checkpoint_timeout": "60min"}


def main(indexes: Path, sizes: str, *options: str) -> int:
    """Run it; the command's exit code."""
    with cluster.site() as site:
        address = site.started(**SETTINGS).database("growth")
        command = ["bench", "--indexes", str(indexes), "--store", "--growth", sizes, *options]
        target = ["--json", str(indexes / "growth-store.json")]
        environment = {**os.environ, "KB_STORE": address}
        return subprocess.run(
            [sys.executable, "-m", "kb.commands.main", *command, *target], env=environment, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
