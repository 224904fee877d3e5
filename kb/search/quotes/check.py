"""Citat-tjek: does a source bear out what someone wrote, word for word where it is a quotation?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from kb.danish import read_toml, read_words
from kb.danish.cues import listed
from kb.danish.municipalities import find_places
from kb.danish.quoted import join_broken, words
from kb.danish.sentences import sentence_spans
from kb.index.opened import Index
from kb.search.quotes.claims import check_claim, read_claim
from kb.search.quotes.quotations import LONGEST, SHORTEST, check_quotation, check_quote
from kb.search.quotes.recommendations import check_recommendation
from kb.search.quotes.references import NO_REFERENCE, Reference, check_reference, is_reference, read_reference
from kb.search.quotes.sentence import read_sentence
from kb.search.quotes.verdicts import Checked, Difference, Verdict
from kb.units.facts.amounts import find_amounts

__all__ = ["Checked", "Verdict", "check_quotes", "check_text"]

# No mark may hold another opening one, or a row of those would be read to the end from each of them.
_MARKED = re.compile(r"[”“\"]([^”“\"]+)[”“\"]|»([^«»]+)«|„([^„“”]+)[“”]|‘([^‘’]+)’(?!\w)")
_WRAPPED = re.compile(r"(?<=[^\n.!?:]{40})[ \t]*\r?\n(?=[ \t]*[^\s•❚*-])|[ \t]*\r?\n(?=[ \t]*[a-zæøå])")
_OPENED = re.compile(r"(?<=[a-zæøå]{3}[.!?])\s+(?=[»„“”\"]\s?[A-ZÆØÅ])")
_BLANK_LINE = re.compile(r"\n\s*\n")
_FINISHED = re.compile(r"[.!?][”“\"»«’)\]]*\s*$")
_BLANKS = re.compile(r"[ \t]{2,}")
# "1.", "2)" and "a)" at a line's beginning are a list's, as a dash is.
_NUMBERED = re.compile(
    r"^([ \t]*)(?:\d{1,2}\)|[a-zæøå]\)|\d{1,2}\.(?=[ \t]+[^\Wa-zæøå]))(?=[ \t]+\S)", re.MULTILINE
)
# A sentence of so many words that are nearly all the source's is copied: a word put for another is a change.
_LONG_RUN, _COPIED = 8, 0.2


def check_quotes(index: Index, text: str) -> tuple[Verdict, ...]:
    """The verdicts on a text alone, in its order."""
    return check_text(index, text).verdicts


def check_text(index: Index, text: str) -> Checked:
    """A verdict on each quotation and each claim of a text, in its order.

    What stands in quotation marks is a quotation, and so is a sentence in the source's own words; any other
    sentence is a claim, said of the municipalities that it or a sentence before it in its paragraph names,
    unless it begins with a publisher or a publication.
    """
    # Long runs of blanks would be looked through from each of them.
    text = _NUMBERED.sub(r"\1-", _BLANKS.sub(" ", text))
    text = _WRAPPED.sub(" ", join_broken(text))
    marked = [match for match in _MARKED.finditer(text) if len(words(_quote(match))) >= SHORTEST]
    found: list[Verdict] = []
    passed_over: list[str] = []
    named: tuple[str, ...] = ()
    last = 0, 0
    # A sentence pasted a hundred times is checked once: 0.05 s in place of 5.
    known: dict[tuple[str, tuple[str, ...]], list[Verdict]] = {}
    for start, end in _sentences(text, marked):
        inside = [each for each in marked if start <= each.start() < end]
        own_words = _own_words(text, start, end, inside)
        frame = " ".join(own_words).strip()
        own = tuple(dict.fromkeys(name for _, _, name in find_places(frame)))
        goes_on = _goes_on(text[last[0] : last[1]], text[last[1] : start], text[start:end])
        named = own or (named if goes_on else ())
        last = start, end
        of = own if _publisher().match(frame) else named
        said = text[start:end], of
        if said not in known:
            known[said] = list(_sentence(index, text[start:end], own_words, inside, of))
        verdicts = known[said]
        found += verdicts
        if not verdicts:
            passed_over.append(text[start:end])
    return Checked(tuple(found), tuple(passed_over))


def _goes_on(before: str, gap: str, sentence: str) -> bool:
    """Whether a sentence is in the paragraph of the one before, or begins with a word that points back. A
    heading is no finished sentence, and goes with what stands under it."""
    if not _BLANK_LINE.search(gap) or not _FINISHED.search(read_reference(before)[0]):
        return True
    return listed("points_back").match(re.sub(r"^\W+", "", sentence).lower()) is not None


@cache
def _publisher() -> re.Pattern[str]:
    """A sentence that begins with a publisher or the publication, and speaks of no municipality of the
    sentence before."""
    publishers = read_toml("publishers.toml").items()
    names = [re.escape(name) for publisher, others in publishers for name in (publisher, *others)]
    names += [name[0].upper() + name[1:] for name in names]  # "Fagforeningen", but no "Kl."
    names += [f"(?i:{cue})" for cue in read_toml("claims.toml")["report"]["cues"]]
    return re.compile(rf"\W*(?:{'|'.join(names)})\b")


def _quote(marked: re.Match[str]) -> str:
    """What stands between the marks."""
    quote: str = next(filter(None, marked.groups()))
    return quote.strip()


def _sentences(text: str, marked: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    """[start, end) of each sentence; one that ends within a quotation goes on to where that ends, and the
    reference behind a sentence belongs to it."""
    spans: list[tuple[int, int]] = []
    for start, end in (piece for span in sentence_spans(text) for piece in _pieces(text, *span)):
        cut = any(each.start() < start < each.end() for each in marked)
        if spans and (cut or is_reference(text[start:end])):
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut where a quotation opens the next one."""
    for match in _OPENED.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _own_words(text: str, start: int, end: int, inside: Sequence[re.Match[str]]) -> list[str]:
    """The writer's own words of a sentence: before, between and behind its quotations."""
    starts = [start, *(each.end() for each in inside)]
    ends = [*(each.start() for each in inside), end]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]


