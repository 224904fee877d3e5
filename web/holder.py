"""The index that a served process answers from; it follows the switch to a newer build."""

from __future__ import annotations

import ctypes
import gc
import logging
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from kb.errors import IndexUnusable, StoreUnavailable

Opened = TypeVar("Opened")

log = logging.getLogger(__name__)


class Holder(Generic[Opened]):
    """Opens the current index at the first question and again when `current` names another build.

    A new build that cannot be opened is logged once and the last good one goes on serving; one that
    cannot be opened now, because its store is away, is tried again.
    While one thread opens a new build the others answer from the old one.
    """

    def __init__(self, open_index: Callable[[], Opened], current: Callable[[], str | None]) -> None:
        self._open = open_index
        self._current = current
        self._lock = Lock()
        self._opened: Opened | None = None
        self._seen: str | None = None

    def serving(self) -> Opened | None:
        """What was opened last, without a look at what is current; None before the first question."""
        return self._opened

    def index(self) -> Opened:
        """The opened index. Raises IndexUnusable when there is none and never was."""
        if self._opened is not None and self._current() == self._seen:
            return self._opened
        if self._opened is not None and self._lock.locked():
            return self._opened
        with self._lock:
            return self._reopened()

    def _reopened(self) -> Opened:
        current = self._current()
        if self._opened is not None and current == self._seen:
            return self._opened
        try:
            # Indexes hold caches of their own methods, which are circles: what no longer serves would stay
            # in memory until Python looks for such, and that may be several builds later.
            gc.collect()
            _give_back()
            self._opened = self._open()
        except StoreUnavailable:
            if self._opened is None:
                raise
            return self._opened
        except IndexUnusable as error:
            if self._opened is None:
                raise
            log.warning("the new build is not served, the last good one is: %s", error)
        self._seen = current
        return self._opened


def _give_back() -> None:
    """Let the C library give free memory back to the system, where it is one that can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
