"""Two shards behind `postgres_fdw`: the units and posting lists of one database lie in two servers."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kb.postgres.publish import ensure_schema
from tests.cluster import OWNER, PASSWORD, Cluster

SHARDED = {"unit": "item", "posting": "term"}


def sharded(front: Cluster, name: str, shards: tuple[Cluster, ...], dimensions: int) -> str:
    """Make a database in each server, the first one's tables being views of the others'; its address."""
    addresses = [shard.database(name) for shard in shards]
    for address in addresses:
        with psycopg.connect(address, autocommit=True) as link:
            ensure_schema(link, dimensions)
    front_address = front.database(name)
    with psycopg.connect(front_address, autocommit=True) as link:
        ensure_schema(link, dimensions)
        link.execute("CREATE EXTENSION postgres_fdw")
        for number, address in enumerate(addresses):
            _server(link, f"shard{number}", address)
        for table, by in SHARDED.items():
            link.execute(f"ALTER TABLE kb.{table} RENAME TO one_{table}".encode())
            like = f"LIKE kb.one_{table} INCLUDING DEFAULTS"
            link.execute(f"CREATE TABLE kb.{table} ({like}) PARTITION BY HASH ({by})".encode())
            link.execute(f"DROP TABLE kb.one_{table}".encode())
            for number in range(len(shards)):
                link.execute(
                    f"CREATE FOREIGN TABLE kb.{table}_{number} PARTITION OF kb.{table}"
                    f" FOR VALUES WITH (MODULUS {len(shards)}, REMAINDER {number})"
                    f" SERVER shard{number} OPTIONS (schema_name 'kb', table_name '{table}')".encode()
                )
    return front_address


def _server(link: psycopg.Connection, name: str, address: str) -> None:
    parts = conninfo_to_dict(address)
    link.execute(
        f"CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{parts['host']}',"
        f" port '{parts['port']}', dbname '{parts['dbname']}', extensions 'vector', batch_size '1000',"
        " connect_timeout '3')".encode()
    )
    link.execute(
        f"CREATE USER MAPPING FOR CURRENT_USER SERVER {name}"
        f" OPTIONS (user '{OWNER}', password '{PASSWORD}')".encode()
    )
