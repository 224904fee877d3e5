"""Sections that each tell of one municipality, side by side or built alike, as in a catalogue of cases.

One such section alone may be anything; a series of them tells what each is, also one that names its
municipality late, in a box or beside another.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from kb.danish.municipalities import find_municipalities
from kb.danish.sentences import sentence_spans
from kb.units.cutting.blocks import TABLE
from kb.units.cutting.kinds import weigh
from kb.units.cutting.recommendations import is_heading
from kb.units.cutting.sentences import KIND, tells
from kb.units.cutting.tree import TEMPLATE, Node, is_generic, is_place, named
from kb.units.cutting.vocabulary import names

HALF, NEARLY_ALL = 0.5, 0.9
SEVERAL = 3  # municipalities of which the sections of a series tell
DIFFERENT = 0.75  # municipalities for each section
LONG = 500  # characters of a section that may be one of them
SHORT = 200  # characters of one that is built like others
ADVISES = 2.0  # evidence of a sentence that surely advises
ADVICE = 1  # such sentences that a case may have
MIXED = 2  # municipalities that a case names at most
PARTS = 2  # sub-headings that sections built alike share


def cases(root: Node) -> frozenset[int]:
    """The `id` of each section that is a case of a series."""
    found = in_series(built_alike(root), SHORT)
    for node in sections(root):
        side_by_side = in_series(node.children, LONG)
        found += side_by_side if are_most(side_by_side, node.children, HALF) else []
    for level in levels(root):
        spread = in_series(level, LONG)
        share = HALF if sum(map(names_first, spread)) >= HALF * len(spread) else NEARLY_ALL
        found += spread if are_most(spread, between(level, spread), share) else []
    return frozenset(map(id, found))


def are_most(found: Sequence[Node], nodes: Sequence[Node], share: float) -> bool:
    """Whether the cases found are such a share of all sections that are long."""
    return len(found) >= share * sum(len(own_text(node)) >= LONG for node in nodes)


def names_first(node: Node) -> bool:
    """Whether the title or the first paragraph names a municipality, so that the section is about it."""
    return bool(named(" ".join([node.title, *(block.text for block in [*node.all_blocks()][:1])])))


def between(nodes: Sequence[Node], found: Sequence[Node]) -> Sequence[Node]:
    """The sections from the first case to the last."""
    ids = set(map(id, found))
    at = [n for n, node in enumerate(nodes) if id(node) in ids]
    return nodes[at[0] : at[-1] + 1] if at else ()


def levels(root: Node) -> Iterator[Sequence[Node]]:
    """The sections of each depth of the tree: a chapter may hold one or two cases of a series."""
    level: Sequence[Node] = root.children
    while level:
        yield level
        level = [child for node in level for child in node.children]


def sections(node: Node) -> Iterator[Node]:
    """The section and all in it."""
    yield node
    for child in node.children:
        yield from sections(child)


def built_alike(root: Node) -> list[Node]:
    """The sections with the same sub-headings ("Udgangspunkt", "Det gjorde man"), wherever they stand."""
    parts = Counter(child.title for node in sections(root) for child in node.children if child.title)
    form = {title for title, times in parts.items() if times >= TEMPLATE}
    return [node for node in sections(root) if len(form & {child.title for child in node.children}) >= PARTS]


def in_series(nodes: Sequence[Node], least: int) -> list[Node]:
    """The cases among sections of one group: of `least` characters, several, of different municipalities, and
    half of them tell what theirs does or have a sub-heading in common."""
    places = {id(node): own_places(node) for node in nodes if may_be_case(node, least)}
    candidates = [
        node for node in nodes if 0 < len(places.get(id(node), ())) <= MIXED and count_advice(node) <= ADVICE
    ]
    first = Counter(places[id(node)][0] for node in candidates)
    alone = sum(len(places[id(node)]) == 1 for node in candidates)
    if len(first) < max(SEVERAL, DIFFERENT * len(candidates)) or alone < HALF * len(candidates):
        return []
    if sum(map(count_advice, candidates)) >= HALF * len(candidates):
        return []
    if sum(map(tells_of_deeds, candidates)) < HALF * len(candidates) and not have_form(candidates):
        return []
    titled = {name for node in candidates for name in named(node.title)}

    def is_own(node: Node) -> bool:
        """Whether it tells of what no other case does, but for a second one of the same municipality."""
        mine = places[id(node)]
        rests = mine[0] in titled and not named(node.title)  # of the case that has it in its title
        return not rests and (len(mine) == 1 or all(first[name] <= 1 for name in mine))

    return list(filter(is_own, candidates))


def tells_of_deeds(node: Node) -> bool:
    """Whether a sentence of the section tells what a municipality does."""
    return any(tells(block.text, len(block.text)) for block in node.all_blocks())


def count_advice(node: Node) -> int:
    """How many sentences of a section surely advise."""
    told = (block.text[a:b] for block in node.all_blocks() for a, b in sentence_spans(block.text))
    return sum(weigh("recommendation", "text", sentence) >= ADVISES for sentence in told)


def have_form(nodes: Sequence[Node]) -> bool:
    """Whether half of the sections have a sub-heading in common."""
    times = Counter(title for node in nodes for title in {inner.title for inner in sections(node)} if title)
    return max(times.values(), default=0) >= max(2, HALF * len(nodes))


def may_be_case(node: Node, least: int) -> bool:
    """Whether a section may tell of one municipality: it has a title that says nothing else, `least`
    characters, and no sub-section of advice."""
    title, text = node.title, own_text(node)
    if not title or is_generic(title) or names(title, "mindset") or len(text) < least:
        return False
    if not named(title) and (is_heading(title) or weigh(KIND, "heading", title) < 0):
        return False
    return not any(is_heading(child.title) and not named(child.title) for child in node.children)


def own_text(node: Node) -> str:
    """What a section says itself: without its tables and the boxes in it, which compare it with others."""
    inset = node.heading.inset if node.heading else 0
    texts = [block for block in node.all_blocks() if block.kind != TABLE]
    own = [block for block in texts if block.inset == inset]
    return " ".join([node.title, *(block.text for block in own or texts)])


def own_places(node: Node) -> tuple[str, ...]:
    """The municipalities that a section names, in order: in its title, else in a line that is nothing else
    ("Kommune: Struer"), in its own text, or in boxes and tables that tell of no deed."""
    lines = [line for block in node.all_blocks() for line in block.text.splitlines()]
    found = (
        find_municipalities(node.title)
        or find_municipalities("\n".join(filter(is_place, lines)))
        or find_municipalities(own_text(node))
        or find_municipalities("\n".join(line for line in lines if not tells(line)))
    )
    return tuple(dict.fromkeys(name for *_, name in found))
