"""Recommendations: items of lists, headed blocks, rows of tables and sentences, by what speaks for each."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kb.danish.sentences import sentence_spans
from kb.danish.slugs import slug
from kb.model import COUNTED, Theme
from kb.units.cutting.blocks import BULLET, HEADING, PARAGRAPH, Block, slice_block
from kb.units.cutting.drafts import Draft, block_text, from_blocks, without
from kb.units.cutting.kinds import is_possible, is_sure, mean, patterns, score, weigh
from kb.units.cutting.lists import Run, runs
from kb.units.cutting.rows import finished
from kb.units.cutting.tables import is_note
from kb.units.cutting.tree import Node
from kb.units.cutting.vocabulary import fold, matches, names

KIND = "recommendation"
POSSIBLE = "muligvis anbefaling"
# "3. ...", "Greb 3: ...", "C ..."
TITLE_NUMBER = re.compile(r"(?:[^\W\d]+\s(?=\d+:))?(\d{1,3}|[A-H](?=\W+[A-ZÆØÅÉ]))[.):]?\s+(.*)")
FRONT = 2500  # characters in which a document says whose it is
SAYS = 1.2  # evidence of its own words without which a sentence or a paragraph advises nothing
SHORTEST = 4  # words of a row that proposes something
TITLE_LENGTH = 90  # characters of an item's title
ITEM_LENGTH = 900  # characters of a paragraph that is one piece of advice


def is_heading(heading: str) -> bool:
    """Whether a heading by itself makes the list under it one of recommendations."""
    return weigh(KIND, "heading", heading) >= 3


def is_single(node: Node, path: Sequence[str]) -> bool:
    """Whether a heading introduces one recommendation: "Anbefaling 3: ...", or without a number, where it
    stands over no list of them and not among earlier ones: "Forslag | ..."."""
    if matches("single", node.title) or fold(node.title) == "anbefaling":
        return True
    if not matches("uncounted", node.title) or any(weigh(KIND, "heading", title) <= -3 for title in path):
        return False
    return not is_theme(node, (*path, node.title)) if node.blocks else not node.children


def holds_labelled(node: Node) -> bool:
    """Whether a heading in the section or its own has a label: "Anbefaling 3: ...", "Forslag | ..."."""
    heads = [block.text for block in (node.heading, *node.all_blocks()) if block and block.kind == HEADING]
    return any(matches("single", text) or matches("uncounted", text) for text in heads)


def judge(node: Node, run: Run, section: Sequence[str]) -> float:
    """The score of a list, whose items are of one kind: what leads it in and, on average, what they say."""
    own = [advice(node, a, node.blocks[a].text) for a, _ in run]
    every = ("all",) if len(own) > 2 and min(own) >= SAYS else ()
    labelled = ("labelled",) if all(matches("labelled", node.blocks[a].marker) for a, _ in run) else ()
    # Without a word of advice the items are judged by what stands around them.
    around = score(KIND, "", (*section[:-1], node.title), leading(node, run), (*every, *labelled))
    return around + mean(own) if mean(own) > 0 or is_sure(KIND, around) else 0.0


def advice(node: Node, at: int, text: str) -> float:
    """How much a block advises; the first may go on with its heading ("Vi opfordrer til", "at ...")."""
    alone = weigh(KIND, "text", text)
    goes_on = at == 0 and text.startswith("at ")
    return max(alone, weigh(KIND, "text", f"{node.title} {text}")) if goes_on else alone


def leading(node: Node, run: Run) -> str:
    """The sentence right above a list, where it leads it in, or a paragraph that alone stands above."""
    first = run[0][0]
    above = node.blocks[first - 1] if first else node.heading
    if above is None or above.kind not in (PARAGRAPH, HEADING):
        return ""
    last = above.text[sentence_spans(above.text)[-1][0] :]
    if not above.text.rstrip().endswith((".", "!", "?")):
        return last if above.kind == PARAGRAPH or last.endswith(":") else ""
    return above.text if above.kind == PARAGRAPH and first == 1 else ""


def recommended(node: Node, section: Sequence[str]) -> list[tuple[Run, float]]:
    """The lists of a section that are recommendations, with their scores; of paragraphs those that advise."""
    found = []
    boxed = bool(node.heading and node.heading.inset)
    headed = weigh(KIND, "heading", node.title) >= (SAYS if boxed else 2.5)
    for run in runs(node.blocks):
        block, value = node.blocks[run[0][0]], judge(node, run, section)
        if block.kind == BULLET:
            fits = is_possible(KIND, value)
        else:
            short = len(block.text) <= ITEM_LENGTH and block.text[-1] != ":"
            advises = headed and is_sure(KIND, value) and short
            fits = advises and advice(node, run[0][0], first_sentence(block.text)) >= SAYS
        found += [(run, value)] if fits else []
    return found


def first_sentence(text: str) -> str:
    return text[slice(*sentence_spans(text)[0])]


def make(node: Node, run: Run, value: float, section: tuple[str, ...]) -> Iterator[Draft]:
    """One draft an item; the theme is kept for those that are counted: only "Anbefalinger" are, where no
    number is printed, and no proposals of other names."""
    counted = names(node.title, "recommendation") and is_sure(KIND, value)
    theme = theme_of(node, run[0][0], section) if counted else None
    for first, last in run:
        block = node.blocks[first]
        draft = from_blocks(KIND, node.blocks[first:last], section)
        text = draft.text[len(block_text(block)) - len(block.text) :]
        draft = replace(draft, text=text, theme=theme, number=number_of(block.marker))
        # An item's first paragraph is its title when it is short and no sentence by its end.
        if last - first > 1 and len(block.text) <= TITLE_LENGTH and not finished(block.text):
            draft = replace(draft, title=block.text, text=text[len(block.text) :].strip())
        yield with_doubt(draft, value)


def number_of(marker: str) -> int | None:
    """The number in an item's marker ("3.", "Anbefaling 3:"); None in a bullet or a letter."""
    found = re.search(r"\d+", marker)
    return int(found.group()) if found else None


