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

    `done` is called with each document's id when it has been cut.
    """
    cuts: list[Cut] = []
    units: list[Unit] = []
    warnings: list[str] = []
    for source in sources:
        try:
            layer = load(source.files[0])
        except UnreadableError as error:
            warnings.append(str(error))
            continue
        cleaned = clean(layer)
        cuts.append(Cut(source, layer, cleaned, segment(source, layer, cleaned)))
        units.extend(tag(cuts[-1].units))
        warnings.extend(layer.warnings)
        if not cuts[-1].units:
            warnings.append(f"{layer.file}: no text worth a unit was found in it")
        done(source.document.id)
    return Corpus(tuple(cuts), tuple(units), tuple(warnings))
