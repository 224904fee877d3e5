"""schemathesis against a running server with the schema it serves, every check on: `make proof-api`.

`python -m tests.proofs.api INDEXES [SECONDS]`; exit 1 on a failure. Another server can be asked with
`schemathesis run --checks all --phases examples,coverage,fuzzing,stateful URL/api/v1/openapi.json`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.serving import served

# 413 is a refusal of a text that is too long as much as 400 is; schemathesis does not list it.
SETTINGS = """[checks]
negative_data_rejection.expected-statuses = ["4xx"]
"""
PHASES = "examples,coverage,fuzzing,stateful"


def prove(indexes: Path, seconds: int) -> subprocess.CompletedProcess[str]:
    """Run schemathesis for about `seconds` against a server of its own; its report is the output."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(indexes, Path(folder) / "log", "--queue", "100") as server,
    ):
        (Path(folder) / "schemathesis.toml").write_text(SETTINGS)
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/api/v1/openapi.json"),
            *("--checks", "all", "--phases", PHASES, "--max-time", str(seconds)),
            *("--continue-on-failure", "--seed", "1", "--no-color", "--workers", "2"),
            *("--request-timeout", "60"),
            *("--max-examples", "1000000", "--warnings", "off"),
        ]
        environment = {**os.environ, "COLUMNS": "120"}
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )


if __name__ == "__main__":
    done = prove(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_200)
    print(done.stdout, done.stderr)
    sys.exit(done.returncode)
