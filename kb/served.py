"""A server of our own, as a process: started, timed, weighed and ended by `kb bench` and the proofs."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.errors import IndexUnusable

READY_S = 60.0


@dataclass(frozen=True, slots=True)
class Process:
    """A running `kb serve`: `cold_start_s` is from its start to its first answer."""

    port: int
    pid: int
    cold_start_s: float

    def memory_mb(self) -> float:
        """Proportional set size (Linux): shared pages count by their share."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return round(int(line.split()[1]) / 1000, 1)
        return 0.0


@contextmanager
def served(indexes: Path, *options: str) -> Iterator[Process]:
    """Serve `indexes` on a free port until the block ends. Raises IndexUnusable when it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kb.cli", "serve", "--indexes", str(indexes), "--port", str(port)]
    start = time.perf_counter()
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:
        try:
            _first_answer(process, port, start)
            yield Process(port, process.pid, round(time.perf_counter() - start, 2))
        finally:
            process.terminate()


def _first_answer(process: subprocess.Popen[bytes], port: int, start: float) -> None:
    while time.perf_counter() - start < READY_S:
        if process.poll() is not None:
            raise IndexUnusable(f"the server ended with {process.returncode} before it answered")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_S)
        try:
            connection.request("GET", "/api/v1/search?q=kommune")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise IndexUnusable(f"the server did not answer within {READY_S:.0f} s")
