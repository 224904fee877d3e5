"""Sentences of text that are units in it: what a municipality does, advice, results, what an indsats is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from kb.danish.municipalities import find_municipalities
from kb.danish.sentences import sentence_spans
from kb.units.cutting.blocks import BULLET, PARAGRAPH, Block, slice_block
from kb.units.cutting.drafts import Draft, from_blocks
from kb.units.cutting.kinds import is_possible, is_sure, score, weigh
from kb.units.cutting.recommendations import first_sentence, with_doubt
from kb.units.cutting.rows import runs_of
from kb.units.cutting.vocabulary import is_one_of, matches

KIND = "municipality_example"
ACTS = 2.5  # evidence that the municipality itself does something
PLACE = "Xsted"  # stands for a municipality's name in the patterns of `danish/evidence.toml`
RUN_IN = re.compile(rf"{PLACE}(?: Kommune)?: (?=[»”\"]?[A-ZÆØÅ])")  # begins what is told of it
NAMING = {PLACE.casefold(), "kommune", "kommuner", "og"}
QUOTED = re.compile(r"[”’\"»“]([^”’\"«“]{3,40})[”’\"«“]")
MANY_PLACES = 4  # municipalities in a sentence that lists them rather than telling of them
ALL = 0.95  # of a passage: an example that fills it is the unit itself
ENOUGH = 8  # words beside the names that a sentence needs to tell something
SHORTEST = 80  # characters
OTHER_KINDS = ("recommendation", "finding", "indsats_type")  # that a sentence may be by itself
CLOSED = re.compile(r"[.!;][”»\"’)]*\d{0,2}$")
ENUMERATED = re.compile(r"(?<!\w)\((?:[ivx]{1,4}|[a-h]|\d{1,2})\)\s+")
JOINT = re.compile(r"(?:[;,.\s]|\b(?:og|samt|eller)\b)+$")  # what ends one of them
SURE = 3.0
SEVERAL = 3  # sentences of a section that advise, which speak for one another
SAYS = 1.5  # evidence of its own words without which a sentence is none of these


@dataclass(frozen=True, slots=True)
class Found:
    """Characters [start, end) of block `block` that tell of `places`."""

    block: int
    start: int
    end: int
    places: frozenset[str]


def with_inline(draft: Draft, blocks: Sequence[Block], section: tuple[str, ...]) -> Draft:
    """The draft with what its sentences tell as children, each in the part that holds it whole."""
    told = list(other_kinds(blocks, section)) if draft.kind == "passage" else []
    if any(is_one_of(title, "front") for title in section):
        return reduce(nest, told, draft)
    examples = [from_blocks(KIND, group, section) for group in groups(blocks, section)]
    for whole in (*examples, *(item for item in told if item.kind == "indsats_type")):
        if draft.kind == "passage" and len(whole.text) > ALL * len(draft.text):
            return replace(draft, kind=whole.kind)
    return reduce(nest, [*told, *examples], draft)


def nest(draft: Draft, example: Draft) -> Draft:
    """Put the example into the child that holds it, else beside the children, in reading order."""
    start, end = example.spans[0].start, example.spans[-1].end
    for n, child in enumerate(draft.children):
        if child.kind != KIND and child.spans[0].start <= start and end <= child.spans[-1].end:
            children = (*draft.children[:n], nest(child, example), *draft.children[n + 1 :])
            return replace(draft, children=children)
    ordered = sorted([*draft.children, example], key=lambda item: (item.spans[0].start, -len(item.text)))
    return replace(draft, children=tuple(ordered))


def groups(blocks: Sequence[Block], section: Sequence[str] = ()) -> Iterator[list[Block]]:
    """The examples as lists of (parts of) blocks; one that goes on in the next paragraph is one."""

    def goes_on(run: list[Found], item: Found) -> bool:
        before = run[-1]
        follows = item.block == before.block + 1 and before.end == len(blocks[before.block].text)
        return follows and item.start == 0 and before.places == item.places

    for run in runs_of(found_in(blocks, section[-1] if section else ""), goes_on):
        yield [slice_block(blocks[item.block], item.start, item.end) for item in run]


def found_in(blocks: Sequence[Block], heading: str) -> Iterator[Found]:
    """Every stretch of sentences that tells of a municipality, block by block."""
    told = ""
    for n, block in enumerate(blocks):
        if block.kind not in (PARAGRAPH, BULLET) or len(block.text) < SHORTEST:
            continue
        for item in stretches(n, block.text, heading):
            if compares(block.text[item.start : item.end]):
                continue
            if set(QUOTED.findall(block.text[: item.start])) & set(QUOTED.findall(told)):
                item = replace(item, start=0)
            told = block.text[item.start : item.end]
            yield item


def stretches(n: int, text: str, heading: str) -> Iterator[Found]:
    """Stretches of one paragraph: each begins at a telling sentence, or at the one that leads it in, and
    reaches to the next one of other places, or to the paragraph's end."""
    spans = sentence_spans(text)
    told = [places_told(text[a:b], heading, text[:a]) for a, b in spans]
    if RUN_IN.match(mask(text)) and len(spans) > 1:
        told[0] = frozenset(find_municipalities(text)[0][2:])
    if not any(told):
        if matches("opens", text) and matches("many", text):
            yield Found(n, 0, len(text), frozenset())
        return
    begin, places = 0, frozenset[str]()
    for at, (start, end) in enumerate(spans):
        if told[at] and not told[at] & places:
            first = lead(text, spans, at)
        elif places and not told[at] and matches("leaves", text[start:end]):
            first = at
        else:
            continue
        if places and first > begin:
            yield Found(n, spans[begin][0], spans[first - 1][1], places)
        begin, places = first, told[at]
    if places:
        yield Found(n, spans[begin][0], len(text), places)


