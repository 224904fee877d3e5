"""What was measured on a build: a file that `kb evaluate --into` leaves beside the build's own.

It is written after the build was sealed, so that the manifest does not know it: a build without one is whole.
A corpus may hold what was measured on an earlier build (`make quality`); each measurement names its build.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kb.index.builds import named_build

FILE = "quality.json"
# A share as (right, of), or a figure in [0, 1], by what it is.
Sums = Mapping[str, tuple[int, int] | float]


def write_quality(indexes: Path, what: str, gold: str, sums: Sums) -> None:
    """Put the sums of one measurement, with today's date, beside those of others on the current build."""
    folder = named_build(indexes, None)
    build = folder.resolve().name
    measured = {"date": date.today().isoformat(), "build": build, "gold": gold, "sums": dict(sums)}
    told = {**read_quality(folder), what: measured}
    part = folder / f".{FILE}-{os.getpid()}"
    part.write_text(json.dumps(dict(sorted(told.items())), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(folder / FILE)


def read_quality(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The measurements of a build by their name; nothing where none was kept, or none can be read."""
    try:
        found: Mapping[str, Mapping[str, Any]] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found
