"""The shipped documents as a site, for the tests of pages that need real texts; a test of made-up ones has a
client of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.index.opened import Index, open_index
from web import create_app


@pytest.fixture(scope="session")
def index(shipped_indexes: Path) -> Index:
    return open_index(shipped_indexes)


@pytest.fixture(scope="session")
def client(shipped_indexes: Path) -> FlaskClient:
    return create_app(shipped_indexes).test_client()
