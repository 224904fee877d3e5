"""Units against hand-cut gold: recommendations, examples, mind-sets, types of intervention, tables.

Boundaries are compared squashed (letters and digits alone, whatever their case) by the gold's first and
last characters. An inline example is right when both ends fall in the gold's paragraphs.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kb.danish.slugs import squash
from kb.errors import UnreadableError
from kb.measuring.score import Score, scored
from kb.model import Unit

Gold = Mapping[str, Any]
EDGE = 40  # squashed characters that tell a boundary
EXAMPLE = "municipality_example"
GLUED_MARK = re.compile(r"(?<=[^\W\d_][.,])\d(?=\s)")
NUMBER = re.compile(r"\d+")


def read_gold(path: Path) -> tuple[Gold, ...]:
    """The entries of a JSON file of gold. Raises UnreadableError."""
    try:
        return tuple(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise UnreadableError(
            f"{path} is no JSON file of gold ({error}); give one that was made for this command"
        ) from error


def evaluate(units: Sequence[Unit], gold: Sequence[Gold]) -> tuple[Score, ...]:
    """All scores, in the order they are printed."""
    of_kind: defaultdict[str, list[Gold]] = defaultdict(list)
    for entry in gold:
        of_kind[entry["kind"]].append(entry)
    examples = of_kind[EXAMPLE]
    core = [entry for entry in examples if entry.get("core", True)]
    return (
        *numbered(units, of_kind["recommendation"]),
        proposals(units, of_kind["kl_recommendation"]),
        boundaries("examples, core", units, core, examples),
        boundaries("examples, all", units, examples, examples),
        places(units, core, "municipalities of examples, core"),
        places(units, examples, "municipalities of examples, all"),
        sections(units, examples),
        passages("mind-set elements", "mindset_element", units, of_kind["mindset_element"]),
        passages("indsats types", "indsats_type", units, of_kind["indsats_type"]),
        tables(units, of_kind["survey_table"]),
        listed(units, of_kind["survey_municipality_list"]),
    )


def ends(g: Gold) -> tuple[str, str]:
    """The gold's first and last squashed characters, without a footnote mark glued to a word."""
    first, last = (squash(GLUED_MARK.sub("", g[key])) for key in ("first80", "last80"))
    return first[:EDGE], last[-EDGE:]


def fold(text: str) -> str:
    return " ".join(text.split())


def numbered(units: Sequence[Unit], gold: Sequence[Gold]) -> tuple[Score, Score, Score]:
    """Numbered recommendations: the text, character for character with white space folded; the page on which
    it begins, one off allowed; the same numbers grouped together, whatever the groups are called."""
    mine = {(u.document.id, u.number): u for u in units if u.kind == "recommendation" and u.number}
    docs = {g["doc"] for g in gold}
    found = [(g, mine.get((g["doc"], g["number"]))) for g in gold]
    other = [g["id"] for g, u in found if u is None or fold(u.text) != fold(g["text"])]
    off = [g["id"] for g, u in found if u is None or u.pages is None or abs(u.pages[0] - g["page"]) > 1]
    themes, wanted = defaultdict(set), defaultdict(set)
    for (doc, number), unit in mine.items():
        if unit.theme and doc in docs:
            themes[doc, unit.theme.id].add(number)
    for g in gold:
        wanted[g["doc"], g["theme"]].add(g["number"])
    missed = [theme for (_, theme), numbers in wanted.items() if numbers not in themes.values()]
    return (
        scored("recommendations, exact", len(gold), other, sum(doc in docs for doc, _ in mine)),
        scored("recommendations, page", len(gold), off),
        scored("themes of recommendations", len(wanted), missed, len(themes)),
    )


def proposals(units: Sequence[Unit], gold: Sequence[Gold]) -> Score:
    """Recommendations of other publishers: the text exact, without a number."""
    docs = {g["doc"] for g in gold}
    mine = [u for u in units if u.kind == "recommendation" and u.document.id in docs]
    texts = {fold(u.text) for u in mine if u.number is None}
    missed = [g["id"] for g in gold if fold(g["text"]) not in texts]
    return scored("recommendations without number", len(gold), missed, len(mine))


def outermost(units: Sequence[Unit], kind: str) -> list[Unit]:
    """Units of a kind that lie in no other unit of it."""
    by_id = {u.id: u for u in units}
    return [u for u in units if u.kind == kind and not (u.parent and by_id[u.parent].kind == kind)]


def is_cut_alike(unit: Unit, g: Gold, units: Mapping[str, Unit]) -> bool:
    """Whether both ends agree; for an inline example, whether they fall in the same paragraphs."""
    mine = squash(unit.text)
    first, last = ends(g)
    if mine.startswith(first) and mine.endswith(last):
        return True
    if g.get("subkind") != "inline" or not unit.parent:
        return False
    paragraphs = [squash(p) for p in units[unit.parent].text.split("\n\n")]
    wanted, own = (
        [next((n for n, text in enumerate(paragraphs) if end in text), None) for end in both]
        for both in ((first, last), (mine[:EDGE], mine[-EDGE:]))
    )
    # Its beginning or its end in the unit itself, so that two in a paragraph stay two.
    return None not in wanted and wanted == own and (first in mine or last in mine)


