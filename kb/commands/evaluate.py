"""`kb evaluate`: measures against gold."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kb.commands import options
from kb.measuring.judge import read_lines, read_queries
from kb.measuring.score import Score, table, total
from kb.model import Unit

QUOTES = 200  # of each sort
Sums = dict[str, tuple[int, int] | float]

gold_file = click.Path(exists=True, dir_okay=False, path_type=Path)
gold_argument = click.argument("gold", type=gold_file)
details_option = click.option(
    "--details", is_flag=True, help="Name what was missed and what is not in the gold."
)
into_option = click.option(
    "--into", type=click.Path(path_type=Path), help="Keep the sums beside the current build in this folder."
)


corpus_beside = click.option(
    "--corpus", type=click.Path(exists=True, path_type=Path), help="A corpus to cut beside the index."
)


@click.group(
    epilog="Example:  kb evaluate units tests/gold/units.json",
    short_help="Measure units and ranking against gold",
)
def evaluate() -> None:
    """Measure units and ranking against gold made by hand."""


def measure(example: str, *sources: options.Option) -> options.Option:
    """Make a function a command with a file of gold, options of what is measured, --details and --into."""

    def register(function: Any) -> Any:
        for option in (into_option, details_option, *reversed(sources), gold_argument):
            function = option(function)
        return evaluate.command(epilog=f"Example:  kb evaluate {example}")(function)

    return register


def _keep(into: Path | None, gold: Path, sums: Sums) -> None:
    """Keep the sums of the running command for /kvalitet, where --into asks for it."""
    if into is not None:
        from kb.index.builds import write_quality

        write_quality(into, str(click.get_current_context().info_name), gold.as_posix(), sums)


def _found(scores: Iterable[Score]) -> Sums:
    return {score.name: (score.found, score.wanted) for score in scores}


def _both(score: Score) -> Sums:
    return {"right": (score.right, score.given), "found": (score.found, score.wanted)}


def _cut(corpus: Path) -> list[Unit]:
    """The units of a corpus."""
    from kb.builder.cut import cut_source
    from kb.documents.corpus import read_sources

    return [unit for source in read_sources(corpus)[0] for unit in cut_source(source).units]


@measure("units tests/gold/units.json", options.corpus_to_cut)
def units(gold: Path, corpus: Path, details: bool, into: Path | None) -> None:
    """Cut the corpus and compare its units with the gold units."""
    from kb.measuring.units import evaluate, read_gold

    scores = evaluate(_cut(corpus), read_gold(gold))
    _keep(into, gold, _found(scores))
    click.echo("\n".join(table(scores, details)))


@measure("facts tests/gold/units.json", options.corpus_to_cut)
def facts(gold: Path, corpus: Path, details: bool, into: Path | None) -> None:
    """Extract the outcome figures of the corpus and compare them with the gold facts.

    A fact is right when its figures, its kind of unit, its municipalities and its quotation agree with a
    gold fact; recall is over the core facts with a number.
    """
    from kb.measuring.facts import score_facts
    from kb.measuring.units import read_gold
    from kb.units.facts.extract import extract_facts

    units = _cut(corpus)
    score, statuses = score_facts(extract_facts(units), units, read_gold(gold))
    _keep(into, gold, _both(score))
    click.echo("\n".join(table([score], details)))
    click.echo(f"{statuses} of {score.right} right facts have the gold's status")


@evaluate.command(epilog="Example:  kb evaluate quotes --indexes indexes")
@options.indexes
@into_option
def quotes(indexes: Path, into: Path | None) -> None:
    """Check 200 true, changed and invented quotations each against the current index."""
    from kb.index.opened import open_index
    from kb.measuring.quotes import evaluate_quotes

    scores = evaluate_quotes(open_index(indexes), QUOTES)
    _keep(into, Path("quotes"), _found(scores))
    click.echo("\n".join(table(scores, details=True)))


@measure("claims tests/gold/claims/seen.jsonl", options.indexes)
def claims(gold: Path, indexes: Path, details: bool, into: Path | None) -> None:
    """Check texts whose truth is known: what is approved of the true, the false and the invented.

    A text is approved when all that is checked in it is exact. A false approval weighs ten missed ones.
    """
    from kb.index.opened import open_index
    from kb.measuring.quotes import TRUTHS, having, judge_claims, report

    judged = judge_claims(open_index(indexes), read_lines(gold))
    of_truth = {truth: [each.approved for each in having(judged, "truth", truth)] for truth in TRUTHS}
    _keep(into, gold, {truth: (sum(approved), len(approved)) for truth, approved in of_truth.items()})
    click.echo("\n".join(report(judged)))
    for each in judged if details else ():
        if each.approved != (each.gold["truth"] == "true"):
            click.echo(f"    {each.gold['id']} {each.gold['truth']} {each.verdict}: {each.gold['text']}")


@evaluate.command(epilog="Example:  kb evaluate queries tests/gold/queries.jsonl")
@click.argument("gold", nargs=-1, required=True, type=gold_file)
@options.indexes
@click.option("--ablate", is_flag=True, help="Also leave each part of the ranking out in turn.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@click.option("--trec", type=click.Path(file_okay=False, path_type=Path), help="Write runs and qrels here.")
@into_option
def queries(
    gold: Sequence[Path], indexes: Path, ablate: bool, as_json: bool, trec: Path | None, into: Path | None
) -> None:
    """Rank judged queries: nDCG@10, MRR@10, recall@20, no-answer, beside simple systems."""
    from kb.index.opened import open_index
    from kb.measuring.queries import as_text, report

    judged = [query for path in gold for query in read_queries(path)]
    found = report(open_index(indexes), judged, ablate, trec)
    own = found.product
    whole = {"ndcg": own.ndcg, "mrr": own.mrr, "silent": own.silent, "refused": own.refused}
    _keep(into, gold[0], {**whole, **{f"kind {kind}": value for kind, value in own.by_kind.items()}})
    click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1) if as_json else as_text(found))


@evaluate.command(epilog="Example:  kb evaluate styles tests/gold/styles/seen7")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@details_option
def styles(folder: Path, details: bool) -> None:
    """Cut each made report of a folder (NAME/report.pdf or report.txt) and compare it with NAME/key.json."""
    from kb.builder.cut import cut_source
    from kb.measuring.styles import evaluate, read_styles

    found = {
        source.document.id: evaluate(cut_source(source).units, key) for source, key in read_styles(folder)
    }
    if len(found) > 1:
        rows = zip(*found.values(), strict=True)
        found["all"] = tuple(total(scores[0].name, scores) for scores in rows)
    for name, scores in found.items():
        click.echo(name)
        click.echo("\n".join(table(scores, details)))


@measure("cards tests/gold/cards/cards_seen.jsonl", options.indexes, corpus_beside)
def cards(gold: Path, indexes: Path, corpus: Path | None, details: bool, into: Path | None) -> None:
    """Compare the cards of municipal examples with cards made by hand.

    A shown sentence is right when it shares at least half of itself with one that the gold names. Examples of
    the index are meant, and of --corpus where there is one.
    """
    from kb.index.opened import open_index
    from kb.measuring.cards import evaluate_cards

    units = [*open_index(indexes).units, *(_cut(corpus) if corpus else ())]
    *by_question, every, sure, strength = evaluate_cards(units, read_lines(gold))
    _keep(into, gold, {**_both(every), **_found([strength])})
    click.echo("\n".join(table([*by_question, every, sure, strength], details)))


@measure("pairs tests/gold/cards/pairs_shown_kept.jsonl", options.indexes)
def pairs(gold: Path, indexes: Path, details: bool, into: Path | None) -> None:
    """Judged pairs of a recommendation and a unit: how many of those that /overblik shows are right.

    Right is a grade of 1 (a part of what is asked) or 2 (plainly what is asked).
    """
    from kb.index.opened import open_index
    from kb.measuring.cards import evaluate_pairs
    from kb.search.related import read_pairs

    score = evaluate_pairs(read_pairs(open_index(indexes)), read_lines(gold))
    _keep(into, gold, {"right": (score.right, score.given)})
    click.echo("\n".join(table([score], details)))
