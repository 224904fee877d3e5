"""PostgreSQL beside the files as the corpus grows: made corpora, each published and asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.errors import IndexUnusable
from kb.index.opened import open_index
from kb.postgres.publish import publisher
from tests.proofs.growth_build import build_made
from tests.proofs.growth_measure import exponent
from tests.proofs.growth_report import figure
from tests.proofs.growth_sentences import Parts
from tests.proofs.postgres_bench import Report, beside

_WAYS = ("no filter", "one kind", "one municipality")
_STORES = ("files", "postgres")
# What is told of each size: label, where it stands, and whether its growth is fitted.
ROWS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("published in, s", ("load_s",), True),
    ("units a second", ("units_a_second",), False),
    ("rows a second", ("rows_a_second",), False),
    ("opened in, s", ("open_s",), True),
    ("files with the same, MB", ("mb", "files"), True),
    ("PostgreSQL, MB", ("mb", "postgres"), True),
    *(
        (f"  {name}, MB", ("mb", name), True)
        for name in ("unit", "unit_pkey", "unit_tags", "posting", "posting_pkey")
    ),
    *(
        (f"{store}, {way}, {p} ms", ("query", f"{store}, {way}, without the encoder", p), True)
        for way in _WAYS
        for store in _STORES
        for p in ("p50", "p95")
    ),
    ("dense leg in SQL, exact, ms", ("overlap", "exact_ms"), True),
    ("dense leg in SQL, HNSW, ms", ("overlap", "hnsw_ms"), True),
    ("overlap@10 of HNSW with exact", ("overlap", "overlap@10"), False),
    *(
        (f"{servers}, {clients} clients, queries a second", ("throughput", servers, str(clients)), False)
        for clients in (1, 2, 4, 8)
        for servers in ("one server, files", "one server, postgres", "two servers, postgres")
    ),
)


def grow_beside(
    indexes: Path, address: str, sizes: Sequence[int], asked: tuple[int, float]
) -> Iterator[Report]:
    """A report for each size, from a database that holds no index and is left so; `asked` as for `beside`.

    Raises IndexUnusable when there is one: it would be removed.
    """
    shipped = open_index(indexes)
    parts = Parts(shipped.analyzer, list(shipped.units))
    _checked(address)
    for size in sizes:
        # On the same disk, since encoder and lexicon are hard links.
        with tempfile.TemporaryDirectory(dir=indexes, prefix=".growth-") as folder:
            laps = build_made(shipped, parts, size, Path(folder))
            try:
                yield {**beside(Path(folder), address, asked), "build_s": laps}
            finally:
                _emptied(address)


def _checked(address: str) -> None:
    with publisher(address) as link:
        if link.execute("SELECT to_regnamespace('kb') IS NOT NULL").fetchone() == (True,):
            raise IndexUnusable("the database holds an index: growth is measured in one that holds none")


def _emptied(address: str) -> None:
    with publisher(address) as link:
        link.execute("DROP SCHEMA IF EXISTS kb CASCADE")


def as_table(reports: Sequence[Report]) -> str:
    """A column a size, and the power of the units that a row grows with. Times are without the encoder."""
    sizes = [report["units"] for report in reports]
    head = f"{'units':50}" + "".join(f"{size:>12,}" for size in sizes)
    return "\n".join([f"{head}{'grows with':>14}", *(_row(reports, sizes, *row) for row in ROWS)])


def _row(
    reports: Sequence[Report], sizes: Sequence[int], label: str, path: tuple[str, ...], fitted: bool
) -> str:
    values = [figure(report, path) for report in reports]
    line = f"{label:50}" + "".join(f"{value:>12,.2f}" for value in values)
    return (
        f"{line}{exponent(sizes, values):>14.2f}" if fitted and len(sizes) > 1 and min(values) > 0 else line
    )
