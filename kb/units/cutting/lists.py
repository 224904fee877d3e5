"""Lists: the bullet or number at the head of a printed row, and where the items of a list begin and end."""

import re
from collections.abc import Sequence

from kb.units.cutting.blocks import BULLET, PARAGRAPH, Block

GLYPHS = "•●○◦▪▫■□◆◇►▸▶‣⁃∙·❚❙➢➤✓✔→⇒⇨➔➜➞➡›\u007f\uf0b7\uf0a7\uf0d8\uf076\uf0fc\ue00a\ufffd"
NUMBER = re.compile(r"(\d{1,2}|[a-z]|[A-H](?=\)))[.)]\s*(?=[^\W\d_”\"’'(§])")
# Word sets a circle as the letter o; a dash needs white space, a quotation mark touches its first word.
BULLET_START = re.compile(
    rf"[{GLYPHS}\ue000-\uf8ff]\s*|(?:[-–—*»]|o(?=\s+[A-ZÆØÅ])|\d{{1,2}}:)\s+(?=\S)|{NUMBER.pattern}"
)
MARKER = re.compile(rf"[{GLYPHS}\ue000-\uf8ff]|[-–—*»]|(?:\d{{1,2}}|[a-z])[.)]|[A-H]\)|\d{{1,2}}:")
DEEPER = (6.0, 60.0)  # points by which a sub-item is set in; more is another column
LOOK_AHEAD = 4  # blocks between two items of one list
Run = list[tuple[int, int]]  # items of one list, each [first, last) of the blocks; they follow one another


def find_bullet(text: str) -> re.Match[str] | None:
    """The bullet or number that a row's text begins with, and the white space behind it."""
    return BULLET_START.match(text)


def is_marker(text: str) -> bool:
    """Whether a text is a bullet, a number or a letter and nothing else; a label ("Forslag 3:") is none."""
    return MARKER.fullmatch(text) is not None


def counts_on(text: str, after: str) -> bool:
    """Whether two rows begin with markers of which the second follows the first."""
    first, second = find_bullet(text), find_bullet(after)
    return first is not None and second is not None and follows(first.group(), second.group())


def follows(marker: str, after: str) -> bool:
    """Whether two markers are both bullets or letters, or numbers of which the second is the next."""
    a, b = (each.strip().rstrip(".):") for each in (marker, after))
    return int(b) == int(a) + 1 if a.isdigit() and b.isdigit() else a.isdigit() == b.isdigit()


def runs(blocks: Sequence[Block]) -> list[Run]:
    """Every list of a section; without any, each paragraph by itself."""
    if not any(block.kind == BULLET for block in blocks):
        return [[(at, at + 1)] for at, block in enumerate(blocks) if block.kind == PARAGRAPH]
    out: list[Run] = []
    for at, block in enumerate(blocks):
        if block.kind == BULLET and (not out or at >= out[-1][-1][1]):
            out.append(items(blocks, at))
    return out


def items(blocks: Sequence[Block], first: int) -> Run:
    """The items of the list that begins at `first`, each with its sub-items and its explanation."""
    found = [(first, first + 1)]
    for at, block in enumerate(blocks[first + 1 :], first + 1):
        if is_sibling(blocks[first], block):
            found.append((at, at + 1))
        elif block.kind == BULLET or explains(blocks, first, at):
            found[-1] = (found[-1][0], at + 1)
        else:
            break
    return found


def marker_class(block: Block) -> str:
    """Numbers are of one class, letters of one, each glyph of its own."""
    bare = block.marker.strip(" .):(")
    return "1" if bare[-1:].isdigit() else "a" if bare.isalpha() and bare.isascii() else block.marker


def set_in(block: Block, other: Block) -> bool:
    """Whether `other` is set in deeper than `block` in the same column."""
    return DEEPER[0] < other.indent - block.indent <= DEEPER[1]


def is_sibling(first: Block, block: Block) -> bool:
    """Whether a block is an item of the list that begins with `first`, and none of its sub-items."""
    return block.kind == BULLET and marker_class(first) == marker_class(block) and not set_in(first, block)


def explains(blocks: Sequence[Block], first: int, at: int) -> bool:
    """Whether a paragraph behind an item explains it: set in as the item's words are, or between two items
    of which the second goes on counting."""
    block = blocks[at]
    if block.kind != PARAGRAPH or block.inset != blocks[first].inset or block.text.endswith(":"):
        return False
    if set_in(blocks[first], block):
        return True
    above = next(item for item in reversed(blocks[first:at]) if is_sibling(blocks[first], item))
    ahead = next((b for b in blocks[at + 1 : at + LOOK_AHEAD] if b.kind != PARAGRAPH), block)
    counted = marker_class(ahead) == "1" and is_marker(above.marker) and is_marker(ahead.marker)
    return counted and follows(above.marker, ahead.marker)
