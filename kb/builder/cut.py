"""The left half of the road: a source to tagged units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kb.builder.cache import cache_key, cached_json, drop_unused
from kb.errors import UnreadableError
from kb.index.manifest import sha256
from kb.index.program import program_digest
from kb.index.records import unit_fields, unit_from_fields
from kb.model import Source, Unit

CACHE = "cuts"


@dataclass(frozen=True, slots=True)
class Cut:
    """One source as it was cut and tagged: units in reading order, its entry for the manifest (None when
    it could not be read), warnings ready to print."""

    units: tuple[Unit, ...]
    entry: Mapping[str, Any] | None
    warnings: tuple[str, ...]


def cut_sources(
    sources: Sequence[Source], indexes: Path, progress: Callable[[int, int], None]
) -> tuple[Cut, ...]:
    """Every source cut, those that have not changed since an earlier build from what was kept of it.

    `progress(done, total)` counts documents.
    """
    program = program_digest()
    cuts, used = [], set()
    for done, source in enumerate(sources, 1):
        key = cache_key([program, repr(source), *map(sha256, source.files)])
        try:
            fields = cached_json(indexes / CACHE, key, partial(_cut_fields, source))
        except UnreadableError as error:
            # Not kept: what stood in the way may be gone by the next build.
            cuts.append(Cut((), None, (str(error),)))
        else:
            units = tuple(unit_from_fields(unit) for unit in fields["units"])
            cuts.append(Cut(units, fields["entry"], tuple(fields["warnings"])))
        used.add(key)
        progress(done, len(sources))
    drop_unused(indexes / CACHE, used)
    return tuple(cuts)


def _cut_fields(source: Source) -> dict[str, Any]:
    cut = cut_source(source)
    return {"units": [unit_fields(unit) for unit in cut.units], "entry": cut.entry, "warnings": cut.warnings}


def cut_source(source: Source) -> Cut:
    """Load, clean, segment and tag one source. Raises UnreadableError."""
    # Imported when something has to be cut: spaCy takes longer to load than an unchanged corpus to build.
    from kb.documents.load import load
    from kb.units.cutting.clean import clean
    from kb.units.cutting.segment import segment
    from kb.units.tagging.tag import tag

    layer = load(source.files[0])
    units = tag(segment(source, layer, clean(layer)))
    nothing = () if units else (f"{layer.file}: no text worth a unit was found in it",)
    entry = {
        "document": asdict(source.document),
        "files": [file.name for file in source.files],
        "sha256": [sha256(file) for file in source.files],
        "canonical": source.canonical,
        "rights": source.rights,
        "pages": sum(page.number is not None for page in layer.pages),
    }
    return Cut(tuple(units), entry, (*layer.warnings, *nothing))
