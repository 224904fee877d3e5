"""`kb diff`: what changed for the reader between two builds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb diff 20260131T101112.000001Z 20260207T101112.000001Z")
@click.argument("old")
@click.argument("new", required=False)
@options.indexes
def command(old: str, new: str | None, indexes: Path) -> None:
    """Units added, removed, reworded and renumbered from build OLD to NEW (the current one by default).

    A removed unit is shown with the one that took its place, where there is one: its old address leads
    there.
    """
    from kb.builder.compare import difference
    from kb.index.opened import open_index

    found = difference(open_index(indexes, old).units, open_index(indexes, new).units)
    _list("added", found.added)
    _list("removed", (f"{name} -> {led or '(nothing)'}" for name, led in found.removed.items()))
    _list("reworded", found.reworded)
    _list("renumbered", (f"{name} -> {place}" for name, place in found.renumbered.items()))


def _list(what: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    click.echo(f"{what:10s} {len(shown)}")
    for line in shown:
        click.echo(f"  {line}")
