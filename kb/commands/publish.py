"""`kb publish`: the built index into PostgreSQL."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from kb.commands import options


@click.command(epilog="Example:  kb publish postgresql://kb_owner@db.example/kb --indexes indexes")
@click.argument("address", envvar="KB_STORE")
@options.indexes
@click.option("--back", is_flag=True, help="Publish nothing: let the build before serve again.")
@options.quiet
def command(address: str, indexes: Path, back: bool, quiet: bool) -> None:
    """Load the current build into the database at ADDRESS (or KB_STORE) and let it serve from there.

    It is loaded beside the build that serves, which is switched in one step at the end. Units and files that
    are there already are not sent again, after a change or after a publisher was killed; the posting lists
    are. The last three builds stay there.
    Any libpq address will do: postgresql:///?service=kb reads host, role and the like from a service file.
    A password belongs into ~/.pgpass, PGPASSFILE or KB_STORE, where no list of processes shows it.
    """
    if back:
        click.echo(switched_back(address))
    else:
        click.echo(published(address, indexes, quiet))


def switched_back(address: str) -> str:
    """Let the build before serve again; what is told of it."""
    publishing = options.library("kb.postgres.publish", "postgres")
    with publishing.publisher(address) as connection:
        name, before = publishing.switch_back(connection)
    return f"{name} serves again, instead of {before}."


def published(address: str, indexes: Path, quiet: bool) -> str:
    """Publish the current build; what is told of it."""
    from kb.index.opened import open_index

    publishing, samples = (
        options.library(f"kb.postgres.{name}", "postgres") for name in ("publish", "verify")
    )
    index = open_index(indexes)
    bars: dict[str, Any] = {}
    with ExitStack() as shown:

        def progress(stage: str, done: int, total: int) -> None:
            if quiet or not total:
                return
            if stage not in bars:
                bar = click.progressbar(length=total, label=f"{stage:>8}", file=sys.stderr)
                bars[stage] = shown.enter_context(bar)
            bars[stage].update(done - bars[stage].pos)

        report = publishing.publish(address, index.folder, samples.sample(index), progress)
    if not report.changed:
        return f"Nothing changed; {report.build} serves."
    counts = f"{report.sent} units sent, {report.kept} there already, {report.left_out} left out"
    return f"{report.build} serves: {counts}."
