"""`kb serve --store`: the same site from a database, a role that only reads, a database away and back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.index.builds import named_build
from tests.cluster import PASSWORD, Cluster, Site
from tests.serving import Served, served

README = (Path(__file__).parents[2] / "kb/postgres/README.md").read_text(encoding="utf-8")
SEARCH = "/api/v1/search?q=st%C3%B8tte+til+borgere&limit=5"
PAGES = (
    "/",
    "/soeg?q=bolig",
    "/enhed/rapport-2020/anbefaling/1",
    "/anbefalinger",
    "/api/v1/units/notat-2021/afsnit/1",
)
ROLE_PASSWORD = f"{PASSWORD}-reader"


def readme_sql(title: str) -> str:
    """The SQL of the README's block that begins with this comment."""
    found = re.search(rf"^```sql\n-- {title}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def own(postgres_site: Site, tiny_indexes: Path) -> Cluster:
    """A server that the tests may end and start, with the tiny corpus and the README's roles."""
    import psycopg

    from kb.postgres.publish import publish

    cluster = postgres_site.started()
    address = cluster.database("kb")
    publish(address, named_build(tiny_indexes, None), [], lambda *_: None)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute((readme_sql("settings") + readme_sql("roles")).encode())
        link.execute(f"ALTER ROLE kb_server PASSWORD '{ROLE_PASSWORD}'".encode())
    return cluster


@pytest.fixture(scope="module")
def reader(own: Cluster) -> str:
    return own.address("kb", "kb_server", ROLE_PASSWORD)


@pytest.fixture(scope="module")
def server(reader: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("stateless")
    how = ("--log-level", "debug")
    with served(folder / "none", folder / "log", *how, environment={"KB_STORE": reader}) as running:
        yield running


def test_the_same_site_is_served_from_the_address_alone(
    server: Served, tiny_indexes: Path, tmp_path: Path
) -> None:
    with served(tiny_indexes, tmp_path / "log") as files:
        for path in (*PAGES, SEARCH):
            (status, _, body), (expected, _, other) = server.get(path), files.get(path)
            assert (status, expected) == (200, 200), path
            assert untimed(body) == untimed(other), path


def untimed(body: bytes) -> bytes:
    """A body without what two servers do not share: times and the port."""
    return re.sub(rb'"took_ms":[\d.]+|[\d,.]+ ms|127\.0\.0\.1:\d+', b"", body)


def test_the_servers_role_cannot_write(reader: str) -> None:
    import psycopg

    with psycopg.connect(reader, autocommit=True) as link:
        tables = [name for (name,) in link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'kb'")]
        assert len(tables) == 6
        for table in tables:
            link.execute(f"SELECT count(*) FROM kb.{table}".encode())
            for statement in (
                "DELETE FROM kb.{}",
                "TRUNCATE kb.{}",
                "DROP TABLE kb.{}",
                "INSERT INTO kb.{} DEFAULT VALUES",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(statement.format(table).encode())
        for statement in (
            "CREATE TABLE kb.mine ()",
            "CREATE TABLE public.mine ()",
            "CREATE TEMPORARY TABLE mine ()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement.encode())


def test_no_list_of_processes_shows_the_address(server: Served, reader: str, tmp_path: Path) -> None:
    from kb.measuring.server import served as measured

    with measured(tmp_path, store=reader) as process:
        for pid in (server.process.pid, process.pid):
            told = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            assert "serve" in told and ROLE_PASSWORD not in " ".join(told)


def test_a_database_away_is_told_and_found_again(server: Served, own: Cluster) -> None:
    own.kill()
    for path, kind in ((SEARCH, "application/problem+json"), ("/soeg?q=bolig", "text/html")):
        status, headers, body = server.get(path)
        assert (status, headers["retry-after"]) == (503, "2")
        assert headers["content-type"].startswith(kind)
        assert b"Traceback" not in body and PASSWORD.encode() not in body
    started = time.monotonic()
    assert server.get(SEARCH)[0] == 503
    assert time.monotonic() - started < 1, "who comes while it is away is told at once"
    assert server.get("/healthz")[0] == 200
    status, headers, body = server.get("/readyz")
    assert (status, headers["retry-after"]) == (503, "2")
    assert json.loads(body)["detail"] == "Databasen svarer ikke lige nu."
    own.start()
    end = time.monotonic() + 15
    while server.get(SEARCH)[0] != 200 and time.monotonic() < end:
        time.sleep(0.1)
    assert server.get(SEARCH)[0] == 200
    assert server.get("/readyz")[0] == 200
    assert server.process.poll() is None


def test_a_new_build_is_picked_up(server: Served, own: Cluster, tmp_path: Path) -> None:
    from kb.postgres.publish import publish
    from tests import tiny

    name = tiny.write(tmp_path, tiny.UNITS[:5])
    publish(own.address("kb"), tmp_path / name, [], lambda *_: None)
    end = time.monotonic() + 10
    while json.loads(server.get(SEARCH)[2])["index"]["build"] != name and time.monotonic() < end:
        time.sleep(0.1)
    assert json.loads(server.get(SEARCH)[2])["index"]["build"] == name


def test_no_password_or_address_is_logged_or_told(server: Served, reader: str, tiny_indexes: Path) -> None:
    """What all the tests above made the server write, and what commands say that cannot get in."""
    wrong = reader.replace(ROLE_PASSWORD, "forkert-adgangskode")
    away = f"postgresql://kb_server:{ROLE_PASSWORD}@127.0.0.1:1/kb"
    odd = f"postgresql://kb_server:{ROLE_PASSWORD}@127.0.0.1:1/kb?no_such_option=1"
    told = [server.output.read_text()]
    where = ["--indexes", str(tiny_indexes)]
    for command in (["publish", wrong], ["publish", "--back", away], ["verify", wrong], ["verify", odd]):
        told.append(outcome(*command, *where))
    told.append(outcome("serve", "--store", odd, "--port", "1"))
    for text in told:
        assert text
        for secret in (PASSWORD, "forkert-adgangskode", "kb_server", "no_such_option"):
            assert secret not in text, text


def outcome(*command: str) -> str:
    """What a command says that ends with 2."""
    done = subprocess.run(
        [sys.executable, "-m", "kb.commands.main", *command], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done.stderr
    return done.stdout + done.stderr
