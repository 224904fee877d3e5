"""Passages without a sentence: the words of a drawing, a cover or a card, which a text layer has as text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.units.cutting.blocks import FIGURE, OPENING, PARAGRAPH, Block
from kb.units.cutting.drafts import Draft

SCRAPS = "teksten er løse ord uden en hel sætning, måske fra en figur"
ENDED = re.compile(r"(?:(?<=[^\W\d])[.!?…]+[”\"’'»«)\]]*\s+(?=[A-ZÆØÅ])|[.!?…]+[”\"’'»«)\]]*$)")
LEAST = 4  # words of a sentence
ROW = 65  # characters of a printed row; the rows of a drawing are shorter


def with_scraps(draft: Draft, blocks: Sequence[Block]) -> Draft:
    """The draft of those blocks, with a doubt where it is a passage of loose words."""
    scraps = draft.kind == "passage" and all(map(is_scrap, blocks))
    return replace(draft, doubts=(*draft.doubts, SCRAPS)) if scraps else draft


def is_scrap(block: Block) -> bool:
    """Whether a paragraph or a figure has short rows only, and no sentence, quotation or lead-in."""
    told = block.speaker or block.text[0] in OPENING or block.text[-1] in ",-"
    words = [sentence.split() for sentence in ENDED.split(block.text)[:-1]]
    plain = block.kind in (PARAGRAPH, FIGURE) and not told and all(len(own) < LEAST for own in words)
    return plain and all(len(span.raw.strip()) <= ROW for span in block.spans)
