"""Long units are cut into child units at their paragraphs, and a single long paragraph at its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.danish.sentences import sentence_spans
from kb.model import UNIT_LENGTH
from kb.units.cutting.blocks import BULLET, HEADING, Block, slice_block
from kb.units.cutting.drafts import Draft, block_text, from_blocks

AIM = 1500  # characters at which a part is closed


def is_long(draft: Draft) -> bool:
    return len(draft.text) > UNIT_LENGTH


def cut(draft: Draft, blocks: Sequence[Block]) -> Draft:
    """The draft with parts as children when it is too long; each part holds whole blocks."""
    if not is_long(draft):
        return draft
    parts = [from_blocks(draft.kind, group, draft.section) for group in grouped(halved(blocks))]
    return replace(draft, children=tuple(parts))


def grouped(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in groups of about AIM characters; a heading or a lead-in stays with what it leads to."""
    out: list[list[Block]] = []
    size = 0
    for block in blocks:
        tied = bool(out) and (out[-1][-1].kind == HEADING or out[-1][-1].text.endswith(":"))
        full = size + len(block_text(block)) > AIM and not tied and not (block.kind == BULLET and size < AIM)
        full = full or (block.kind == HEADING and size > AIM // 3)
        if not out or full or size + len(block.text) > UNIT_LENGTH:
            out.append([])
            size = 0
        out[-1].append(block)
        size += len(block_text(block)) + 2
    return out


def halved(blocks: Sequence[Block]) -> list[Block]:
    """Blocks, those over UNIT_LENGTH as several that end with a sentence."""
    out: list[Block] = []
    for block in blocks:
        if len(block.text) <= UNIT_LENGTH:
            out.append(block)
            continue
        ends = [end for _, end in sentence_spans(block.text)]
        start = 0
        for end, after in zip(ends, [*ends[1:], 0], strict=True):
            if not after or after - start > AIM:
                out += [
                    slice_block(block, a, min(a + UNIT_LENGTH, end)) for a in range(start, end, UNIT_LENGTH)
                ]
                start = end
    return out
