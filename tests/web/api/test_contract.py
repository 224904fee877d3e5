"""The contract that a third party can run, run against our own server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract import PROMISES, Server
from tests.serving import served


@pytest.fixture(scope="module")
def root(tiny_indexes: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with served(tiny_indexes, tmp_path_factory.mktemp("log") / "output") as server:
        yield Server(server.url)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_is_kept(root: Server, promise) -> None:  # type: ignore[no-untyped-def]
    promise(root)
