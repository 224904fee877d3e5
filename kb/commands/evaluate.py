"""`kb evaluate`: measures against gold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kb.commands import options
from kb.measuring.units import Score
from kb.model import Unit

QUOTES = 200  # of each sort
Sums = dict[str, tuple[int, int] | float]


@click.group(
    epilog="Example:  kb evaluate units tests/gold/units.json",
    short_help="Measure units and ranking against gold",
)
def evaluate() -> None:
    """Measure units and ranking against gold made by hand."""


def _keep(into: Path | None, gold: Path, sums: Sums) -> None:
    """Keep the sums of the running command for /kvalitet, where --into asks for it."""
    if into is not None:
        from kb.index.quality import write_quality

        write_quality(into, str(click.get_current_context().info_name), gold.as_posix(), sums)


def _cut(corpus: Path) -> list[Unit]:
    """The units of a corpus."""
    from kb.builder.cut import cut_source
    from kb.documents.corpus import read_sources

    return [unit for source in read_sources(corpus)[0] for unit in cut_source(source).units]


def _tell(scores: Sequence[Score], details: bool) -> None:
    """Print scores as a table, with what was missed and what is not in the gold where `details`."""
    click.echo(f"{'':34}{'right':>11}{'recall':>8}{'prec.':>8}{'F1':>8}")
    for score in scores:
        counts = f"{score.found}/{score.wanted}"
        click.echo(f"{score.name:34}{counts:>11}{score.recall:8.3f}{score.precision:8.3f}{score.f1:8.3f}")
        for label, texts in (("missed", score.missed), ("beyond", score.extra)) if details else ():
            for text in texts:
                click.echo(f"    {label} {text[:160]}")


@evaluate.command(epilog="Example:  kb evaluate units tests/gold/units.json")
@options.gold
@options.corpus_to_cut
@options.details
@options.into
def units(gold: Path, corpus: Path, details: bool, into: Path | None) -> None:
    """Cut the corpus and compare its units with the gold units."""
    from kb.measuring.units import evaluate, read_gold

    scores = evaluate(_cut(corpus), read_gold(gold))
    _keep(into, gold, {score.name: (score.found, score.wanted) for score in scores})
    _tell(scores, details)


@evaluate.command(epilog="Example:  kb evaluate facts tests/gold/units.json")
@options.gold
@options.corpus_to_cut
@options.details
@options.into
def facts(gold: Path, corpus: Path, details: bool, into: Path | None) -> None:
    """Extract the outcome figures of the corpus and compare them with the gold facts.

    A fact is right when its figures, its kind of unit, its municipalities and its quotation agree with a
    gold fact; recall is over the core facts with a number.
    """
    from kb.measuring.facts import read_gold, score_facts
    from kb.units.facts.extract import extract_facts

    units = _cut(corpus)
    documents = {unit.id: unit.document.id for unit in units}
    score, statuses = score_facts(extract_facts(units), documents, read_gold(gold))
    _keep(into, gold, {"right": (score.right, score.given), "found": (score.found, score.wanted)})
    _tell([score], details)
    click.echo(f"{statuses} of {score.right} right facts have the gold's status")


@evaluate.command(epilog="Example:  kb evaluate quotes --indexes indexes")
@options.indexes
@options.into
def quotes(indexes: Path, into: Path | None) -> None:
    """Check 200 true, changed and invented quotations each against the current index."""
    from kb.index.opened import open_index
    from kb.measuring.quotes import evaluate_quotes

    score = evaluate_quotes(open_index(indexes), QUOTES)
    named = {"true": score.true_found, "changed": score.changed_flagged, "invented": score.invented_absent}
    _keep(into, Path("quotes"), {name: (right, score.drawn) for name, right in named.items()})
    click.echo(f"true, in other line breaks and marks   {score.true_found} of {score.drawn} found")
    click.echo(f"one word or figure changed             {score.changed_flagged} of {score.drawn} flagged")
    click.echo(f"invented                               {score.invented_absent} of {score.drawn} not found")
    for failure in score.failures:
        click.echo(f"    {failure}")


@evaluate.command(epilog="Example:  kb evaluate claims tests/gold/claims/seen.jsonl")
@options.gold
@options.indexes
@options.details
@options.into
def claims(gold: Path, indexes: Path, details: bool, into: Path | None) -> None:
    """Check texts whose truth is known: what is approved of the true, the false and the invented.

    A text is approved when all that is checked in it is exact. A false approval weighs ten missed ones.
    """
    from kb.index.opened import open_index
    from kb.measuring.claims import TRUTHS, judge_claims, read_claims, report

    judged = judge_claims(open_index(indexes), read_claims(gold))
    of_truth = {truth: [j.approved for j in judged if j.claim.truth == truth] for truth in TRUTHS}
    _keep(into, gold, {truth: (sum(approved), len(approved)) for truth, approved in of_truth.items()})
    for line in report(judged):
        click.echo(line)
    for each in judged if details else ():
        if each.approved != (each.claim.truth == "true"):
            click.echo(f"    {each.claim.id} {each.claim.truth} {each.verdict}: {each.claim.text}")


@evaluate.command(epilog="Example:  kb evaluate queries tests/gold/queries.jsonl")
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.indexes
@click.option("--ablate", is_flag=True, help="Also leave each part of the ranking out in turn.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@click.option("--trec", type=click.Path(file_okay=False, path_type=Path), help="Write runs and qrels here.")
@options.into
def queries(
    gold: tuple[Path, ...],
    indexes: Path,
    ablate: bool,
    as_json: bool,
    trec: Path | None,
    into: Path | None,
) -> None:
    """Rank judged queries: nDCG@10, MRR@10, recall@20, no-answer, beside simple systems."""
    from kb.index.opened import open_index
    from kb.measuring.judge import read_queries
    from kb.measuring.report import as_json as json_text
    from kb.measuring.report import as_text, report

    judged = [query for path in gold for query in read_queries(path)]
    found = report(open_index(indexes), judged, ablate, trec)
    own = found.product
    whole = {"ndcg": own.ndcg, "mrr": own.mrr, "silent": own.silent, "refused": own.refused}
    _keep(into, gold[0], {**whole, **{f"kind {kind}": value for kind, value in own.by_kind.items()}})
    click.echo(json_text(found) if as_json else as_text(found))


@evaluate.command(epilog="Example:  kb evaluate styles tests/data/styles")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.details
def styles(folder: Path, details: bool) -> None:
    """Cut each made report of a folder (NAME/report.pdf or report.txt) and compare it with NAME/key.json."""
    from kb.builder.cut import cut_source
    from kb.measuring.styles import add, evaluate, read_styles

    found = {style.name: evaluate(cut_source(style.source).units, style.key) for style in read_styles(folder)}
    if len(found) > 1:
        found["all"] = tuple(map(add, zip(*found.values(), strict=True)))
    for name, scores in found.items():
        click.echo(name)
        _tell(scores, details)


@evaluate.command(epilog="Example:  kb evaluate cards tests/gold/cards/cards_seen.jsonl")
@options.gold
@options.indexes
@click.option(
    "--corpus", type=click.Path(exists=True, path_type=Path), help="A corpus to cut beside the index."
)
@options.details
@options.into
def cards(gold: Path, indexes: Path, corpus: Path | None, details: bool, into: Path | None) -> None:
    """Compare the cards of municipal examples with cards made by hand.

    A shown sentence is right when it shares at least half of itself with one that the gold names. Examples of
    the index are meant, and of --corpus where there is one.
    """
    from kb.index.opened import open_index
    from kb.measuring.cards import evaluate_cards, report
    from kb.measuring.judge import read_lines

    score = evaluate_cards([*open_index(indexes).units, *(_cut(corpus) if corpus else ())], read_lines(gold))
    right, shown, found, wanted = score.sums()
    strengths = (score.strengths_right, len(score.strengths))
    _keep(into, gold, {"right": (right, shown), "found": (found, wanted), "strength": strengths})
    for line in report(score, details):
        click.echo(line)


@evaluate.command(epilog="Example:  kb evaluate pairs tests/gold/cards/pairs_seen.jsonl")
@options.gold
@options.indexes
@options.details
@options.into
def pairs(gold: Path, indexes: Path, details: bool, into: Path | None) -> None:
    """Judged pairs of a recommendation and a unit: how many of those that /overblik shows are right.

    Right is a grade of 1 (a part of what is asked) or 2 (plainly what is asked).
    """
    from kb.index.opened import open_index
    from kb.measuring.pairs import judge_pairs, precision
    from kb.search.pairs import pairs as score_pairs
    from kb.search.pairs import threshold

    judged = judge_pairs(score_pairs(open_index(indexes)), gold)
    right, shown = precision(judged)
    _keep(into, gold, {"right": (right, shown)})
    counts = f"{right} of {shown} shown from {threshold()} on, {len(judged)} judged"
    click.echo(f"precision {right / max(1, shown):.3f}  ({counts})")
    for score, grade, recommendation, unit in judged if details else ():
        click.echo(f"    {score:6.2f} grade {grade} {recommendation} {unit}")
