"""`kb verify`: is a build whole, and does it answer?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb verify --indexes indexes")
@click.argument("build", required=False)
@options.indexes
@options.store("Check what serves from this database.")
def command(build: str | None, indexes: Path, store: str | None) -> None:
    """Check every file of BUILD (the current one by default), its vectors and one query.

    For the address of a database (postgresql://...), the build that serves there: counts, digests, files,
    and a sample of rankings. Exit 2 when anything is wrong; each damaged file is named.
    """
    if store is not None:
        name, faults = _published(options.given_store(store))
    elif build is not None and build.startswith(("postgresql://", "postgres://")):
        name, faults = _published(build)
    else:
        name, faults = _built(build, indexes)
    for fault in faults:
        click.echo(f"kb: {fault}", err=True)
    if faults:
        sys.exit(2)
    click.echo(f"{name} is sound.")


def _published(address: str) -> tuple[str, Sequence[str]]:
    try:
        from kb.postgres.verify import verify_published
    except ModuleNotFoundError as error:
        raise click.ClickException("this needs the extra `postgres`: pip install '.[postgres]'") from error
    return verify_published(address)


def _built(build: str | None, indexes: Path) -> tuple[str, Sequence[str]]:
    from kb.builder.verify import verify
    from kb.index.builds import named_build

    folder = named_build(indexes, build)
    return folder.name, verify(folder)
