"""A thread leaves the core of the one it works for, and is then free to run anywhere again."""

from __future__ import annotations

import os
import threading

import pytest

from kb.cores import NOWHERE, core, leave

needs_two = pytest.mark.skipif(
    core() == NOWHERE or len(os.sched_getaffinity(0)) < 2,
    reason="needs Linux and two cores that this process may use",
)


@pytest.fixture
def allowed():
    """The cores of this process; the thread of the test gets them back."""
    before = os.sched_getaffinity(0)
    yield before
    os.sched_setaffinity(0, before)


@needs_two
def test_a_thread_leaves_a_busy_core_and_may_come_back(allowed: set[int]) -> None:
    for busy in sorted(allowed)[:2]:
        os.sched_setaffinity(0, {busy})
        assert core() == busy
        os.sched_setaffinity(0, allowed)
        leave(core())
        assert os.sched_getaffinity(0) == allowed
    # Held by nothing between two calls a thread may be moved back: of many times most must tell.
    left = 0
    for _ in range(50):
        busy = core()
        leave(busy)
        left += core() != busy
    assert left > 25


@needs_two
def test_a_thread_elsewhere_stays(allowed: set[int]) -> None:
    here, other = sorted(allowed)[:2]
    os.sched_setaffinity(0, {here})
    leave(other)
    assert (core(), os.sched_getaffinity(0)) == (here, {here})


@needs_two
def test_a_thread_with_one_core_stays_there(allowed: set[int]) -> None:
    only = min(allowed)
    os.sched_setaffinity(0, {only})
    leave(only)
    assert (core(), os.sched_getaffinity(0)) == (only, {only})


@needs_two
def test_the_threads_of_a_process_are_moved_one_by_one(allowed: set[int]) -> None:
    seen: list[set[int]] = []
    thread = threading.Thread(target=lambda: (leave(core()), seen.append(os.sched_getaffinity(0))))
    thread.start()
    thread.join()
    assert seen == [allowed]
    assert os.sched_getaffinity(0) == allowed


def test_nowhere_is_no_core() -> None:
    leave(NOWHERE)
    assert core() >= NOWHERE
