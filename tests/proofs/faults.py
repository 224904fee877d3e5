"""Proof: a builder killed at any point costs nothing.

`python -m tests.proofs.faults [POINTS] [SHIPPED] [MODELS]`
A corpus of 20 units with the deterministic encoder is built anew again and again; the builder (a fork of
this process, its libraries loaded) is killed with SIGKILL at POINTS moments spread over a build. Each time
the running server must answer, the current build verify, and the next build finish. Then the same at
SHIPPED moments of the shipped corpus, with the default model. `make proof-faults` runs 200 and 10.
MODELS is a folder with what words are read by, where that was made already: some six seconds less.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.index.builds import builds, current_build
from tests.serving import Served, served

# What the forks find loaded, so that the moments spread over the build and not over imports.
LOADED = (
    "kb.builder.build",
    "kb.builder.verify",
    "kb.units.cutting.clean",
    "kb.documents.load",
    "kb.units.cutting.segment",
    "kb.units.tagging.tag",
    "kb.danish.analyze",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A corpus and where it is built."""

    corpus: Path
    indexes: Path
    model: str | None


def write_corpus(corpus: Path, version: int) -> None:
    """Twenty bullets; `version` makes the corpus differ, so that a build has work to do."""
    corpus.mkdir(exist_ok=True)
    bullets = [
        f"• Kommunen bør tilbyde borgeren støtte nummer {n} inden for {n + 2} dage." for n in range(1, 20)
    ]
    last = f"• Kommunen bør følge op {version} gange om året."
    text = "Rapport om støtte\n\nAnbefalinger\n" + "\n".join([*bullets, last]) + "\n"
    (corpus / "rapport.txt").write_text(text, encoding="utf-8")


def in_a_fork(work: Callable[[], None]) -> int:
    """Start `work` in a child of this process; returns its id. The child exits 0 when it was done."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            # However it ended: what the parent's stack would do next is not the child's to do.
            if code:
                traceback.print_exc()
            os._exit(code)
    return child


def build_in_a_fork(case: Case) -> int:
    """A builder of its own."""
    from kb.builder.build import build

    def work() -> None:
        build(case.corpus, case.indexes, case.model, lambda *_: None)

    return in_a_fork(work)


def finished(child: int) -> bool:
    """Whether the child ended by itself and well."""
    return os.waitpid(child, 0)[1] == 0


def check(case: Case, server: Served, query: str) -> None:
    """The server answers, and what serves is sound. Raises AssertionError."""
    from kb.builder.verify import verify

    status, _, body = server.get(f"/api/v1/search?q={query}")
    assert status == 200, (status, body)
    current = current_build(case.indexes)
    assert current is not None

    def sound() -> None:
        assert verify(case.indexes / current) == ()

    # In a fork too: FAISS's threads must not start in the process that forks the builders.
    assert finished(in_a_fork(sound)), current


def kill_at(case: Case, server: Served, moment: float, query: str) -> bool:
    """Kill a builder `moment` seconds after its start, check, build again; whether it was killed in time."""
    builder = build_in_a_fork(case)
    time.sleep(moment)
    os.kill(builder, signal.SIGKILL)
    killed = os.WIFSIGNALED(os.waitpid(builder, 0)[1])
    check(case, server, query)
    before = current_build(case.indexes)
    assert finished(build_in_a_fork(case)), "the build after the killed one failed"
    assert current_build(case.indexes) != before
    left = [path.name for path in case.indexes.glob(".*-*")]
    assert not left, left
    assert len(builds(case.indexes)) <= 3
    return killed


def kill_all_over(
    case: Case, server: Served, points: int, whole: float, change: Callable[[int], None]
) -> str:
    """Kill a builder at so many points of a `whole` build (seconds); returns what to say.

    `change` makes the next version of the corpus. A point that came too late, since no two builds take
    the same time, is tried again a little sooner.
    """
    version = 0
    for point in range(points):
        killed, moment = False, whole * (point + 0.5) / points
        while not killed:
            version += 1
            change(version)
            killed = kill_at(case, server, moment, "st%C3%B8tte")
            moment *= 0.9
    late = f" ({version - points} more were too late)" if version > points else ""
    return f"killed at {points} points over {whole:.2f} s{late}; all answered, verified, rebuilt"


def prove_small(folder: Path, points: int) -> str:
    """The corpus of 20 units; returns a line to print."""
    for module in LOADED:
        importlib.import_module(module)
    case = Case(folder / "corpus", folder / "indexes", "hashing")
    write_corpus(case.corpus, 0)
    assert finished(build_in_a_fork(case))
    write_corpus(case.corpus, 1)
    start = time.monotonic()
    assert finished(build_in_a_fork(case))
    whole = time.monotonic() - start
    with served(case.indexes, folder / "log") as server:
        said = kill_all_over(
            case, server, points, whole, lambda version: write_corpus(case.corpus, version + 1)
        )
    return f"20 units: {said}"


def prove_shipped(folder: Path, corpus: Path, points: int) -> str:
    """The shipped corpus with the default model; one document gains a line each time."""
    case = Case(folder / "shipped", folder / "indexes-shipped", None)
    shutil.copytree(corpus, case.corpus)
    start = time.monotonic()
    assert finished(build_in_a_fork(case))
    whole = time.monotonic() - start

    def change(version: int) -> None:
        write_corpus(case.corpus / "documents", version)
        # Or nothing would be left to embed, and the build would be over in no time.
        shutil.rmtree(case.indexes / "vectors", ignore_errors=True)

    with served(case.indexes, folder / "log-shipped") as server:
        said = kill_all_over(case, server, points, whole, change)
    return f"shipped corpus: {said}"


def main() -> None:
    """Print one line a corpus; any failure is an AssertionError."""
    points, shipped = (int(value) for value in (*sys.argv[1:3], "200", "10")[:2])
    with tempfile.TemporaryDirectory() as name:
        if len(sys.argv) > 3:
            shutil.copytree(sys.argv[3], Path(name) / "indexes" / "models")
        print(prove_small(Path(name), points), flush=True)
        if shipped:
            print(prove_shipped(Path(name), Path("corpus"), shipped), flush=True)


if __name__ == "__main__":
    main()
