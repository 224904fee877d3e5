"""Several servers: shards, one of which dies; a standby that takes over; a server that stands still."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from kb.errors import StoreUnavailable
from kb.index.opened import Index, open_index
from kb.model import Filters, Query
from kb.search.search import search
from tests.cluster import Cluster, Site
from tests.postgres_contract import disagreements
from tests.proofs.faults import finished, in_a_fork

QUERY = Query("støtte til borgere i egen bolig", filters=Filters(kind=("recommendation",)))


@pytest.fixture(scope="module")
def index(tiny_indexes: Path) -> Index:
    return open_index(tiny_indexes)


def published(index: Index, address: str, cache: Path) -> Index:
    from kb.postgres.database import Database
    from kb.postgres.publish import publish

    publish(address, index.folder, [], lambda *_: None)
    return Database(address, cache).open()


def test_servers_of_one_machine_fetch_into_one_cache_at_a_time(
    index: Index, postgres: Cluster, tmp_path: Path
) -> None:
    """None sweeps what another has fetched and not yet linked."""
    from kb.postgres.database import Database
    from kb.postgres.publish import publish

    address = postgres.database("cached")
    publish(address, index.folder, [], lambda *_: None)

    def opened() -> None:
        with closing(Database(address, tmp_path / "cache")) as database:
            assert database.open().units[-1] == index.units[-1]

    servers = [in_a_fork(opened) for _ in range(4)]
    assert [finished(server) for server in servers] == [True] * 4
    assert sorted(path.name for path in (tmp_path / "cache/builds").iterdir()) == [index.build]


def held(shard: Cluster) -> int:
    """How many units lie in a shard."""
    import psycopg

    with psycopg.connect(shard.address("sharded")) as link:
        return link.execute("SELECT count(*) FROM kb.unit").fetchone()[0]


def asked_until_answered(index: Index, seconds: float) -> list[str]:
    """The ids of the hits, as soon as the store answers again."""
    end = time.monotonic() + seconds
    while True:
        try:
            return [hit.unit.id for hit in search(index, QUERY).hits]
        except StoreUnavailable:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_two_shards_answer_as_one_and_not_at_all_when_one_is_dead(
    index: Index, postgres: Cluster, postgres_site: Site, tmp_path: Path
) -> None:
    from kb.postgres.verify import verify_published
    from tests.shards import sharded

    shards = (postgres_site.started(), postgres_site.started())
    address = sharded(postgres, "sharded", shards, index.manifest["model"]["dimensions"])
    one = published(index, address, tmp_path)
    assert verify_published(address, tmp_path / "verified")[1] == ()
    assert all(0 < held(shard) < len(index.units) for shard in shards)
    assert list(disagreements(index, one, 20)) == []
    expected = [hit.unit.id for hit in search(one, QUERY).hits]
    shards[1].kill()
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            search(one, Query("kommunen møder borgeren på sygehuset"))
        time.sleep(0.4)
    shards[1].start()
    assert asked_until_answered(one, 20) == expected
    for shard in shards:
        shard.stop()


def test_a_promoted_standby_gives_the_same_answers_and_takes_the_next_build(
    index: Index, postgres_site: Site, tmp_path: Path
) -> None:
    primary, standby = postgres_site.started(), postgres_site.cluster()
    one = published(index, primary.database("served"), tmp_path)
    standby.copy_of(primary)
    standby.start()
    both = primary.address("served").replace(
        f":{primary.port}/", f":{primary.port},127.0.0.1:{standby.port}/"
    )
    from kb.postgres.database import Database
    from kb.postgres.publish import publish

    served = Database(both, tmp_path).open()
    expected = [hit.unit.id for hit in search(one, QUERY).hits]
    assert asked_until_answered(served, 0) == expected
    primary.kill()
    assert asked_until_answered(served, 20) == expected
    standby.promote()
    assert list(disagreements(index, served, 20)) == []
    assert publish(both, index.folder, [], lambda *_: None).changed is False
    standby.stop()


def test_a_server_that_stands_still_is_not_waited_for(
    index: Index, postgres_site: Site, tmp_path: Path
) -> None:
    still = postgres_site.started()
    one = published(index, still.database("still"), tmp_path)
    expected = asked_until_answered(one, 0)
    assert still.process is not None
    backends = _family(still.process.pid)
    for backend in backends:
        os.kill(backend, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        search(one, QUERY)
    took = time.monotonic() - started
    with pytest.raises(StoreUnavailable):
        search(one, QUERY)
    again = time.monotonic() - started - took
    for backend in backends:
        os.kill(backend, signal.SIGCONT)
    assert took < 10 and again < 0.5
    assert asked_until_answered(one, 20) == expected
    still.stop()


def _family(parent: int) -> list[int]:
    """A process and those it has started."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]
