"""A server of our own, as a process, and a client of it, for `kb bench` and the proofs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from kb.errors import IndexUnusable

READY_S = 60.0
STORE = "KB_STORE"
_SERVE = (sys.executable, "-m", "kb.commands.main", "serve")


@dataclass(frozen=True, slots=True)
class Process:
    """A running `kb serve`: `cold_start_s` is from its start to its first answer."""

    port: int
    pid: int
    cold_start_s: float

    def memory_mb(self) -> float:
        """Proportional set size (Linux): shared pages count by their share."""
        return self._smaps("Pss:")

    def anonymous_mb(self) -> float:
        """The part of it that no file backs. Mapped pages count in the whole as far as they were ever read,
        and go when other programs need the room."""
        return self._smaps("Pss_Anon:")

    def processor_ms(self) -> float:
        """Milliseconds that it has had of the processor, of all its threads, in steps of some 10."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _smaps(self, field: str) -> float:
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(field):
                return round(int(line.split()[1]) / 1000, 1)
        return 0.0


def unwind_when_terminated() -> None:
    """Let SIGTERM end the program as an exception does: servers are stopped, folders removed."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


class Client(HTTPConnection):
    """One connection to a server, kept open."""

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port, timeout=READY_S)

    def ask(self, query: str, rest: str = "") -> int:
        """Status of a search. Raises ConnectionError when the server ends the connection."""
        self.request("GET", f"/api/v1/search?q={quote(query)}{rest}")
        answer = self.getresponse()
        answer.read()
        return answer.status


@contextmanager
def served(indexes: Path, *options: str, store: str | None = None) -> Iterator[Process]:
    """Serve `indexes`, or `store`, on a free port until the block ends. Raises IndexUnusable."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*_SERVE, "--indexes", str(indexes), "--port", str(port)]
    start = time.perf_counter()
    # The address by the environment: every user of the machine can read another's command line.
    environment = {name: value for name, value in os.environ.items() if name != STORE}
    if store is not None:
        environment[STORE] = store
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, env=environment) as process:
        try:
            _first_answer(process, port, start)
            yield Process(port, process.pid, round(time.perf_counter() - start, 2))
        finally:
            process.terminate()


def _first_answer(process: subprocess.Popen[bytes], port: int, start: float) -> None:
    while time.perf_counter() - start < READY_S:
        if process.poll() is not None:
            raise IndexUnusable(f"the server ended with {process.returncode} before it answered")
        with suppress(OSError), closing(Client(port)) as client:
            if client.ask("kommune") == 200:
                return
        time.sleep(0.01)
    raise IndexUnusable(f"the server did not answer within {READY_S:.0f} s")
