"""Municipality examples with a title: in a chapter of examples, a municipality's own section, or a box."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from kb.danish.municipalities import find_municipalities
from kb.danish.sentences import sentence_spans
from kb.units.cutting.blocks import HEADING, PARAGRAPH, QUOTE, QUOTED, Block, slice_block
from kb.units.cutting.drafts import Draft, cut, from_blocks, is_long, without
from kb.units.cutting.kinds import mean, mindset_runs, starting_points, weigh
from kb.units.cutting.recommendations import is_heading, recommended
from kb.units.cutting.sentences import KIND, is_denied, nest, tells, with_inline
from kb.units.cutting.series import SEVERAL, own_places
from kb.units.cutting.tree import Node, is_box_in, is_generic, is_place, named, split_off
from kb.units.cutting.vocabulary import is_one_of, matches, names

HALF = 0.5
OFTEN, OWN = 6, 0.75  # mentions of a municipality, and their share of all, that make a document its own
ENOUGH = 150  # characters that tell something
SENTENCE = 8  # words of one in a table's row
NEAR = 400  # characters in which a section's own municipality is named
BRIEF = 140  # characters of what is told in passing


def is_example(node: Node, path: Sequence[str]) -> bool:
    """Whether a whole section is one example."""
    title = node.title
    if not title:
        return False
    notes = (note.text for block in node.all_blocks() for note in block.notes)
    text = " ".join([*(f"{block.text} {block.speaker or ''}" for block in node.all_blocks()), *notes])
    if is_heading(title) or names(title, "mindset"):
        return False
    if is_place(title):
        return True
    if not named(f"{title}\n{text}") and (
        not matches("field", text) or matches("use_case", " ".join([*path, title]))
    ):
        return False
    if is_led(title):
        return not matches("person", title)
    if any(names(outer, "example") and not matches("person", outer) for outer in path):
        return not is_generic(title) and not lone_quotes(node)
    return len(text) >= ENOUGH and tells_of_one(node, text)


def is_led(title: str) -> bool:
    """Whether a heading reads "Eksempel: ...", "Case 3: ...", "Eksempel fra praksis: ..." or "Case | ..."."""
    lead, colon, _ = title.partition(":")
    barred = matches("led", title)
    led = names(lead, "example") if colon else barred and is_one_of(barred[1], "example_lead")
    return bool(led) and not is_generic(title)


def tells_of_one(node: Node, text: str) -> bool:
    """Whether a section is about one municipality: its heading names it, or its first lines and no other."""
    places = named(text)
    own = node.heading.inset if node.heading else 0  # a box in the section tells of itself
    first = next((b.text for b in node.all_blocks() if b.kind == PARAGRAPH and b.inset == own), "")
    if is_denied(first) or weigh(KIND, "heading", node.title) < 0:
        return False
    if named(node.title) and len(places) <= 3:
        return bool(named(node.title) & places) or bool(matches("council", text))
    if len(places) != 1 or not named(first[:NEAR]):
        return False
    return text.count(next(iter(places))) >= 2 or tells(first)


def lone_quotes(node: Node) -> bool:
    """Whether a section is a row of quoted accounts, each an example of its own."""
    body = [block for block in node.blocks if block.kind in (PARAGRAPH, QUOTE)]
    return bool(body) and sum(bool(QUOTED.match(block.text)) for block in body) * 5 >= len(body) * 3


def quoted(node: Node, section: tuple[str, ...]) -> Iterator[Draft]:
    """Each quoted account, without its marks, as an example; anything between them as a passage."""
    for block in node.blocks:
        quote = QUOTED.match(block.text)
        told = replace(block, text=quote[1].strip()) if quote else block
        yield from_blocks(KIND if quote else "passage", [told], section)


def rows(block: Block, section: tuple[str, ...]) -> list[Draft]:
    """The rows of a table that each tell in sentences of one municipality; of one or two, or where most rows
    do not, none."""
    lines = [(match.group(), *match.span()) for match in re.finditer(r"[^\n]+", block.text)]
    told = [(start, end) for text, start, end in lines if len(named(text)) == 1 and is_told(text)]
    places = named(" ".join(block.text[start:end] for start, end in told))
    if len(places) < max(SEVERAL, HALF * (len(lines) - 1)):
        return []
    plain = replace(block, kind=PARAGRAPH)
    return [from_blocks(KIND, [slice_block(plain, start, end)], section) for start, end in told]


def is_told(row: str) -> bool:
    """Whether a row of a table has sentences rather than names and figures."""
    return len(row) >= ENOUGH and any(len(row[a:b].split()) >= SENTENCE for a, b in sentence_spans(row))


def apart(node: Node, section: tuple[str, ...]) -> tuple[Node, list[Node]]:
    """An example's section without, and only, its sub-sections that are none of it: advice to others, and
    boxes that tell of others."""
    kept, others = split_off(node, lambda inner: is_apart(inner, node, section))
    blocks = list(kept.all_blocks())
    left = named(" ".join([node.title, *(block.text for block in blocks)]))
    # What alone names its municipality is the example's own.
    return (kept, others) if blocks and left.issuperset(own_places(node)) else (node, [])


def is_apart(node: Node, example: Node, section: tuple[str, ...]) -> bool:
    """Whether a section in an example's is advice, or a box of advice or that names municipalities which the
    example's own text does not."""
    if not is_box_in(node, example):
        return is_heading(node.title) and node in example.children
    told = named(" ".join(block.text for block in node.all_blocks()))
    return not told <= {*own_places(example)} or bool(recommended(node, (*section, node.title)))


