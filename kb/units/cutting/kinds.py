"""What a piece of text is: how much speaks for a kind (`danish/evidence.toml`, summed over where it stands),
and whether a passage is a way of thinking, describes a type of intervention or states a result."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile

from kb.danish import fill, read_toml
from kb.danish.municipalities import find_municipalities
from kb.units.cutting.blocks import BULLET, PARAGRAPH, Block
from kb.units.cutting.vocabulary import NUMBERING, WORD, fold, folded_words, indsats_in, matches, names

SHORT_SECTION = 1000  # characters
SHORT_REMARK = 400  # characters
LONG_WORD = 12  # letters of a first word that is a subject rather than a phrase
UNDER = 1.0  # evidence of the headings for a section of results
NEARBY = 6  # paragraphs
HEAD = 14  # words of a paragraph that tell what it is about
QUOTED = re.compile(r"[“„»][^“”«»]*[”«“]|”[^”]*”|\"[^\"]*\"")


def score(kind: str, text: str, section: Sequence[str], lead: str = "", layout: Sequence[str] = ()) -> float:
    """The evidence that a text is of a kind: its own, that of the headings it stands under, outermost first,
    of what leads it in, and of its layout in words of the data file ("box", "numbered", ...)."""
    outer = max((weigh(kind, "path", title) for title in section[:-1]), key=abs, default=0.0)
    around = weigh(kind, "lead", lead) + sum(weigh(kind, "heading", title) for title in section[-1:])
    weights: dict[str, float] = read_toml("evidence.toml")[kind]["layout"]
    return weigh(kind, "text", text) + around + outer + sum(weights.get(name, 0.0) for name in layout)


def is_of_field(text: str) -> bool:
    """Whether a document is of social policy, as manuals and by-laws are not: by the share of its words."""
    field = read_toml("evidence.toml")["field"]
    words = WORD.findall(text.casefold())
    about = sum(word.startswith(tuple(field["words"])) for word in words)
    return bool(len(words) < field["shortest"] or about >= field["share"] * len(words))


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def is_sure(kind: str, value: float) -> bool:
    return value >= float(read_toml("evidence.toml")[kind]["sure"])


def is_possible(kind: str, value: float) -> bool:
    """Whether the score is enough to be shown, with a doubt."""
    return value >= float(read_toml("evidence.toml")[kind]["doubt"])


@lru_cache(maxsize=1 << 14)
def weigh(kind: str, place: str, text: str) -> float:
    """The strongest evidence for the kind plus the strongest against it; quoted words are not the text's."""
    if place in ("heading", "path"):
        bare = " ".join(NUMBERING.sub("", text).split()).rstrip(" :.")
    else:
        bare = QUOTED.sub("“ ”", text)
    rows = patterns(kind, place) if bare else ()
    most = next((weight for weight, pattern in rows if weight > 0 and pattern.search(bare)), 0.0)
    least = next((weight for weight, pattern in rows if weight < 0 and pattern.search(bare)), 0.0)
    return most + least


@cache
def patterns(kind: str, place: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    lists = read_toml("evidence.toml")["lists"]
    rows = read_toml("evidence.toml")[kind].get(place, ())
    strongest_first = sorted(rows, key=lambda row: -abs(row[0]))
    return tuple(
        (weight, re.compile(fill(pattern, lists), re.I | re.S)) for weight, pattern in strongest_first
    )


def opening(text: str) -> str:
    return " ".join(text.split()[:HEAD])


def defines_indsats(block: Block, heading: str) -> bool:
    """Whether a paragraph says what a type of intervention is: it divides interventions into types,
    defines one in its first words, opens the section of that name, or rests one on the law."""
    if block.kind != PARAGRAPH or len(block.text) < 80 or find_municipalities(block.text[:200]):
        return False
    head = opening(block.text)
    if len(indsats_in(block.text)) >= 3 and matches("divides", block.text):
        return True
    if matches("example", head):
        return False
    if names_type(heading, block.text) or matches("law", head) and matches("typed", block.text):
        return True
    defined = len(indsats_in(head)) == 1 and matches("makes_clear", head) and matches("subject", head)
    return bool(defined and matches("measure", head))


def goes_on_indsats(before: Block, block: Block) -> bool:
    """Whether a paragraph goes on with the type the one above defined: by its words, by the law, as a
    short remark on it, or with the same subject."""
    if (
        block.kind != PARAGRAPH
        or find_municipalities(block.text)
        or matches("example", opening(block.text)[:40])
    ):
        return False
    head = opening(block.text)
    if matches("goes_on", head) or matches("remark", head) and len(block.text) < SHORT_REMARK:
        return True
    first = fold(head.split()[0])
    return len(first) > LONG_WORD and first in before.text.casefold().replace("-", "")


def indsats_runs(blocks: Sequence[Block], heading: str) -> list[tuple[int, int]]:
    """[first, last) of the paragraphs that describe a type of intervention: all of a short section that is
    headed by nothing but the name of a type."""
    whole = " ".join(block.text for block in blocks)
    plain = all(block.kind == PARAGRAPH for block in blocks) and not find_municipalities(whole)
    if plain and len(whole) <= SHORT_SECTION and names_type(heading, whole):
        return [(0, len(blocks))]
    out: list[tuple[int, int]] = []
    for at, block in enumerate(blocks):
        if out and out[-1][1] == at and goes_on_indsats(blocks[at - 1], block):
            out[-1] = (out[-1][0], at + 1)
        elif defines_indsats(block, heading if at == 0 else ""):
            out.append((at, at + 1))
    return out


def names_type(heading: str, text: str) -> bool:
    """Whether a heading is nothing but the name of a type, and nothing in the text speaks against it."""
    lone = len(set(folded_words(heading))) == 1
    return lone and bool(indsats_in(heading)) and weigh("indsats_type", "section", text) >= 0


def mindset_runs(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """[first, last) of a list of principles with its lead-in, or of a paragraph on the thinking behind."""
    out: list[tuple[int, int]] = []
    for n, block in enumerate(blocks):
        items = list(takewhile(lambda item: item.kind == BULLET, blocks[n + 1 :]))
        if block.kind == PARAGRAPH and items and block.text.endswith(":") and names(block.text, "mindset"):
            out.append((n, n + 1 + len(items)))
        elif block.kind == PARAGRAPH and matches("thinking", block.text):
            out.append((n, n + 1))
    return out


def starting_points(blocks: Sequence[Block]) -> Iterator[tuple[int, int, int]]:
    """(block, character, last block) of running text that starts from a view of people ("Udgangspunktet
    er, at borgerne ...") and ends with the last paragraph nearby that names the thinking."""
    end = 0
    for at, block in enumerate(blocks):
        found = matches("view", block.text) if block.kind == PARAGRAPH and at >= end else None
        near = blocks[at : at + NEARBY]
        naming = [n for n, other in enumerate(near, at + 1) if names(other.text, "mindset")]
        if found and naming:
            end = naming[-1]
            if blocks[end - 1].text.endswith(":") and end < len(blocks):  # it leads in what follows
                end += 1
            yield at, found.start(), end


def is_result(blocks: Sequence[Block], path: Sequence[str]) -> bool:
    """Whether a whole section states results, in figures or in words, under a heading that says so."""
    text = " ".join(block.text for block in blocks)
    return score("finding", "", path) >= UNDER and is_sure("finding", score("finding", text, path))
