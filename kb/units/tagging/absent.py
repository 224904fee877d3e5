"""Importing a library without what it would load if it could, and has no use for here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def absent(package: str) -> Iterator[None]:
    """Within the block `import package` finds nothing, unless the package is loaded already."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]


@contextmanager
def hollow(module: str, *names: str) -> Iterator[None]:
    """Within the block `from module import name` gives None, unless the module is loaded already."""
    if module in sys.modules:
        yield
        return
    stand_in = ModuleType(module)
    vars(stand_in).update(dict.fromkeys(names))
    sys.modules[module] = stand_in
    try:
        yield
    finally:
        del sys.modules[module]
