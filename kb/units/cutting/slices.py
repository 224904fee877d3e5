"""A part of a block, with the part of the layer it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.units.cutting.blocks import Block, Span
from kb.units.cutting.joining import LIGATURES


def slice_block(block: Block, start: int, end: int) -> Block:
    """The block's characters [start, end) as a block of its own.

    Letters and digits of text and layer correspond one to one, so that they can be counted off; notes go
    with the part that begins the block.
    """
    before, inside = letters(block.text[:start]), letters(block.text[start:end])
    spans = cut_spans(block.spans, before, before + inside)
    notes = block.notes if start == 0 else ()
    return replace(block, text=block.text[start:end].strip(), spans=spans or block.spans, notes=notes)


def letters(text: str) -> int:
    return sum(character.isalnum() for character in text.translate(LIGATURES))


def cut_spans(spans: Sequence[Span], first: int, last: int) -> tuple[Span, ...]:
    """The spans from letter `first` up to letter `last`, with the punctuation that closes it."""
    out: list[Span] = []
    count = 0
    for span in spans:
        begin: int | None = None
        finish = 0
        for at, character in enumerate(span.raw):
            width = letters(character)
            if width and first <= count < last:
                begin = at if begin is None else begin
                finish = at + 1
            elif not width and begin is not None and count <= last:
                finish = at + 1 if not character.isspace() else finish
            count += width
        if begin is not None:
            out.append(Span(span.start + begin, span.start + finish, span.raw[begin:finish]))
    return tuple(out)
