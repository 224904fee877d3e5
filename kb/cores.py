"""Cores: how many this process may use, and which one a thread runs on, where the system tells that."""

from __future__ import annotations

import ctypes
import os

NOWHERE = -1
_MASK_BYTES = 128  # of the C library's cpu_set_t: 1,024 cores
# Through ctypes, which gives up the interpreter: a thread that moves waits for its turn on the other core.
_c = ctypes.CDLL(None) if hasattr(os, "sched_getaffinity") else None
_told = hasattr(_c, "sched_getcpu") and hasattr(_c, "sched_setaffinity")


def usable() -> int:
    """How many cores this process may use: in a container fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):  # another system, or a container that does not tell
        return os.cpu_count() or 1


def core() -> int:
    """The number of the core that this thread runs on; NOWHERE where the system does not tell."""
    return int(_c.sched_getcpu()) if _c is not None and _told else NOWHERE


def leave(busy: int) -> None:
    """Move this thread to another core when it runs on core `busy`; where it cannot be moved it stays.

    Linux often wakes a thread on the core of the one that woke it, looks for an idle one less the busier
    it is, and separates the two only milliseconds later: a whole query on a machine with two cores.
    """
    if busy == NOWHERE or core() != busy:
        return
    try:
        allowed = os.sched_getaffinity(0)
    except OSError:  # a container may forbid the question
        return
    if allowed != {busy}:
        _run_on(allowed - {busy})
        _run_on(allowed)  # it moved at once; where it runs next is the system's choice again


def _run_on(cores: set[int]) -> None:
    """Let this thread run on `cores` alone. A refusal leaves everything as it was."""
    assert _c is not None
    mask = sum(1 << number for number in cores).to_bytes(_MASK_BYTES, "little")
    _c.sched_setaffinity(0, _MASK_BYTES, mask)
