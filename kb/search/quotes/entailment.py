"""A claim held against a source's sentence: what is said there, and what surely is otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from kb.danish.cues import listed
from kb.search.quotes import figures, groups, joints, order, scope
from kb.search.quotes.alignment import Alignment, align
from kb.search.quotes.evidence import Evidence
from kb.search.quotes.sentence import Sentence, Word
from kb.search.quotes.verdicts import Difference
from kb.units.facts.amounts import Amount

# Characters that the noun a number counts stands from it at most: in a claim, and in a source.
_COUNTED, _BEFORE, _AFTER = 25, 60, 40
# What stands between a word and an amount of another part of the sentence; counted as so many characters.
_PARTS = re.compile(r"[,;•\n](?!\d)|[.!?]\s+(?=[A-ZÆØÅ•])|\s(?:og|men|mens|mod|samt)\s")
_APART = 100
_OPENS = re.compile(r"(?:^|[,;•]\s*|\b(?:og|men|mens|mod|samt|at)\s+)$")
_LABEL = re.compile(r"[:(]\s*$")
_WORD = re.compile(r"[^\W\d]{4,}")
# What is counted, with the words around it; what a number is told per is not what it counts.
_NUMBER_OF = re.compile(
    r"\bantal(?:let)? af ((?:(?!(?:i|på|for|med|per?|pr|hos|der|som|fra|til)\b)[\w-]+ ?)+)", re.IGNORECASE
)
# What tells of which people a number is.
_WITH = re.compile(r"(?: [\w%]+){1,3} (?:med|uden) ((?:\w+[ -])?\w+)")
_PER = re.compile(r"\b(?:pr\.?|per) $")


@dataclass(frozen=True, slots=True)
class Entailment:
    """What a sentence of a source, laid beside a claim, has otherwise.

    `differences` are what surely is otherwise, `limits` words by which the source limits what it says and the
    claim does not, `added` those of the claim alone. `elsewhere` are words that the source tells of others or
    of another amount, `unsaid` those that nothing says, `turned` what only one of the two says of the way
    that something went, or of what it is set against.
    """

    laid: Alignment
    differences: tuple[Difference, ...]
    limits: tuple[str, ...]
    added: tuple[str, ...]
    elsewhere: Mapping[Word, Difference]
    unsaid: tuple[Word, ...]
    turned: tuple[Difference, ...]

    @property
    def evidence(self) -> Evidence:
        """The sentence with what stands around it."""
        return self.laid.evidence

    @property
    def refused(self) -> bool:
        """Whether the sentence cannot bear the claim out, however near the words are."""
        return bool(self.differences or self.limits or self.elsewhere)

    @property
    def doubts(self) -> tuple[Difference, ...]:
        """What was not borne out, and may be said in other words."""
        unsaid = (_unsaid(self.laid.claim, word) for word in self.unsaid)
        return (*unsaid, *self.elsewhere.values(), *self.turned)


def entail(
    claim: Sentence, named: Sequence[str], evidence: Evidence, rare: Mapping[Word, float]
) -> Entailment:
    """Hold a claim against a sentence. `named` are the municipalities that the claim is of, `rare` is how
    much each of its content words tells."""
    laid = align(claim, evidence, rare)
    siblings = groups.siblings(laid)
    elsewhere = {
        word: _unsaid(claim, word) for word in (*_groups(laid), *_attached_elsewhere(laid))
    } | siblings
    named_else = [elsewhere.pop(word) for word in siblings if claim.is_name(word)]
    directions, turned = scope.directions(laid)
    status, limits, added = scope.limits(laid)
    left_out, some = scope.marks(laid)
    limits += [*some, *scope.restrictions(laid), *joints.halves(laid), *figures.limits(laid)]
    differences = (
        *_municipality(laid, named),
        *figures.amounts(laid),
        *scope.rates(laid),
        *scope.only_after(laid),
        *directions,
        *scope.negations(laid),
        *scope.opposites(laid),
        *scope.denials_in_words(laid),
        *order.exchanged(laid),
        *order.compared(laid),
        *order.stepped(laid),
        *order.roles(laid),
        *joints.beside(laid),
        *scope.universals(laid),
        *groups.persons(laid),
        *groups.paragraphs(laid),
        *named_else,
        *status,
    )
    return Entailment(
        laid,
        differences=tuple(dict.fromkeys(differences)),
        limits=tuple(limits),
        added=tuple(added),
        elsewhere=elsewhere,
        unsaid=tuple(word for word, said in laid.told if not said and word not in {*elsewhere, *siblings}),
        turned=(*turned, *left_out),
    )


def _municipality(laid: Alignment, named: Sequence[str]) -> Iterator[Difference]:
    own = laid.evidence.municipalities
    if named and not set(named) <= set(own):
        yield Difference("municipality", ", ".join(named), ", ".join(own))
    said, there = (listed("everywhere").search(each.text.lower()) for each in (laid.claim, laid.source))
    if said and not there and not named and own:
        yield Difference("municipality", said.group(), ", ".join(own))


def _groups(laid: Alignment) -> Iterator[Word]:
    """Words for whom it is told, and for what a number counts, that the source's own sentence has not."""
    text = laid.claim.text.lower()
    spans = [match.span() for match in listed("people").finditer(text)]
    counting = (amount for amount, mate in laid.pairs if mate and amount.unit in ("", "%"))
    spans += [found.span(1) for amount in counting if (found := _WITH.match(text, amount.end))]
    named = listed("people").search(laid.source.text.lower()) is not None
    for word, same in laid.matches.items():
        if named and not same and any(a <= word.start < b for a, b in spans):
            yield word
    for amount, mate in laid.pairs:
        beside = [w for w in laid.claim.content if amount.end <= w.start <= amount.end + _COUNTED]
        if amount.unit == "" and beside and not _counts(laid, beside[0], mate):
            yield beside[0]
    said, there = _number_of(laid.claim), _number_of(laid.source)
    met = {same for word in said for same in laid.matches[word]}
    if said and there and met.isdisjoint(there):
        yield said[0]


