"""What falls into the middle of a sentence: boxes, pull quotes, headings; labels of titles; who said what.

A paragraph that stops in mid-sentence and goes on some blocks later is made whole, and what stood
between follows it. A pull quote that repeats a sentence of the text is taken out, but recorded.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from kb.danish.sentences import sentence_spans
from kb.danish.slugs import squash
from kb.units.cutting.blocks import BULLET, HEADING, PARAGRAPH, QUOTE, QUOTED, Block, Removed, merged
from kb.units.cutting.headings import CHAPTER_ALONE
from kb.units.cutting.joining import join
from kb.units.cutting.paragraphs import ABBREVIATION, is_role
from kb.units.cutting.rows import HYPHEN_END, finished, starts_low
from kb.units.cutting.vocabulary import folded_words

SENTENCE_END = re.compile(r"[.!?][”»\"’)]*$")
OPEN_WORD = re.compile(r"[a-zæøåéü][,-]?$")  # a sentence left open, no figure, name's mark or note
ADDRESS = re.compile(r"(?:www\.|https?:)\S+$")  # of a web site, alone
LABEL = re.compile(r"[^\W\d]{3,} \d{1,2}[.:]?")  # printed over a title: "GREB 2"
MARK = re.compile(r"\d{1,2}|[A-Z]")  # a number or letter printed beside or over a title
AGE = re.compile(r",\s\d{1,2}\sår\b")
PAGE_BEHIND = re.compile(r"(?<=[^\W\d_])\s(\d{1,3})$")
NEAR = 2  # pages by which a printed number may differ from ours
SHORT_ITEM = 80  # characters; a shorter list item may well end without a full stop
RUNS_ON = 0.7  # of the longest row: a paragraph whose last row is no shorter may go on elsewhere
REACH = 14  # blocks that may stand between the halves of a sentence, boxes aside
MOVED = "en overskrift står et andet sted på sin side"
IN_SENTENCE = "anden tekst stod mellem sætningens to halvdele"
IN_LIST = "anden tekst stod mellem punktet og listen, det hører til"
NO_BEGINNING = "teksten begynder midt i en sætning, hvis begyndelse ikke er fundet"
NO_END = "teksten ender midt i en sætning, hvis fortsættelse ikke er fundet"
PULL_QUOTE = "pull quote that repeats the text"


def settle(blocks: Sequence[Block], known: Mapping[str, int]) -> tuple[list[Block], list[Removed]]:
    """Blocks with whole sentences and quotations with their speakers, and the repeated pull quotes."""
    whole = resume_lists(turned(rejoin(with_labels(blocks), known), known))
    return drop_repeats(doubted(with_speakers(whole)))


def with_labels(blocks: Sequence[Block]) -> list[Block]:
    """ "Kapitel 3:" or "GREB 2", and the title that follows it, become one heading."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        beside = last and last.kind == HEADING and block.pages[0] == last.pages[1]
        if last and beside and MARK.fullmatch(block.text):
            spans, doubts = block.spans + last.spans, (*last.doubts, MOVED)
            out[-1] = replace(last, text=f"{block.text} {last.text}", spans=spans, doubts=doubts)
        elif last and block.kind == HEADING and block.inset == last.inset and labels(last, block):
            level = 1 if CHAPTER_ALONE.fullmatch(last.text) else block.level
            text = f"{last.text.rstrip(' :.')}{' ' if MARK.fullmatch(last.text) else ': '}{block.text}"
            one = merged(last, block, text)
            out[-1] = replace(block, text=text, spans=one.spans, pages=one.pages, level=level)
        else:
            out.append(block)
    return out


def labels(block: Block, heading: Block) -> bool:
    """Whether a block is the label of the heading below it."""
    if block.kind == HEADING and CHAPTER_ALONE.fullmatch(block.text):
        return True
    found = LABEL.fullmatch(block.text) or MARK.fullmatch(block.text)
    return found is not None and block.pages == heading.pages


