"""SIGTERM: what is under way is answered, and then the process ends."""

from __future__ import annotations

import http.client
import signal
import socket
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import served


def test_requests_under_way_are_answered(tiny_indexes: Path, tmp_path: Path) -> None:
    with served(tiny_indexes, tmp_path / "log", "--threads", "1", "--queue", "50") as server:
        waiting = []
        for number in range(20):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            connection.request("GET", f"/api/v1/search?q=bolig{number}")
            waiting.append(connection)
        time.sleep(0.05)
        server.process.send_signal(signal.SIGTERM)
        statuses = []
        for connection in waiting:
            with closing(connection):
                answer = connection.getresponse()
                assert answer.read()
                statuses.append(answer.status)
        assert statuses[0] == 200
        assert set(statuses) <= {200, 503}
        assert server.process.wait(timeout=10) == 0
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=1)
