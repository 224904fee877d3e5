"""Which core a thread runs on, where the system tells; elsewhere nothing here does anything."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from contextlib import suppress

NOWHERE = -1
# Linux alone has both.
_ask: Callable[[], int] | None = (
    getattr(ctypes.PyDLL(None), "sched_getcpu", None) if hasattr(os, "sched_setaffinity") else None
)


def core() -> int:
    """The number of the core that this thread runs on; NOWHERE where the system does not tell."""
    return NOWHERE if _ask is None else _ask()


def leave(busy: int) -> None:
    """Move this thread to another core when it runs on core `busy`.

    Linux often wakes a thread on the core of the one that woke it, looks for an idle one less the busier
    it is, and separates the two only milliseconds later: a whole query on a machine with two cores.
    """
    if busy == NOWHERE or core() != busy:
        return
    allowed = os.sched_getaffinity(0)
    # A container may have one core, or forbid to choose.
    with suppress(OSError):
        os.sched_setaffinity(0, allowed - {busy} or allowed)
        os.sched_setaffinity(0, allowed)  # it moved at once; where it runs next is the system's choice again
