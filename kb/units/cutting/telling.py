"""Sentences of running text that are units of their own: advice, results, what a type of intervention is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.danish.sentences import sentence_spans
from kb.units.cutting.blocks import BULLET, PARAGRAPH, Block
from kb.units.cutting.drafts import Draft, from_blocks
from kb.units.cutting.evidence import Piece, is_possible, score, weigh
from kb.units.cutting.recommendations import settle
from kb.units.cutting.slices import slice_block
from kb.units.cutting.vocabulary import is_one_of

KINDS = ("recommendation", "finding", "indsats_type")
CLOSED = re.compile(r"[.!;][”»\"’)]*\d{0,2}$")
SEVERAL = 3  # sentences of a section that advise, which speak for one another
SAYS = 1.5  # evidence of its own words without which a sentence is none of these


def telling(blocks: Sequence[Block], section: tuple[str, ...]) -> Iterator[Draft]:
    """The sentences of each kind, those of one kind that follow one another as one; advice stands alone,
    what a type of intervention is reaches to the paragraph's end."""
    front = ("front",) if any(is_one_of(title, "front") for title in section) else ()
    texts = [block for block in blocks if block.kind in (PARAGRAPH, BULLET)]
    own = [b.text[a:z] for b in texts for a, z in sentence_spans(b.text)]
    advice = sum(weigh("recommendation", "text", sentence) >= SAYS for sentence in own)
    among = ("among",) if advice >= SEVERAL else ()
    for block in texts:
        for kind in KINDS:
            for start, end, value in stretches(kind, block.text, section, front, among):
                yield settle(from_blocks(kind, [slice_block(block, start, end)], section), value)


def stretches(
    kind: str, text: str, section: tuple[str, ...], front: tuple[str, ...], among: tuple[str, ...]
) -> list[tuple[int, int, float]]:
    """[start, end) of the sentences of a kind in a paragraph, with their scores."""
    out: list[tuple[int, int, float]] = []
    last = -1  # where the sentence right behind one of this kind begins
    for start, end in sentence_spans(text):
        marks = (
            "sentence",
            *front,
            *(("follows",) if last == start else among),
            *(("first",) if not start else ()),
        )
        own = text[start:end]
        value = score(kind, Piece(own, section[-1] if section else "", section[:-1], "", marks))
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
