"""Fixtures that more than one test file needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.builder.cut import cut_source
from kb.danish.analyze import Analyzer
from kb.danish.lexicon import Lexicon, write_lexicon
from kb.documents.corpus import read_sources
from kb.model import Unit
from tests import cluster, tiny


@pytest.fixture(scope="session")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """The real Danish lexicon; writing it takes some five seconds, once a run."""
    folder = tmp_path_factory.mktemp("lexicon")
    write_lexicon(folder)
    return Lexicon.open(folder)


@pytest.fixture(scope="session")
def analyzer(lexicon: Lexicon) -> Analyzer:
    return Analyzer(lexicon)


@pytest.fixture(scope="session")
def tiny_indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny corpus as an index, to be read only; writing it takes as long as its lexicon does."""
    folder = tmp_path_factory.mktemp("indexes")
    tiny.write(folder)
    return folder


@pytest.fixture(scope="session")
def shipped_indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped documents as an index with the deterministic encoder, to be read only."""
    from kb.builder.build import build

    folder = tmp_path_factory.mktemp("shipped")
    build(Path(__file__).parents[1] / "corpus", folder, "hashing", lambda *_: None)
    return folder


@pytest.fixture(scope="session")
def corpus_units() -> tuple[Unit, ...]:
    """The units of the shipped documents, cut once a run."""
    sources, _ = read_sources(Path(__file__).parents[1] / "corpus")
    return tuple(unit for source in sources for unit in cut_source(source).units)


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