def whole(node: Node, section: tuple[str, ...]) -> list[Draft]:
    """The section as one example, with its sub-sections as children; a last paragraph of a page of its own
    may be another example."""
    blocks = list(node.all_blocks())
    # Labels in capitals that stand over the text belong to the section's path.
    labels = [b.text for b in takewhile(lambda b: b.kind == HEADING and b.text.isupper(), blocks)]
    blocks, strays = split_strays(blocks[len(labels) :], node)
    path = section[:-1]
    if len(node.children) < 2:  # of several sub-sections the first one's label is its own heading
        section = (*section, *labels)
    draft = from_blocks(KIND, blocks, section, node.title)
    if any(child.title not in labels for child in node.children) and not strays:
        children = sub_sections(node, (*section, node.title))
        draft = replace(draft, children=tuple(children))
    else:
        draft = cut(draft, blocks)
    rest = [with_inline(from_blocks("passage", [block], path), [block], path) for block in strays]
    return [draft, *rest]


def split_strays(blocks: list[Block], node: Node) -> tuple[list[Block], list[Block]]:
    """What stands at the end but is not the example's: quotations on a page of their own, or a last
    paragraph that begins a page, or by its first words tells, of another municipality than all before."""
    for n, block in enumerate(blocks):
        if n == 0 or is_place(node.title):
            continue
        above, rest = (" ".join(b.text for b in part) for part in (blocks[:n], blocks[n:]))
        turns = block.pages[0] > blocks[n - 1].pages[1]
        mine, others = named(f"{node.title} {above}"), named(block.text)
        told = block.kind == PARAGRAPH and named(block.text[:NEAR]) and not mine & others
        told = told and (turns and block is blocks[-1] or tells(block.text, 2))
        if mine and told or block.kind == QUOTE and turns and not named(rest):
            return blocks[:n], blocks[n:]
    return blocks, []


def sub_sections(node: Node, section: tuple[str, ...]) -> list[Draft]:
    """What stands before the first sub-heading, then each sub-section, all with their long parts cut."""
    out: list[Draft] = []
    if node.blocks:
        draft = cut(from_blocks(kind_of(node.title), node.blocks, section), node.blocks)
        out.append(with_runs(draft, node.blocks))
    for child in node.children:
        blocks = list(child.all_blocks())
        kind = "passage" if lists_people(blocks) else kind_of(child.title)
        draft = from_blocks(kind, blocks, section, child.title)
        if any(names(inner.title, "mindset") for inner in child.children) or (
            is_long(draft) and child.children
        ):
            inside = sub_sections(child, (*section, child.title))
            draft = replace(draft, children=tuple(inside))
        else:
            draft = with_runs(cut(draft, blocks), blocks)
        out.append(draft)
    return out


def with_runs(draft: Draft, blocks: Sequence[Block]) -> Draft:
    """The draft with the mind-sets told in its text as children."""
    for first, last in mindset_runs(blocks):
        draft = nest(draft, from_blocks("mindset_element", blocks[first:last], draft.section))
    for first, start, last in starting_points(blocks):
        head = slice_block(blocks[first], start, len(blocks[first].text))
        view = [head, *blocks[first + 1 : last]]
        draft = nest(draft, from_blocks("mindset_element", view, draft.section))
    return draft


def lists_people(blocks: Sequence[Block]) -> bool:
    """Whether a sub-section only says who took part: "Deltagere ved mødet: Fra Odense Kommune: ..."."""
    return matches("people", blocks[0].text) is not None and all(
        matches("sent", block.text) for block in blocks[1:]
    )


def kind_of(title: str) -> str:
    return "mindset_element" if names(title, "mindset") else KIND


def confirmed(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with examples as passages where a titled one and most in its chapter name no municipality,
    or one outside such chapters only tells of the municipality whose own document it is. Where a report sets
    several cases apart, a brief remark in its running text is none."""
    mentions = Counter(name for draft in drafts for *_, name in find_municipalities(draft.text))
    most, times = max(mentions.items(), key=lambda item: item[1], default=("", 0))
    chapters: dict[str, list[bool]] = {}
    for draft in drafts:
        if draft.kind == KIND and draft.title:
            chapters.setdefault(chapter(draft), []).append(bool(named(f"{draft.title}\n{draft.text}")))
    own_names = frozenset({most} if times >= OFTEN and times >= OWN * mentions.total() else ())
    kept = [
        without(draft, partial(is_no_example, own_names, mean(chapters.get(chapter(draft), ())) >= HALF))
        for draft in drafts
    ]
    told_apart = sum(draft.kind == KIND for draft in kept)
    return [without_brief(draft) for draft in kept] if told_apart >= SEVERAL else kept


def without_brief(draft: Draft) -> Draft:
    """A passage without the brief examples in it; a table's rows are no running text."""
    return without(draft, is_brief) if draft.kind == "passage" else draft


def is_brief(draft: Draft) -> bool:
    return draft.kind == KIND and not draft.title and len(draft.text) < BRIEF and "\t" not in draft.text


def chapter(draft: Draft) -> str:
    """The heading over a draft that speaks of examples; "" where none does."""
    return next((title for title in draft.section if names(title, "example")), "")


def is_no_example(own: frozenset[str], named_ones: bool, draft: Draft) -> bool:
    """Whether an example is none: it names no municipality, or only the one whose document it is."""
    if draft.kind != KIND:
        return False
    title = draft.title or ""
    told = named("\n".join((*draft.section, title, draft.text)))
    if not told:
        return bool(title) and not named_ones
    return told <= own and not chapter(draft) and not is_led(title)
