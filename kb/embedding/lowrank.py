"""A small change of a model's weights: for a matrix W the two thin factors of what is added to it.

W + up @ down, with `up` (outputs, rank) and `down` (rank, inputs), after LoRA (Hu et al. 2021, "LoRA:
Low-Rank Adaptation of Large Language Models"). A file of them is small enough to be kept with the program
and turns the carried model into the one adapted to the field (kb/embedding/adapt.py writes it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

UP, DOWN = ".up", ".down"
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Factors:
    """What is added to one weight matrix: up @ down."""

    up: Rows
    down: Rows


def write_factors(path: Path, factors: Mapping[str, Factors], told: Mapping[str, str]) -> None:
    """Write the factors by the name of their weight, in float16; `told` says how they were made."""
    from safetensors.numpy import save

    tensors = {}
    for name, pair in factors.items():
        tensors[name + UP] = pair.up.astype(np.float16)
        tensors[name + DOWN] = pair.down.astype(np.float16)
    path.write_bytes(save(tensors, metadata=dict(sorted(told.items()))))


def read_factors(path: Path) -> dict[str, Factors]:
    """The factors of a file. Raises ModelError where it holds none."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(path)
        names = sorted(name.removesuffix(UP) for name in tensors if name.endswith(UP))
        return {
            name: Factors(tensors[name + UP].astype(np.float32), tensors[name + DOWN].astype(np.float32))
            for name in names
        }
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError(f"{path}: not a file that `kb adapt` wrote ({error}); make it again") from error


def read_told(path: Path) -> dict[str, str]:
    """What the writer told of a file's making. Raises ModelError."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as opened:
            return dict(opened.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path}: not a file that `kb adapt` wrote ({error}); make it again") from error


def added(state: Mapping[str, Rows], factors: Mapping[str, Factors]) -> dict[str, Rows]:
    """The weights with the factors' products added. Raises ModelError for factors of another model."""
    changed = dict(state)
    for name, pair in factors.items():
        product = pair.up @ pair.down
        if name not in state or state[name].shape != product.shape:
            raise ModelError(f"the adaptation changes {name}, which is not so in this model; make it again")
        changed[name] = state[name] + product
    return changed
