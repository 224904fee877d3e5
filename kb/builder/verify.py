"""Is a build whole, and does it answer? Asked before it serves, and by `kb verify`."""

from pathlib import Path

import numpy as np

from kb.errors import KbError
from kb.index.dense import Dense
from kb.index.manifest import damage, read_manifest
from kb.index.opened import open_build
from kb.model import Query
from kb.search.search import search

SAMPLE = 20
NEIGHBOURS = 10
# An exact index finds all true neighbours; one of compressed codes must find nearly all.
RECALL = 0.9
SMOKE = "støtte til borgere i kommunen"


def verify(folder: Path) -> tuple[str, ...]:
    """What is wrong with a build, one line each; nothing when it is sound.

    Checks every file against the manifest, FAISS against brute force, and asks one query.
    Raises IndexUnusable when there is no manifest to check against.
    """
    manifest = read_manifest(folder)
    if broken := damage(folder, manifest):
        return broken
    try:
        index = open_build(folder, manifest)
        dense = Dense(folder)
        faults = []
        if dense.size != len(index.units):
            faults.append(f"{folder}: {dense.size} vectors for {len(index.units)} units")
        elif (recall := recall_against_brute_force(dense)) < RECALL:
            faults.append(f"{folder}: FAISS finds {recall:.2f} of the true neighbours, {RECALL} are asked")
        if abs(float(np.linalg.norm(index.encoder.encode(SMOKE).vector)) - 1) > 1e-3:
            faults.append(f"{folder}: its query encoder gives no vectors of unit length")
        else:
            search(index, Query(SMOKE))
    except KbError as error:
        return (str(error),)
    return tuple(faults)


def recall_against_brute_force(dense: Dense) -> float:
    """Mean share of the ten nearest, by exact cosine, that the index finds, over a fixed sample of rows.

    A neighbour as near as the tenth counts as found, since equal texts tie.
    """
    rows = np.random.default_rng(0).choice(dense.size, min(SAMPLE, dense.size), replace=False)
    shares = []
    for row in rows:
        (vector,) = dense.vectors(np.array([row]))
        k = min(NEIGHBOURS, dense.size)
        exact = dense.cosines(vector, None)
        threshold = np.partition(exact, -k)[-k] - 1e-4
        found = dense.search(vector, k, None, np.arange(dense.size)).places
        shares.append(float((exact[found] >= threshold).mean()))
    return float(np.mean(shares)) if shares else 1.0
