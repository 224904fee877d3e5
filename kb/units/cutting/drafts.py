"""A unit before it has its id: what the segmenter hands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.model import Theme
from kb.units.cutting.blocks import BULLET, Block, Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit in the making: `spans` are its source spans, `pages` index the layer's pages."""

    kind: str
    text: str
    spans: tuple[Span, ...]
    pages: tuple[int, int]
    section: tuple[str, ...] = ()
    title: str | None = None
    number: int | None = None
    theme: Theme | None = None
    speaker: str | None = None
    footnotes: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    children: tuple[Draft, ...] = ()


def block_text(block: Block) -> str:
    """A block as it stands in a unit: a list item with its marker."""
    if block.kind == BULLET:
        return f"{block.marker.strip() if block.marker[:1].isalnum() else '•'} {block.text}"
    return block.text


def from_blocks(
    kind: str, blocks: Sequence[Block], section: tuple[str, ...], title: str | None = None
) -> Draft:
    """One draft of whole blocks, a paragraph each; items of one list stand on lines of their own."""
    text = ""
    for before, block in zip([None, *blocks], blocks, strict=False):
        glue = "\n" if before and before.kind == block.kind == BULLET else "\n\n"
        text += (glue if text else "") + block_text(block)
        if block.speaker and len(blocks) > 1:  # alone, the unit names its speaker
            text += f"\n{block.speaker}"
    return Draft(
        kind,
        text,
        tuple(span for block in blocks for span in block.spans),
        (min(block.pages[0] for block in blocks), max(block.pages[1] for block in blocks)),
        section,
        title,
        speaker=blocks[0].speaker if len(blocks) == 1 else None,
        footnotes=tuple(f"{note.mark} {note.text}" for block in blocks for note in block.notes),
        edits=tuple(edit for block in blocks for edit in block.edits),
        doubts=tuple(dict.fromkeys(doubt for block in blocks for doubt in block.doubts)),
    )


def without(draft: Draft, none: Callable[[Draft], bool]) -> Draft:
    """The draft and its children with passages in place of what is of no kind after all; inside running text
    such a child is gone."""
    children = [without(child, none) for child in draft.children]
    if none(draft):
        return replace(draft, kind="passage", number=None, theme=None, children=tuple(children))
    kept = (child for child, old in zip(children, draft.children, strict=True) if child.kind == old.kind)
    return replace(draft, children=tuple(kept))
