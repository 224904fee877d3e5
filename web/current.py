"""The open index: followed from build to build, and one and the same all through a request."""

import ctypes
import gc
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import cast

from flask import current_app, g

from kb.errors import IndexUnusable, StoreUnavailable
from kb.index.opened import Index
from web.pages.outline import Outline, outline_of

log = logging.getLogger(__name__)


def opened_index() -> Index:
    """The current index. Raises IndexUnusable while there is none."""
    if "index" not in g:
        g.index = current_app.extensions["kb"].index()
    return cast(Index, g.index)


def outline() -> Outline:
    """The outline of the current index; made once for each build."""
    return outline_of(opened_index())


class CurrentIndex:
    """Opens the current index at the first question and again when `current` names another build.

    A new build that cannot be opened is logged once and the last good one goes on serving; one that
    cannot be opened now, because its store is away, is tried again.
    While one thread opens a new build the others answer from the old one.
    """

    def __init__(self, open_index: Callable[[], Index], current: Callable[[], str | None]) -> None:
        self._open = open_index
        self._current = current
        self._lock = Lock()
        self._opened: Index | None = None
        self._seen: str | None = None

    def index(self) -> Index:
        """The opened index. Raises IndexUnusable when there is none and never was."""
        if self._opened is not None and (self._lock.locked() or self._current() == self._seen):
            return self._opened
        with self._lock:
            current = self._current()
            if self._opened is not None and current == self._seen:
                return self._opened
            try:
                # Indexes hold caches of their own methods, which are circles: what no longer serves would
                # stay in memory until Python looks for such, and that may be several builds later.
                gc.collect()
                with suppress(AttributeError):  # not glibc
                    ctypes.CDLL(None).malloc_trim(0)
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
