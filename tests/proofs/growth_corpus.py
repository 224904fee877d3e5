"""Made corpora: units recombined from shipped ones, with vectors near theirs; the same for the same size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kb.danish.municipalities import municipalities
from kb.danish.terms import Weights
from kb.index.postings import Packed, pack
from kb.model import Document, Unit
from kb.units.cutting.drafts import NAMES
from tests.proofs.growth_sentences import Base, Part, Parts, ranks

PER_DOCUMENT = 100
PUBLISHERS = ("Socialstyrelsen", "KL", "Danske Regioner", None)
FOREIGN, OTHER, INSIDE = 0.3, 0.05, 0.35  # shares: sentences of other units, other text, units in others
MADE = 3  # made-up words of a unit
# A vector is its base's, drawn towards another's, with noise: about .95 of cosine from its base.
DRAWN, NOISE = 0.3, 0.25
_ROWS = 1 << 14


@dataclass(frozen=True, slots=True)
class Made:
    """What a made unit consists of; `near` are the places of the two units its vector lies by."""

    number: int
    base: Base
    parts: tuple[Part, ...]
    municipalities: tuple[str, ...]
    parent: str | None
    near: tuple[int, int]

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return made_document(self.number // PER_DOCUMENT)

    @property
    def id(self) -> str:
        """Its id."""
        return f"{self.document.id}/{NAMES[self.base.unit.kind]}/{self.number}"

    def unit(self) -> Unit:
        """The unit."""
        text = " ".join(part.text for part in self.parts)
        return replace(
            self.base.unit,
            id=self.id,
            text=text,
            document=self.document,
            file=f"{self.document.id}.txt",
            start=0,
            end=len(text),
            parent=self.parent,
            municipalities=self.municipalities,
            footnotes=(),
        )

    def terms(self) -> list[Weights]:
        """The terms of each of its parts."""
        return [part.words for part in (self.base.heading, *self.parts)]

    def summed(self) -> Weights:
        """Its terms."""
        total: Counter[str] = Counter()
        for terms in self.terms():
            total.update(terms)
        return dict(total)

    def vocabulary(self) -> frozenset[str]:
        """Its words."""
        return self.base.heading.vocabulary.union(*(part.vocabulary for part in self.parts))


def packed(made: Sequence[Made]) -> Packed:
    """The terms of units, summed over their parts: units by parts times parts by terms."""
    units = [each.terms() for each in made]
    parts = {id(terms): terms for unit in units for terms in unit}
    rows = dict(zip(parts, range(len(parts)), strict=True))
    found = pack(list(parts.values()))
    terms, columns = np.unique(found.hashes, return_inverse=True)
    by_term = _matrix(found.frequencies, columns, found.counts, len(terms))
    places = [rows[id(terms)] for unit in units for terms in unit]
    by_part = _matrix(np.ones(len(places), np.float32), np.array(places), list(map(len, units)), len(parts))
    total = by_part @ by_term
    counts = np.diff(total.indptr).astype(np.int32)
    return Packed(terms[total.indices], total.data, counts, total.sum(axis=1, dtype=np.float64))


def _matrix(values: Any, columns: Any, lengths: Any, width: int) -> sparse.csr_array:
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return sparse.csr_array((values, columns, starts), shape=(len(lengths), width))


def make_units(parts: Parts, count: int) -> Iterator[Made]:
    """`count` units, in documents of 100; any prefix of them is the smaller corpus."""
    names = [each.name for each in municipalities()]
    around: str | None = None
    for number in range(count):
        chance = np.random.default_rng(number)
        near, other = chance.integers(len(parts.bases), size=2).tolist()
        base = parts.bases[near]
        chosen = [_sentence(parts, base, chance) for _ in range(max(1, len(base.sentences)))]
        chosen += [parts.made(rank) for rank in ranks(chance, MADE)]
        place = (names[int(chance.integers(len(names)))],) if base.unit.municipalities else ()
        chosen += [parts.part_of(name) for name in place]
        inside = number % PER_DOCUMENT > 0 and chance.random() < INSIDE
        made = Made(number, base, tuple(chosen), place, around if inside else None, (near, other))
        around = around if inside else made.id
        yield made


def _sentence(parts: Parts, base: Base, chance: np.random.Generator) -> Part:
    drawn = chance.random()
    if drawn < OTHER:
        pool: Sequence[Part] = parts.lines
    elif drawn < OTHER + FOREIGN or not base.sentences:
        pool = parts.all
    else:
        pool = base.sentences
    return pool[int(chance.integers(len(pool)))]


def made_document(number: int) -> Document:
    """The document of a number."""
    publisher = PUBLISHERS[number % len(PUBLISHERS)]
    return Document(f"lavet-{number}", f"Lavet rapport {number}", publisher, 2000 + number % 25)


def made_sources(units: int) -> list[dict[str, Any]]:
    """The manifest's entries of the documents of so many units."""
    documents = (made_document(number) for number in range(-(-units // PER_DOCUMENT)))
    rest = {"sha256": ["0" * 64], "canonical": False, "rights": None, "url": None, "pages": 0}
    return [{"document": asdict(each), "files": [f"{each.id}.txt"], **rest} for each in documents]


def make_vectors(shipped: NDArray[np.float32], near: NDArray[np.int64]) -> NDArray[np.float32]:
    """Rows of length 1 near the shipped ones at `near`, shape (units, 2); never embedded."""
    made = np.empty((len(near), shipped.shape[1]), np.float32)
    for start in range(0, len(near), _ROWS):
        own, other = near[start : start + _ROWS].T
        chance = np.random.default_rng(start)
        noise = chance.standard_normal((len(own), shipped.shape[1]), np.float32)
        noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        rows = shipped[own] * (1 - DRAWN) + shipped[other] * DRAWN + noise
        made[start : start + _ROWS] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made
