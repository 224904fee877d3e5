"""How much each word of a query tells of a sentence: what the ranking counts it, 1 in the mean; where a text
is of one municipality alone, the name of that tells little, for the whole text is of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.danish.analyze import fold
from kb.danish.terms import content
from kb.search.coverage import QueryWord
from kb.search.reading import Reading

ASIDE = 0.1  # a word that the ranking does not weigh
NAMED = 0.2  # of its weight that the name of the text's own municipality keeps


@dataclass(frozen=True, slots=True)
class WordWeights:
    """The content words of a query, folded, and their weights."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def within(self, municipalities: Sequence[str]) -> tuple[float, ...]:
        """The weights in a text that names these municipalities."""
        if len(municipalities) != 1:
            return self.weights
        name = re.sub(r"\W", "", fold(municipalities[0]))
        pairs = zip(self.words, self.weights, strict=True)
        return tuple(weight * NAMED if word in (name, f"{name}s") else weight for word, weight in pairs)


def word_weights(reading: Reading, covered: Sequence[QueryWord]) -> WordWeights:
    """What each content word of the query tells; `covered` are those that the ranking weighs."""
    shares = {word.written: word.share * len(covered) for word in covered}
    words = tuple(term.word for term in content(reading.terms))
    return WordWeights(words, tuple(shares.get(word, ASIDE) for word in words))
