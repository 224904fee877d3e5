"""What training changed of the default model: thin factors beside weights, and the projection of tokens.

A factored weight W becomes W + up @ down, with `up` (outputs, rank) and `down` (rank, inputs): LoRA (Hu et
al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models"). `kb adapt` writes the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

UP, DOWN = ".up", ".down"
WEIGHT, BIAS = "projection.weight", "projection.bias"
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Projection:
    """From a token's hidden state to its vector: `weight` (token dimensions, hidden), `bias` (token
    dimensions,)."""

    weight: Rows
    bias: Rows


@dataclass(frozen=True, slots=True)
class Adaptation:
    """`factors` are (up, down) by the name of the weight they are added to."""

    factors: Mapping[str, tuple[Rows, Rows]]
    projection: Projection


def write_adaptation(path: Path, adaptation: Adaptation, made: Mapping[str, str]) -> None:
    """Write it in float16; `made` says how it was trained."""
    from safetensors.numpy import save

    tensors = {WEIGHT: adaptation.projection.weight, BIAS: adaptation.projection.bias}
    for name, (up, down) in adaptation.factors.items():
        tensors |= {name + UP: up, name + DOWN: down}
    halved = {name: tensor.astype(np.float16) for name, tensor in tensors.items()}
    path.write_bytes(save(halved, metadata=dict(sorted(made.items()))))


def read_adaptation(path: Path) -> Adaptation:
    """What `write_adaptation` wrote. Raises ModelError where the file holds something else."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = {name: tensor.astype(np.float32) for name, tensor in load_file(path).items()}
        names = sorted(name.removesuffix(UP) for name in tensors if name.endswith(UP))
        factors = {name: (tensors[name + UP], tensors[name + DOWN]) for name in names}
        return Adaptation(factors, Projection(tensors[WEIGHT], tensors[BIAS]))
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError(f"{path}: not a file that `kb adapt` wrote ({error}); make it again") from error


def added(state: Mapping[str, Rows], adaptation: Adaptation) -> dict[str, Rows]:
    """The weights with the factors' products added. Raises ModelError for factors of another model."""
    changed = dict(state)
    for name, (up, down) in adaptation.factors.items():
        if name not in state or state[name].shape != (len(up), down.shape[1]):
            raise ModelError(f"the adaptation changes {name}, which is not so in this model; make it again")
        changed[name] = state[name] + up @ down
    return changed


def principal_projection(tokens: Rows, dimensions: int) -> Projection:
    """The first principal components of hidden states (tokens, hidden), for a model without a trained one."""
    mean = tokens.mean(axis=0)
    _, components = np.linalg.eigh(np.cov((tokens - mean).T))
    weight = np.ascontiguousarray(components[:, ::-1][:, :dimensions].T, np.float32)
    return Projection(weight, -weight @ mean)
