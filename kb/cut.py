"""The left half of the road: a source to tagged units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.clean import Cleaned, clean
from kb.errors import UnreadableError
from kb.load import load
from kb.model import Source, TextLayer, Unit
from kb.segment import segment
from kb.tag import tag
from kb.twins import SAME, Read, merge, resemblance, sketch


@dataclass(frozen=True, slots=True)
class Cut:
    """One source as it was cut: its text layer, what cleaning kept and removed, its untagged units."""

    source: Source
    layer: TextLayer
    cleaned: Cleaned
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All sources, cut and tagged. Units in order of source id, then reading order."""

    cuts: tuple[Cut, ...]
    units: tuple[Unit, ...]
    warnings: tuple[str, ...]


def cut_sources(sources: Sequence[Source], done: Callable[[str], None]) -> Corpus:
    """Load, clean, segment and tag every source; a file that cannot be read becomes a warning.

    `done` is called with each document's id when it has been read.
    """
    read, warnings = _read(sources, done)
    cuts: list[Cut] = []
    units: list[Unit] = []
    for part in read:
        cleaned = clean(part.layer)
        cuts.append(Cut(part.source, part.layer, cleaned, segment(part.source, part.layer, cleaned)))
        units.extend(tag(cuts[-1].units))
        warnings.extend(part.layer.warnings)
        if not cuts[-1].units:
            warnings.append(f"{part.layer.file}: no text worth a unit was found in it")
    return Corpus(tuple(cuts), tuple(units), tuple(warnings))


def _read(sources: Sequence[Source], done: Callable[[str], None]) -> tuple[list[Read], list[str]]:
    """The sources that can be read; extractions of one document are merged unless both are listed."""
    read: list[Read] = []
    warnings: list[str] = []
    for source in sources:
        try:
            layer = load(source.files[0])
        except UnreadableError as error:
            warnings.append(str(error))
        else:
            fresh = Read(source, layer, sketch(layer.text))
            twin = next((n for n, old in enumerate(read) if _are_one(old, fresh)), None)
            if twin is None:
                read.append(fresh)
            else:
                read[twin], warning = merge(read[twin], fresh)
                warnings.append(warning)
        done(source.document.id)
    return read, warnings


def _are_one(old: Read, fresh: Read) -> bool:
    both_listed = old.source.listed and fresh.source.listed
    return not both_listed and resemblance(old.sketch, fresh.sketch) >= SAME
