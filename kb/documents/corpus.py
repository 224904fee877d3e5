"""From a corpus folder to checked sources: `sources.toml` where it exists, and every file beside it."""

import filecmp
import hashlib
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from kb.danish.slugs import slug
from kb.errors import SourceError
from kb.model import Document, Source, TextLayer

SUFFIXES = (".txt", ".pdf")
FILES_MISSING = """\
sources.toml: [{name}] names no file; put into its table the name of one in documents/, as
  title = "Hjem til alle"
  files = ["rapport.pdf"]
or, to be told when the file changes, files = [{{name = "rapport.pdf", sha256 = "..."}}]"""
ENTRY = ("title", "publisher", "year", "url", "rights", "canonical", "files", "themes")
PROGRAM = re.compile(r"^(?:Microsoft )?(?:Word|PowerPoint|Excel)\s+[-–]\s+")
# A file's name, a template's blank, what programs write where nobody gave a title.
NO_TITLE = re.compile(
    r"\.(?:docx?|docm|pdf|pptx?|pptm|xlsx?|odt|odp|indd|qxd|pub|pages|key|rtf|tex|html?|xml|txt|md|e?ps)$|[<>\[\]_]|^(?:untitled|unavngivet|dokument|document|"
    r"powerpoint.?pr(?:ae|æ)sentation|presentation|slide|titel|title)\W*\d*$",
    re.IGNORECASE,
)


def read_sources(corpus: Path) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The documents of a corpus, sorted by id, and warnings that are ready to print.

    `corpus` holds `documents/` (else the documents themselves) and, optionally, `sources.toml`.
    Raises SourceError for a missing folder, a broken `sources.toml`, a listed file that is missing
    or whose sha256 differs. A file without an entry becomes a source of its own; the builder warns of it once
    it has read the title.
    """
    if not corpus.is_dir():
        raise SourceError(f"the corpus folder {corpus} does not exist; give another with --corpus")
    folder = corpus / "documents" if (corpus / "documents").is_dir() else corpus
    entries = _read_toml(corpus / "sources.toml")
    listed = [_source(name, entry, folder) for name, entry in sorted(entries.items())]
    if sum(source.canonical for source in listed) > 1:
        raise SourceError(f"{corpus / 'sources.toml'} marks more than one document canonical; keep one")
    taken = [file for source in listed for file in source.files]
    found, warnings = _unlisted(folder, taken, {source.document.id for source in listed})
    return tuple(sorted([*listed, *found], key=lambda source: source.document.id)), tuple(warnings)


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not valid TOML ({error}); mend that line") from error


def _source(name: str, entry: Any, folder: Path) -> Source:
    if not isinstance(entry, dict) or not isinstance(entry.get("files"), list) or not entry["files"]:
        raise SourceError(FILES_MISSING.format(name=name))
    if name != slug(name):
        raise SourceError(f"sources.toml: the id {name!r} must be a slug, as {slug(name)!r}")
    if unknown := sorted(entry.keys() - ENTRY):
        raise SourceError(
            f"sources.toml: [{name}] has the unknown key {unknown[0]!r}; it may have {', '.join(ENTRY)}"
        )
    year = entry.get("year")
    if not isinstance(year, int | None):
        raise SourceError(f"sources.toml: the year of [{name}] must be a number, as year = 2024")
    return Source(
        document=Document(
            id=name,
            title=str(entry.get("title", name)),
            publisher=None if entry.get("publisher") is None else str(entry["publisher"]),
            year=year,
        ),
        files=tuple(_checked(name, file, folder) for file in entry["files"]),
        rights=entry.get("rights"),
        url=_address(name, entry.get("url")),
        canonical=bool(entry.get("canonical", False)),
        themes=dict(entry.get("themes", {})),
    )


def _address(name: str, url: Any) -> str | None:
    if url is None or (isinstance(url, str) and re.fullmatch(r"https?://\S+", url)):
        return url
    raise SourceError(f"sources.toml: the url of [{name}] must begin with https:// and hold no blank")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(name: str, file: Mapping[str, str] | str, folder: Path) -> Path:
    file_name, digest = (file, None) if isinstance(file, str) else (file.get("name", ""), file.get("sha256"))
    path = folder / file_name
    if not file_name or not path.is_file():
        raise SourceError(
            f"sources.toml: [{name}] lists {file_name!r}, which is not in {folder}; "
            "put the file back or remove its entry"
        )
    if digest and _sha256(path) != digest:
        raise SourceError(
            f"sources.toml: the sha256 of {file_name!r} in [{name}] differs from the file; "
            "restore the file as published, or write its new sha256 into the entry"
        )
    return path


def _unlisted(folder: Path, taken: Sequence[Path], ids: set[str]) -> tuple[list[Source], list[str]]:
    sources: list[Source] = []
    warnings: list[str] = []
    by_size: defaultdict[int, list[Path]] = defaultdict(list)  # only files of one size are compared
    for path in taken:
        by_size[path.stat().st_size].append(path)
    for path in _files(folder):
        if path in taken or path.name == "sources.toml":
            continue
        if path.suffix.lower() not in SUFFIXES:
            warnings.append(f"{path.name}: skipped, only .txt and .pdf are read")
            continue
        alike = by_size[path.stat().st_size] if path.is_file() else []
        same = next((other for other in alike if filecmp.cmp(other, path, shallow=False)), None)
        if same is not None:
            warnings.append(f"{path.name}: skipped, the same file as {same.name}")
            continue
        alike.append(path)
        stem = slug(path.stem) or "dokument"
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        name = next(name for name in names if name not in ids)
        ids.add(name)
        sources.append(Source(Document(name, _title(path.stem), None, None), (path,), listed=False))
    return sources, warnings


def _files(folder: Path) -> Sequence[Path]:
    """Every file below, sorted; links to folders are not followed, so links in a circle end."""
    files = (path for path in folder.rglob("*") if not path.is_dir())
    return sorted(f for f in files if not any(part[0] == "." for part in f.relative_to(folder).parts))


def _title(stem: str) -> str:
    words = unicodedata.normalize("NFC", stem).replace("_", " ").replace("-", " ").split()
    title = " ".join(words) or stem
    return title[:1].upper() + title[1:]


def titled(source: Source, layer: TextLayer, heading: str | None) -> Source:
    """The source under the title that its file gives itself, else under the `heading` printed on it, where
    nobody listed another."""
    title = None if source.listed else (own_title(layer.title) if layer.title else None) or heading
    return replace(source, document=replace(source.document, title=title)) if title else source


def own_title(title: str) -> str | None:
    """A file's title without the program's name before it; None where it is a file's name or none."""
    title = "".join(char if char.isprintable() else " " for char in title)
    title = " ".join(PROGRAM.sub("", title).split())
    return None if NO_TITLE.search(title) or not re.search(r"[^\W\d_]{3}", title) else title
