"""Blocks -> units: sections, each cut into what is worth finding alone, with ids and places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.model import Source, TextLayer, Unit
from kb.units.cutting import examples, recommendations, sentences, series
from kb.units.cutting.blocks import FIGURE, QUOTE, TABLE, Block, Cleaned
from kb.units.cutting.drafts import Draft, Ids, cut, from_blocks, without
from kb.units.cutting.kinds import indsats_runs, is_of_field, is_result, is_sure, mindset_runs, weigh
from kb.units.cutting.lists import set_in
from kb.units.cutting.repeats import without_repeats, without_summary
from kb.units.cutting.scraps import with_scraps
from kb.units.cutting.tree import Node, build_tree, named, split_off
from kb.units.cutting.vocabulary import names

APART = (TABLE, QUOTE, FIGURE)
ANYWHERE = ("finding", "passage")  # kinds of a document that is not of the field
LISTED = 5  # municipalities that make a table of words a finding


def segment(source: Source, layer: TextLayer, cleaned: Cleaned) -> tuple[Unit, ...]:
    """Untagged units in reading order, children right after their parents.

    Top-level units partition the blocks; a heading is the title or the section of the units under it.
    """
    placed = any(line.y is not None for page in layer.pages for line in page.lines)
    root = build_tree(cleaned.blocks, placed)
    drafts = examples.confirmed(list(walk(root, (), series.cases(root))))
    if not is_of_field(layer.text):
        drafts = [without(draft, lambda one: one.kind not in ANYWHERE) for draft in drafts]
    drafts = recommendations.without_others(drafts, layer.text)
    drafts = without_summary(without_repeats(drafts))
    drafts = recommendations.number(drafts, source.themes)
    ids = Ids(source.document.id)
    return tuple(unit for draft in drafts for unit in to_units(draft, None, source, layer, ids))


def walk(node: Node, path: tuple[str, ...], cases: frozenset[int], advice: bool = False) -> Iterator[Draft]:
    """The drafts of a section and of the sections in it, in reading order; `cases` are the `id`s of those
    that are one of a series of examples, `advice` says that this one was found to be one recommendation."""
    section = (*path, node.title) if node.heading else path
    is_example = id(node) in cases or examples.is_example(node, path)
    if (advice and not is_example) or recommendations.is_single(node, path):
        yield from advised(node, section, cases)
        return
    if is_example:
        example, others = examples.apart(node, section)
        example, rest = before_advice(example, section)
        yield from examples.whole(example, section)
        if rest:
            yield from own(rest, section)
        for child in others:
            yield from walk(child, section, cases)
        return
    if any(names(title, "example") for title in section) and examples.lone_quotes(node):
        yield from examples.quoted(node, section)
    else:
        yield from own(node, section)
    titled = recommendations.titled(node, section)
    for child in node.children:
        yield from walk(child, section, cases, child in titled)


def advised(node: Node, section: tuple[str, ...], cases: frozenset[int]) -> Iterator[Draft]:
    """A section that is one recommendation: its text and its sub-sections up to a table, a quotation, a box
    or an example, which stand apart, as all its sub-sections do where one has such a label too."""
    ends = (
        n
        for n, block in enumerate(node.blocks)
        if n and (block.kind in APART or set_in(block, node.blocks[0]) or sentences.tells(block.text))
    )
    end = next(ends, len(node.blocks))
    kept, rest, others = list(node.blocks[:end]), node.blocks[end:], []
    labelled = any(map(recommendations.holds_labelled, node.children))
    for child in node.children:
        same = child.heading and node.heading and child.heading.inset == node.heading.inset
        if rest or labelled or not same or not child.heading or examples.is_example(child, section):
            others.append(child)
        else:
            rest_of, inner = split_off(child, lambda inner: examples.is_example(inner, section))
            kept += [child.heading, *rest_of.all_blocks()]
            others += inner
    yield recommendations.single(node, section, kept)
    if rest:
        yield from own(replace(node, blocks=rest, children=()), section)
    for child in others:
        yield from walk(child, section, cases)


def before_advice(node: Node, section: tuple[str, ...]) -> tuple[Node, Node | None]:
    """An example's section as the example and, from the words that lead them in, its recommendations."""
    firsts = [run[0][0] for run, _ in recommendations.recommended(node, section)]
    if not firsts or firsts[0] < 2:
        return node, None
    at = firsts[0] - 1
    return replace(node, blocks=node.blocks[:at]), replace(node, blocks=node.blocks[at:], children=())


