"""`kb adapt`: the offline step that fits the default model to the language of social work."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import options

if TYPE_CHECKING:
    from kb.embedding.adapt import Plan
    from kb.embedding.pairs import Pair

EXAMPLE = """
\b
Example:
  kb adapt                                # try on halves; train and keep what gained
  kb build --model adapted                # an index with it
  kb adapt --output trial.safetensors     # the same, written elsewhere
"""


@click.command(epilog=EXAMPLE)
@options.indexes
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what was learnt.  [default: where kb build takes it from]",
)
@click.option(
    "--pairs",
    "own",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Lines of question, tab, sentence.  [default: kb/danish/data/paraphrases.tsv]",
)
@click.option(
    "--rounds",
    type=click.FloatRange(0, 100, min_open=True),
    help="How often each lesson is given.  [default: 1]",
)
@click.option("--untried", is_flag=True, help="Train on all pairs at once, without the trial on halves.")
def command(
    indexes: Path, output: Path | None, own: Path | None, rounds: float | None, untried: bool
) -> None:
    """Adapt the default model to the language of social work, on pairs of question and sentence.

    First two models are trained on half the pairs each and asked for the other half. Only where both gain
    is one trained on all pairs and written: the model `adapted` of kb build. Exit 1 if nothing was written.
    The folder `models` of --indexes holds the default model, or gets it.
    """
    from dataclasses import replace

    from kb.embedding.adapt import Plan, learn, open_learner, told
    from kb.embedding.lowrank import write_factors
    from kb.embedding.models import ADAPTATION
    from kb.embedding.pairs import lessons, read_pairs

    plan = replace(Plan(), rounds=rounds) if rounds else Plan()
    pairs, models = read_pairs(own), indexes / "models"
    if not (untried or _gains(models, plan, pairs)):
        click.echo("Not kept; nothing was written.")
        sys.exit(1)
    started = time.perf_counter()
    learner = open_learner(models, plan)
    learn(learner, lessons(pairs, plan.seed), plan, _tell)
    target = output or ADAPTATION
    write_factors(target, learner.factors(), told(plan, pairs))
    seconds = time.perf_counter() - started
    click.echo(
        f"Kept: {target} ({target.stat().st_size:,} bytes, {seconds:.0f} s). Use it: kb build --model adapted"
    )


def _gains(models: Path, plan: Plan, pairs: Sequence[Pair]) -> bool:
    """Train on each half and ask for the other; print it, and say whether both gained."""
    from kb.embedding.adapt import GAIN, trial
    from kb.embedding.pairs import halves

    click.echo(f"mean reciprocal rank of sentences not trained on; a gain of {GAIN} on both halves is wanted")
    gained = []
    for trained, asked in (halves(pairs), halves(pairs)[::-1]):
        before, after = trial(models, plan, trained, asked)
        click.echo(f"  trained on {len(trained)}, asked for {len(asked)}: {before:.3f} -> {after:.3f}")
        gained.append(after >= before + GAIN)
    return all(gained)


def _tell(left: int, loss: float) -> None:
    if left % 10 == 0:
        click.echo(f"  loss {loss:.3f}, {left} steps to go")