def lead(text: str, spans: Sequence[tuple[int, int]], at: int) -> int:
    """The sentence at which the example begins: one before that announces it belongs to it."""
    while at > 0:
        before, own = (text[slice(*span)] for span in spans[at - 1 : at + 1])
        if not matches("follows", own) and (not matches("example", before) or places_told(before)):
            break
        at -= 1
    return at


def places_told(sentence: str, heading: str = "", above: str = "") -> frozenset[str]:
    """The municipalities of which the sentence tells; none where it only lists, thanks or compares them, or
    the paragraph `above` it does."""
    mentions = find_municipalities(sentence)
    if not mentions:
        return frozenset()
    masked = mask(sentence)
    words = [word for word in re.findall(r"\w+", masked) if word.casefold() not in NAMING]
    acts = weigh(KIND, "text", masked) >= ACTS
    enough = ENOUGH // 3 + 1 if acts else ENOUGH // 2 if matches("example", sentence) else ENOUGH
    places = frozenset(name for _, _, name in mentions)
    marks = ("many",) if len(places) >= MANY_PLACES else ()
    told = len(words) >= enough and is_sure(KIND, score(KIND, masked, (heading,), above, marks))
    return places if told else frozenset()


def compares(text: str) -> bool:
    """Whether a stretch goes on to compare its places."""
    sentences = [mask(text[a:b]) for a, b in sentence_spans(text)]
    return any(own.startswith(PLACE) and weigh(KIND, "text", own) < 0 for own in sentences)


def mask(sentence: str) -> str:
    """The sentence with one name in place of each municipality's."""
    for start, end, name in reversed(find_municipalities(sentence)):
        genitive = "s" if sentence[end - 1] == "s" != name[-1] else ""
        sentence = f"{sentence[:start]}{PLACE}{genitive}{sentence[end:]}"
    return sentence


def tells(text: str, first: int = 1) -> bool:
    """Whether one of a paragraph's first sentences tells of a municipality."""
    return len(text) >= SHORTEST and any(places_told(text[a:b]) for a, b in sentence_spans(text)[:first])


def is_denied(text: str) -> bool:
    """Whether the first sentence of a paragraph thanks, compares, or tells of a person or what others do."""
    return bool(text) and weigh(KIND, "text", mask(first_sentence(text))) < 0


def other_kinds(blocks: Sequence[Block], section: tuple[str, ...]) -> Iterator[Draft]:
    """The sentences of each kind, those of one kind that follow one another as one; advice stands alone,
    what a type of intervention is reaches to the paragraph's end."""
    front = ("front",) if any(is_one_of(title, "front") for title in section) else ()
    texts = [block for block in blocks if block.kind in (PARAGRAPH, BULLET)]
    own = [b.text[a:z] for b in texts for a, z in sentence_spans(b.text)]
    advice = sum(weigh("recommendation", "text", sentence) >= SAYS for sentence in own)
    among = ("among",) if advice >= SEVERAL else ()
    lead = ""
    for block in texts:
        lead = block.text if block.kind == PARAGRAPH else lead
        described = block.kind == BULLET and weigh("recommendation", "lead", lead) < 0
        for kind in OTHER_KINDS:
            if described and kind == "recommendation":
                continue
            for start, end, value in stretches_of(kind, block.text, section, front, among):
                draft = with_doubt(from_blocks(kind, [slice_block(block, start, end)], section), value)
                label = matches("single", draft.text) if kind == "recommendation" else None
                yield replace(draft, number=int(label[1])) if label and label[1].isdigit() else draft


def enumerated(sentence: str) -> list[tuple[int, int]]:
    """[start, end) of what "(i) ...; (ii) ..." or "(a) ..., (b) ..." lists within a sentence."""
    marks = list(ENUMERATED.finditer(sentence))
    ends = [*(mark.start() for mark in marks[1:]), len(sentence)]
    pairs = zip(marks, ends, strict=True) if len(marks) > 1 else ()
    return [(mark.end(), len(JOINT.sub("", sentence[:end]))) for mark, end in pairs]


def stretches_of(
    kind: str, text: str, section: tuple[str, ...], front: tuple[str, ...], among: tuple[str, ...]
) -> list[tuple[int, int, float]]:
    """[start, end) of the sentences of a kind in a paragraph, with their scores."""
    out: list[tuple[int, int, float]] = []
    last = -1  # where the sentence right behind one of this kind begins
    for start, end in sentence_spans(text):
        own = text[start:end]
        place = ("follows",) if last == start and not matches("adds", own) else among
        marks = ("sentence", *front, *place, *(("first",) if not start else ()))
        listed = enumerated(own) if kind == "recommendation" else []
        if listed and weigh(kind, "text", own[: listed[0][0]]) >= SURE:
            out += [(start + first, start + last, SURE) for first, last in listed]
            continue
        value = score(kind, own, section, layout=marks)
        if weigh(kind, "text", own) < SAYS or not is_possible(kind, value) or not CLOSED.search(own):
            continue
        if kind == "indsats_type":  # what follows in the paragraph goes on about it
            return [(start, len(text.rstrip()), value)] if start == 0 else []
        if out and last == start and kind != "recommendation":
            out[-1] = (out[-1][0], end, max(value, out[-1][2]))
        else:
            out.append((start, end, value))
        last = end + 1
    return out
