"""200 clients at once, and some that send a byte a second: `python -m tests.proofs.clients INDEXES
[SECONDS]`.

Every answer must be right (the same hits as when the server is idle) or an honest 503 or 429 with
Retry-After, which a client keeps to. Exit 1 otherwise, or when the process died, or when the 95th
percentile of the accepted answers is over 5 times the idle median.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.serving import Served, served

CLIENTS, SLOW_CLIENTS, SLOWER = 200, 20, 5
QUERIES = (
    "hjemløse unge",
    "fremskudt sagsbehandling psykiatri",
    "hvordan hjælper kommunen borgere med misbrug?",
    "støtte i egen bolig",
    "Housing First",
    "opsøgende arbejde",
    "koordinerende kontaktperson",
    "uddannelse og job til udsatte unge",
    "borgeren i eget liv",
    "sociale investeringer økonomi",
    "Roskilde",
    "§ 85",
)


@dataclass
class Tally:
    """What the clients saw; seconds of accepted answers."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


async def ask(port: int, query: str) -> tuple[int, dict[str, str], bytes, float]:
    """One request on a connection of its own: status, headers, body, seconds."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    path = f"/api/v1/search?q={quote(query)}"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    received = await asyncio.wait_for(reader.read(-1), 30)
    writer.close()
    taken = time.perf_counter() - started
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body, taken


def ids(body: bytes) -> list[str]:
    """The ids of the hits."""
    return [hit["id"] for hit in json.loads(body)["hits"]]


async def client(port: int, number: int, until: float, right: dict[str, list[str]], tally: Tally) -> None:
    """Ask until the time is up; wait as told when refused, as a reader pauses between answers."""
    chance = random.Random(number)
    await asyncio.sleep(chance.random())
    while time.perf_counter() < until:
        query = chance.choice(QUERIES)
        status, headers, body, taken = await ask(port, query)
        tally.statuses[status] += 1
        if status == 200:
            tally.seconds.append(taken)
            if ids(body) != right[query]:
                tally.wrong.append(query)
        elif status in (429, 503) and headers.get("retry-after", "").isdigit():
            await asyncio.sleep(int(headers["retry-after"]) * (1 + chance.random()))
        else:
            tally.wrong.append(f"{status} {query}")


async def slow(port: int, until: float) -> None:
    """Send a request a byte a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for byte in b"GET /api/v1/search?q=bolig HTTP/1.1\r\nHost: a\r\n" + b"X-A: " + b"a" * 1000:
        if time.perf_counter() > until:
            break
        writer.write(bytes((byte,)))
        await writer.drain()
        await asyncio.sleep(1)
    writer.close()


async def load(port: int, seconds: int) -> tuple[float, Tally]:
    """The idle median in seconds, and what the clients saw."""
    right: dict[str, list[str]] = {}
    idle: list[float] = []
    for _ in range(10):
        for query in QUERIES:
            _, _, body, taken = await ask(port, query)
            right[query] = ids(body)
            idle.append(taken)
    tally, until = Tally(), time.perf_counter() + seconds
    await asyncio.gather(
        *(slow(port, until) for _ in range(SLOW_CLIENTS)),
        *(client(port, number, until, right, tally) for number in range(CLIENTS)),
    )
    return statistics.median(idle), tally


def report(server: Served, idle: float, tally: Tally) -> int:
    """Print the figures; 0 when all is well."""
    last = statistics.quantiles(tally.seconds, n=20)[-1]
    alive = server.process.poll() is None and server.get("/healthz")[0] == 200
    middle = statistics.median(tally.seconds)
    print(f"idle median {1000 * idle:.1f} ms; under load median {1000 * middle:.1f} ms,")
    print(f"95th percentile {1000 * last:.1f} ms, {last / idle:.1f} times the idle median;")
    print(f"{len(tally.seconds)} answers")
    print(f"statuses {dict(tally.statuses)}, wrong {tally.wrong[:5]} ({len(tally.wrong)}), alive {alive}")
    return int(bool(tally.wrong) or not alive or last > SLOWER * idle)


def main(indexes: Path, seconds: int) -> int:
    """Serve, load, report."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(indexes, Path(folder) / "log", *sys.argv[3:]) as server,
    ):
        return report(server, *asyncio.run(load(server.port, seconds)))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 120))
