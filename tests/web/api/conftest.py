"""The made-up corpus as a site."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web import create_app


@pytest.fixture(scope="session")
def client(tiny_indexes: Path) -> FlaskClient:
    return create_app(tiny_indexes).test_client()
