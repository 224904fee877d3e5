"""A deterministic encoder without a model: words and character n-grams hashed to signed dimensions.

It knows no meaning, only spelling; tests use it, and a machine that has no model can.
Feature hashing: Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

NAME = "hashing"
VERSION = 1
DIMENSIONS = 256
WORD_WEIGHT, GRAM_WEIGHT = 1.0, 0.3


def features(text: str) -> Iterator[tuple[str, float]]:
    """Words, and the character n-grams (3 to 5) of each word within its borders, with weights."""
    for word in re.findall(r"\w+", text.lower()):
        yield f"w {word}", WORD_WEIGHT
        framed = f"<{word}>"
        for size in (3, 4, 5):
            for start in range(len(framed) - size + 1):
                yield f"g {framed[start : start + size]}", GRAM_WEIGHT


class HashingEncoder:
    """An `Encoder` (see `kb.embedding.models`) whose queries and passages are encoded alike."""

    name = NAME
    dimensions = DIMENSIONS
    digest = hashlib.sha256(f"{NAME} {VERSION} {DIMENSIONS} {WORD_WEIGHT} {GRAM_WEIGHT}".encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 256) float32, rows of unit length."""
        rows = np.zeros((len(texts), DIMENSIONS), np.float64)
        for row, text in zip(rows, texts, strict=True):
            for feature, weight in features(text):
                number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
                row[(number >> 1) % DIMENSIONS] += weight if number & 1 else -weight
            if not row.any():
                row[0] = 1.0
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    encode_passages = encode_queries
