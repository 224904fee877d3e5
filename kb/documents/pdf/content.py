"""What a page shows: words with both their ends, and the bounds of painted shapes."""

from __future__ import annotations

from typing import NamedTuple

OUTSIDE, ARTIFACT = -1, -2  # for an id of marked content: in none, or in what is no part of the document


class Word(NamedTuple):
    """Characters without a space: [x0, x1] along the baseline and y in points, `size` as drawn.

    `angle` is the baseline's direction in whole degrees, [0, 360); x0, x1 and y are then measured in
    a frame turned by that angle. `spaced` tells that a space character was shown before the word.
    `content` is the id of the marked content it stands in, OUTSIDE or ARTIFACT.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    angle: int
    spaced: bool
    content: int = OUTSIDE


class Shape(NamedTuple):
    """The bounds of a painted path: a box, or a rule where it is thin."""

    x0: float
    y0: float
    x1: float
    y1: float
