"""`kb verify`: is a build whole, and does it answer?"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb verify --indexes indexes")
@click.argument("build", required=False)
@options.indexes
@click.option("--store", is_flag=True, help="Check what serves from the database at KB_STORE instead.")
def command(build: str | None, indexes: Path, store: bool) -> None:
    """Check every file of BUILD (the current one by default), its vectors and one query.

    For the address of a database (postgresql://...), the build that serves there: counts, digests, files,
    and a sample of rankings. Exit 2 when anything is wrong; each damaged file is named.
    """
    if store and build:
        raise click.UsageError("--store checks the database at KB_STORE: leave it out to name another")
    address = os.environ.get("KB_STORE", "") if store else build or ""
    if store and not address:
        raise click.UsageError("--store needs an address in KB_STORE")
    if store or address.startswith(("postgresql://", "postgres://")):
        name, faults = options.library("kb.postgres.verify", "postgres").verify_published(address)
    else:
        from kb.builder.verify import verify
        from kb.index.builds import named_build

        folder = named_build(indexes, build)
        name, faults = folder.name, verify(folder)
    for fault in faults:
        click.echo(f"kb: {fault}", err=True)
    if faults:
        sys.exit(2)
    click.echo(f"{name} is sound.")
