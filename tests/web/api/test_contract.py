"""The contract that a third party can run, run against our own server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract import PROMISES, Promise, Server, broken
from tests.serving import served


@pytest.fixture(scope="module")
def root(tiny_indexes: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with served(tiny_indexes, tmp_path_factory.mktemp("log") / "output") as server:
        yield Server(server.url)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_is_kept(root: Server, promise: Promise) -> None:
    assert broken(promise, root) is None


def test_a_broken_promise_tells_its_line_and_values(root: Server) -> None:
    def all_is_well(server: Server) -> None:
        status = server.ask("/api/v1/units/x")[0]
        assert status == 200, status

    assert ": assert status == 200, status 404" in (broken(all_is_well, root) or "")
