"""A unit before it has its id, and readable ids that stay the same over rebuilds:
`<document>/<kind>/<number or slug>`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.danish.sentences import sentence_spans
from kb.danish.slugs import slug
from kb.model import UNIT_LENGTH, Theme
from kb.units.cutting.blocks import BULLET, HEADING, Block, Span, slice_block
from kb.units.cutting.vocabulary import names

AIM = 1500  # characters at which a part of a long unit is closed
NAMES = {
    "recommendation": "anbefaling",
    "municipality_example": "eksempel",
    "mindset_element": "mindset",
    "indsats_type": "indsatstype",
    "finding": "fund",
    "passage": "afsnit",
}
LONGEST = 60  # characters of a slug
FIRST_WORDS = 7
SMALL = 3  # words of a lead-in that says little alone ("For borgerne:")


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


def is_long(draft: Draft) -> bool:
    return len(draft.text) > UNIT_LENGTH


def cut(draft: Draft, blocks: Sequence[Block]) -> Draft:
    """The draft, where it is too long with parts as children: whole blocks, a long block's sentences."""
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
        for end, after in zip_longest(ends, ends[1:]):
            if after is None or after - start > AIM:
                cuts = range(start, end, UNIT_LENGTH)
                out += [slice_block(block, a, min(a + UNIT_LENGTH, end)) for a in cuts]
                start = end
    return out


class Ids:
    """Gives each draft of one document its id; a second one of the same name gets -2, and so on."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.taken: Counter[str] = Counter()

    def of(self, draft: Draft, parent: str | None) -> str:
        """A recommendation's number, else a slug of its title, else of its first words.

        A title that says little alone ("HVORFOR" in a municipality's description, "Anbefalinger:") stands
        behind the name of what it lies in; a part without a title is named after its unit.
        """
        name = NAMES[draft.kind]
        if draft.number is not None:
            last = str(draft.number)
        elif parent and not draft.title and parent.split("/")[1] == name:
            return self.unique(f"{parent}-del", always=True)
        else:
            last = shorten(slug(draft.title or " ".join(draft.text.split()[:FIRST_WORDS])))
            owner = owner_of(draft, parent)
            last = f"{owner}-{last}" if owner else last
        return self.unique(f"{self.document}/{name}/{last or 'uden-titel'}")

    def unique(self, wanted: str, always: bool = False) -> str:
        self.taken[wanted] += 1
        times = self.taken[wanted]
        if times == 1 and not always:
            return wanted
        return self.unique(f"{wanted}-{times}")


def owner_of(draft: Draft, parent: str | None) -> str:
    """The name that goes before a title which needs one, else nothing."""
    if not draft.title:
        return ""
    if parent:
        return shorten(parent.split("/")[-1])
    lead_in = draft.title.endswith(":") and len(draft.title.split()) <= SMALL
    small = lead_in or names(draft.title, "recommendation")
    return shorten(slug(draft.section[-2])) if small and len(draft.section) > 1 else ""


def shorten(text: str) -> str:
    """A slug cut at a word."""
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition("-")[0]
