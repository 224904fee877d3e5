"""Commands that make a build, check it and let it serve: build, verify, publish, rollback, diff, keywords."""

import json
import os
import sys
from pathlib import Path

import click

from kb.commands import options
from kb.errors import IndexUnusable, UnreadableError

TOLD_BY = {
    "tags": "the file's own tags",
    "outline": "its bookmarks and the places on its pages",
    "geometry": "the places on its pages",
    "text": "the text alone",
}
EXAMPLE = """
\b
Example:
  kb build --corpus corpus --indexes indexes
  kb build --corpus ~/rapporter --indexes /srv/kb/indexes
"""


@click.command(epilog=EXAMPLE, short_help="Build the index from the corpus (offline)")
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
def build(
    corpus: Path, indexes: Path, model: str | None, token_vectors: bool, quiet: bool, report: bool
) -> None:
    """Build the index from the corpus and switch to it. Exit 1 if not one unit came out."""
    if report:
        tell_coverage(corpus)
    from kb.builder.cache import unchanged

    if same := unchanged(corpus, indexes, model, token_vectors):
        click.echo(f"Nothing changed; {same} serves.")
        return
    from kb.builder.build import NothingFound
    from kb.builder.build import build as build_index

    try:
        summary = build_index(corpus, indexes, model, options.progress(quiet), token_vectors)
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
    laps = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items())
    click.echo(f"seconds    {laps}")


def tell_coverage(corpus: Path) -> None:
    """Cut the corpus and print, for each document, which letters are in a unit and which were removed."""
    from kb.documents.corpus import read_sources
    from kb.documents.load import load
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
        click.echo("\n".join(report(cover(layer, cleaned, segment(source, layer, cleaned)))))


@options.command("kb verify --indexes indexes", "Check a build: its files, its vectors, one query")
@click.argument("build", required=False)
@options.indexes
@click.option("--store", is_flag=True, help="Check what serves from the database at KB_STORE instead.")
def verify(build: str | None, indexes: Path, store: bool) -> None:
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
        from kb.builder.verify import verify as faults_of
        from kb.index.builds import named_build

        folder = named_build(indexes, build)
        name, faults = folder.name, faults_of(folder)
    for fault in faults:
        click.echo(f"kb: {fault}", err=True)
    if faults:
        sys.exit(2)
    click.echo(f"{name} is sound.")


@options.command(
    "kb publish postgresql://kb_owner@db.example/kb --indexes indexes",
    "Load the index into PostgreSQL, to be served from there",
)
@click.argument("address", envvar="KB_STORE")
@options.indexes
@click.option("--back", is_flag=True, help="Publish nothing: let the build before serve again.")
@options.quiet
def publish(address: str, indexes: Path, back: bool, quiet: bool) -> None:
    """Load the current build into the database at ADDRESS (or KB_STORE) and let it serve from there.

    It is loaded beside the build that serves, which is switched in one step at the end. Units and files that
    are there already are not sent again, after a change or after a publisher was killed; the posting lists
    are. The last three builds stay there.
    Any libpq address will do: postgresql:///?service=kb reads host, role and the like from a service file.
    A password belongs into ~/.pgpass, PGPASSFILE or KB_STORE, where no list of processes shows it.
    """
    publishing = options.library("kb.postgres.publish", "postgres")
    if back:
        with publishing.publisher(address) as connection:
            name, before = publishing.switch_back(connection)
        click.echo(f"{name} serves again, instead of {before}.")
        return
    from kb.index.opened import open_index
    from kb.postgres.verify import sample

    index = open_index(indexes)
    report = publishing.publish(address, index.folder, sample(index), options.progress(quiet))
    if report.changed:
        counts = f"{report.sent} units sent, {report.kept} there already, {report.left_out} left out"
        click.echo(f"{report.build} serves: {counts}.")
    else:
        click.echo(f"Nothing changed; {report.build} serves.")


@options.command("kb rollback --indexes indexes", "Let the build before the current one serve again")
@options.indexes
def rollback(indexes: Path) -> None:
    """Let the build before the current one serve again, once it has been found sound.

    Nothing is removed: kb build makes a new build when the corpus or the program asks for one.
    """
    from kb.builder.verify import verify as faults_of
    from kb.builder.write import building
    from kb.index.builds import current_build, previous_build, switch

    with building(indexes):
        before, name = current_build(indexes), previous_build(indexes)
        if faults := faults_of(indexes / name):
            raise IndexUnusable(f"{name} is not sound, {before} goes on serving: {'; '.join(faults)}")
        switch(indexes, name)
    click.echo(f"{name} serves again, instead of {before}.")


@options.command(
    "kb diff 20260131T101112.000001Z 20260207T101112.000001Z",
    "Units added, removed, reworded, renumbered between two builds",
)
@click.argument("old")
@click.argument("new", required=False)
@options.indexes
def diff(old: str, new: str | None, indexes: Path) -> None:
    """Units added, removed, reworded and renumbered from build OLD to NEW (the current one by default).

    A removed unit is shown with the one that took its place, where there is one: its old address leads
    there.
    """
    from kb.builder.compare import difference
    from kb.index.opened import open_index

    found = difference(open_index(indexes, old).units, open_index(indexes, new).units)
    removed = [f"{name} -> {led or '(nothing)'}" for name, led in found.removed.items()]
    renumbered = [f"{name} -> {place}" for name, place in found.renumbered.items()]
    lists = {"added": found.added, "removed": removed, "reworded": found.reworded, "renumbered": renumbered}
    for what, lines in lists.items():
        click.echo("\n  ".join([f"{what:10s} {len(lines)}", *lines]))


@options.command("kb keywords --missing > todo.jsonl", "Check an editor's search words, list units without")
@options.indexes
@options.corpus_to_cut
@click.option("--missing", is_flag=True, help="Print the units without phrases as JSON lines to fill in.")
def keywords(indexes: Path, corpus: Path, missing: bool) -> None:
    """Check corpus/keywords/*.jsonl against the current index.

    A line is {"id", "digest", "phrases"}: an editor's phrases that people search the unit by, in other words
    than its own. They lift the unit in a search and are never quoted.
    """
    from kb.builder.keywords import read_keywords, text_digest
    from kb.index.opened import open_index
    from kb.model import UNIT_LENGTH

    units = [unit for unit in open_index(indexes).units if len(unit.text) <= UNIT_LENGTH]
    found, warnings = read_keywords(corpus, units)
    without = [unit for unit in units if unit.id not in found]
    if missing:
        for unit in without:
            entry = {"id": unit.id, "digest": text_digest(unit.text), "phrases": []}
            click.echo(json.dumps({**entry, "title": unit.title, "text": unit.text}, ensure_ascii=False))
        return
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{sum(map(len, found.values()))} phrases for {len(found)} units, {len(without)} without")
