"""A claim's figures held against the source's: which differ, and in what; which words belong to which."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kb.danish.cues import listed
from kb.search.quotes.alignment import TIMES, Alignment
from kb.search.quotes.sentence import YEAR, Word
from kb.search.quotes.verdicts import Difference, What
from kb.units.facts.amounts import Amount, as_written

_CLOSE = 60  # characters that a word for the publication stands before its year at most
_STEM = 5
_COUNTED = re.compile(r"\s*(?:%|procent|pct\.?)?(?:\s+af)?(?:\s+(?:de|alle|landets|danske))?\s+([^\W\d]{4,})")
_SHARE_OF = re.compile(r"\s+(?:ud )?af(?: de| alle| i alt)*\s+")
_BEFORE_OR_AFTER = re.compile(r"\s+(?:(før|inden|tidligere)|efter|senere)\b")
_MORE = re.compile(r"(?:\s+\w+)?\s+(?:mere|flere|færre|mindre)\b")
_BACKWARDS = re.compile(
    r"\b(?:i stedet for|frem ?for|mod|fra|(?:før|tidligere)(?! til))\b|\baf(?: \w+){0,2}\s*$"
)
# What stands between a word and an amount of another part of the sentence; counted as so many characters.
_PARTS = re.compile(r"[,;•\n](?!\d)|[.!?]\s+(?=[A-ZÆØÅ•])|\s(?:og|men|mens|mod|samt)\s")
_APART, _FAR = 100, 10
_SENTENCE_END = re.compile(r"(?<=\w{3})[.!?]\s+(?=[A-ZÆØÅ•\d])")
_OPENS = re.compile(r"(?:^|[,;•]\s*|\b(?:og|men|mens|mod|samt|at)\s+)$")
_LABEL = re.compile(r"[:(]\s*$")
_WORD = re.compile(r"[^\W\d]{4,}")


def limits(laid: Alignment) -> list[str]:
    """Bounds and rhythms of the source's amounts that the claim leaves out."""
    text, of = laid.source.text, laid.source.of
    bound = [b for a, b in laid.pairs if b and b.bound and a.bound != b.bound and not any(a.slack)]
    rates = [b.rate for a, b in laid.pairs if b and b.rate and not a.rate]
    rhythms = [next((cue.written for cue in of(f"rates.{rate}")), rate) for rate in rates]
    return [*(as_written(text, amount) for amount in bound), *rhythms]


def amounts(laid: Alignment) -> Iterator[Difference]:
    """Each amount of the claim that the source has otherwise, or of others."""
    taken = {mate for _, mate in laid.pairs if mate}
    free = [amount for amount in laid.source.amounts if amount not in taken]
    last: dict[str, tuple[Amount, Amount]] = {}
    for amount, mate in laid.pairs:
        if mate is None:
            if not (_dates_report(laid, amount) or _is_step(laid, amount)):
                yield _wrong_amount(laid, amount, free)
            continue
        found = _otherwise(laid, amount, mate)
        if not found and amount.unit in last:
            found = _turned_round(laid, last[amount.unit], (amount, mate))
        if found:
            yield found
        if amount.unit != YEAR:
            last[amount.unit] = amount, mate


def _otherwise(laid: Alignment, amount: Amount, mate: Amount) -> Difference | None:
    """What else the source tells of an equal amount: money paid or gained, per what, before or after what,
    its bound, of whom. What can last 20 weeks lasts up to 20."""
    if found := _of_neighbour(laid, amount, mate) or _paid_or_gained(laid, amount):
        return found
    if amount.rate and amount.rate != mate.rate:
        return Difference("period", amount.rate, mate.rate)
    one = _BEFORE_OR_AFTER.match(laid.claim.text, amount.end)
    other = _BEFORE_OR_AFTER.match(laid.source.text, mate.end)
    if one and other and bool(one[1]) != bool(other[1]):
        return Difference("direction", amount.written + one.group(), mate.written + other.group())
    can = amount.bound == "op til" and laid.source.of("limits.possible")
    if amount.bound and not (mate.bound or any(amount.slack) or can):
        return Difference("amount", as_written(laid.claim.text, amount), mate.written)
    return _others(laid, amount)


