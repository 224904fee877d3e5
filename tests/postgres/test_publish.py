"""Publishing: only what changed is sent, the way back, one publisher at a time, a killed one, damage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import BusyError, IndexUnusable
from kb.index.opened import open_index
from kb.model import Unit
from tests import made, tiny
from tests.cluster import Cluster

psycopg = pytest.importorskip("psycopg")

from kb.postgres.publish import Report, publish, publisher, switch_back  # noqa: E402
from kb.postgres.verify import sample, verify_published  # noqa: E402
from tests.killed import Build, Killing, current, killed_at  # noqa: E402


def written(indexes: Path, units: tuple[Unit, ...]) -> Build:
    tiny.write(indexes, units)
    index = open_index(indexes)
    return index.folder, sample(index)


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    """The tiny corpus, and the same with one unit reworded, one gone and one new."""
    indexes = tmp_path_factory.mktemp("versions")
    first, *rest, last = tiny.UNITS
    reworded = replace(first, text=first.text + " Det gælder også unge.")
    new = replace(last, id="notat-2021/afsnit/2", text="Unge får hjælp til at finde en bolig.")
    return written(indexes, tiny.UNITS), written(indexes, (reworded, *rest, new))


@pytest.fixture
def address(postgres: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    yield postgres.database(request.node.name)


def sent(address: str, build: Build) -> Report:
    return publish(address, *build, lambda *_: None)


def test_only_what_changed_is_sent_and_the_way_back(
    address: str, builds: tuple[Build, Build], tmp_path: Path
) -> None:
    one, two = builds
    first, second = one[0].name, two[0].name
    assert sent(address, one) == Report(first, 9, 0, 0)
    assert sent(address, one) == Report(first, 0, 9, 0, changed=False)
    assert sent(address, two) == Report(second, 2, 7, 2)
    assert verify_published(address, tmp_path) == (second, ())
    with publisher(address) as link:
        assert switch_back(link) == (first, second)
    assert verify_published(address, tmp_path) == (first, ())
    with publisher(address) as link, pytest.raises(IndexUnusable, match="no build before"):
        switch_back(link)
    assert sent(address, two) == Report(second, 0, 9, 0)
    assert current(address, tmp_path) == second


def test_three_builds_stay_and_what_only_older_ones_had_goes(
    address: str, tmp_path: Path, builds: tuple[Build, Build]
) -> None:
    texts = [f"Kommunen bør følge op {n} gange om året." for n in range(4)]
    names = []
    for text in texts:
        build = written(tmp_path, (*tiny.UNITS[1:], replace(tiny.UNITS[0], text=text)))
        names.append(sent(address, build).build)
    with psycopg.connect(address) as link:
        there = [name for (name,) in link.execute("SELECT name FROM kb.build ORDER BY build")]
        kept = link.execute(
            "SELECT payload::jsonb ->> 'text' FROM kb.unit WHERE id = %s ORDER BY item", [tiny.UNITS[0].id]
        ).fetchall()
        orphans = link.execute(
            "SELECT count(*) FROM kb.posting WHERE build NOT IN (SELECT build FROM kb.build)"
        ).fetchone()
    assert there == names[1:]
    assert [text for (text,) in kept] == texts[1:]
    assert orphans == (0,)
    assert verify_published(address, tmp_path / "cache") == (names[3], ())


def test_a_unit_that_comes_back_is_found_again(
    address: str, builds: tuple[Build, Build], tmp_path: Path
) -> None:
    """What a kept build has is not sent again, whichever serves."""
    one, two = builds
    sent(address, one)
    sent(address, two)
    with publisher(address) as link:
        switch_back(link)
    third = written(tmp_path / "third", tiny.UNITS)
    assert sent(address, third) == Report(third[0].name, 0, 9, 0)
    assert verify_published(address, tmp_path / "cache") == (third[0].name, ())


def test_two_publishers_are_told_apart(address: str, builds: tuple[Build, Build]) -> None:
    with publisher(address), pytest.raises(BusyError, match="another publisher"):
        sent(address, builds[0])
    assert sent(address, builds[0]).changed


def test_a_database_of_an_older_version_is_told(address: str, builds: tuple[Build, Build]) -> None:
    with psycopg.connect(address) as link:
        link.execute("CREATE SCHEMA kb; CREATE TABLE kb.serving ()")
    with pytest.raises(IndexUnusable, match="older version.*drop the schema kb"):
        sent(address, builds[0])


# What is done to the tables, and what verifying says of it.
HARM = {
    "DELETE FROM kb.posting WHERE term = (SELECT min(term) FROM kb.posting)": "posting lists",
    "DELETE FROM kb.unit WHERE item = 3": "8 units, 9 were published",
    "UPDATE kb.unit SET payload = '{}' WHERE item = 4": "1 units differ from their digests",
    "UPDATE kb.part SET data = '' WHERE sha256 IN"
    " (SELECT sha256 FROM kb.file WHERE path ~ 'judgement')": "judgement",
}


def test_damage_is_found(address: str, builds: tuple[Build, Build], tmp_path: Path) -> None:
    sent(address, builds[0])
    assert verify_published(address, tmp_path)[1] == ()
    with psycopg.connect(address, autocommit=True) as link:
        for harm in HARM:
            link.execute(harm.encode())
    _, faults = verify_published(address, tmp_path)
    assert [told for told in HARM.values() if not any(told in fault for fault in faults)] == [], faults


def test_a_changed_score_is_found(address: str, builds: tuple[Build, Build], tmp_path: Path) -> None:
    sent(address, builds[0])
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("UPDATE kb.posting SET scores = set_byte(scores, 0, 1 + get_byte(scores, 0) % 9)")
    assert "posting lists" in verify_published(address, tmp_path)[1][0]


def test_a_killed_publisher_costs_nothing(
    postgres: Cluster,
    corpus_units: tuple[Unit, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """`make proof-publish` does 50."""
    indexes = tmp_path_factory.mktemp("killed")
    units = made.made_units(corpus_units, 200)
    case = Killing(
        postgres, written(indexes, units[:60]), written(indexes, units[40:]), tmp_path_factory.mktemp("cache")
    )
    told = list(killed_at(case, 2))
    assert [line for line in told if line != ": killed"] == []
    assert ": killed" in told
