"""Blocks -> a tree of sections. Levels come from the headings; where print sizes are unknown they are
settled here by what the headings say and where they stand."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.danish.municipalities import find_municipalities
from kb.danish.slugs import squash
from kb.model import TextLayer
from kb.units.cutting.blocks import HEADING, PARAGRAPH, Block, Cleaned, merged
from kb.units.cutting.vocabulary import (
    NUMBERING,
    WORD,
    fold,
    folded_words,
    indsats_in,
    is_one_of,
    names,
    words,
)

INSET = "inset"
TEMPLATE = 3  # a heading printed so often belongs to a form that several sections fill in
LOWEST = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A section: its heading (None for the document), what stands directly under it, its sub-sections."""

    heading: Block | None
    level: int
    blocks: tuple[Block, ...]
    children: tuple[Node, ...]

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""

    def all_blocks(self) -> Iterator[Block]:
        """Every block of the section in reading order, sub-headings among them, its own heading not."""
        yield from self.blocks
        for child in self.children:
            if child.heading:
                yield child.heading
            yield from child.all_blocks()


def is_box_in(node: Node, outer: Node) -> bool:
    """Whether a section is printed in a box of its own within the outer one."""
    return bool(node.heading and outer.heading and node.heading.inset != outer.heading.inset)


def split_off(node: Node, is_apart: Callable[[Node], bool]) -> tuple[Node, list[Node]]:
    """A section without the sections in it that stand apart, and these."""
    children, found = [], []
    for child in node.children:
        if is_apart(child):
            found.append(child)
        else:
            kept, inner = split_off(child, is_apart)
            children.append(kept)
            found += inner
    return replace(node, children=tuple(children)), found


def printed_title(layer: TextLayer, cleaned: Cleaned) -> str | None:
    """The first of the largest headings on a PDF's first page, but for numbered ones and those of one word
    ("Forord", "Notat"); None where there is none, and for a text, whose sizes nobody knows."""
    if not any(line.y is not None for page in layer.pages[:1] for line in page.lines):
        return None
    headings = (b.text for b in cleaned.blocks if (b.kind, b.level, b.pages[0]) == (HEADING, 1, 0))
    telling = (text for text in headings if len(WORD.findall(text)) > 1 and not NUMBERING.match(text))
    return next(telling, None)


def build_tree(blocks: Sequence[Block], placed: bool) -> Node:
    """The document as a tree; `placed` says that levels come from print sizes and stay as they are."""
    levelled = list(blocks) if placed else settle_levels(blocks)
    folded, boxes = fold_boxes(levelled)
    return collect(None, 0, deque(with_content(folded)), boxes)


def fold_boxes(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, list[Block]]]:
    """Each box as one block of kind INSET where it begins, and the blocks in it by its number.

    A box of headings only is a banner, and its headings are the text's.
    """
    filled = {block.inset for block in blocks if block.inset and block.kind != HEADING}
    boxes: dict[int, list[Block]] = {}
    folded = []
    for block in blocks:
        if block.inset not in filled:
            folded.append(block)
        elif block.inset in boxes:
            boxes[block.inset].append(block)
        else:
            boxes[block.inset] = [block]
            folded.append(replace(block, kind=INSET))
    return folded, boxes


def boxed(blocks: Sequence[Block]) -> list[Node]:
    """A box as sections: what stands above its first heading as one without a heading, then the others."""
    root = collect(None, 0, deque(with_content(blocks)), {})
    own = [Node(None, LOWEST, root.blocks, ())] if root.blocks else []
    return [*own, *root.children]


def with_content(blocks: Sequence[Block]) -> list[Block]:
    """Headings that head nothing become plain text, after markers in a row were made one."""
    joined = join_markers(blocks)
    out: list[Block] = []
    for block, after in zip_longest(joined, joined[1:]):
        empty = after is None or (after.kind == HEADING and after.level <= block.level)
        out.append(replace(block, kind=PARAGRAPH) if block.kind == HEADING and empty else block)
    return out


