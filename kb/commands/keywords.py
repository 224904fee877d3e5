"""`kb keywords`: what an editor's search words are still wanted for."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb keywords --missing > todo.jsonl")
@options.indexes
@options.corpus_to_cut
@click.option("--missing", is_flag=True, help="Print the units without phrases as JSON lines to fill in.")
def command(indexes: Path, corpus: Path, missing: bool) -> None:
    """Check corpus/keywords/*.jsonl against the current index.

    A line is {"id", "digest", "phrases"}: an editor's phrases that people search the unit by, in other words
    than its own. They lift the unit in a search and are never quoted.
    """
    from kb.builder.keywords import read_keywords, text_digest
    from kb.index.opened import open_index
    from kb.model import UNIT_LENGTH

    units = [unit for unit in open_index(indexes).units if len(unit.text) <= UNIT_LENGTH]
    keywords, warnings = read_keywords(corpus, units)
    without = [unit for unit in units if unit.id not in keywords]
    if missing:
        for unit in without:
            entry = {"id": unit.id, "digest": text_digest(unit.text), "phrases": []}
            click.echo(json.dumps({**entry, "title": unit.title, "text": unit.text}, ensure_ascii=False))
        return
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(
        f"{sum(map(len, keywords.values()))} phrases for {len(keywords)} units, {len(without)} without"
    )
