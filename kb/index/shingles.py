"""Pairs of neighbouring words -> units: finds where a quotation may come from, by two mapped arrays."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.danish.quoted import forms
from kb.model import Unit

KEYS, UNITS = "shingles.npy", "shingle_units.npy"
# A pair that stands in more units than this tells nothing about where a quotation comes from.
_COMMON = 2000
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def _pairs(forms: Sequence[str]) -> npt.NDArray[np.uint32]:
    """uint32 (len(forms) - 1,): a hash of each pair of neighbours."""
    codes = np.array([zlib.crc32(form.encode()) for form in forms], dtype=np.uint64)
    mixed = (codes[:-1] * _FACTOR) ^ (codes[1:] + (codes[:-1] << np.uint64(7)))
    return ((mixed * _FACTOR) >> np.uint64(32)).astype(np.uint32)


def build_shingles(units: Sequence[Unit], folder: Path) -> None:
    """Write two arrays of one length: sorted hashes of pairs, and the position of the unit each is in."""
    keys = [np.unique(_pairs(forms(text_of(unit)))) for unit in units]
    owners = [np.full(len(own), position, dtype=np.int32) for position, own in enumerate(keys)]
    flat_keys, flat_owners = np.concatenate(keys), np.concatenate(owners)
    order = np.lexsort((flat_owners, flat_keys))
    np.save(folder / KEYS, flat_keys[order])
    np.save(folder / UNITS, flat_owners[order])


def text_of(unit: Unit) -> str:
    """What a quotation may be taken from: the title, the text and the footnotes."""
    return "\n".join([*([unit.title] if unit.title else []), unit.text, *unit.footnotes])


class Shingles:
    """The opened arrays; they stay on disk and are mapped."""

    def __init__(self, folder: Path) -> None:
        self._keys: npt.NDArray[np.uint32] = np.load(folder / KEYS, mmap_mode="r")
        self._units: npt.NDArray[np.int32] = np.load(folder / UNITS, mmap_mode="r")

    def candidates(self, forms: Sequence[str], limit: int) -> list[int]:
        """Positions of the units that share most pairs with a row of words, and of those that share half
        as many; ties by position."""
        keys = np.unique(_pairs(forms)) if len(forms) > 1 else np.empty(0, np.uint32)
        starts, ends = np.searchsorted(self._keys, keys), np.searchsorted(self._keys, keys, "right")
        spans = [(a, b) for a, b in zip(starts, ends, strict=True) if b > a]
        rare = [(a, b) for a, b in spans if b - a <= _COMMON] or spans
        if not rare:
            return []
        found, counts = np.unique(np.concatenate([self._units[a:b] for a, b in rare]), return_counts=True)
        order = np.lexsort((found, -counts))[:limit]
        order = order[2 * counts[order] >= counts.max()]
        return [int(position) for position in found[order]]
