"""What a long text is about: the sentences of a pasted case that are searched for, where all are too many."""

from __future__ import annotations

from collections.abc import Sequence

from kb.danish.analyze import Term
from kb.danish.sentences import sentence_spans
from kb.danish.terms import content
from kb.index.opened import Index
from kb.index.postings import idf

# Letters that are searched whole: more of a text blurs its matters, and goes beyond the model's window.
SEARCHED_LENGTH = 1_200
WEIGHTIEST = 40  # words of a text that its sentences are chosen by


def matters(index: Index, text: str) -> tuple[str, ...]:
    """The sentences of `text` that hold its weightiest words, in their order, SEARCHED_LENGTH letters in all.

    A word's weight is its idf in the corpus; a word that no unit has weighs nothing.
    """
    sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
    words = [{term.family for term in _topical(index.analyzer.terms(each))} for each in sentences]
    names = sorted({"f:" + family for families in words for family in families})
    known = index.store.frequencies(names)
    weights = {name[2:]: float(idf(index.store.size, number)) for name, number in known.items()}
    wanted = set(sorted(weights, key=lambda family: (-weights[family], family))[:WEIGHTIEST])
    chosen: set[int] = set()
    room = SEARCHED_LENGTH
    while wanted:
        gains = {
            place: sum(weights[family] for family in words[place] & wanted) / (len(each) + 20)
            for place, each in enumerate(sentences)
            if place not in chosen and len(each) < room
        }
        best = max(gains, key=lambda place: (gains[place], -place), default=None)
        if best is None or not gains[best]:
            break
        chosen.add(best)
        wanted -= words[best]
        room -= len(sentences[best]) + 1
    return tuple(sentences[place] for place in sorted(chosen)) or (text[:SEARCHED_LENGTH],)


def _topical(terms: Sequence[Term]) -> list[Term]:
    return [term for term in content(terms) if term.kind == "word" and not term.stop]