def _number_of(sentence: Sentence) -> list[Word]:
    """The words for what "antallet af ..." counts, where a sentence first says so, and such as may follow."""
    found = _NUMBER_OF.search(sentence.text)
    return [word for word in sentence.content if found and found.start(1) <= word.start < found.end(1)]


def _counts(laid: Alignment, noun: Word, amount: Amount | None) -> bool:
    """Whether the sentence has a counted noun, near the number where it has that; of a compound its last
    part is enough where the headings have all of it."""
    if not laid.matches[noun]:
        return noun in laid.met and any(noun.parts & word.keys for word in laid.source.words)
    if amount is None:
        return True
    near = range(amount.start - _BEFORE, amount.end + _AFTER + 1)
    beside = range(amount.end, amount.end + _COUNTED + 1)
    people = (w for w in laid.source.words if w.start in beside and laid.source.is_person(w))
    if first := next(people, None):  # "24 studerende fra pædagog-..."
        near = range(first.start if laid.claim.is_person(noun) else 0, first.start + 1)
    # Of people no other word of the family counts ("kommunalt ansatte" are no "kommuner").
    person = laid.claim.is_person(noun)
    mates = (w for w in laid.matches[noun] if not person or laid.source.is_person(w))
    # What a number is told per ("50 sager pr. rådgiver") it does not count.
    if not _PER.search(laid.claim.text[: noun.start]):
        mates = (w for w in mates if not _PER.search(laid.source.text[: w.start]))
    return any(word.start in near for word in mates)


def _unsaid(claim: Sentence, word: Word) -> Difference:
    return Difference("group" if claim.is_person(word) else "wording", claim.written(word), "")


def _attached_elsewhere(laid: Alignment) -> Iterator[Word]:
    """Words that the claim tells of an amount and the source of another one of the same unit, and those
    that stand behind "frem for" in the claim and before it in the source."""
    claim, source = laid.claim, laid.source
    for cue, other in product(claim.of("contrast"), source.of("contrast")):
        yield from order.moved(laid, cue.start, other.start)
    for amount, mate in laid.pairs:
        alike = [each for each in source.amounts if mate and each.unit == mate.unit]
        if mate not in alike or len(alike) < 2:
            continue
        mine = [each for each, other in laid.pairs if other in alike]
        for word, same in laid.matches.items():
            owner = _owner(claim.text, word, mine)
            if owner not in (amount, None):
                continue
            mates = [other.values for one, other in laid.pairs if other and (owner is None or one == amount)]
            owners = [_owner(source.text, other, alike) for other in same]
            # Who it is told of is often said once, with the first.
            person = claim.is_person(word)
            shared = None in owners or (person and alike[0] in owners)
            if owners and not shared and not any(each and each.values in mates for each in owners):
                yield word


def _owner(text: str, span: Word, amounts: Sequence[Amount]) -> Amount | None:
    """The amount that a word is attached to: the last one before it where amounts open their parts of the
    sentence, else the nearest. None for a word before the first amount, which is said of all, unless each
    amount has its own words before it."""
    beside = [amount for amount in amounts if 0 <= amount.start - span.end <= 1]  # "foråret 2016"
    if beside:
        return beside[0]
    before = [amount for amount in amounts if amount.end <= span.start]
    labels = any(_LABEL.search(text[: amount.start]) for amount in amounts)
    header = labels and text[span.end : amounts[0].start].count(":") > 1
    if header or not (before or labels or _told_apart(text, amounts)):
        return None
    if before and all(_OPENS.search(text[: amount.start]) for amount in amounts[1:]) and not labels:
        return before[-1]
    return min(amounts, key=lambda amount: (_distance(text, span, amount), amount.start))


def _told_apart(text: str, amounts: Sequence[Amount]) -> bool:
    """Whether each amount but the first has words of its own before it in its part of the sentence: "på det
    ene område er der 32, og på det andet område 45"."""
    between = (text[one.end : other.start] for one, other in pairwise(amounts))
    parts = [_PARTS.split(piece) for piece in between]
    return bool(parts) and all(len(each) > 1 and len(_WORD.findall(each[-1])) > 1 for each in parts)


def _distance(text: str, span: Word, amount: Amount) -> int:
    if span.start < amount.start:
        between = text[span.end : amount.start]
        return len(between) + _APART * len(_PARTS.findall(between))
    between = text[amount.end : span.start]
    ended = _APART if _LABEL.search(text[: amount.start]) else 0
    return len(between) + _APART * len(_PARTS.findall(between)) + ended
