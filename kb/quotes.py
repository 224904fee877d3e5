"""Citat-tjek: is what someone wrote word for word in the collection, changed, or not there at all?"""

from __future__ import annotations

import re

from kb.aligning import align
from kb.claims import figure_claim, recommendation_claim
from kb.sentences import sentence_spans
from kb.shingles import text_of
from kb.verdicts import Collection, Found, Verdict
from kb.words import join_broken, words

__all__ = ["Verdict", "check_quote", "check_quotes"]

# Fewer words are a term, not a quotation.
SHORTEST = 4
_CANDIDATES = 6
_FEW = 1
_MARKED = re.compile(r"[”“\"]([^”“\"]+)[”“\"]|»([^«]+)«|„([^“”]+)[“”]|‘([^’]+)’(?!\w)")
_WRAPPED = re.compile(r"(?<=[^\n.!?:]{40})[ \t]*\r?\n(?=[ \t]*[^\s•❚*-])|[ \t]*\r?\n(?=[ \t]*[a-zæøå])")


def check_quotes(index: Collection, text: str) -> tuple[Verdict, ...]:
    """A verdict for each quotation, in the order of the text.

    What stands in quotation marks is a quotation; in a text without any, each sentence is. A sentence that
    speaks of "anbefaling 17", or of a figure and a municipality, is checked as such too.
    """
    text = _WRAPPED.sub(" ", join_broken(text))
    marked = [(m.span(), next(filter(None, m.groups())).strip()) for m in _MARKED.finditer(text)]
    marked = [(span, quote) for span, quote in marked if len(words(quote)) >= SHORTEST]
    found = [(span[0], check_quote(index, quote)) for span, quote in marked]
    for start, end in sentence_spans(text):
        if not any(span[0] <= start and end <= span[1] for span, _ in marked):
            inside = [verdict for at, verdict in found if start <= at < end]
            found += [(start, verdict) for verdict in _sentence(index, text[start:end], inside, not marked)]
    return tuple(verdict for _, verdict in sorted(found, key=lambda pair: pair[0]))


def _sentence(index: Collection, sentence: str, inside: list[Verdict], unmarked: bool) -> list[Verdict]:
    """What is to be said of a sentence beside the quotations marked in it."""
    claim = recommendation_claim(index, sentence, inside)
    if claim is not None:
        return [claim]
    plain = check_quote(index, sentence) if unmarked and len(words(sentence)) >= SHORTEST else None
    if inside or (plain is not None and plain.verdict == "exact"):
        return [plain] if plain is not None else []
    claim = figure_claim(index, sentence)
    # A sentence that comes close to the source is shown against it; one that tells a figure in its own
    # words is held against the figure.
    near = plain is not None and plain.verdict == "changed" and len(plain.differences) <= _FEW
    chosen = plain if claim is None or (near and claim.verdict != "exact") else claim
    return [chosen] if chosen is not None else []


def check_quote(index: Collection, quote: str) -> Verdict:
    """The verdict on one quotation: the place with the fewest differences, the smallest unit of equals."""
    quote = re.sub(r"\s+", " ", quote).strip()
    best: tuple[tuple[float, ...], Verdict] | None = None
    for position in index.shingles.candidates([word.form for word in words(quote)], _CANDIDATES):
        unit = index.units[position]
        laid = align(quote, text_of(unit))
        if laid is None:
            continue
        verdict: Found = "changed" if laid.differences else "exact"
        rank = (len(laid.differences) > 0, -laid.share, len(unit.text), position)
        if best is None or rank < best[0]:
            best = (rank, Verdict(quote, verdict, unit.id, laid.differences, laid.passage))
    return best[1] if best else Verdict(quote, "absent")
