"""Pages as read -> pages in reading order: direction, tags, heads and feet, tables, boxes, labels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kb.documents.pdf.lines import drawn_bullets, fragments
from kb.documents.pdf.margins import MARGIN, find_margins, footnotes, line_numbers, set_apart
from kb.documents.pdf.numbers import numbers_in_text, printed_labels
from kb.documents.pdf.objects import ARTIFACT, HEADINGS, PARTS, Shape, Tag, Word, turned
from kb.documents.pdf.order import order
from kb.documents.pdf.regions import regions, without
from kb.documents.pdf.rows import Fragment, PlacedLine, heaviest
from kb.documents.pdf.rules import MAX_RULES, rules
from kb.documents.pdf.tagged import (
    Bookmark,
    are_believable,
    data_tables,
    named,
    one_content_each,
    tagged_tables,
    with_bookmarks,
)
from kb.units.cutting.joining import vocabulary

ARTIFACT_MARGIN = 0.2  # of the page's height, at the top and at the bottom


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page upright: `turned` are fragments of other directions, `trouble` why it was left out.

    `tags` are the elements of its marked contents, `undecoded` counts letters that cannot be read. It shows
    `printed` pages: a spread that is left whole 2, the empty page behind it 0.
    """

    number: int
    width: float
    height: float
    fragments: tuple[Fragment, ...] = ()
    turned: tuple[Fragment, ...] = ()
    shapes: tuple[Shape, ...] = ()
    images: int = 0
    trouble: str | None = None
    tags: Mapping[int, Tag] = field(default_factory=dict)
    undecoded: int = 0
    printed: int = 1


def raw_page(record: dict[str, Any]) -> RawPage:
    """A record of the reader process, its most frequent direction turned upright."""
    if "words" not in record:
        return RawPage(record["page"], 0.0, 0.0, trouble=record.get("trouble"))
    tags = {content: Tag(*tag) for content, tag in record["tags"]}
    words, tags = one_content_each([Word(*word) for word in record["words"]], tags)
    angle = -heaviest((-word.angle, len(word.text)) for word in words) if words else 0
    left, bottom, right, top = turn(record["box"], angle)
    upright = [w for w in words if w.angle == angle]
    upright = [w._replace(x0=w.x0 - left, x1=w.x1 - left, y=w.y - bottom) for w in upright]
    shapes = [Shape(*turn(shape, angle)) for shape in record["shapes"]]
    shapes = [Shape(s.x0 - left, s.y0 - bottom, s.x1 - left, s.y1 - bottom) for s in shapes]
    width, height = right - left, top - bottom
    main = [w for w in upright if -1 <= w.x0 <= width + 1 and -1 <= w.y <= height + 1]
    if len(main) * 5 < len(upright) * 4:  # such a page's bounds are wrong
        main = upright
    main += drawn_bullets(main, shapes)
    walls = rules(shapes)[1]
    cells = frozenset(content for content, tag in tags.items() if tag.table)
    found = fragments(main, walls if len(walls) <= MAX_RULES else (), cells)
    others = sorted({w.angle for w in words} - {angle})
    return RawPage(
        record["page"], width, height, tuple(found),
        tuple(f for other in others for f in fragments([w for w in words if w.angle == other])),
        tuple(shapes), record["images"], record.get("trouble"), tags, record["undecoded"],
    )  # fmt: skip


