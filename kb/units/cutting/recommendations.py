"""Recommendations: the items of a list under a heading that says so, or one under its own heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kb.danish.slugs import slug
from kb.model import Theme
from kb.units.cutting.blocks import BULLET, PARAGRAPH, Block
from kb.units.cutting.drafts import Draft, from_blocks
from kb.units.cutting.tree import Node
from kb.units.cutting.vocabulary import is_one_of, names

SINGLE = re.compile(r"anbefaling\s+(?:nr\.?\s*)?(\d{1,3})\b\s*[:.–-]?\s*(.*)", re.I)
ADVICE = re.compile(r"(?:At\b|(?:\w+\s){1,4}anbefaler\b)(?=.{20,600}[^:]$)", re.S)
LEAD_IN = re.compile(r"\banbefal(?:er|inger|ingerne|e)\b[^.]*:$|\banbefal(?:er|e)[^.]*(?:,\s*at)?:?$", re.I)
ABOUT = re.compile(
    r"\banbefalinger(?:ne)?\s+(?:til|om|for|vedrørende)\s+(?:den |det |de |en |et )?(.{3,80}?)\s*:$", re.I
)


def is_heading(heading: str) -> bool:
    """Whether a list under this heading is one of recommendations."""
    return names(heading, "recommendation") or is_one_of(heading, "proposal")


def is_numbered(heading: str) -> bool:
    """Only "Anbefalinger" count; proposals of other names carry no number."""
    return names(heading, "recommendation")


def is_single(heading: str) -> bool:
    """Whether a heading introduces one recommendation: "Anbefaling 3: ..."."""
    return bool(SINGLE.match(heading))


def single(node: Node, section: tuple[str, ...], path: tuple[str, ...]) -> Draft:
    """A section that is one recommendation, with the rest of its heading as its title."""
    found = SINGLE.match(node.title)
    title = found.group(2).strip() if found else ""
    blocks = list(node.all_blocks())
    kept = blocks or [block for block in (node.heading,) if block]
    draft = from_blocks("recommendation", kept, section, title or None)
    return replace(draft, theme=theme_of(node, (0, 0), path))


def lists(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """[first, last) of every run of list items among the blocks of one section; without any, of the
    paragraphs that advise ("Rådet anbefaler, at ...")."""
    listed = any(block.kind == BULLET for block in blocks)
    out: list[tuple[int, int]] = []
    for n, block in enumerate(blocks):
        advises = not listed and block.kind == PARAGRAPH and ADVICE.match(block.text)
        if block.kind != BULLET and not advises:
            continue
        if out and out[-1][1] == n:
            out[-1] = (out[-1][0], n + 1)
        else:
            out.append((n, n + 1))
    return out


def recommended(node: Node) -> list[tuple[int, int]]:
    """The runs of items of a section that are recommendations: the first one under a heading that says
    so, and any other right under a sentence such as "Rådet anbefaler, at:"."""
    found = []
    for n, (first, last) in enumerate(lists(node.blocks)):
        lead = node.blocks[first - 1].text if first and node.blocks[first - 1].kind == PARAGRAPH else ""
        if (n == 0 and is_heading(node.title)) or (lead.endswith((":", "at")) and LEAD_IN.search(lead)):
            found.append((first, last))
    return found


def make(node: Node, run: tuple[int, int], section: tuple[str, ...], theme: Theme) -> Iterator[Draft]:
    """One draft an item; the theme is kept for numbered ones."""
    counted = is_numbered(node.title)
    for block in node.blocks[run[0] : run[1]]:
        draft = from_blocks("recommendation", [block], section)
        yield replace(draft, text=block.text, theme=theme if counted else None)


def theme_of(node: Node, run: tuple[int, int], section: tuple[str, ...]) -> Theme:
    """A theme named by the lead-in ("anbefalinger til den habiliterende indsats:") or by the section."""
    lead = node.blocks[run[0] - 1].text if run[0] else ""
    about = ABOUT.search(lead)
    outer = [title for title in section if not is_heading(title)]
    title = about.group(1) if about else (outer[-1] if outer else node.title)
    title = re.sub(r"^(?:kapitel|afsnit|bilag)\s+\w+\s*[:.]\s*", "", title, flags=re.I).strip(" :.")
    return Theme(slug(title)[:60].strip("-") or "anbefalinger", title[:1].upper() + title[1:])


def number(drafts: Sequence[Draft], themes: Mapping[str, str]) -> list[Draft]:
    """Number the counted recommendations through the document and give each group its theme.

    `themes` (id -> title, in order) comes from `sources.toml` and replaces the derived ones when it has
    one for each group.
    """
    groups: list[Theme] = []
    for draft in drafts:
        if draft.theme and (not groups or groups[-1] != draft.theme):
            groups.append(draft.theme)
    given = [Theme(key, title) for key, title in themes.items()]
    new = dict(zip(groups, given, strict=True)) if len(given) == len(groups) else {}
    out, count = [], 0
    for draft in drafts:
        if draft.theme:
            count += 1
            draft = replace(draft, number=count, theme=new.get(draft.theme, draft.theme))
        out.append(draft)
    return out
