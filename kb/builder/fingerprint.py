"""Has anything changed since the build that serves? Told without loading the builder's libraries."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kb.embedding.models import model_digest
from kb.errors import IndexUnusable
from kb.index.builds import QUALITY, current_build
from kb.index.manifest import SCHEMA, damage, files_below, program_digest, read_manifest, sha256


def unchanged(corpus: Path, indexes: Path, model: str | None, token_vectors: bool = True) -> str | None:
    """The name of the build that serves, if it is whole and building again would give the same."""
    current = current_build(indexes)
    if current is None:
        return None
    try:
        manifest = read_manifest(indexes / current)
    except IndexUnusable:
        return None
    same = manifest.get("fingerprint") == fingerprint(corpus, model_digest(model), token_vectors)
    if not same or damage(indexes / current, manifest):
        return None
    return current


def fingerprint(corpus: Path, model: str, token_vectors: bool) -> str:
    """sha256 over the corpus, this program, the model's digest and whether tokens have vectors."""
    parts = {
        "schema": SCHEMA,
        "model": model,
        "token_vectors": token_vectors,
        "corpus": {name: sha256(path) for name, path in files_below(corpus) if path.name != QUALITY},
        "program": program_digest(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
