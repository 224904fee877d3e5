"""`kb verify`: is a build whole, and does it answer?"""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(epilog="Example:  kb verify --indexes indexes")
@click.argument("build", required=False)
@click.option(
    "--indexes",
    type=click.Path(path_type=Path),
    default=Path("indexes"),
    show_default=True,
    envvar="KB_INDEXES",
    help="Folder of the built indexes.",
)
def command(build: str | None, indexes: Path) -> None:
    """Check every file of BUILD (the current one by default), its vectors and one query.

    Exit 2 when anything is wrong; each damaged file is named.
    """
    from kb.builds import named_build
    from kb.verify import verify

    folder = named_build(indexes, build)
    faults = verify(folder)
    for fault in faults:
        click.echo(f"kb: {fault}", err=True)
    if faults:
        sys.exit(2)
    click.echo(f"{folder.name} is sound.")
