"""Text to terms, the same for a unit and a query. A plain first version: folded words and 5-grams."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from kb.model import Unit

ANALYZER_VERSION = "plain-1"
_WORD = re.compile(r"§+|\w+")
_GRAM = 5


class Analyzer:
    """Words and character n-grams with their weights."""

    def unit_words(self, unit: Unit) -> list[str]:
        """The unit's terms; the title counts twice."""
        return _words(" ".join([*unit.section[-1:], unit.title or "", unit.title or "", unit.text]))

    def unit_grams(self, unit: Unit) -> list[str]:
        """The unit's character n-grams."""
        return _grams(" ".join([unit.title or "", unit.text]))

    def query_words(self, text: str) -> dict[str, float]:
        """The query's terms and their weights."""
        return dict.fromkeys(_words(text), 1.0)

    def query_grams(self, text: str) -> dict[str, float]:
        """The query's character n-grams and their weights."""
        return dict.fromkeys(_grams(text), 1.0)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _grams(text: str) -> list[str]:
    padded = [f"_{word}_" for word in _words(text)]
    return [word[i : i + _GRAM] for word in padded for i in range(max(1, len(word) - _GRAM + 1))]


def build_analyzer(units: Sequence[Unit], folder: Path) -> None:
    """Write what the analyzer learns from the corpus; this one learns nothing."""
    (folder / "analyzer.json").write_text(json.dumps({"version": ANALYZER_VERSION}), encoding="utf-8")


def open_analyzer(folder: Path) -> Analyzer:
    """The analyzer of an index. Raises ValueError when another version wrote it."""
    version = json.loads((folder / "analyzer.json").read_text(encoding="utf-8"))["version"]
    if version != ANALYZER_VERSION:
        raise ValueError(f"written by analyzer {version}, this program has {ANALYZER_VERSION}")
    return Analyzer()
