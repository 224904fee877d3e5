"""A builder killed with SIGKILL at a few moments of a build; `make proof-faults` does it at 200.

Its own process: the forks of the proof must not inherit what other tests have started.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kb.index.builds import builds, current_build
from kb.index.opened import open_index
from kb.model import Query
from kb.search.search import search
from tests.tiny import write

BUILD = [sys.executable, "-m", "kb.commands.main", "build", "--quiet", "--model", "hashing"]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*arguments], capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


def test_killed_builders_cost_nothing(tiny_indexes: Path) -> None:
    proof = [sys.executable, "-W", "ignore", "-m", "tests.proofs.faults"]
    done = run(*proof, "2", "0", str(tiny_indexes / "models"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"20 units: killed at 2 points .* all answered, verified, rebuilt\n", done.stdout)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Rapport\n\nAnbefalinger\n• Kommunen bør tilbyde en bolig.\n")
    return tmp_path / "corpus"


@pytest.mark.parametrize("room", [0, 10_000], ids=["nothing can be written", "the disk fills up"])
def test_a_full_disk_is_one_line_and_the_old_index_serves(tmp_path: Path, corpus: Path, room: int) -> None:
    indexes = tmp_path / "indexes"
    before = write(indexes)

    def small_files() -> None:
        # No file of the builder may grow above `room` bytes: a full disk, without filling one.
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = run(*BUILD, "--corpus", str(corpus), "--indexes", str(indexes), preexec_fn=small_files)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"kb: the build in {indexes} was given up (")
    assert "Make room or give leave" in done.stderr
    assert (current_build(indexes), builds(indexes)) == (before, (before,))
    assert not list(indexes.glob(".building-*"))
    assert search(open_index(indexes), Query("bolig")).hits
