"""`kb build`: the offline rebuild script."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb.commands import options

EXAMPLE = """
\b
Example:
  kb build --corpus corpus --indexes indexes
  kb build --corpus ~/rapporter --indexes /srv/kb/indexes
"""


TOLD_BY = {
    "tags": "the file's own tags",
    "outline": "its bookmarks and the places on its pages",
    "geometry": "the places on its pages",
    "text": "the text alone",
}


@click.command(epilog=EXAMPLE)
@options.corpus(
    "Folder with documents/ (or the documents themselves) and, optionally, sources.toml.", exists=False
)
@options.indexes
@click.option(
    "--model",
    envvar="KB_MODEL",
    default=None,
    help="A sentence-transformers model, by hub name or folder, or `hashing`, which knows spelling alone.  "
    "[default: multilingual-e5-small]",
)
@click.option(
    "--token-vectors/--no-token-vectors",
    default=True,
    show_default=True,
    help="Vectors of the units' tokens, up to 24 KB a unit; without them there is no late interaction.",
)
@options.quiet
@click.option("--report", is_flag=True, help="Also say where every letter of each document went.")
def command(
    corpus: Path, indexes: Path, model: str | None, token_vectors: bool, quiet: bool, report: bool
) -> None:
    """Build the index from the corpus and switch to it. Exit 1 if not one unit came out."""
    if report:
        tell_coverage(corpus)
    from kb.builder.fingerprint import unchanged

    if same := unchanged(corpus, indexes, model, token_vectors):
        click.echo(f"Nothing changed; {same} serves.")
        return
    from tqdm import tqdm

    from kb.builder.build import NothingFound, build

    bars: dict[str, tqdm[None]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in bars:  # nothing is drawn where nobody looks: disable=None
            bars[stage] = tqdm(total=total, desc=f"{stage:>8}", unit="", disable=quiet or None)
        bar = bars[stage]
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    try:
        summary = build(corpus, indexes, model, progress, token_vectors)
    except NothingFound as error:
        click.echo(f"kb: {error}", err=True)
        sys.exit(1)
    for warning in summary.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"build      {summary.build}")
    click.echo(f"documents  {summary.documents}")
    click.echo(f"pages      {summary.pages}")
    for kind, number in summary.kinds.items():
        click.echo(f"units      {number:5d}  {kind}")
    click.echo(f"warnings   {len(summary.warnings)}")
    click.echo(
        "seconds    " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items())
    )


def tell_coverage(corpus: Path) -> None:
    """Cut the corpus and print, for each document, which letters are in a unit and which were removed."""
    from kb.documents.corpus import read_sources
    from kb.documents.load import load
    from kb.errors import UnreadableError
    from kb.units.cutting.clean import clean
    from kb.units.cutting.coverage import cover, report
    from kb.units.cutting.segment import segment

    for source in read_sources(corpus)[0]:
        try:
            layer = load(source.files[0])
        except UnreadableError as error:
            click.echo(f"warning: {error}", err=True)
            continue
        click.echo(f"{layer.file}: headings, lists and tables by {TOLD_BY[layer.structure]}")
        cleaned = clean(layer)
        for line in report(cover(layer, cleaned, segment(source, layer, cleaned))):
            click.echo(line)
