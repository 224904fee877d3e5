"""Fixtures that more than one test file needs."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.builder.analyze import write_analyzer
from kb.danish.analyze import Analyzer
from kb.danish.lexicon import Lexicon
from kb.index.opened import open_index
from kb.model import Unit
from tests import cluster, tiny
from tests.proofs.growth_build import build_made
from tests.proofs.growth_sentences import Parts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the shipped documents comes last: of two processes, each with half of the tests, one makes
    their index while the other has tests of its own."""
    items.sort(key=lambda item: "shipped_indexes" in getattr(item, "fixturenames", ()))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` as `make` leaves it: by the first of the processes that asks, for all of them."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    with (root / f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            make(root / name)
            lock.write("made")
    return root / name


def read_words(factory: pytest.TempPathFactory) -> Path:
    """A folder with `models`, as a builder keeps it, and `build/analyzer`: some six seconds, once a run."""

    def make(folder: Path) -> None:
        (folder / "build").mkdir(parents=True)
        write_analyzer(folder / "build")

    return made_once(factory, "words", make)


@pytest.fixture(scope="session", autouse=True)
def seeded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let every index that a test writes begin with what words are read by."""
    tiny.made_already = lambda: read_words(tmp_path_factory) / "models"


@pytest.fixture(scope="session")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """The real Danish lexicon."""
    return Lexicon.open(read_words(tmp_path_factory) / "build" / "analyzer")


@pytest.fixture(scope="session")
def analyzer(lexicon: Lexicon) -> Analyzer:
    return Analyzer(lexicon)


@pytest.fixture(scope="session")
def tiny_indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny corpus as an index, to be read only."""
    return made_once(tmp_path_factory, "tiny", tiny.write)


@pytest.fixture(scope="session")
def shipped_indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped documents as an index with the deterministic encoder, to be read only."""
    from kb.builder.build import build

    def make(folder: Path) -> None:
        tiny.seed(folder)
        build(Path(__file__).parents[1] / "corpus", folder, "hashing", lambda *_: None)

    return made_once(tmp_path_factory, "shipped", make)


@pytest.fixture(scope="session")
def parts(shipped_indexes: Path) -> Parts:
    """Sentences of the shipped documents, to make units of."""
    shipped = open_index(shipped_indexes)
    return Parts(shipped.analyzer, list(shipped.units)[:120])


@pytest.fixture(scope="session")
def made_indexes(shipped_indexes: Path, parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,500 made units as an index, more than the pool of 2,000 holds; to be read only."""
    return made_once(
        tmp_path_factory, "made", lambda folder: build_made(open_index(shipped_indexes), parts, 2_500, folder)
    )


@pytest.fixture(scope="session")
def corpus_units(shipped_indexes: Path) -> tuple[Unit, ...]:
    """The units of the shipped documents, as they were cut for their index."""
    return tuple(open_index(shipped_indexes).units)


@pytest.fixture(scope="session")
def real_indexes() -> Path:
    """The index of the shipped documents with the default model, as `make build` leaves it."""
    indexes = Path(__file__).parents[1] / "indexes"
    if not (indexes / "current").exists():
        pytest.skip("needs the index with the real model: run `make build` first, as .ci/run does")
    return indexes


@pytest.fixture(scope="session")
def postgres_site() -> Iterator[cluster.Site]:
    """A place for PostgreSQL servers; CI has what they need, or the tests say why they cannot run."""
    if reason := cluster.missing():
        pytest.skip(reason)
    with cluster.site() as site:
        yield site


@pytest.fixture(scope="session")
def postgres(postgres_site: cluster.Site) -> cluster.Cluster:
    """One running server that tests make databases in; not to be ended."""
    return postgres_site.started()