def own(node: Node, section: tuple[str, ...]) -> Iterator[Draft]:
    """What stands right under a heading: recommendations, tables, quotations, figures, text between them."""
    runs = {run[0][0]: (run, value) for run, value in recommendations.recommended(node, section)}
    title: str | None = node.title or None
    at = 0
    while at < len(node.blocks):
        if at in runs:
            yield from recommendations.make(node, *runs[at], section)
            at = runs[at][0][-1][1]
            goes_on = at < len(node.blocks) and node.blocks[at].kind not in APART
            if goes_on and len(section) > 1 and recommendations.is_heading(title or ""):
                section, title = section[:-1], section[-2]  # what follows the list is the outer section's
        elif node.blocks[at].kind in APART:
            yield alone(node.blocks[at], section)
            at += 1
        else:
            begin = at
            while at < len(node.blocks) and at not in runs and node.blocks[at].kind not in APART:
                at += 1
            yield from text(node.blocks[begin:at], section, title, plain=at in runs and begin == 0)


def alone(block: Block, section: tuple[str, ...]) -> Draft:
    """A table, quotation or figure as its own unit."""
    if block.kind == TABLE:
        rows = tuple(recommendations.rows(block, section)) or tuple(examples.rows(block, section))
        told = re.search(r"\d", block.text) or len(named(block.text)) >= LISTED
        title = block.marker or (section[-1] if section else None)
        kind = "finding" if told and not rows else "passage"
        return replace(from_blocks(kind, [block], section, title), children=rows)
    thinking = block.kind == FIGURE and names(block.text, "mindset")
    return with_scraps(from_blocks("mindset_element" if thinking else "passage", [block], section), [block])


def text(
    blocks: Sequence[Block], section: tuple[str, ...], title: str | None, plain: bool
) -> Iterator[Draft]:
    """Running text of one section: a mind-set, results, or passages with the types described in them.

    `plain` text, which leads in a list of recommendations, is a passage as it stands.
    """
    marked: dict[int, tuple[int, str]] = {}
    thinking = any(is_sure("mindset_element", weigh("mindset_element", "heading", t)) for t in section)
    if thinking and not plain:
        marked = {0: (len(blocks), "mindset_element")}
    elif not plain and is_result(blocks, section):
        marked = {0: (len(blocks), "finding")}
    elif not plain:
        marked = {a: (b, "indsats_type") for a, b in indsats_runs(blocks, title or "")}
        marked |= {a: (b, "mindset_element") for a, b in mindset_runs(blocks)}
    for kind, group in partition(blocks, marked):
        draft = cut(from_blocks(kind, group, section, title), group)
        draft = draft if plain else with_scraps(draft, group)
        yield draft if kind == "finding" else sentences.with_inline(draft, group, section)


def partition(
    blocks: Sequence[Block], marked: dict[int, tuple[int, str]]
) -> Iterator[tuple[str, Sequence[Block]]]:
    """(kind, blocks) of the marked runs and of the passages between them."""
    begin = 0
    for at, (end, kind) in sorted(marked.items()):
        if begin < at:
            yield "passage", blocks[begin:at]
        if begin <= at:
            yield kind, blocks[at:end]
            begin = end
    if begin < len(blocks):
        yield "passage", blocks[begin:]


def to_units(draft: Draft, parent: str | None, source: Source, layer: TextLayer, ids: Ids) -> Iterator[Unit]:
    """The draft as a unit, then its children."""
    name = ids.of(draft, parent)
    first, last = (layer.pages[n] for n in draft.pages)
    numbers = (first.number, last.number)
    labels = (first.label, last.label)
    yield Unit(
        id=name,
        kind=draft.kind,
        text=draft.text,
        document=source.document,
        file=layer.file,
        start=min(span.start for span in draft.spans),
        end=max(span.end for span in draft.spans),
        number=draft.number,
        theme=draft.theme,
        title=draft.title,
        parent=parent,
        speaker=draft.speaker,
        footnotes=draft.footnotes,
        pages=None if None in numbers else numbers,  # type: ignore[arg-type]
        page_labels=None if None in labels else labels,  # type: ignore[arg-type]
        section=draft.section,
        edits=draft.edits,
        doubts=draft.doubts,
    )
    for child in draft.children:
        yield from to_units(child, name, source, layer, ids)
