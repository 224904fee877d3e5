"""A thread leaves the core of the one it works for, and is then free to run anywhere again."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from kb import cores
from kb.cores import NOWHERE, core, leave, usable

needs_two = pytest.mark.skipif(
    core() == NOWHERE or usable() < 2, reason="needs Linux and two cores that this process may use"
)


@pytest.fixture
def allowed() -> Iterator[set[int]]:
    """The cores of this process; the thread of the test gets them back."""
    before = os.sched_getaffinity(0)
    yield before
    os.sched_setaffinity(0, before)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """Where threads were told to run, in order; they are told."""
    seen: list[set[int]] = []
    run_on: Callable[[set[int]], None] = cores._run_on

    def noted(wanted: set[int]) -> None:
        seen.append(wanted)
        run_on(wanted)

    monkeypatch.setattr(cores, "_run_on", noted)
    return seen


@needs_two
def test_a_thread_leaves_a_busy_core_and_may_come_back(allowed: set[int]) -> None:
    left = 0
    for _ in range(50):
        busy = core()
        leave(busy)
        left += core() != busy
        assert os.sched_getaffinity(0) == allowed
    assert left > 25  # it may be moved back between two calls, but hardly ever is


@needs_two
def test_a_thread_is_told_to_leave_only_the_core_it_runs_on(allowed: set[int], told: list[set[int]]) -> None:
    here, other = sorted(allowed)[:2]
    os.sched_setaffinity(0, {here})
    leave(other)
    leave(here)  # the only one it has
    leave(NOWHERE)
    assert told == []


@needs_two
def test_one_thread_moves_and_no_other(allowed: set[int], told: list[set[int]]) -> None:
    here = min(allowed)
    os.sched_setaffinity(0, {here})

    def work() -> None:
        os.sched_setaffinity(0, {here})
        while core() != here:
            pass
        cores._run_on(allowed)
        if core() == here:
            leave(here)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told in ([allowed], [allowed, allowed - {here}, allowed])
    assert os.sched_getaffinity(0) == {here}


def test_a_system_that_does_not_tell_or_forbids_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, told: list[set[int]]
) -> None:
    def forbidden(_: int) -> set[int]:
        raise PermissionError

    monkeypatch.setattr(os, "sched_getaffinity", forbidden, raising=False)
    leave(core())
    assert usable() == os.cpu_count()
    monkeypatch.setattr(cores, "_told", False)
    assert core() == NOWHERE
    leave(0)
    assert told == []