def _of_neighbour(laid: Alignment, amount: Amount, mate: Amount) -> Difference | None:
    """An amount that the source has in a sentence with none of the claim's words, where the sentence with
    most of them has another one of the unit."""
    most = max(laid.sentences, key=lambda part: len(laid.said_only_in(part)), default=range(0))
    there = next((part for part in laid.sentences if mate.start in part), most)
    taken = {other for _, other in laid.pairs}
    alike = [each for each in laid.source.amounts if each.start in most and each.unit == amount.unit]
    rivals = [each for each in alike if each not in taken]
    is_said = laid.said_only_in(there) or any(each.values == mate.values for each in alike)
    if there == most or not rivals or is_said:
        return None
    return Difference("year" if amount.unit == YEAR else "amount", amount.written, rivals[0].written)


def _paid_or_gained(laid: Alignment, amount: Amount) -> Difference | None:
    """Money that one of the two has as paid and the other as gained."""
    texts = laid.claim.text.lower(), laid.source.text.lower()
    paid, gained = ([listed(name).search(text) for text in texts] for name in ("paid", "gained"))
    for one, other in ((paid, gained), (gained, paid)):
        if amount.unit == "kr." and one[0] and other[1] and not one[1] and not other[0]:
            return Difference("direction", one[0].group(), other[1].group())
    return None


def _is_step(laid: Alignment, amount: Amount) -> bool:
    """Whether a claim tells how many more or fewer it became, and both ends of that step, which the source
    has, just behind it: "to flere, 14 mod før 12"."""
    behind = [(own, mate) for own, mate in laid.pairs if own.start > amount.start and own.unit != YEAR]
    ends = [mate for _, mate in behind[:2] if mate]
    if len(ends) < 2 or ends[0].unit != ends[1].unit or not _MORE.match(laid.claim.text, amount.end):
        return False
    return abs(ends[0].values[0] - ends[1].values[0]) == amount.values[0]


def _turned_round(
    laid: Alignment, before: tuple[Amount, Amount], pair: tuple[Amount, Amount]
) -> Difference | None:
    """An amount and the one before it, where they stand the other way round in the source; "14 i stedet for
    12" is "fra 12 til 14"."""
    claim, source, (one, first), (amount, mate) = laid.claim.text, laid.source.text, before, pair
    low, high = sorted((first, mate), key=lambda each: each.start)
    between = claim[one.end : amount.start], source[low.end : high.start]
    said, there = (_BACKWARDS.search(text.lower()) is not None for text in between)
    if (mate.start < first.start) == (said != there):
        return None
    written = claim[one.start : amount.start] + amount.written
    return Difference("amount", written, source[low.start : high.start] + high.written)


def _dates_report(laid: Alignment, amount: Amount) -> bool:
    """Whether a year is that of the publication that the writer names just before it, and no other stands in
    the source."""
    if amount.written != str(laid.evidence.unit.document.year):
        return False
    before = laid.claim.text[max(0, amount.start - _CLOSE) : amount.start].lower()
    undated = all(other.unit != YEAR for other in laid.source.amounts)
    return undated and listed("report").search(before) is not None


def _others(laid: Alignment, amount: Amount) -> Difference | None:
    """Whom a number counts or a share is of, where the source speaks of no such people at all: of a light
    word ("74 % af kommunerne") and of so many of so many."""
    told = _COUNTED.match(laid.claim.text, amount.end)
    low = told[1].lower() if told else ""
    there = {found[:_STEM] for found in listed("people").findall(laid.source.text.lower())}
    if not told or not listed("people").fullmatch(low) or low[:_STEM] in there:
        return None
    content = " ud af " not in amount.written and any(w.start == told.start(1) for w in laid.claim.content)
    return None if content else Difference("group", told[1], "")


def _wrong_amount(laid: Alignment, amount: Amount, free: Sequence[Amount]) -> Difference:
    """What the source has for an amount: another of the same unit, or the same number of something else.
    Of several it is the one that has the same words, and left open where none surely does."""
    alike = [other for other in free if other.unit == amount.unit]
    known, text = _of_same_words(laid, amount, alike), laid.source.text
    for other in free:
        thousand = amount.unit == other.unit == "kr." and other.values[0] / amount.values[0] in (1000, 0.001)
        is_share = any(_SHARE_OF.fullmatch(text, other.end, each.start) for each in alike)
        same = other.values == amount.values and amount.unit != YEAR
        if thousand or (same and (is_share or not known)):
            return Difference("unit", amount.written, other.written)
    what: What = "year" if amount.unit == YEAR else "period" if amount.unit in TIMES else "amount"
    return Difference(what, amount.written, known.written if known else "")


