"""A query as it was read: words mended and joined, phrases, what was asked for, what is searched beside; of a
pasted case, where all are too many, the sentences that are searched for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.danish import read_words
from kb.danish.analyze import Term
from kb.danish.laws import with_paragraph_signs
from kb.danish.mask import is_masked
from kb.danish.sentences import sentence_spans
from kb.danish.terms import content
from kb.danish.thesaurus import Group
from kb.index.opened import Index
from kb.index.postings import idf
from kb.model import Expansion, Query
from kb.search.intent import Intent, read_intent

ABBREVIATION = 5  # letters of the longest
# Letters that are searched whole: more of a text blurs its matters, and goes beyond the model's window.
SEARCHED_LENGTH = 1_200
WEIGHTIEST = 40  # words of a long text that its sentences are chosen by
_ASKING = re.compile(
    r"\?\s*$|\bspørgsmål(?:et|ene)? er\b|\b(?:spørge|høre|vide|finde ud af),? (?:om|hvordan|hvad)\b", re.I
)
_DANISH = frozenset("æøå")
_PHRASE = re.compile(r"[\"“”„»«]([^\"“”„»«]{2,})[\"“”„»«]")


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what is searched for, in Danish letters; `phrases` are squashed and must stand in a unit."""

    text: str
    corrected: str | None
    terms: tuple[Term, ...]
    phrases: tuple[str, ...]
    groups: tuple[Group, ...]
    intent: Intent
    foreign: bool = False

    @property
    def expansions(self) -> tuple[Expansion, ...]:
        """Every term searched beside the user's own, each once at its highest weight."""
        highest: dict[str, Expansion] = {}
        for group in self.groups:
            for alternative in group.alternatives:
                one = alternative.expansion
                if one.term not in highest or one.weight > highest[one.term].weight:
                    highest[one.term] = one
        return tuple(highest.values())


def read_query(index: Index, query: Query) -> Reading:
    """Read a query by the index's lexicon, corpus words and thesaurus."""
    written = _unshouted(query.text)
    if not _PHRASE.search(written):  # what must stand there is not written otherwise
        written = with_paragraph_signs(written)
    read = index.analyzer.terms(written)
    corrected = _corrected(index, written, read) if query.correct else None
    typed = not _DANISH.isdisjoint(written.lower())
    terms = tuple(_restored(index, index.analyzer.terms(corrected) if corrected else read, typed))
    text = _spelt(index, corrected or written, terms)
    intent = read_intent(text, terms, index)
    groups = index.thesaurus.groups(terms, index.store.frequencies, query.without)
    # Words that ask for a kind are searched for in no other words, unless there is nothing else.
    topical = content(terms)
    asides = {place for place, term in enumerate(topical) if term.word in intent.asides}
    if len(asides) < len(topical):
        groups = tuple(group for group in groups if not asides.issuperset(group.places))
    return Reading(
        text=text,
        corrected=corrected,
        terms=terms,
        phrases=tuple(fold_phrase(match[1]) for match in _PHRASE.finditer(text)),
        groups=groups,
        intent=intent,
        foreign=_is_foreign(index, terms),
    )


def matters(index: Index, text: str) -> tuple[str, ...]:
    """The sentences of a masked `text` that ask, and those that hold its weightiest words, in their order,
    SEARCHED_LENGTH letters in all; none of a person's numbers and addresses. A word's weight is its idf in
    the corpus; a word that no unit has weighs nothing."""
    sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
    sentences = [each for each in sentences if not is_masked(each)] or sentences
    topical = [content(index.analyzer.terms(each)) for each in sentences]
    words = [{term.family for term in terms if term.kind == "word" and not term.stop} for terms in topical]
    names = sorted({"f:" + family for families in words for family in families})
    known = index.store.frequencies(names)
    weights = {name[2:]: float(idf(index.store.size, number)) for name, number in known.items()}
    wanted = set(sorted(weights, key=lambda family: (-weights[family], family))[:WEIGHTIEST])
    asks = [bool(_ASKING.search(each)) for each in sentences]
    chosen: set[int] = set()
    room = SEARCHED_LENGTH
    while wanted:
        gains = {
            place: sum(weights[family] for family in words[place] & wanted) / (len(each) + 20)
            for place, each in enumerate(sentences)
            if place not in chosen and len(each) < room
        }
        best = max(gains, key=lambda place: (asks[place], gains[place], -place), default=None)
        if best is None or not (asks[best] or gains[best]):
            break
        chosen.add(best)
        wanted -= words[best]
        room -= len(sentences[best]) + 1
    return tuple(sentences[place] for place in sorted(chosen)) or (text[:SEARCHED_LENGTH],)


def _is_foreign(index: Index, terms: Sequence[Term]) -> bool:
    """Whether a query seems to be in English: two of its words or more, and half of all, are and are not used
    in the sources ("Housing First")."""
    used = index.speller.frequencies
    english = sum(term.word in read_words("english.txt") and term.word not in used for term in terms)
    return english >= 2 and 2 * english >= len(terms)


def fold_phrase(text: str) -> str:
    """Text as phrases are compared: lower case, white space as one blank."""
    return " ".join(text.lower().split())


def _unshouted(text: str) -> str:
    """A query all in capitals in small letters, as the model read its texts; abbreviations stay."""
    return text.lower() if text.isupper() and len(max(text.split(), key=len)) > ABBREVIATION else text


def _spelt(index: Index, text: str, terms: Sequence[Term]) -> str:
    """The text with the letters that its words were found to have: boern as børn, faar as får."""
    pieces, last = [], 0
    for term in terms:
        written = text[term.start : term.end]
        if written.islower() and term.word != written.replace("-", "") and index.speller.spells(term.word):
            pieces += [text[last : term.start], term.word]
            last = term.end
    return "".join([*pieces, text[last:]])


def _corrected(index: Index, text: str, terms: Sequence[Term]) -> str | None:
    """The text, read as `terms`, with split compounds joined and misspelt words mended, or None when there
    is nothing to mend."""
    pieces, last = [], 0
    for term, following in zip_longest(terms, terms[1:]):
        if term.start < last:
            continue
        joined = following and _compound(index, text, term, following)
        meant = joined or index.speller.correct(term, text)
        if meant is not None:
            pieces += [text[last : term.start], meant]
            last = following.end if joined else term.end
    return "".join([*pieces, text[last:]]) if pieces else None


def _compound(index: Index, text: str, first: Term, second: Term) -> str | None:
    """The compound that two words are the halves of, where the thesaurus has it, or the corpus writes it and
    a dictionary has it or can put it together: bo støtte is bostøtte, case load is caseload."""
    joined = first.word + second.word
    apart = text[first.end : second.start] == " " and first.kind == second.kind == "word"
    quoted = _PHRASE.search(text)  # what must stand there is not written otherwise
    if quoted or not apart or first.stop or second.stop:
        return None
    is_word = index.speller.frequencies.get(joined) and index.analyzer.known(joined)
    is_two = any(len(found.key) == 2 for found in index.thesaurus.find((first, second)))  # Housing First
    is_term = joined in index.thesaurus.asked and not is_two
    return joined if is_word or is_term else None


def _restored(index: Index, terms: Sequence[Term], typed: bool) -> Iterator[Term]:
    """The terms with Danish letters restored; who has `typed` some means the others as they stand."""
    for term in terms:
        word = index.speller.restore(term.word, typed) if term.kind == "word" else term.word
        if word == term.word:
            yield term
        else:
            (read,) = index.analyzer.terms(word)
            yield replace(read, start=term.start, end=term.end)
