"""`kb evaluate`: measures against gold."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(name="evaluate", epilog="Example:  kb evaluate units tests/gold/units.json")
def command() -> None:
    """Measure units and ranking against gold made by hand."""


@command.command(epilog="Example:  kb evaluate units tests/gold/units.json")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--corpus",
    type=click.Path(exists=True, path_type=Path),
    default=Path("corpus"),
    show_default=True,
    help="Corpus to cut; no index is needed.",
)
@click.option("--details", is_flag=True, help="Name what was missed and what is not in the gold.")
def units(gold: Path, corpus: Path, details: bool) -> None:
    """Cut the corpus and compare its units with the gold units."""
    from kb.corpus import read_sources
    from kb.cut import cut_source
    from kb.evaluate_units import evaluate, read_gold

    sources, _ = read_sources(corpus)
    cut = [unit for source in sources for unit in cut_source(source).units]
    click.echo(f"{'':34}{'right':>9}{'recall':>8}{'prec.':>8}{'F1':>8}")
    for score in evaluate(cut, read_gold(gold)):
        counts = f"{score.found}/{score.wanted}"
        click.echo(f"{score.name:34}{counts:>9}{score.recall:8.3f}{score.precision:8.3f}{score.f1:8.3f}")
        if details:
            for label, names in (("missed", score.missed), ("beyond", score.extra)):
                for name in names:
                    click.echo(f"    {label} {name}")
