"""A claim held against a source's sentence: what is said there, and what surely is otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.danish.cues import listed
from kb.search.quotes import figures, groups, order, scope
from kb.search.quotes.alignment import Alignment, align
from kb.search.quotes.directions import directions
from kb.search.quotes.evidence import Evidence
from kb.search.quotes.sentence import Sentence, Word
from kb.search.quotes.verdicts import Difference


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
    others = (*groups.told_of_others(laid), *order.contrasted(laid), *figures.attached_elsewhere(laid))
    elsewhere = {word: _unsaid(claim, word) for word in others} | siblings
    named_else = [elsewhere.pop(word) for word in siblings if claim.is_name(word)]
    ways, turned = directions(laid)
    status, limits, added = scope.limits(laid)
    left_out, some = scope.marks(laid)
    limits += [*some, *scope.restrictions(laid), *order.halves(laid), *figures.limits(laid)]
    differences = (
        *_municipality(laid, named),
        *figures.amounts(laid),
        *scope.rates(laid),
        *scope.only_after(laid),
        *ways,
        *scope.negations(laid),
        *scope.opposites(laid),
        *scope.denials_in_words(laid),
        *order.exchanged(laid),
        *order.compared(laid),
        *order.stepped(laid),
        *order.roles(laid),
        *order.beside(laid),
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


def _unsaid(claim: Sentence, word: Word) -> Difference:
    return Difference("group" if claim.is_person(word) else "wording", claim.written(word), "")
