"""What the model is adapted on (kb/danish/data/paraphrases.tsv): a question in everyday words, and a sentence
as a professional report would put its answer, the two sharing no content word where Danish allows it.

Words are the lexical legs' affair; these pairs teach the dense leg what those cannot see.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.danish import read_text, read_words
from kb.errors import ModelError

FILE = "paraphrases.tsv"
MOST_WORDS = 3  # of a sentence that are asked for
# How a term is asked for; mostly by itself.
ASKED = (
    *("{}", "{}", "{}"),
    *("hvad virker ved {}", "hjælp til {}", "{} i kommunen", "erfaringer med {}"),
    *("hvordan arbejder man med {}?", "borgere og {}"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that answers it. `about` are the numbers of the sentences in the passage:
    pairs that share one are never held against each other."""

    question: str
    passage: str
    field: str
    about: tuple[int, ...]


def read_pairs(path: Path | None = None) -> tuple[Pair, ...]:
    """The pairs of a file (None: our own) in its order; `## ` names the field of those below it.

    Raises ModelError for a line that is no pair, and for a file with fewer than two.
    """
    text = read_text(FILE) if path is None else path.read_text(encoding="utf-8")
    pairs: list[Pair] = []
    field = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            field = line[3:].strip()
        elif line and not line.startswith("#"):
            question, tab, passage = line.partition("\t")
            if not tab or "\t" in passage:
                raise ModelError(f"{path or FILE}, line {number}: a question, one tab, a sentence expected")
            pairs.append(Pair(question, passage, field, (len(pairs),)))
    if len(pairs) < 2:
        raise ModelError(f"{path or FILE}: fewer than two pairs, and one is told from another")
    return tuple(pairs)


def halves(pairs: Sequence[Pair]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Every second pair, so that each half holds all fields."""
    return tuple(pairs[::2]), tuple(pairs[1::2])


def lessons(pairs: Sequence[Pair], seed: int) -> tuple[Pair, ...]:
    """What is trained on: each pair three times; once a few words of its sentence in the question's stead,
    so that the model does not unlearn to find words; and once each concept of the thesaurus."""
    draw = random.Random(seed)
    words = (_words_of(pair, draw) for pair in pairs)
    return (*pairs, *pairs, *pairs, *(pair for pair in words if pair), *_concepts(draw))


def _words_of(pair: Pair, draw: random.Random) -> Pair | None:
    """One to three words of a sentence, in their order, and the sentence."""
    stop = read_words("stopwords.txt")
    words = [word for word in re.findall(r"\w{4,}", pair.passage.lower()) if word not in stop]
    if len(words) < MOST_WORDS:
        return None
    places = sorted(draw.sample(range(len(words)), draw.randint(1, MOST_WORDS)))
    return replace(pair, question=" ".join(words[place] for place in places))


def _concepts(draw: random.Random) -> Iterator[Pair]:
    """Two terms of each concept that say the same, each as somebody might ask for it."""
    lines = (line.strip() for line in read_text("thesaurus.txt").splitlines())
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        terms = [term.strip() for term in re.split(r"[=;]", re.split(r"[>~]", line)[0])]
        if len(terms) > 1:
            one, other = draw.sample(terms, 2)
            asked = draw.choice(ASKED).format(one)
            yield Pair(asked, draw.choice(ASKED).format(other), "thesaurus", (-1 - number,))