def with_doubt(draft: Draft, value: float) -> Draft:
    """A recommendation with a low score says so and has no number."""
    if draft.kind != KIND or is_sure(KIND, value):
        return draft
    return replace(draft, number=None, theme=None, doubts=(*draft.doubts, POSSIBLE))


def titled(node: Node, section: Sequence[str]) -> list[Node]:
    """The sub-sections of a section that are one recommendation each."""
    heads = [child for child in node.children if child.heading]
    if len(heads) < 2 or not node.title:
        return []
    counted = [child for child in heads if TITLE_NUMBER.match(child.title)]
    heads = counted if counts(counted) else heads
    advising = [child for child in heads if worth(child) >= SAYS]
    group = advising if len(advising) * 2 >= len(heads) else heads
    own = mean(map(worth, group))
    marks = {
        "numbered": all(TITLE_NUMBER.match(child.title) for child in group),
        "box": all(child.heading and child.heading.inset for child in group),
        "all": group is advising and len(advising) > 2,
    }
    lead = " ".join(block.text for block in node.blocks if block.kind == PARAGRAPH)[-600:]
    places = tuple(name for name, holds in marks.items() if holds)
    value = score(KIND, "", (*section[:-1], node.title), lead, places) + own
    told = heads == counted and weigh(KIND, "counted", node.title) > 0
    if not is_sure(KIND, value) or (own < SAYS / 2 and not told):
        return []
    # Under "Anbefalinger" a title need not advise, elsewhere each must.
    asked = heads if is_heading(node.title) else advising
    return [child for child in asked if not is_theme(child, (*section, child.title))]


def counts(nodes: Sequence[Node]) -> bool:
    """Whether the titles of sections are numbered from 1 or A on, in whatever order they are read: a sibling
    without a number is then none of them."""
    marks = sorted(found.group(1).zfill(2) for node in nodes if (found := TITLE_NUMBER.match(node.title)))
    whole = [chr(ord("A") + n).zfill(2) for n in range(len(marks))]
    return len(marks) > 2 and marks in (whole, [f"{n:02}" for n in range(1, len(marks) + 1)])


def worth(node: Node) -> float:
    """The evidence of advice in a section's title or its first sentence."""
    said = [split_number(node.title)[1], *(first_sentence(block.text) for block in node.blocks[:1])]
    return max(weigh(KIND, "text", text) for text in said)


def split_number(text: str) -> tuple[int | None, str]:
    """The number before a title or a row, None where there is none or a letter, and the words behind it."""
    found = matches("single", text) or TITLE_NUMBER.match(text)
    if not found:
        return None, text
    return int(found[1]) if found[1].isdigit() else None, found[2].strip()


def is_theme(node: Node, section: Sequence[str]) -> bool:
    """Whether a sub-section holds recommendations and is none: its list or text advises, its title not."""
    told = weigh(KIND, "text", split_number(node.title)[1]) >= SAYS or TITLE_NUMBER.match(node.title)
    advises = told and not is_heading(node.title)
    return not node.blocks or not advises and any(len(run) > 1 for run, _ in recommended(node, section))


