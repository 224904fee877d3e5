"""The end of a served process: SIGTERM lets what is under way be answered first."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

PATIENCE_S = 20.0


def run(server: Any, waiting: Callable[[], int], refuse: Callable[[], None]) -> None:
    """Run waitress's loop until SIGTERM or Ctrl-C, then until nothing is `waiting` or half written.

    After the signal no connection is accepted and `refuse` is called once: requests that still come over
    open connections are not under way. Gives up after 20 seconds.
    """
    stopped: list[int] = []

    def stop(number: int, _frame: object) -> None:
        stopped.append(number)
        server.pull_trigger()

    before = [(number, signal.signal(number, stop)) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        while not stopped:
            _turn(server)
        server.del_channel()
        server.socket.close()
        refuse()
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and (waiting() or _half_written(server)):
            _turn(server, 0.05)
    finally:
        for number, handler in before:
            signal.signal(number, handler)
    server.task_dispatcher.shutdown(timeout=1)


def _turn(server: Any, timeout: float = 1.0) -> None:
    server.asyncore.loop(timeout=timeout, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)


def _half_written(server: Any) -> bool:
    return any(channel.total_outbufs_len or channel.requests for channel in server.active_channels.values())
