"""A corpus of a dozen made-up units, for tests that need an index but not the reports."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from kb.index.opened import Index, open_index
from kb.index.tags import FACETS, values
from kb.model import Document, Filters, Theme, Unit

REPORT = Document("rapport-2020", "Rapport om udsatte voksne", "Socialforeningen", 2020)
NOTE = Document("notat-2021", "Notat om unge", None, 2021)
# An example without words, to be given some.
EXAMPLE = Unit("rapport/eksempel/1", "municipality_example", "", REPORT, "rapport.txt", 0, 0)
_HOUSING = Theme("bolig", "Bolig")
_HELP = Theme("stoette", "Støtte")


def _unit(document: Document, rest: str, kind: str, text: str, **fields: object) -> Unit:
    start = int(fields.pop("start", 0))  # type: ignore[call-overload]
    return Unit(
        f"{document.id}/{rest}",
        kind,
        text,
        document,
        f"{document.id}.txt",
        start,
        start + len(text),
        **fields,  # type: ignore[arg-type]
    )


UNITS: tuple[Unit, ...] = (
    _unit(
        REPORT,
        "anbefaling/1",
        "recommendation",
        "Kommunen bør tilbyde borgere i hjemløshed en varig bolig og støtte i hjemmet.",
        number=1,
        theme=_HOUSING,
        pages=(4, 4),
        section=("Kapitel 1", "Anbefalinger"),
    ),
    _unit(
        REPORT,
        "anbefaling/2",
        "recommendation",
        "Støtten skal være tilgængelig, og kommunen bør bruge fremskudte indsatser.",
        number=2,
        theme=_HELP,
        pages=(7, 8),
        section=("Kapitel 2", "Anbefalinger"),
    ),
    _unit(
        REPORT,
        "eksempel/en-dør-ind",
        "municipality_example",
        "Roskilde Kommune møder borgeren på sygehuset. En sagsbehandler er til stede to gange om ugen. "
        "Sagstallet er sat ned fra 60 til 35 sager.",
        title="En dør ind",
        municipalities=("Roskilde",),
        indsats=("afklarende",),
        laws=("SEL § 85",),
        pages=(10, 11),
        section=("Eksempler",),
    ),
    _unit(
        REPORT,
        "eksempel/en-dør-ind/1",
        "passage",
        "En sagsbehandler er til stede to gange om ugen.",
        parent=f"{REPORT.id}/eksempel/en-dør-ind",
        municipalities=("Roskilde",),
        pages=(10, 10),
        section=("Eksempler",),
    ),
    _unit(
        REPORT,
        "eksempel/hjem-foerst",
        "municipality_example",
        "Odense Kommune arbejder efter Housing First. Borgere flytter direkte fra gaden i egen bolig.",
        title="Hjem først",
        municipalities=("Odense",),
        indsats=("rehabiliterende",),
        programmes=("Housing First",),
        pages=(12, 12),
        section=("Eksempler",),
    ),
    _unit(
        REPORT,
        "mindset/borgeren-foerst",
        "mindset_element",
        "Borgeren er ekspert i eget liv og skal mødes som et menneske med ressourcer.",
        title="Borgeren først",
        pages=(2, 2),
        section=("Et fælles mind-set",),
    ),
    _unit(
        REPORT,
        "indsatstype/forebyggende",
        "indsats_type",
        "En forebyggende indsats sætter ind, før problemerne vokser sig store.",
        title="Forebyggende indsatser",
        indsats=("forebyggende",),
        pages=(3, 3),
        section=("Indsatser",),
    ),
    _unit(
        NOTE,
        "fund/tabel-1",
        "finding",
        "Tabel 1. Har kommunen ansat flere rådgivere? Ja 52 %. Nej 38 %. Ved ikke 10 %.",
        title="Har kommunen ansat flere rådgivere?",
        section=("Undersøgelsen",),
    ),
    _unit(
        NOTE,
        "afsnit/1",
        "passage",
        "Unge uden job får en mentor. Aarhus Kommune har gode erfaringer med samtaler hver uge.",
        municipalities=("Aarhus",),
        section=("Indledning",),
    ),
)


def entry(document: Document, canonical: bool = False) -> dict[str, object]:
    """The manifest's entry of a made-up document."""
    return {
        "document": asdict(document),
        "files": [f"{document.id}.txt"],
        "sha256": ["0" * 64],
        "canonical": canonical,
        "rights": None,
        "url": None,
        "pages": 0,
    }


# Where what words are read by was made already, beside a build (tests/conftest.py).
made_already: Callable[[], Path] | None = None


def seed(indexes: Path) -> None:
    """Put what words are read by where a builder keeps it: a copy, for some tests damage their builds."""
    if made_already is not None:
        shutil.copytree(made_already(), indexes / "models", dirs_exist_ok=True)


def write(indexes: Path, units: Sequence[Unit] = UNITS) -> str:
    """Write the units as a build with the deterministic encoder; returns the build's name."""
    seed(indexes)
    # Only tests that write an index load the builder.
    from kb.builder.build import write_index
    from kb.builder.write import Content
    from kb.embedding.models import load_encoder

    content = Content(units, [entry(NOTE), entry(REPORT, True)], settings={"model": "hashing"})
    encoder = load_encoder("hashing", indexes / "models")
    return write_index(indexes, content, encoder, lambda *_: None)[0]


def opened(indexes: Path, units: Sequence[Unit], real_indexes: Path) -> Index:
    """The index of `units`, written into `indexes`, with the shipped model's encoder."""
    write(indexes, units)
    return replace(open_index(indexes), encoder=open_index(real_indexes).encoder)


def passes(unit: Unit, filters: Filters) -> bool:
    """Any value within a field, all fields; told unit by unit."""
    wanted = {facet: set(getattr(filters, facet) or ()) for facet in FACETS}
    return all(not asked or asked & set(values(unit, facet)) for facet, asked in wanted.items())
