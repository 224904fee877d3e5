"""What the words' leg is given: weighted terms of a unit and of a query.

The words' leg holds three fields in one vocabulary: `l:` lemmas, `f:` derivational families (parts of
compounds among them) and `c:` pairs of families that stand close together or in one compound. A
compound in the query thereby meets its parts in a unit only where they stand together, and two words
of the query meet the compound that joins them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.danish import read_words
from kb.danish.analyze import Analyzer, Term
from kb.danish.lexicon import family
from kb.model import Unit

Weights = dict[str, float]

WINDOW = 2  # a pair's words have at most one content word between them
# How much a term of each field counts in a unit, as a share of an occurrence of the lemma.
UNIT_WEIGHTS = {"lemma": 1.0, "family": 1.0, "part": 0.5, "pair": 0.7}
# And in each text of it.
TEXT_WEIGHTS = {"text": 1.0, "title": 2.0, "section": 0.5}
# And in a query.
QUERY_WEIGHTS = {"lemma": 1.0, "family": 1.0, "part": 0.2, "pair": 0.7}


def unit_words(analyzer: Analyzer, unit: Unit) -> Weights:
    """The unit's terms with their weighted frequencies; title and section path weighed in."""
    total: Counter[str] = Counter()
    section = ". ".join(unit.section[-2:])
    for text, field in ((unit.text, "text"), (unit.title or "", "title"), (section, "section")):
        terms = content(analyzer.terms(text))
        for name, term_weight in _weigh(analyzer, terms, UNIT_WEIGHTS):
            total[name] += TEXT_WEIGHTS[field] * term_weight  # type: ignore[assignment]
    # "§§ 85, 104 og 107" names three paragraphs, though one alone is written with its sign.
    for law in unit.laws:
        if paragraph := law.partition("§")[2].replace(" ", "").lower():
            total.setdefault(f"l:§{paragraph}", 1)
            total.setdefault(f"f:§{paragraph}", 1)
    return dict(total)


def query_words(analyzer: Analyzer, terms: Sequence[Term]) -> Weights:
    """The query's terms; a term met twice counts once, at its highest weight."""
    weights: Weights = {}
    for name, weight in _weigh(analyzer, content(terms), QUERY_WEIGHTS):
        weights[name] = max(weight, weights.get(name, 0.0))
    return weights


def content(terms: Iterable[Term]) -> list[Term]:
    """The terms that carry a topic; all of them where every one is a function word."""
    terms = list(terms)
    return [term for term in terms if not term.stop] or terms


def is_general(term: Term) -> bool:
    """Whether a word says too little of a topic to be exchanged for others or to weigh much."""
    return not {term.word, term.lemma}.isdisjoint(read_words("general_words.txt"))


def _weigh(
    analyzer: Analyzer, terms: Sequence[Term], weights: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    keys = [tuple(family(part, analyzer.lexicon) for part in t.parts) or (t.family,) for t in terms]
    for place, term in enumerate(terms):
        yield "l:" + term.lemma, weights["lemma"]
        yield "f:" + term.family, weights["family"]
        parts = keys[place]
        if len(parts) > 1:
            yield from (("f:" + part, weights["part"]) for part in parts)
            yield from ((_pair(a, b), weights["pair"]) for a, b in zip(parts, parts[1:], strict=False))
        for near in keys[place + 1 : place + 1 + WINDOW]:
            yield _pair(parts[-1], near[0]), weights["pair"]


def _pair(left: str, right: str) -> str:
    return "c:" + "+".join(sorted((left, right)))
