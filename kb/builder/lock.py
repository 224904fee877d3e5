"""One builder at a time in an indexes folder; the lock ends with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import BusyError

FILE = ".lock"


@contextmanager
def building(indexes: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises BusyError when another process has it, OSError when none can be had.

    The file stays behind and means nothing: the lock is the kernel's, on the open file.
    """
    indexes.mkdir(parents=True, exist_ok=True)
    with (indexes / FILE).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise BusyError(
                f"{indexes} is being built by process {file.read().strip() or 'unknown'}; "
                "wait for it, or build into another folder with --indexes"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