def turn(bounds: Sequence[float], angle: int) -> tuple[float, float, float, float]:
    """Bounds (x0, y0, x1, y1) in a frame turned by `angle` degrees."""
    xs, ys = zip(*(turned(x, y, angle) for x in bounds[::2] for y in bounds[1::2]), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def arrange(
    pages: Sequence[RawPage], labels: Sequence[str] | None, outline: Sequence[Bookmark]
) -> tuple[list[tuple[str | None, Sequence[PlacedLine]]], str]:
    """Label and lines of every page in reading order, heads first, footnotes and feet last, and what told
    the structure: "tags", "outline" or "geometry"."""
    structure = "tags"
    if not are_believable((page.fragments, page.tags) for page in pages):
        structure = "geometry"
        pages = [replace(page, tags={}) for page in pages]
    body = _body_size(pages)
    margins = find_margins([(page.height, page.fragments) for page in pages], body)
    outer = [(*heads, *feet) for heads, feet in margins]
    numbers = numbers_in_text([page.fragments for page in pages], outer, body)
    margins = [(heads, (*feet, *more)) for (heads, feet), more in zip(margins, numbers, strict=True)]
    printed = printed_labels([(*heads, *feet) for heads, feet in margins], [page.turned for page in pages])
    known = vocabulary([f.text for page in pages for f in page.fragments])
    tables = data_tables((page.fragments, page.tags) for page in pages)
    lines = []
    for page, (heads, feet) in zip(pages, margins, strict=True):
        placed = set_apart(_place(page, heads, feet, body, known, tables), body)
        lines.append([named(line, page.tags) for line in placed])
    if not any(line.tag in HEADINGS for page_lines in lines for line in page_lines):
        marked = with_bookmarks([(p.number, found) for p, found in zip(pages, lines, strict=True)], outline)
        structure = "outline" if structure == "geometry" and marked != lines else structure
        lines = marked
    times = Counter(page.number for page in pages)  # two printed pages of one have one label of the file's
    own = {n: label for n, label in enumerate(labels or (), 1) if times[n] == 1}
    told = [own.get(page.number) or _label(page, seen) for page, seen in zip(pages, printed, strict=True)]
    return list(zip(told, lines, strict=True)), structure


def _label(page: RawPage, seen: str | None) -> str | None:
    """The number seen on a page, both of a spread that is left whole ("14-15")."""
    return f"{seen}-{int(seen) + 1}" if seen and page.printed == 2 else seen if page.printed else None


def _body_size(pages: Sequence[RawPage]) -> float:
    """The size that most letters of the document are set in, its outer margins aside."""
    inner = ((f, MARGIN * p.height < f.y < (1 - MARGIN) * p.height) for p in pages for f in p.fragments)
    return heaviest((round(f.size, 1), len(f.text) * (10 if within else 1)) for f, within in inner)


def _place(
    page: RawPage,
    heads: Sequence[Fragment],
    feet: Sequence[Fragment],
    body: float,
    known: Mapping[str, int],
    tables: frozenset[str],
) -> list[PlacedLine]:
    """The page in reading order; `body`, the `known` words and the tagged `tables` are the document's."""
    heads, feet = _with_artifacts(page, heads, feet)
    feet += line_numbers(page.fragments)
    apart = {id(f) for f in (*heads, *feet)}
    text = [f for f in page.fragments if id(f) not in apart]
    size = (page.width, page.height)
    found = tagged_tables(text, page.tags, tables, known)
    text = without(text, found)
    told = {content for content, tag in page.tags.items() if tag.tag in HEADINGS | PARTS}
    found += regions(size, page.shapes, text, known, told)
    free = without(text, found)
    notes = footnotes(free, body, rules(page.shapes)[0], size)
    below = {id(f) for column in notes for f in column}
    placed = [PlacedLine(line.fragment, "head") for line in order(heads)]
    placed += order([f for f in free if id(f) not in below], found)
    placed += [PlacedLine(line.fragment, "note") for column in notes for line in order(column)]
    placed += [PlacedLine(f, "turned") for f in page.turned]
    return placed + [PlacedLine(line.fragment, "foot") for line in order(feet)]


def _with_artifacts(
    page: RawPage, heads: Sequence[Fragment], feet: Sequence[Fragment]
) -> tuple[list[Fragment], list[Fragment]]:
    """Heads and feet with what a tagged page says is no part of the document, near its top and bottom."""
    known = {id(f) for f in (*heads, *feet)}
    more = [f for f in page.fragments if page.tags and f.content == ARTIFACT and id(f) not in known]
    above = [f for f in more if f.y > (1 - ARTIFACT_MARGIN) * page.height]
    below = [f for f in more if f.y < ARTIFACT_MARGIN * page.height]
    return [*heads, *above], [*feet, *below]
