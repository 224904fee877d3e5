"""The light query encoder: what `kb.embedding.export` wrote, opened without torch; and one without a model.

The latter hashes words and character n-grams to signed dimensions: it knows no meaning, only spelling; tests
use it, and a machine that has no model can (feature hashing; Weinberger et al. 2009, "Feature Hashing for
Large Scale Multitask Learning").
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexUnusable

SETTINGS, GRAPH, WORDS, TOKENIZER = "encoder.json", "graph.onnx", "words.npy", "tokenizer.json"
Rows = NDArray[np.float32]
# Raised when `kb.embedding.export` writes something else for the same model.
VERSION = 4
HASHING, DIMENSIONS = "hashing", 256
WORD_WEIGHT, GRAM_WEIGHT = 1.0, 0.3
HASHING_DIGEST = hashlib.sha256(f"{HASHING} 1 {DIMENSIONS} {WORD_WEIGHT} {GRAM_WEIGHT}".encode()).hexdigest()
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as vectors of unit length: one of the whole text, shape (dimensions,), and one for each of its
    tokens but the prompt's and the marks of beginning and end, shape (tokens, token dimensions); `spans` is
    [start, end) of each token in the text, where a query's encoder tells it."""

    vector: Rows
    tokens: Rows
    spans: tuple[tuple[int, int], ...] = ()


class QueryEncoder:
    """Text -> vectors, by `encode`; what lies beyond the model's window is not seen. Safe to share between
    threads."""

    def __init__(self, settings: Mapping[str, Any], run: Callable[[str], Encoded]) -> None:
        self.name = str(settings["name"])
        self.digest = str(settings["digest"])
        self.dimensions = int(settings["dimensions"])
        self.encode = run

    @classmethod
    def open(cls, folder: Path, longest: int | None = None) -> QueryEncoder:
        """`longest` bounds the tokens of a text that are read, where the model's own window is wider. Raises
        IndexUnusable when the folder holds no encoder this version can run."""
        try:
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            kind, version = settings["kind"], settings["version"]
            if kind == HASHING and settings["digest"] == HASHING_DIGEST:
                return cls(settings, hashed)
            if kind == "onnx" and version == VERSION:
                graph = _Graph(folder, settings["prompt"], int(settings["tokens"]), longest)
                return cls(settings, graph.run)
        except (OSError, ValueError, KeyError) as error:
            raise IndexUnusable(f"{folder}: no usable query encoder ({error}); build it again") from error
        raise IndexUnusable(f"{folder}: a query encoder of another version; build it again")


def hashed(text: str) -> Encoded:
    """The text's vectors by hashing: of all of it, and of each word; one of no word where there is none."""
    tokens = [_hashed_vector(word) for word in _WORD.findall(text.lower()) or [""]]
    return Encoded(_hashed_vector(text), np.stack(tokens), tuple(m.span() for m in _WORD.finditer(text)))


def _hashed_vector(text: str) -> Rows:
    row = np.zeros(DIMENSIONS)
    for feature, weight in _features(text):
        number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
        row[(number >> 1) % DIMENSIONS] += weight if number & 1 else -weight
    if not row.any():
        row[0] = 1.0
    return np.asarray(row / np.linalg.norm(row), np.float32)


def _features(text: str) -> Iterator[tuple[str, float]]:
    """Words, and the character n-grams (3 to 5) of each word within its borders, with weights."""
    for word in _WORD.findall(text.lower()):
        yield f"w {word}", WORD_WEIGHT
        framed = f"<{word}>"
        for size in (3, 4, 5):
            for start in range(len(framed) - size + 1):
                yield f"g {framed[start : start + size]}", GRAM_WEIGHT


class _Graph:
    """Tokenizer, word rows and graph. One thread a query: several queries share the cores instead."""

    def __init__(self, folder: Path, prompt: str, tokens: int, longest: int | None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.prompt = prompt
        self.longest = longest or tokens
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.tokenizer.enable_truncation(tokens)
        self.before = len(self.tokenizer.encode(prompt.rstrip()).ids) - 1  # tokens, but for the end's mark
        if hasattr(self.tokenizer.model, "_resize_cache"):
            self.tokenizer.model._resize_cache(0)  # it would keep the words of queries
        self.rows = np.load(folder / WORDS, mmap_mode="r")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )

    def run(self, text: str) -> Encoded:
        read = self.tokenizer.encode(self.prompt + text)
        ids = read.ids
        if len(ids) > self.longest:
            ids = [*ids[: self.longest - 1], ids[-1]]  # the last one tells that the text ends
        rows = np.asarray(self.rows[ids], np.float32)[None]
        vectors, tokens = self.session.run(["vector", "tokens"], {"rows": rows})
        own, begin = slice(self.before, len(ids) - 1), len(self.prompt)
        spans = tuple((start - begin, end - begin) for start, end in read.offsets[own])
        return Encoded(np.asarray(vectors[0]), np.asarray(tokens[0][own]), spans)
