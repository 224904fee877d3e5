"""`kb rollback`: go back to the build before the one that serves."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands import options
from kb.errors import IndexUnusable


@click.command(epilog="Example:  kb rollback --indexes indexes")
@options.indexes
def command(indexes: Path) -> None:
    """Let the build before the current one serve again, once it has been found sound.

    Nothing is removed: kb build makes a new build when the corpus or the program asks for one.
    """
    from kb.builder.lock import building
    from kb.builder.verify import verify
    from kb.index.builds import current_build, previous_build, switch

    with building(indexes):
        before, name = current_build(indexes), previous_build(indexes)
        if faults := verify(indexes / name):
            raise IndexUnusable(f"{name} is not sound, {before} goes on serving: {'; '.join(faults)}")
        switch(indexes, name)
    click.echo(f"{name} serves again, instead of {before}.")
