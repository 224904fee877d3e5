"""A claim laid against a sentence of a source: is each thing that it says borne out there?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.search.quotes.belonging import Pair, gone_by, strangers, times_apart, years_beside
from kb.search.quotes.places import Place
from kb.search.quotes.statements import Statement, Word, everywhere, people, report_year
from kb.search.quotes.turning import limits_of, rates, signs, turns
from kb.search.quotes.verdicts import Difference, What
from kb.units.facts.amounts import Amount

# Characters that the noun a number counts stands from it at most: in a claim, and in a source.
_COUNTED, _BEFORE, _AFTER = 25, 60, 40
_TIMES = ("år", "måneder", "uger", "dage", "døgn", "timer")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A claim at a place.

    `own` and `around` in [0, 1] tell how much of it is met in the sentence itself and with its headings,
    `words` how much of its words alone is met in the sentence. `doubts` are what was not borne out; where
    both sides have a value it is one of the `differences`. `limits` are words by which one of the two limits
    what it says and the other does not; `anchors` counts what is told in the sentence itself.
    """

    place: Place
    own: float
    around: float
    words: float
    differences: tuple[Difference, ...]
    doubts: tuple[str, ...]
    limits: tuple[str, ...]
    anchors: int


def compare(claim: Statement, named: Sequence[str], place: Place, rare: Sequence[float]) -> Comparison:
    """Lay a claim against a place. `named` are the municipalities that the claim is of, `rare` is how much
    each of its words tells."""
    pairs = _pairs(claim.amounts, place)
    own = [place.has(word) for word in claim.words]
    around = [has or place.has_around(word) for has, word in zip(own, claim.words, strict=True)]
    figure = figure_weight(rare)
    total = sum(rare) + figure * len(pairs) or 1.0
    figures = figure * sum(other is not None for _, other in pairs)
    unmet = [word for word, met in zip(claim.words, around, strict=True) if not met]
    unmet += [word for word in _group(claim, place, pairs) if word not in unmet]
    unmet += [word for word in strangers(claim, place, pairs) if word not in unmet]
    differences = [
        *_municipality(claim, named, place),
        *_years(claim, place),
        *(Difference("year", *years) for years in years_beside(claim, place, pairs)),
        *_amounts(claim, place, pairs),
        *rates(claim, place),
        *signs(claim, place, pairs),
    ]
    status, limits = limits_of(claim, place, pairs)
    differences += status
    limits += [_bounded(b) for a, b in pairs if b and a.bound != b.bound]
    limits += [b.rate for a, b in pairs if b and b.rate and not a.rate]
    if len(unmet) == 1 and pairs and all(other for _, other in pairs) and not differences:
        differences += _measure(claim, place, unmet[0], pairs)
    own_words = sum(r for r, has in zip(rare, own, strict=True) if has)
    return Comparison(
        place,
        (own_words + figures) / total,
        (sum(r for r, has in zip(rare, around, strict=True) if has) + figures) / total,
        own_words / sum(rare) if len(rare) > 1 else 0.0,
        tuple(differences),
        (
            *(_text(claim, word) for word in unmet),
            *(amount.written for amount in times_apart(claim, place, pairs)),
            *(amount.written for amount in gone_by(claim, place, pairs)),
            *turns(claim, named, place),
        ),
        tuple(limits),
        sum(own) + len(pairs) + len(claim.years) + len(claim.of("up", "down", "negation", "still")),
    )


def figure_weight(rare: Sequence[float]) -> float:
    """How much an amount tells of a claim: as much as a word of it."""
    return sum(rare) / len(rare) if rare else 1.0


def _municipality(claim: Statement, named: Sequence[str], place: Place) -> Iterator[Difference]:
    if named and not set(named) <= set(place.municipalities):
        yield Difference("municipality", ", ".join(named), ", ".join(place.municipalities))
    said, own = (everywhere().search(each.text.lower()) for each in (claim, place.statement))
    if said and not own and not named and place.municipalities:
        yield Difference("municipality", said.group(), ", ".join(place.municipalities))


def _years(claim: Statement, place: Place) -> Iterator[Difference]:
    own = set(place.statement.years)
    for year in claim.years:
        if year in own or (not own and year in place.years):
            continue
        if year == place.unit.document.year and report_year(claim.text.lower(), str(year)):
            continue
        yield Difference("year", str(year), ", ".join(map(str, sorted(own or place.years))))


