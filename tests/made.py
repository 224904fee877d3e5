"""Made corpora: short units put together from the sentences of the shipped reports, as many as are wanted."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kb.index.lexical import Lexical
from kb.index.postings import LexicalBuilder, pack
from kb.model import KINDS, Document, Theme, Unit
from tests import tiny

THEMES = (Theme("bolig", "Bolig"), Theme("stoette", "Støtte"), None)
TOWNS = ("Roskilde", "Odense", "Aarhus", "Vejle")
LAWS = ("SEL § 85", "SEL § 110")


def write_leg(documents: Iterable[Mapping[str, float]], folder: Path) -> Lexical:
    """Write a lexical leg of documents, each a mapping of terms to frequencies, and open it."""
    with LexicalBuilder(folder) as leg:
        leg.add(pack(list(documents)))
        leg.finish()
    return Lexical(folder)


def made_units(sources: Sequence[Unit], count: int) -> tuple[Unit, ...]:
    """`count` units of one to three sentences; every seventh lies in the one before it."""
    chance = random.Random(0)
    sentences = sorted({s for unit in sources for s in re.findall(r"[A-ZÆØÅ][^.\n]{30,160}\.", unit.text)})
    units: list[Unit] = []
    for number in range(count):
        document = (tiny.REPORT, tiny.NOTE)[number * 2 // count]
        inside = number % 7 == 6 and units[-1].parent is None and units[-1].document == document
        text = " ".join(chance.choices(sentences, k=chance.randint(1, 3)))
        units.append(_unit(chance, document, number, text, units[-1].id if inside else None))
    return tuple(units)


def _unit(chance: random.Random, document: Document, number: int, text: str, parent: str | None) -> Unit:
    kind = chance.choice(KINDS)
    return Unit(
        id=f"{document.id}/{chance.randrange(10**9)}-{number}",
        kind=kind,
        text=text,
        document=document,
        file=f"{document.id}.txt",
        start=number * 1000,
        end=number * 1000 + len(text),
        number=number % 40 if kind == "recommendation" else None,
        theme=chance.choice(THEMES),
        title=" ".join(text.split()[:3]) if number % 3 == 0 else None,
        parent=parent,
        # One in a hundred is of the last town, one in ten of the last law: filters of a few and of many.
        municipalities=() if number % 4 else (TOWNS[min(3, chance.randrange(25))],),
        laws=(LAWS[1],) if number % 10 == 0 else (LAWS[0],) if number % 10 == 1 else (),
    )


def write_made(indexes: Path, sources: Sequence[Unit], count: int) -> str:
    """A build of `count` made units with the deterministic encoder; its name."""
    return tiny.write(indexes, made_units(sources, count))
