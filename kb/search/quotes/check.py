"""Citat-tjek: is what someone wrote word for word in the collection, changed, or not there at all?"""

from __future__ import annotations

import re
from itertools import pairwise

from kb.danish.sentences import sentence_spans
from kb.index.shingles import text_of
from kb.index.words import join_broken, words
from kb.search.quotes.aligning import align
from kb.search.quotes.claims import figure_claim, recommendation_claim
from kb.search.quotes.verdicts import Collection, Verdict

__all__ = ["Verdict", "check_quote", "check_quotes"]

# Fewer words are a term, not a quotation.
SHORTEST = 4
# More are checked piece by piece, which bounds the work on any input.
LONGEST = 200
_CANDIDATES = 6
_FEW = 1
# No mark may hold another opening one, or a row of those would be read to the end from each of them.
_MARKED = re.compile(r"[”“\"]([^”“\"]+)[”“\"]|»([^«»]+)«|„([^„“”]+)[“”]|‘([^‘’]+)’(?!\w)")
_WRAPPED = re.compile(r"(?<=[^\n.!?:]{40})[ \t]*\r?\n(?=[ \t]*[^\s•❚*-])|[ \t]*\r?\n(?=[ \t]*[a-zæøå])")


def check_quotes(index: Collection, text: str) -> tuple[Verdict, ...]:
    """A verdict for each quotation, in the order of the text.

    What stands in quotation marks is a quotation; in a text without any, each sentence is. A sentence that
    speaks of "anbefaling 17", or of a figure and a municipality, is checked as such too.
    """
    text = _WRAPPED.sub(" ", join_broken(text))
    marked = [(m.span(), next(filter(None, m.groups())).strip()) for m in _MARKED.finditer(text)]
    marked = [(span, quote) for span, quote in marked if len(words(quote)) >= SHORTEST]
    found = [(span[0], verdict) for span, quote in marked for verdict in _pieces(index, quote)]
    for start, end in sentence_spans(text):
        if not any(span[0] <= start and end <= span[1] for span, _ in marked):
            inside = [verdict for at, verdict in found if start <= at < end]
            found += [(start, verdict) for verdict in _sentence(index, text[start:end], inside, not marked)]
    return tuple(verdict for _, verdict in sorted(found, key=lambda pair: pair[0]))


def _pieces(index: Collection, quote: str) -> list[Verdict]:
    """A verdict on each piece of a very long quotation; on the whole of any other."""
    own = words(quote)
    starts = [0, *(own[at].start for at in range(LONGEST, len(own) - SHORTEST, LONGEST)), len(quote)]
    return [check_quote(index, quote[start:end]) for start, end in pairwise(starts)]


def _sentence(index: Collection, sentence: str, inside: list[Verdict], unmarked: bool) -> list[Verdict]:
    """What is to be said of a sentence beside the quotations marked in it."""
    claim = recommendation_claim(index, sentence, inside)
    if claim is not None:
        return [claim]
    plain = _pieces(index, sentence) if unmarked and len(words(sentence)) >= SHORTEST else []
    if inside or len(plain) > 1 or any(verdict.verdict == "exact" for verdict in plain):
        return plain
    claim = figure_claim(index, sentence)
    # A sentence that comes close to the source is shown against it; one that tells a figure in its own
    # words is held against the figure.
    near = any(v.verdict == "changed" and len(v.differences) <= _FEW for v in plain)
    return plain if claim is None or (near and claim.verdict != "exact") else [claim]


def check_quote(index: Collection, quote: str) -> Verdict:
    """The verdict on one quotation: the place with the fewest differences, the smallest unit of equals."""
    quote = re.sub(r"\s+", " ", quote).strip()
    positions = index.shingles.candidates([word.form for word in words(quote)], _CANDIDATES)
    best: tuple[float, Verdict] | None = None
    for position in sorted(positions, key=lambda position: (len(index.units[position].text), position)):
        unit = index.units[position]
        laid = align(quote, text_of(unit))
        if laid is None:
            continue
        if not laid.differences:
            return Verdict(quote, "exact", unit.id, source=laid.passage)
        if best is None or laid.share > best[0]:
            best = (laid.share, Verdict(quote, "changed", unit.id, laid.differences, laid.passage))
    return best[1] if best else Verdict(quote, "absent")
