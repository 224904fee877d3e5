"""`kb units`: every unit as a JSON line."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb units | jq -r 'select(.kind==\"recommendation\")|.text'")
@options.indexes
def command(indexes: Path) -> None:
    """Print every unit of the current index, in reading order, with the fields of the API."""
    from kb.index.opened import open_index
    from kb.index.records import unit_line

    for unit in open_index(indexes).units:
        click.echo(unit_line(unit))
