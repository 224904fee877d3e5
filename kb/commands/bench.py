"""`kb bench`: what a query costs, beside its yardsticks in the same run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb bench --indexes indexes --json bench.json")
@options.indexes
@click.option("--seconds", default=5.0, show_default=True, help="How long each number of readers asks.")
@click.option("--queries", default=100, show_default=True, help="How many different queries are asked.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here as well.")
@options.store("Publish to this database and measure it beside the files instead.")
@click.option("--growth", metavar="SIZES", help="Measure made corpora of these sizes: 1000,10000,100000.")
def command(
    indexes: Path, store: str | None, seconds: float, queries: int, target: Path | None, growth: str | None
) -> None:
    """Serve the current index in a process of its own and measure it as people ask: queries after pauses, by
    one reader and by several.

    Yardsticks in the same run: the encoder's forward pass alone (the floor of any query), brute-force
    NumPy, SQLite FTS5 and bm25s. Of the stages, those beside `encode` are what a query costs beside the
    forward pass. Ended by SIGTERM it stops its server and removes its folders.

    With --growth corpora are made of the index's own sentences, in a temporary folder inside `indexes`, and
    each is measured; beside the --json figures a plot is drawn.
    With --store the build is published to that database and asked there and here in turn. With both, each of
    the made corpora is: the database must hold no index, and holds none afterwards.
    """
    from kb.measuring.server import unwind_when_terminated

    unwind_when_terminated()
    address = None if store is None else options.given_store(store)
    asked = (queries, seconds)
    if growth is not None:
        click.echo(_grown(indexes, address, _sizes(growth), asked, target))
        return
    report, table = _alone(indexes, asked) if address is None else _beside(indexes, address, asked)
    _written(target, report)
    click.echo(table)


def _alone(indexes: Path, asked: tuple[int, float]) -> tuple[object, str]:
    """The served index: figures, and as a table."""
    from kb.index.opened import open_index
    from kb.measuring import bench
    from kb.measuring.server import served

    index = open_index(indexes)
    with served(indexes, *bench.QUEUE) as server:
        report = bench.measure(index, server, *asked)
    return report, bench.as_table(report)


def _beside(indexes: Path, address: str, asked: tuple[int, float]) -> tuple[object, str]:
    """The index in files and in a database."""
    from tests.proofs.postgres_bench import as_table, beside

    report = beside(indexes, address, asked)
    return report, as_table(report)


def _grown(
    indexes: Path, address: str | None, sizes: Sequence[int], asked: tuple[int, float], target: Path | None
) -> str:
    """Made corpora of several sizes in files, or there and in a database, as a table; the JSON and the plot
    grow with each."""
    from tests.proofs import growth_plot, growth_report, growth_run

    measured, as_table = growth_run.grow(indexes, sizes, asked), growth_report.as_table
    if address is not None:
        from tests.proofs import postgres_growth

        measured, as_table = (
            postgres_growth.grow_beside(indexes, address, sizes, asked),
            postgres_growth.as_table,
        )
    reports = []
    for report in measured:
        reports.append(report)
        _written(target, reports)
        if target is not None and address is None:
            target.with_suffix(".svg").write_text(growth_plot.as_plot(reports), encoding="utf-8")
        click.echo(f"measured {report['units']:,}", err=True)
    return as_table(reports)


def _written(target: Path | None, report: object) -> None:
    if target is not None:
        target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sizes(growth: str) -> list[int]:
    try:
        return [int(part) for part in growth.split(",")]
    except ValueError as error:
        raise click.BadParameter(f"{growth!r} is no list of numbers such as 1000,10000") from error
