"""A claim held against a source's sentence: what is said there, and what surely is otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.danish.cues import listed
from kb.search.quotes import figures, groups, order, scope, status
from kb.search.quotes.alignment import Alignment, align
from kb.search.quotes.directions import directions
from kb.search.quotes.evidence import Evidence
from kb.search.quotes.references import named_publishers, not_named, speakers
from kb.search.quotes.sentence import Sentence, Word
from kb.search.quotes.sequence import reordered
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
        claim, named = self.laid.claim, [d.written for d in self.differences if d.what == "publisher"]
        unknown = [word for word in self.unsaid if not any(claim.written(word) in each for each in named)]
        unsaid = (_unsaid(claim, word) for word in unknown)
        return (*unsaid, *self.elsewhere.values(), *self.turned)


def entail(
    claim: Sentence, named: Sequence[str], evidence: Evidence, rare: Mapping[Word, float]
) -> Entailment:
    """Hold a claim against a sentence. `named` are the municipalities that the claim is of, `rare` is how
    much each of its content words tells."""
    claim = _without_adviser(claim, evidence)
    laid = align(claim, evidence, {word: rare[word] for word in claim.content})
    siblings = groups.siblings(laid)
    others = (*groups.told_of_others(laid), *order.contrasted(laid), *figures.parts(laid))
    elsewhere = {word: _unsaid(claim, word) for word in others} | siblings
    attached = figures.attached_elsewhere(laid)
    elsewhere = {word: known or _unsaid(claim, word) for word, known in attached} | elsewhere
    named_else = [elsewhere.pop(word) for word in siblings if claim.is_name(word)]
    ways, turned = directions(laid)
    unsure, limits, added = status.limits(laid)
    left_out, some = scope.marks(laid)
    limits += [*some, *scope.restrictions(laid), *order.halves(laid), *figures.limits(laid)]
    differences = (
        *_municipality(laid, named),
        *_publisher(laid),
        *figures.amounts(laid),
        *figures.wholes(laid),
        *figures.compared(laid),
        *scope.rates(laid),
        *scope.only_after(laid),
        *ways,
        *scope.negations(laid),
        *scope.opposites(laid),
        *scope.denials_in_words(laid),
        *status.called_for(laid),
        *status.proofs(laid),
        *order.exchanged(laid),
        *order.compared(laid),
        *order.stepped(laid),
        *order.roles(laid),
        *order.beside(laid),
        *reordered(laid),
        *groups.how_many(laid),
        *groups.persons(laid),
        *groups.paragraphs(laid),
        *named_else,
        *unsure,
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


def _without_adviser(claim: Sentence, evidence: Evidence) -> Sentence:
    """A claim that does not ask a recommendation for the name of the publisher whose it is told to be."""
    if evidence.unit.kind != "recommendation":
        return claim
    names = [found.span() for found in named_publishers(claim.text)]
    places = {name.start for name in speakers(claim.text)}
    advisers = [range(start, end) for start, end in names if start in places]
    told = [word for word in claim.words if any(word.start in name for name in advisers)]
    return replace(
        claim, words=tuple(replace(word, light=True) if word in told else word for word in claim.words)
    )


def _publisher(laid: Alignment) -> Iterator[Difference]:
    """Those whom the claim tells to say, advise or demand something, where neither the source nor what stands
    over it names them."""
    claim, unit = laid.claim, laid.evidence.unit
    about = "\n".join(each.text for each in (laid.source, *laid.evidence.headings))
    places = [place for name in speakers(claim.text) for place in name]
    if strangers := [name for name in not_named(claim.text, about) if claim.text.find(name) in places]:
        # What a publisher recommends, no other does.
        known = unit.kind == "recommendation" and not unit.speaker
        yield Difference("publisher", ", ".join(strangers), unit.document.publisher or "" if known else "")
    for word in claim.content:
        # The noun that opens a sentence has its capital letter from there ("Tillidsrepræsentanterne mener").
        person = claim.is_person(word) and not claim.is_name(word)
        if word.start in places and word not in laid.met and not person:
            yield Difference("publisher", claim.written(word), "")


def _unsaid(claim: Sentence, word: Word) -> Difference:
    return Difference("group" if claim.is_person(word) else "wording", claim.written(word), "")
