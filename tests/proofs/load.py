"""Proof: a server under load follows the switch without dropping a request.

`python -m tests.proofs.load INDEXES [SECONDS] [EVERY]`: two copies of the current build (hard links) take
turns as `current` every EVERY seconds, while clients ask at 80 % of the capacity measured just before.
No request may fail, and memory may not grow by more than 5 %. `make proof-load` runs ten minutes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb.index.builds import named_build, switch
from kb.index.opened import open_index
from kb.measuring.bench import QUEUE, make_queries, throughput
from kb.measuring.server import Client, Process, served

SHARE = 0.8
WORKERS = 4
COPIES = ("20200101T000000.000001Z", "20200101T000000.000002Z")


@dataclass(frozen=True, slots=True)
class Load:
    """`asked` and `failed` requests, switches of the index, memory in MB at the start and at the end."""

    rate: float
    asked: int
    failed: int
    switches: int
    before_mb: float
    after_mb: float

    @property
    def growth(self) -> float:
        """Share by which memory grew."""
        return self.after_mb / self.before_mb - 1


def two_builds(indexes: Path, folder: Path) -> Path:
    """An indexes folder whose two builds are the current one of `indexes`."""
    for name in COPIES:
        shutil.copytree(named_build(indexes, None), folder / name, copy_function=os.link)
    switch(folder, COPIES[0])
    return folder


def prove(indexes: Path, seconds: float, every: float) -> Load:
    """Load a server of `indexes` (as `two_builds` makes it) and tell what came of it."""
    queries = make_queries(open_index(indexes))
    with served(indexes, *QUEUE) as server:
        rate = SHARE * max(throughput(server.port, queries, min(5.0, seconds / 5)).values())
        _take_turns(indexes, server, 2, min(every, 2.0))
        before = server.memory_mb()
        end = time.monotonic() + seconds
        turns = [0]
        switcher = threading.Thread(target=lambda: turns.append(_switch_until(indexes, end, every)))
        switcher.start()
        with ThreadPoolExecutor(WORKERS) as pool:
            work = [
                pool.submit(_ask_until, server.port, queries, rate / WORKERS, end) for _ in range(WORKERS)
            ]
            counts = [done.result() for done in work]
        switcher.join()
        after = server.memory_mb()
    return Load(rate, sum(a for a, _ in counts), sum(f for _, f in counts), turns[-1], before, after)


def _take_turns(indexes: Path, server: Process, times: int, wait: float) -> None:
    """Memory is measured once both builds have been opened."""
    for turn in range(times):
        switch(indexes, COPIES[(turn + 1) % 2])
        time.sleep(wait)
        with closing(Client(server.port)) as client:
            client.ask("bolig")


def _switch_until(indexes: Path, end: float, every: float) -> int:
    turns = 0
    while time.monotonic() + every < end:
        time.sleep(every)
        turns += 1
        switch(indexes, COPIES[turns % 2])
    return turns


def _ask_until(port: int, queries: list[str], rate: float, end: float) -> tuple[int, int]:
    """Ask `rate` times a second; (asked, failed)."""
    asked, failed, due = 0, 0, time.monotonic()
    with closing(Client(port)) as client:
        while time.monotonic() < end:
            time.sleep(max(0.0, due - time.monotonic()))
            due += 1 / rate
            asked += 1
            failed += client.ask(queries[asked % len(queries)]) != 200
    return asked, failed


def main() -> None:
    """Print the figures; a failed request or growth beyond 5 % is an AssertionError."""
    indexes = Path(sys.argv[1])
    seconds, every = (float(value) for value in (*sys.argv[2:], "600", "20")[:2])
    with tempfile.TemporaryDirectory(dir=indexes) as folder:
        load = prove(two_builds(indexes, Path(folder)), seconds, every)
    print(
        f"{load.asked} requests at {load.rate:.0f} a second over {seconds:.0f} s, {load.switches} switches: "
        f"{load.failed} failed; memory {load.before_mb} MB, then {load.after_mb} MB ({load.growth:+.1%})"
    )
    assert load.failed == 0
    assert load.growth <= 0.05


if __name__ == "__main__":
    main()
