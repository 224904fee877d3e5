"""`kb search`: ask the index from the command line."""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path

import click

from kb.commands import options
from kb.model import KINDS, Answer, Filters, Query


@click.command(epilog='Example:  kb search "fremskudt sagsbehandling psykiatri" --kind municipality_example')
@click.argument("text")
@options.indexes
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="How many hits.")
@click.option("--json", "as_json", is_flag=True, help="The answer of the JSON endpoint instead of text.")
def command(text: str, indexes: Path, kind: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Rank the units for a Danish query."""
    from kb.index.opened import open_index
    from kb.index.records import answer_fields
    from kb.search.search import search

    answer = search(open_index(indexes), Query(text, filters=Filters(kind=kind), limit=limit))
    fields = json.dumps(answer_fields(answer), ensure_ascii=False) if as_json else None
    click.echo(fields or as_text(answer, sys.stdout.isatty()))


def as_text(answer: Answer, colour: bool) -> str:
    """The answer as lines of Danish text; matches in bold where `colour`."""
    from kb.search.questions import called, source

    if answer.outcome == "nothing":
        return "Ingen af ordene står i kilderne, og vi kender ingen ord, der ligner."
    lines = []
    if answer.query.corrected:
        lines.append(f"Viser resultater for: {answer.query.corrected}")
    nearest = "Vi fandt ikke noget, der svarer klart. Det nærmeste er:"
    lines.append(nearest if answer.outcome == "nearest" else f"{answer.total} resultater")
    for place, hit in enumerate(answer.hits, 1):
        unit = hit.unit
        lines.append(f"\n{place:2d}. {called(unit)}  [{unit.kind}, {hit.score:.2f}]")
        lines.append(f"    {_plain(hit.snippet, colour)}")
        lines.append(f"    {source(unit)}  {unit.id}")
    return "\n".join(lines)


def _plain(snippet: str, colour: bool) -> str:
    on, off = ("\x1b[1m", "\x1b[0m") if colour else ("", "")
    return html.unescape(re.sub(r"<mark[^>]*>", on, snippet).replace("</mark>", off))
