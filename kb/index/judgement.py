"""The evidence from which on a query is told as answered (kb.search.answerable), fitted to each build."""

from __future__ import annotations

import json
from pathlib import Path

FILE = "judgement.json"


def write_judgement(folder: Path, least: float) -> None:
    """Store with an index the least evidence of an answer."""
    (folder / FILE).write_text(json.dumps({"least": least}) + "\n", encoding="utf-8")


def open_judgement(folder: Path) -> float | None:
    """The least evidence of an answer; None while the index is being built."""
    try:
        return float(json.loads((folder / FILE).read_text(encoding="utf-8"))["least"])
    except FileNotFoundError:
        return None
