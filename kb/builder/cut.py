"""One source to tagged units: read, clean, cut, tag."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.builder.cache import Cache
from kb.documents.corpus import titled
from kb.errors import UnreadableError
from kb.index.manifest import program_digest, sha256
from kb.index.records import unit_fields, unit_from_fields
from kb.model import Source, Unit

# What a mistake of ours raises. A full disk or memory is none: it ends the build, and what served goes on.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
UNLISTED = (
    "{file}: no entry in sources.toml, called {id!r} and titled {title!r}; "
    "an entry gives it another title and a year"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One source as it was cut and tagged: units in reading order, its entry for the manifest (None when
    it could not be read), warnings ready to print, and a digest of its letters."""

    units: tuple[Unit, ...]
    entry: Mapping[str, Any] | None
    warnings: tuple[str, ...]
    letters: str = ""


def cut_sources(
    sources: Sequence[Source], indexes: Path, progress: Callable[[int, int], None]
) -> tuple[Cut, ...]:
    """Every source cut, those that have not changed since an earlier build from what was kept of it;
    `progress(done, total)` counts documents."""
    cuts = []
    progress(0, len(sources))
    with Cache(indexes / "cuts") as cache:
        for done, source in enumerate(sources, 1):
            cuts.append(_kept_cut(cache, source))
            progress(done, len(sources))
    return without_doubles(sources, cuts)


def _kept_cut(cache: Cache, source: Source) -> Cut:
    """The source as it was kept, else cut now; without a unit, and with a warning, where that fails."""

    def made() -> list[Any]:
        cut = cut_source(source)
        return [[unit_fields(unit) for unit in cut.units], cut.entry, cut.warnings, cut.letters]

    parts = [program_digest(), repr(source), *map(sha256, source.files)]
    try:
        units, entry, warnings, letters = cache.json(parts, made)
    except UnreadableError as error:
        # Not kept: what stood in the way may be gone by the next build.
        return Cut((), None, (str(error),))
    except FAULTS as error:
        # It costs this document, not the build.
        told = f"could not be cut ({type(error).__name__}: {error}); the rest is built, please report it"
        return Cut((), None, (f"{source.files[0].name}: {told}",))
    return Cut(tuple(map(unit_from_fields, units)), entry, tuple(warnings), letters)


def without_doubles(sources: Sequence[Source], cuts: Sequence[Cut]) -> tuple[Cut, ...]:
    """The cuts with one of those that have the same letters, a listed source's before any other; the
    others are empty, with a warning."""
    first: dict[str, int] = {}
    for place in sorted(range(len(cuts)), key=lambda i: not sources[i].listed):
        if cuts[place].letters:
            first.setdefault(cuts[place].letters, place)
    out = []
    for place, (source, cut) in enumerate(zip(sources, cuts, strict=True)):
        kept = first.get(cut.letters, place)
        told = f"{source.files[0].name}: left out, the same text as {sources[kept].files[0].name}"
        out.append(cut if kept == place else Cut((), None, (told,)))
    return tuple(out)


def cut_source(source: Source) -> Cut:
    """Load, clean, segment and tag one source. Raises UnreadableError."""
    # Imported when something has to be cut: spaCy takes longer to load than an unchanged corpus to build.
    from kb.documents.load import load
    from kb.units.cutting.clean import clean
    from kb.units.cutting.segment import segment
    from kb.units.cutting.tree import printed_title
    from kb.units.tagging.tag import tag

    layer = load(source.files[0])
    cleaned = clean(layer)
    source = titled(source, layer, printed_title(layer, cleaned))
    units = tag(segment(source, layer, cleaned))
    unlisted = () if source.listed else (UNLISTED.format(file=layer.file, **asdict(source.document)),)
    nothing = () if units else (f"{layer.file}: no text worth a unit was found in it",)
    entry = {
        "document": asdict(source.document),
        "files": [file.name for file in source.files],
        "sha256": [sha256(file) for file in source.files],
        "canonical": source.canonical,
        "rights": source.rights,
        "url": source.url,
        "pages": len({page.number for page in layer.pages} - {None}),
    }
    letters = "".join(char for char in layer.text.casefold() if char.isalnum())
    digest = hashlib.sha256(letters.encode()).hexdigest()
    return Cut(tuple(units), entry, (*unlisted, *layer.warnings, *nothing), digest)
