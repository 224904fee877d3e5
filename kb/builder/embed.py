"""Units -> vectors: one of each unit, and those of its tokens."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.builder.cache import Arrays, Cache, chunks
from kb.embedding.encoder import VERSION, Encoded, QueryEncoder
from kb.embedding.models import Encoder
from kb.index.dense import build_dense
from kb.index.opened import QUERY_PIECES
from kb.index.token_vectors import MOST, TokenVectorBuilder, pooled, quantised
from kb.model import Unit


def write_vectors(
    units: Sequence[Unit],
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int, int], None],
    of_tokens: bool = True,
) -> int:
    """Write the vectors of all units, and where `of_tokens` those of their tokens, into the build `folder`;
    returns the length of a unit's.

    Unit vectors are kept in float16, so that machines, which differ in the last bits, mostly write the same.
    """
    vectors, done = [], 0
    progress(done, len(units))
    with Cache(folder.parent / "vectors") as cache, TokenVectorBuilder(folder) as tokens:
        for chunk, _ in chunks(units):
            texts = [passage(unit) for unit in chunk]
            parts = [encoder.digest, str(VERSION), str(MOST), *texts]
            found = cache.arrays(parts, partial(_embedded, encoder, texts))
            vectors.append(found["vectors"])
            if of_tokens:
                tokens.add(found["tokens"], found["counts"])
            done += len(texts)
            progress(done, len(units))
    rows = np.concatenate(vectors).astype(np.float32)
    build_dense(rows, folder)
    return int(rows.shape[1])


def kept_encoder(cache: Cache, encoder: QueryEncoder) -> QueryEncoder:
    """The encoder of queries, that reads only what no build has read: the builder asks the same of each."""

    def encode(text: str) -> Encoded:
        parts = [encoder.digest, str(VERSION), str(QUERY_PIECES), text]
        made = cache.arrays(parts, lambda: asdict(encoder.encode(text)))
        spans = tuple((int(start), int(end)) for start, end in made["spans"])
        return Encoded(made["vector"], made["tokens"], spans)

    settings = {"name": encoder.name, "digest": encoder.digest, "dimensions": encoder.dimensions}
    return QueryEncoder(settings, encode)


def _embedded(encoder: Encoder, texts: Sequence[str]) -> Arrays:
    encoded = encoder.encode_passages(texts)
    tokens: list[NDArray[np.uint8]] = [quantised(pooled(each.tokens, MOST)) for each in encoded]
    return {
        "vectors": np.stack([each.vector for each in encoded]).astype(np.float16),
        "tokens": np.concatenate(tokens),
        "counts": np.array([len(rows) for rows in tokens], np.int32),
    }


def passage(unit: Unit) -> str:
    """What is embedded: the section's last heading and the title stand before the text."""
    heading = [*unit.section[-1:], *([unit.title] if unit.title else [])]
    return ". ".join([*dict.fromkeys(heading), unit.text])
