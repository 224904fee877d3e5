"""A deterministic encoder without a model: words and character n-grams hashed to signed dimensions.

It knows no meaning, only spelling; tests use it, and a machine that has no model can.
Feature hashing: Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

NAME = "hashing"
VERSION = 1
DIMENSIONS = 256
WORD_WEIGHT, GRAM_WEIGHT = 1.0, 0.3
_WORD = re.compile(r"\w+")


def features(text: str) -> Iterator[tuple[str, float]]:
    """Words, and the character n-grams (3 to 5) of each word within its borders, with weights."""
    for word in _WORD.findall(text.lower()):
        yield f"w {word}", WORD_WEIGHT
        framed = f"<{word}>"
        for size in (3, 4, 5):
            for start in range(len(framed) - size + 1):
                yield f"g {framed[start : start + size]}", GRAM_WEIGHT


def word_spans(text: str) -> tuple[tuple[int, int], ...]:
    """[start, end) of the words that have a vector each."""
    return tuple(match.span() for match in _WORD.finditer(text))


class HashingEncoder:
    """An `Encoder` (see `kb.embedding.models`) whose queries and passages are encoded alike."""

    name = NAME
    dimensions = DIMENSIONS
    digest = hashlib.sha256(f"{NAME} {VERSION} {DIMENSIONS} {WORD_WEIGHT} {GRAM_WEIGHT}".encode()).hexdigest()

    def encode(self, text: str) -> NDArray[np.float32]:
        """The text's vector, shape (256,), of unit length."""
        row = np.zeros(DIMENSIONS)
        for feature, weight in features(text):
            number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
            row[(number >> 1) % DIMENSIONS] += weight if number & 1 else -weight
        if not row.any():
            row[0] = 1.0
        return np.asarray(row / np.linalg.norm(row), np.float32)

    def encode_tokens(self, text: str) -> NDArray[np.float32]:
        """The vector of each word, shape (words, 256); one row where there is no word."""
        return np.stack([self.encode(word) for word in _WORD.findall(text.lower()) or [""]])
