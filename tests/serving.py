"""The site for tests: `kb serve` as a process of its own, and an app in threads of this one."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import waitress
from flask import Flask


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: what it wrote is in the file `output`."""

    port: int
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers with lower-case names, and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """Serve an app by threads of this process until the block ends; gives its address."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # by its own thread, which may be waiting for what is closed
    thread.join(5)


@contextmanager
def served(
    indexes: Path, output: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve `indexes` on a free port until the block ends; `environment` beside what there is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "kb.commands.main",
        "serve",
        "--indexes",
        str(indexes),
        "--port",
        str(port),
    ]
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [*command, *options],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
    server = Served(port, process, output)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(server: Served) -> None:
    for _ in range(1_800):  # 90 seconds, for a machine that is busy
        if server.process.poll() is not None:
            raise RuntimeError(server.output.read_text())
        try:
            if server.get("/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not get ready")