def single(node: Node, section: tuple[str, ...], blocks: Sequence[Block]) -> Draft:
    """A section that is one recommendation, with the rest of its heading as its title."""
    number, title = split_number(node.title)
    if uncounted := matches("uncounted", node.title):
        title = uncounted[1]
    kept = list(blocks) or [block for block in (node.heading,) if block]
    draft = from_blocks(KIND, kept, section, None if names(title, "recommendation") else title or None)
    lettered = number is None and title != node.title
    counts = not lettered and any(names(outer, "recommendation") for outer in section)
    return replace(draft, number=number, theme=theme_of(node, 0, section[:-1]) if counts else None)


def rows(block: Block, section: tuple[str, ...]) -> Iterator[Draft]:
    """The rows of a table of proposals."""
    lines = [(match.group(), *match.span()) for match in re.finditer(r"[^\n]+", block.text)]
    above = 2 if block.marker else 1  # the caption and the names of the columns
    tops = [text for text, *_ in lines[:above]]
    heads = [*section[-1:], *tops]
    heading = max(heads, key=lambda text: weigh(KIND, "heading", text))
    body = [line for line in lines[above:] if not is_note(line[0]) and len(line[0].split()) >= SHORTEST]
    own = mean(weigh(KIND, "text", split_number(text)[1]) for text, *_ in body)
    value = score(KIND, "", (*section[:-1], heading), layout=("row",)) + own
    named = any(weigh(KIND, "column", text) > 0 for text in tops)
    earlier = any(weigh(KIND, "heading", text) <= -3 for text in heads)  # "Tidligere forslag"
    if earlier or not named and (own < SAYS or not is_sure(KIND, value)) or len(body) < 2:
        return
    last = bool(matches("advice_last", tops[-1]))
    for row, start, end in body:
        start += first_advice(row) if last else 0
        draft = from_blocks(KIND, [slice_block(replace(block, kind=PARAGRAPH), start, end)], section)
        number, text = split_number(draft.text)
        yield replace(draft, text=text, number=number)


def first_advice(text: str) -> int:
    """Where the first sentence that advises begins; 0 where none does."""
    spans = sentence_spans(text)
    return next((start for start, end in spans if weigh(KIND, "text", text[start:end]) >= SAYS), 0)


def without_others(drafts: Sequence[Draft], document: str) -> list[Draft]:
    """The drafts without the only advice of somebody who is not named where the document begins."""
    adviser = patterns(KIND, "adviser")[0][1]
    times = Counter(name.casefold() for name in adviser.findall(document))
    front = document[:FRONT].casefold()

    def is_others(one: Draft) -> bool:
        said = one.kind == KIND and not one.title and not one.number
        found = adviser.search(first_sentence(one.text)) if said else None
        name = found.group(1).casefold() if found else ""
        return found is not None and times[name] < 2 and name[:-2] not in front

    return [without(draft, is_others) for draft in drafts]


def theme_of(node: Node, first: int, section: Sequence[str]) -> Theme:
    """A theme named by the lead-in ("anbefalinger til den habiliterende indsats:") or by the section."""
    lead = node.blocks[first - 1].text if first else ""
    about = matches("about", lead)
    outer = [title for title in section if not names(title, "recommendation") and not is_heading(title)]
    around = outer or section or [node.title]  # a heading of advice only where there is no other
    title = about.group(1) if about else around[-1]
    title = re.sub(r"^(?:kapitel|afsnit|bilag)\s+\w+\s*[:.]\s*", "", title, flags=re.I).strip(" :.")
    return Theme(slug(title)[:60].strip("-") or "anbefalinger", title[:1].upper() + title[1:])


def number(drafts: Sequence[Draft], themes: Mapping[str, str]) -> list[Draft]:
    """Keep the printed numbers; where the document prints none, count the counted recommendations through
    it. Each group gets its theme.

    `themes` (id -> title, in order) comes from `sources.toml` and replaces the derived ones when it has
    one for each group.
    """
    groups = list(dict.fromkeys(draft.theme for draft in drafts if draft.theme))
    given = [Theme(key, title) for key, title in themes.items()]
    new = dict(zip(groups, given, strict=True)) if len(given) == len(groups) else {}
    printed = any(draft.number for draft in drafts)
    out, count = [], 0
    for draft in drafts:
        if draft.theme:
            count += 1
            draft = replace(draft, theme=new.get(draft.theme, draft.theme))
            if not printed:
                draft = replace(draft, number=count, edits=(*draft.edits, COUNTED))
        out.append(draft)
    return out