def rejoin(blocks: list[Block], known: Mapping[str, int]) -> list[Block]:
    """Join the halves of interrupted sentences; the inset goes behind."""
    at = 0
    while at < len(blocks):
        while (other := resumed_at(blocks, at)) is not None:
            inset = [IN_SENTENCE] if other > at + 1 else []
            blocks[at] = made_whole(blocks[at], blocks.pop(other), inset, known)
        at += 1
    return blocks


def made_whole(first: Block, second: Block, inset: Sequence[str], known: Mapping[str, int]) -> Block:
    """Two halves of a sentence as one block, with the doubt that what stood between them is."""
    text, edits = join([first.text, second.text], known)
    doubts = tuple(dict.fromkeys([*first.doubts, *second.doubts, *inset]))
    return replace(merged(first, second, text), edits=first.edits + second.edits + edits, doubts=doubts)


def doubted(blocks: Sequence[Block]) -> list[Block]:
    """Blocks with a doubt where one begins or ends inside a sentence whose other half was not found."""
    out = list(blocks)
    for n in range(len(out)):
        if n and lacks_beginning(out[n - 1], out[n]):
            out[n] = replace(out[n], doubts=(*out[n].doubts, NO_BEGINNING))
        if lacks_end(out[n]):
            out[n] = replace(out[n], doubts=(*out[n].doubts, NO_END))
    return out


def lacks_beginning(above: Block, block: Block) -> bool:
    """Whether a block begins inside a sentence that none above it leaves open."""
    ended = above.kind in (PARAGRAPH, HEADING) and SENTENCE_END.search(above.text) is not None
    return ended and goes_on_low(block) and len(block.text) > SHORT_ITEM


def lacks_end(block: Block) -> bool:
    """Whether a paragraph ends inside its second sentence or a later one, on a row that may go on."""
    left_open = block.kind == PARAGRAPH and OPEN_WORD.search(block.text) is not None
    return left_open and is_full(block, RUNS_ON) and len(sentence_spans(block.text)) > 1


def turned(blocks: list[Block], known: Mapping[str, int]) -> list[Block]:
    """The one sentence that a page leaves open, and the one that it begins in the middle further up, as its
    columns were read in another order, made whole."""
    ends, begins = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for n, block in enumerate(blocks):
        if lacks_end(block):
            ends[block.pages[1]].append(n)
        if n and lacks_beginning(blocks[n - 1], block):
            begins[block.pages[0]].append(n)
    out = list(blocks)
    moved = set()
    for page, (at, *more) in ends.items():
        other = begins[page][0] if len(begins[page]) == 1 and not more else at
        if 0 < at - other <= REACH and blocks[other].inset == blocks[at].inset:
            out[at] = made_whole(blocks[at], blocks[other], [IN_SENTENCE], known)
            moved.add(other)
    return [block for n, block in enumerate(out) if n not in moved]


def is_open(block: Block) -> bool:
    """Whether a block of text ends in mid-sentence."""
    return block.kind in (PARAGRAPH, BULLET) and not finished(block.text)


def goes_on_low(block: Block) -> bool:
    """Whether a paragraph begins in mid-sentence."""
    return block.kind == PARAGRAPH and starts_low(block.text) and not ADDRESS.match(block.text)


def resumed_at(blocks: Sequence[Block], at: int) -> int | None:
    """Where the sentence that block `at` leaves open goes on."""
    block = blocks[at]
    if at + 1 >= len(blocks):
        return None
    after = blocks[at + 1]
    beside = after.inset == block.inset
    if not is_open(block) and not ABBREVIATION.search(block.text):
        return None
    broken = after.kind == PARAGRAPH and HYPHEN_END.search(block.text)
    if beside and (broken or goes_on_low(after)):
        return at + 1
    if not is_open(block) or block.kind == BULLET and len(block.text) < SHORT_ITEM:
        return None
    passed = 2
    for n in range(at + 2, len(blocks)):
        passed += blocks[n].inset == block.inset  # a box counts for nothing
        if passed > REACH:
            break
        nearer = is_open(blocks[n - 1]) and blocks[n - 1].inset == block.inset  # left open there
        if goes_on_low(blocks[n]) and blocks[n].inset == block.inset and not nearer:
            return n
        boxed = n + 1 < len(blocks) and blocks[n].inset == block.inset != blocks[n + 1].inset
        if boxed and is_open(blocks[n]) and len(blocks[n].text) > SHORT_ITEM:
            return None  # what is left open last, before a box, goes on first
        if blocks[n].kind == HEADING and blocks[n].level == 1 and blocks[n].pages[0] > block.pages[1] + 1:
            return None
    turns = after.kind == block.kind == PARAGRAPH and after.pages[0] > block.pages[1]
    return at + 1 if beside and turns and is_full(block) else None