def _of_same_words(laid: Alignment, amount: Amount, others: Sequence[Amount]) -> Amount | None:
    """The one of some amounts of a unit that has most of the words that an amount of the claim has."""
    mine, every = ([a for a in each.amounts if a.unit == amount.unit] for each in (laid.claim, laid.source))
    own = [
        same for word, same in laid.matches.items() if _owner(laid.claim.text, word, mine) in (amount, None)
    ]
    return _most(laid.source.text, own, every, others)


def _most(
    text: str, said: Iterable[Sequence[Word]], amounts: Sequence[Amount], others: Sequence[Amount]
) -> Amount | None:
    """The one of some amounts of a unit that most words are attached to, if there is one."""
    owners = Counter(_owner(text, word, amounts) for same in said for word in same)
    most = max((owners[each] for each in others), default=0)
    nearest = [each for each in others if owners[each] == most]
    return nearest[0] if len(nearest) == 1 else None


def attached_elsewhere(laid: Alignment) -> Iterator[tuple[Word, Difference | None]]:
    """Words that the claim tells of an amount and the source of another one of the same unit, with both where
    they are written alike: "halvdelen" may be "52 %", and a year may be of more."""
    claim, source = laid.claim, laid.source
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
                other = next(each for each in owners if each)
                alike_written = amount.written[0].isdigit() == other.written[0].isdigit()
                is_sure = alike_written and amount.unit != YEAR
                yield word, Difference("amount", amount.written, other.written) if is_sure else None


def parts(laid: Alignment) -> Iterator[Word]:
    """Words that the source has of a part only ("48 boliger, heraf 12 til unge"), the claim of the whole."""
    for part in _parts(laid):
        mates = [mate for _, mate in laid.pairs if mate]
        counted = [mate for mate in mates if mate.start < part.start and mate.unit != YEAR]
        if counted and all(mate.start not in part for mate in mates):
            yield from laid.said_only_in(part)


def wholes(laid: Alignment) -> Iterator[Difference]:
    """An amount that the source has of a part and the claim of the whole, or of the whole and the claim of
    each."""
    for part in _parts(laid):
        own = [(amount, mate) for amount, mate in laid.pairs if mate and mate.start in part]
        before = [each for each in laid.source.amounts if each.start < part.start]
        if len(own) == 1 and len(laid.pairs) == 1 and not laid.said_only_in(part):
            yield from (
                Difference("amount", own[0][0].written, each.written)
                for each in before
                if each.unit == own[0][0].unit
            )
    each, in_all = laid.claim.of("each"), listed("in_all").search(laid.source.text.lower())
    if each and in_all and laid.pairs and not laid.source.of("each"):
        yield Difference("amount", each[0].written, in_all.group())


def _parts(laid: Alignment) -> list[range]:
    """Where the source tells of a part of what it counts before, and the claim of none."""
    found = listed("part").finditer(laid.source.text.lower())
    ends = [(each.start(), part.stop) for each in found for part in laid.sentences if each.start() in part]
    return [] if listed("part").search(laid.claim.text.lower()) else [range(*span) for span in ends]


def compared(laid: Alignment) -> Iterator[Difference]:
    """What the claim has as more or less than another thing, where the source only has a number of each and
    they go against that."""
    cue = next((cue for cue in laid.claim.cues if listed("compares").fullmatch(cue.written)), None)
    for than in laid.claim.of("than") if cue and not laid.source.of("than") else ():
        for unit in sorted({amount.unit for amount in laid.source.amounts} - {YEAR}):
            every = [amount for amount in laid.source.amounts if amount.unit == unit]
            words = (word for word in laid.claim.words if word.end - word.start >= _STEM)
            said = [(word.start > than.start, laid.mates(word)) for word in words]
            one, two = (
                _most(laid.source.text, (s for of, s in said if of == side), every, every) for side in (0, 1)
            )
            if cue and one and two and one != two and (one.values > two.values) != (cue.kind == "up"):
                yield Difference("direction", cue.written, f"{one.written} – {two.written}")


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
    is_before = span.start < amount.start
    start, end = (span.end, amount.start) if is_before else (amount.end, span.start)
    ended = not is_before and _LABEL.search(text[: amount.start]) is not None
    # Another sentence is further off than any part of this one.
    parts = len(_PARTS.findall(text[start:end])) + _FAR * len(_SENTENCE_END.findall(text, start, end + 1))
    return end - start + _APART * (parts + ended)