def _sentence(
    index: Index,
    sentence: str,
    own_words: Sequence[str],
    inside: Sequence[re.Match[str]],
    named: tuple[str, ...],
) -> Iterator[Verdict]:
    """The verdicts on a sentence: on its quotations, and on what it says beside them."""
    frame, _ = read_reference(" ".join(own_words).strip())
    beside = [read_reference(f"{before} {after}")[1] for before, after in pairwise(own_words)]
    quoted = [
        verdict
        for each, reference in zip(inside, beside, strict=True)
        for verdict in _marked(index, _quote(each), frame, reference)
    ]
    plain, reference = _without_reference(index, sentence)
    about = check_recommendation(index, plain, quoted)
    if about is not None:
        units = [index.by_id[about.unit_id]] if about.unit_id else []
        yield from (*quoted, check_reference(replace(about, quote=sentence), units, reference))
    elif inside:
        yield from quoted
        claim = read_claim(index, frame, named) if find_amounts(frame) else None
        if claim is not None:
            yield check_claim(index, claim)
    elif len(words(sentence)) > LONGEST:
        yield from check_quotation(index, plain, "", reference)
    else:
        for verdict in _unmarked(index, plain, reference, named):
            is_claim = verdict.kind == "claim"
            yield replace(verdict, quote=sentence) if is_claim else replace(verdict, reference=str(reference))


def _marked(index: Index, quote: str, frame: str, reference: Reference) -> list[Verdict]:
    """The verdicts on a quotation in its marks, in which its reference may stand too."""
    plain, own = _without_reference(index, quote)
    reference = own if own.written else reference
    found = check_quotation(index, plain, frame, reference)
    return [replace(verdict, reference=str(reference)) for verdict in found]


def _without_reference(index: Index, text: str) -> tuple[str, Reference]:
    """A text without the writer's references, and those; with them where the source has them too."""
    plain, reference = read_reference(text)
    has_too = reference.written and check_quote(index, text).verdict == "exact"
    return (text, NO_REFERENCE) if has_too else (plain, reference)


def _unmarked(index: Index, sentence: str, reference: Reference, named: tuple[str, ...]) -> Iterator[Verdict]:
    """The verdict on a sentence without quotation marks, a quotation only if it is word for word the
    source's and nothing there limits it; none where there is nothing to check."""
    said_of = ", ".join(f"{name} Kommune" for name in named)
    run = check_quote(index, sentence, said_of, reference) if len(words(sentence)) >= SHORTEST else None
    claim = read_claim(index, sentence, named, reference)
    carried = claim.carried if claim else ()
    if run and (run.verdict == "exact" or run.misplaced) and not run.limits:
        yield replace(run, carried=carried)
        return
    checked = check_claim(index, claim) if claim else None
    if run and checked and checked.verdict == "exact" and _swapped(index, run):
        # What differs is told of the sentence that it differs from.
        told = tuple(each for each in run.differences if not _says_little(index, each))
        yield replace(run, verdict="unsure", kind="claim", differences=told, carried=carried)
    elif claim and checked and (checked.verdict != "absent" or named or claim.sentence.amounts):
        yield checked


def _swapped(index: Index, run: Verdict) -> bool:
    """Whether a sentence is the source's own but for few words, one of which stands in another's place, and
    is neither the municipality's name nor a word that no source is asked for ("lavet" for "skabt")."""
    pairs = [(words(each.written), words(each.source)) for each in run.differences]
    size, stop = len(words(run.quote)), read_words("stopwords.txt")
    few = sum(max(map(len, pair)) for pair in pairs) <= _COPIED * size
    told = [each.what != "municipality" and not _says_little(index, each) for each in run.differences]
    alone = [pair for pair, tells in zip(pairs, told, strict=True) if tells and set(map(len, pair)) == {1}]
    return size >= _LONG_RUN and few and any(stop.isdisjoint(word.form for (word,) in pair) for pair in alone)


def _says_little(index: Index, difference: Difference) -> bool:
    """Whether what differs are words that no source is asked for."""
    sides = [read_sentence(index.analyzer, text) for text in (difference.written, difference.source)]
    counted = [[(amount.values, amount.unit) for amount in side.amounts] for side in sides]
    return counted[0] == counted[1] and not any(s.content or s.municipalities or s.cues for s in sides)