def _pairs(claim: Sequence[Amount], place: Place) -> list[Pair]:
    """Each amount of the claim and its equal in the source, in one order where it can be; None where there
    is none. A time may stand in the line above a list ("Resultat efter første år:")."""
    source = place.statement.amounts
    above = [amount for line in place.above for amount in line.amounts if amount.unit in _TIMES]
    found: list[Pair] = []
    after = 0
    for amount in claim:
        equal = [n for n, other in enumerate(source) if amount.same_as(other)]
        at = next((n for n in equal if n >= after), next(iter(equal), None))
        if at is None:
            found.append((amount, next((other for other in above if amount.same_as(other)), None)))
        else:
            found.append((amount, source[at]))
            after = at + 1
    return found


def _amounts(claim: Statement, place: Place, pairs: Sequence[Pair]) -> Iterator[Difference]:
    taken = {other for _, other in pairs if other}
    free = [amount for amount in place.statement.amounts if amount not in taken]
    last: dict[str, Amount] = {}
    for amount, other in pairs:
        if other is None:
            yield _wrong_amount(amount, free)
        elif amount.rate and amount.rate != other.rate:
            yield Difference("period", amount.rate, other.rate)
        elif amount.unit in last and other.start < last[amount.unit].start:
            yield Difference("amount", amount.written, last[amount.unit].written)
        if other:
            last[amount.unit] = other


def _bounded(amount: Amount) -> str:
    return f"{amount.bound} {amount.written}".strip()


def _wrong_amount(amount: Amount, free: Sequence[Amount]) -> Difference:
    """What the source has for an amount: the same number of something else, or another of the same."""
    for other in free:
        thousand = amount.unit == other.unit == "kr." and other.values[0] / amount.values[0] in (1000, 0.001)
        if other.values == amount.values or thousand:
            return Difference("unit", amount.written, other.written)
    alike = next((other for other in free if other.unit == amount.unit), None)
    what: What = "period" if amount.unit in _TIMES else "amount"
    return Difference(what, amount.written, alike.written if alike else "")


def _group(claim: Statement, place: Place, pairs: Sequence[Pair]) -> list[Word]:
    """Words for whom it is told, and for what a number counts, that the source's own sentence has not."""
    spans = [match.span() for match in people().finditer(claim.text.lower())]
    named = people().search(place.statement.text.lower()) is not None
    found = [w for w in claim.words if named and any(a <= w.start < b for a, b in spans) and not place.has(w)]
    for amount, other in pairs:
        noun = next((w for w in claim.words if amount.end <= w.start <= amount.end + _COUNTED), None)
        if amount.unit == "" and noun is not None and noun not in found and not _counts(place, noun, other):
            found.append(noun)
    return found


def _counts(place: Place, noun: Word, amount: Amount | None) -> bool:
    """Whether the sentence has a counted noun, near the number where it has that; of a compound its last
    part is enough where the headings have all of it."""
    if not place.has(noun):
        return place.has_around(noun) and bool(noun.parts & place.own.keys)
    words = place.statement.words
    places = [w.start for w in words if (w.keys | w.parts) & (noun.keys | noun.parts)]
    if amount is None or not places:
        return True
    first = next((w for w in words if amount.end <= w.start <= amount.end + _COUNTED), None)
    if first and people().fullmatch(_text(place.statement, first).lower()):
        places = [start for start in places if start <= first.start]  # "24 studerende fra pædagog-..."
    return any(amount.start - _BEFORE <= start <= amount.end + _AFTER for start in places)


def _measure(claim: Statement, place: Place, word: Word, pairs: Sequence[Pair]) -> Iterator[Difference]:
    """The word of the source that stands where the claim has another one beside a number both have."""
    at = next(other for _, other in pairs if other)
    said = frozenset(key for each in claim.words for key in each.keys)
    near = [w for w in place.statement.words if not w.keys & said and w.end - w.start > 3]
    what: What = "group" if people().search(_text(claim, word).lower()) else "measure"
    if what == "group":
        near = [w for w in near if people().search(place.statement.text[w.start : w.end].lower())]
    if near:
        closest = min(near, key=lambda w: (abs(w.start - at.end), w.start))
        yield Difference(what, _text(claim, word), place.statement.text[closest.start : closest.end])


def _text(claim: Statement, word: Word) -> str:
    return claim.text[word.start : word.end]
