"""`kb bench`: what a query costs, beside its yardsticks in the same run."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb bench --indexes indexes --json bench.json")
@options.indexes
@click.option("--seconds", default=5.0, show_default=True, help="How long each number of readers asks.")
@click.option("--queries", default=100, show_default=True, help="How many different queries are asked.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here as well.")
def command(indexes: Path, seconds: float, queries: int, target: Path | None) -> None:
    """Serve the current index in a process of its own and measure it as people ask: queries after pauses, by
    one reader and by several.

    Yardsticks in the same run: the encoder's forward pass alone (the floor of any query), brute-force
    NumPy, SQLite FTS5 and bm25s. Of the stages, those beside `encode` are what a query costs beside the
    forward pass. Ended by SIGTERM it stops its server.
    """
    from kb.index.opened import open_index
    from kb.measuring import bench
    from kb.measuring.server import served, unwind_when_terminated

    unwind_when_terminated()
    index = open_index(indexes)
    with served(indexes, *bench.QUEUE) as server:
        report = bench.measure(index, server, queries, seconds)
    if target is not None:
        target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(bench.as_table(report))
