"""What several tests of searching and checking open."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.index.opened import Index, open_index


@pytest.fixture(scope="package")
def shipped(real_indexes: Path) -> Index:
    """The shipped documents by the real model; skipped where their index is not built."""
    return open_index(real_indexes)
