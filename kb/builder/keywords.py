"""An editor's search words: corpus/keywords/<document>.jsonl names units and phrases people search them by.

One JSON object a line: {"id": the unit's id, "digest": of its text (`text_digest`), "phrases": [...]}. They
are searched in and never quoted.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from kb.builder.cache import Arrays, Cache
from kb.embedding.encoder import VERSION, QueryEncoder
from kb.errors import SourceError
from kb.index.token_vectors import KEYWORDS, Codes, build_keywords, quantised
from kb.model import Unit

LONGEST_PHRASE = 120  # characters
Keywords = Mapping[str, tuple[str, ...]]


def text_digest(text: str) -> str:
    """What tells whether a unit's text is still the one the phrases were written for."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_keywords(corpus: Path, units: Sequence[Unit]) -> tuple[Keywords, tuple[str, ...]]:
    """Phrases by unit id, and warnings. A line whose unit has another id or text by now goes to the unit with
    its text, else to the one with its id. Raises SourceError for a line that is not as it should be."""
    by_id = {unit.id: unit for unit in units}
    by_text = {text_digest(unit.text): unit for unit in reversed(units)}
    found: dict[str, tuple[str, ...]] = {}
    warnings = []
    for path in sorted((corpus / "keywords").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            name, digest, phrases = _entry(path, number, line)
            same = by_id.get(name)
            unit = same if same and text_digest(same.text) == digest else by_text.get(digest, same)
            if unit is None:
                warnings.append(
                    f"{path.name}:{number}: no unit {name!r}, nor one with its text; see kb keywords"
                )
            elif phrases:
                found[unit.id] = tuple(dict.fromkeys((*found.get(unit.id, ()), *phrases)))
    return found, tuple(warnings)


def _entry(path: Path, number: int, line: str) -> tuple[str, str, tuple[str, ...]]:
    try:
        entry = json.loads(line)
        phrases = tuple(" ".join(phrase.split()) for phrase in entry["phrases"])
        if any(not 0 < len(phrase) <= LONGEST_PHRASE for phrase in phrases):
            raise ValueError(f"a phrase has 1 to {LONGEST_PHRASE} characters")
        return str(entry["id"]), str(entry.get("digest", "")), phrases
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f'{path}:{number}: not {{"id", "digest", "phrases"}} as JSON ({error}); mend that line'
        ) from error


def write_keywords(keywords: Keywords, units: Sequence[Unit], folder: Path) -> None:
    """Write phrases, whose they are and their token vectors into the build `folder`, by its query encoder."""
    rows = [(place, phrase) for place, unit in enumerate(units) for phrase in keywords.get(unit.id, ())]
    encoder = QueryEncoder.open(folder / "encoder")
    tokens: list[Codes] = []
    with Cache(folder.parent / KEYWORDS) as cache:
        for _, group in groupby(rows, key=lambda row: row[0]):
            phrases = [phrase for _, phrase in group]
            parts = [encoder.digest, str(VERSION), *phrases]
            found = cache.arrays(parts, partial(_embedded, encoder, phrases))
            tokens += np.split(found["tokens"], np.cumsum(found["counts"])[:-1])
    build_keywords([place for place, _ in rows], [phrase for _, phrase in rows], tokens, folder / KEYWORDS)


def _embedded(encoder: QueryEncoder, phrases: Sequence[str]) -> Arrays:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tokens = [quantised(each.tokens) for each in pool.map(encoder.encode, phrases)]
    return {"tokens": np.concatenate(tokens), "counts": np.array([len(rows) for rows in tokens], np.int32)}