def is_full(block: Block, share: float = 0.8) -> bool:
    """Whether the last printed row of a block reaches as far as its others: it may go on overleaf."""
    lengths = [len(span.raw) for span in block.spans]
    return len(lengths) > 1 and lengths[-1] > share * max(lengths)


def resume_lists(blocks: list[Block]) -> list[Block]:
    """A list that goes on at the top of the next page, behind a box: the box goes behind the list."""
    for at in range(1, len(blocks)):
        above, block = blocks[at - 1], blocks[at]
        ended = finished(above.text) and not above.text.endswith(":")
        if above.kind != BULLET and block.kind == BULLET and block.pages[0] > above.pages[1] and ended:
            last = next((n for n in range(at - 1, max(-1, at - 5), -1) if blocks[n].kind == BULLET), None)
            if last is not None and blocks[last].marker == block.marker:
                items = list(takewhile(lambda item: item.kind == BULLET, blocks[at:]))
                doubted = [replace(item, doubts=(*item.doubts, IN_LIST)) for item in items]
                blocks[last + 1 : at + len(items)] = [*doubted, *blocks[last + 1 : at]]
    return blocks


def with_speakers(blocks: Sequence[Block]) -> list[Block]:
    """A speaker's block joins the block above it as a quotation."""
    out: list[Block] = []
    for block in blocks:
        if block.marker != "speaker" and not (out and attributes(out[-1], block)):
            out.append(block)
        elif out and out[-1].kind in (PARAGRAPH, BULLET):
            said = merged(out[-1], block, out[-1].text)
            speaker, edits = without_page(block)
            out[-1] = replace(said, kind=QUOTE, speaker=speaker, edits=(*said.edits, *edits))
        else:
            out.append(replace(block, kind=PARAGRAPH, marker=""))
    return out


def without_page(speaker: Block) -> tuple[str, tuple[str, ...]]:
    """Who speaks, without the number of the page that the layer put behind, and the edit."""
    text = speaker.text.lstrip("-–— ")
    found = PAGE_BEHIND.search(text)
    near = found and abs(int(found[1]) - speaker.pages[1] - 1) <= NEAR
    return (text[: found.start()], (f"left out page {found[1]}",)) if found and near else (text, ())


def attributes(said: Block, block: Block) -> bool:
    """Whether a short line says, without a name, who spoke: "Leder i en kommune", "Kvinde, 43 år"."""
    quoted = said.kind == PARAGRAPH and QUOTED.match(said.text)
    if not quoted or block.kind != PARAGRAPH or len(block.spans) > 1 or len(block.text) > SHORT_ITEM:
        return False
    role = any(map(is_role, folded_words(block.text)[:1]))
    return not finished(block.text) and (role or bool(AGE.search(block.text)))


def drop_repeats(blocks: Sequence[Block]) -> tuple[list[Block], list[Removed]]:
    """Take out quotations, and boxes of one paragraph, that stand letter for letter in another block."""
    texts = [squash(block.text) for block in blocks]
    kept, removed = [], []
    for n, block in enumerate(blocks):
        least = 40 if block.kind == QUOTE else 20 if block.kind == PARAGRAPH and block.inset else None
        others = (text for m, text in enumerate(texts) if m != n and blocks[m].kind != QUOTE)
        if least is not None and len(texts[n]) > least and any(texts[n] in text for text in others):
            removed += [Removed(span.start, span.end, span.raw, PULL_QUOTE) for span in block.spans]
        else:
            kept.append(block)
    return kept, removed