def paired(
    wanted: Sequence[Gold], units: Sequence[Unit], fits: Callable[[Unit, Gold], bool]
) -> list[Unit | None]:
    """For each that is wanted the first unit that fits it; each unit serves one."""
    found: list[Unit | None] = []
    for one in wanted:
        found.append(next((unit for unit in units if unit not in found and fits(unit, one)), None))
    return found


def match(units: Sequence[Unit], mine: Sequence[Unit], gold: Sequence[Gold]) -> dict[str, Unit]:
    """Gold id -> the unit cut alike."""
    by_id = {u.id: u for u in units}
    found = paired(gold, mine, lambda u, g: u.document.id == g["doc"] and is_cut_alike(u, g, by_id))
    return {g["id"]: unit for g, unit in zip(gold, found, strict=True) if unit}


def boundaries(name: str, units: Sequence[Unit], wanted: Sequence[Gold], every: Sequence[Gold]) -> Score:
    """Examples cut as the gold cuts them; units that match gold outside `wanted` are not counted."""
    docs = {g["doc"] for g in every}
    mine = [u for u in outermost(units, EXAMPLE) if u.document.id in docs]
    matched = match(units, mine, every)
    asked = {g["id"] for g in wanted}
    extra = [u.id for u in mine if u not in matched.values()]
    given = len(extra) + len(asked & matched.keys())
    return scored(name, len(wanted), sorted(asked - matched.keys()), given, extra)


def places(units: Sequence[Unit], wanted: Sequence[Gold], name: str) -> Score:
    """Municipality tags of the examples that were cut alike, each tag counted."""
    matched = match(units, outermost(units, EXAMPLE), wanted)
    cut = [g for g in wanted if g["id"] in matched]
    pairs = [(g["id"], set(matched[g["id"]].municipalities), set(g["municipalities"])) for g in cut]
    want, given = sum(len(gold) for *_, gold in pairs), sum(len(mine) for _, mine, _ in pairs)
    found = sum(len(mine & gold) for _, mine, gold in pairs)
    missed = tuple(f"{id} {sorted(mine ^ gold)}" for id, mine, gold in pairs if mine != gold)
    return Score(name, want, found, given, found, missed)


def sections(units: Sequence[Unit], gold: Sequence[Gold]) -> Score:
    """Sub-sections of a municipality's description: a unit of that title in it, whose start is right."""
    wanted = [(g, s) for g in gold for s in g.get("sections", ())]
    missed = []
    for g, section in wanted:
        first = squash(section["first80"])[:EDGE]
        titled = [u for u in units if u.document.id == g["doc"] and u.parent and u.title]
        named = [u for u in titled if squash(u.title or "").startswith(squash(section["label"]))]
        if not any(first in squash(f"{u.title}{u.text}")[: EDGE * 30] for u in named):
            missed.append(f"{g['id']} {section['label']}")
    return scored("sub-sections findable", len(wanted), missed)


def passages(name: str, kind: str, units: Sequence[Unit], gold: Sequence[Gold]) -> Score:
    """Units of the kind whose ends agree; what is given beyond the gold is told, not counted wrong."""
    mine = outermost(units, kind)
    core = [g["id"] for g in gold if g.get("core", True)]
    matched = match(units, mine, gold)
    missed = tuple(key for key in core if key not in matched)
    extra = tuple(u.id for u in mine if u not in matched.values())
    return Score(name, len(core), len(core) - len(missed), len(mine), len(matched), missed, extra)


def tables(units: Sequence[Unit], gold: Sequence[Gold]) -> Score:
    """Every row of every table: its label followed by its numbers, percent before count."""
    missed = []
    findings = [(squash(f"{u.title or ''} {u.text}"), u.text) for u in units if u.kind == "finding"]
    for g in gold:
        table = next((text for whole, text in findings if squash(g["title"]) in whole), "")
        missed += [f"{g['id']} {row['label']}" for row in g["rows"] if not holds_row(table, row)]
    return scored("table rows", sum(len(g["rows"]) for g in gold), missed)


def holds_row(text: str, row: Gold) -> bool:
    """Whether a line of the table has this label and these numbers, cell by cell or row by row."""
    percent, count = (v if isinstance(v, list) else [v] for v in (row["percent"], row["count"]))
    pairs = [n for pair in zip(percent, count, strict=True) for n in pair]
    label = squash(row["label"])
    lines = text.splitlines()
    for n, line in enumerate(lines):
        if not squash(line).startswith(label):
            continue
        rest = [int(x) for x in NUMBER.findall(" ".join(lines[n : n + 2]))]
        rest = rest[len(NUMBER.findall(row["label"])) :]
        if rest[: len(pairs)] in (pairs, percent + count):
            return True
    return False


def listed(units: Sequence[Unit], gold: Sequence[Gold]) -> Score:
    """Lists of municipalities: the finding that has the most of them as tags."""
    missed: list[str] = []
    given = 0
    for g in gold:
        found = [u for u in units if u.kind == "finding" and u.document.id == g["doc"]]
        tags = max((set(u.municipalities) for u in found), key=len, default=set())
        given += len(tags)
        missed += [name for name in g["municipalities"] if name not in tags]
    return scored("listed municipalities", sum(len(g["municipalities"]) for g in gold), missed, given)