def join_markers(blocks: Sequence[Block]) -> list[Block]:
    """ "Eksempler" and "Rehabiliterende indsatser" right below it are one heading."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if last and last.kind == block.kind == HEADING and is_generic(last.text) and is_generic(block.text):
            out[-1] = merged(last, block, f"{last.text.rstrip(' :')}: {block.text}")
        else:
            out.append(block)
    return out


def collect(
    heading: Block | None, level: int, blocks: deque[Block], boxes: Mapping[int, list[Block]]
) -> Node:
    """The section of a heading, taken off the head of `blocks`; a box is a section in its section."""
    own: list[Block] = []
    children: list[Node] = []
    while blocks:
        block = blocks[0]
        ends = block.kind == HEADING or block.kind == INSET and heading and not heading.inset
        if ends and 0 < block.level <= level:
            break
        blocks.popleft()
        if block.kind == HEADING:
            children.append(collect(block, block.level, blocks, boxes))
        elif block.kind == INSET:
            children += boxed(boxes[block.inset])
        else:
            own.append(block)
    return Node(heading, level, tuple(own), tuple(children))


def settle_levels(blocks: Sequence[Block]) -> list[Block]:
    """Levels of a text layer's headings.

    In a chapter of examples a title lies under the type it illustrates. A municipality's description
    keeps its sub-headings until a heading at the top of a page. Headings of a form lie lowest.
    """
    headings = [block for block in blocks if block.kind == HEADING]
    # An introduction is a chapter among chapters only.
    least = 1 if any(b.level == 1 and not is_one_of(b.text, "front") for b in headings) else 2
    leading = capitals_lead(blocks)
    times = Counter(squash(block.text) for block in headings)
    out: list[Block] = []
    examples = foreword = False
    place: str | None = None
    for block in blocks:
        if block.kind != HEADING:
            out.append(block)
            continue
        block = replace(block, level=1 if leading and block.text.isupper() else max(block.level, least))
        level = settled(block, examples, place, times)
        if block.level == 1:
            examples, foreword = names(block.text, "example"), is_one_of(block.text, "foreword")
            place = None
        elif own := is_place(block.text):
            place = own
            level = 1 if foreword else level  # a foreword does not hold the sections it introduces
        elif (
            place and block.level < 3 and block.pages[0] > out[-1].pages[1] and place not in named(block.text)
        ):
            place, level = None, 1 if foreword else block.level
        out.append(replace(block, level=level))
    return out


def capitals_lead(blocks: Sequence[Block]) -> bool:
    """Whether headings in capitals stand right over others, and never right under them."""
    pairs = [(a, b) for a, b in zip(blocks, blocks[1:], strict=False) if a.kind == b.kind == HEADING]
    steps = {a.text.isupper() - b.text.isupper() for a, b in pairs}
    return 1 in steps and -1 not in steps


def settled(block: Block, examples: bool, place: str | None, times: Counter[str]) -> int:
    if block.level == 1 or names(block.text, "recommendation") and not examples:
        return block.level
    form = times[squash(block.text)] >= TEMPLATE and not names(block.text, "example")
    if examples and not form:
        titled = block.level == LOWEST and len(block.text.split()) > LOWEST
        return 2 if is_generic(block.text) else 3 if titled else max(block.level, 3)
    if form or place and not is_place(block.text):
        return max(block.level, 3 if block.text.isupper() else LOWEST)
    return block.level


def is_generic(heading: str) -> bool:
    """Whether a heading only says "examples" or names types of intervention: it is no example's title."""
    known = words("generic") | words("example")
    rest = (word for word in folded_words(heading) if word not in known)
    return all(indsats_in(word) or word.startswith("forby") for word in rest)


def is_place(heading: str) -> str | None:
    """The municipality, where the heading is its name and nothing else ("Odense Kommune")."""
    found = find_municipalities(heading)
    if len(found) != 1:
        return None
    start, end, name = found[0]
    return name if fold(heading[:start] + heading[end:]) in {"", "kommune", "kommunes"} else None


def named(text: str) -> set[str]:
    return {name for _, _, name in find_municipalities(text)}
