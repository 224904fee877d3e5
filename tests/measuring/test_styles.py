"""The measure of house styles, on a report of six lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.measuring.score import total
from kb.measuring.styles import evaluate, read_styles
from kb.model import Document, Unit

KEY = {
    "recommendations": [
        {
            "number": "2",
            "title": "Ring først",
            "text": "Ring, før du skriver.",
            "core": "Ring, før du skriver.",
        },
        {"number": None, "title": None, "text": "Giv alle en kontaktperson.", "core": "Giv alle"},
    ],
    "examples": [{"municipality": "Vejle", "title": None, "text": "Vejle Kommune har et team på havnen."}],
    "headings": [{"text": "1. Råd"}, {"text": "Indhold"}, {"text": "Fra praksis"}],
    "tables": [{"cells": [["Bolig", "12"], ["Arbejde", "7"]]}],
    "paragraphs": ["Ring, før du skriver.", "Giv alle en kontaktperson."],
}


def unit(name: str, kind: str, text: str, title: str | None = None, number: int | None = None) -> Unit:
    places = ("Vejle",) if "Vejle" in text else ()
    return Unit(
        f"a/{name}", kind, text, Document("a", "A", None, None), "a.txt", 0, 1, number, title=title,
        municipalities=places, section=("Råd",),
    )  # fmt: skip


UNITS = (
    unit("1", "recommendation", "Ring, før du skriver.", "Ring først", 1),
    unit("2", "recommendation", "Giv alle en kontaktperson, og " + "skriv en plan, som alle kan læse. " * 3),
    unit("3", "municipality_example", "Vejle Kommune har et team på havnen."),
    unit("4", "finding", "Bolig 12\nArbejde 9"),
)


def test_each_measure_counts() -> None:
    found = {score.name: (score.found, score.wanted, score.given) for score in evaluate(UNITS, KEY)}
    assert found == {
        "recommendations": (1, 2, 2),  # the second is too long
        "printed numbers": (0, 1, 1),
        "examples": (1, 1, 1),
        "headings": (1, 2, 2),
        "table cells": (3, 4, 4),
        "words kept": (8, 8, 8),
    }
    assert total("recommendations", [evaluate(UNITS, KEY)[0]] * 2).found == 2


def test_a_key_may_lack_any_field() -> None:
    assert [score.recall for score in evaluate((), {})] == [1.0] * 6


@pytest.mark.parametrize("name", ["report.txt", "report.pdf"])
def test_styles_are_the_folders_with_a_report_and_a_key(tmp_path: Path, name: str) -> None:
    for folder, file in (("b", name), ("a", name), ("c", "other.txt")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text("Råd")
        (tmp_path / folder / "key.json").write_text(json.dumps({"title": "Råd"}))
    assert [(source.document.id, source.files[0].name) for source, _ in read_styles(tmp_path)] == [
        ("a", name),
        ("b", name),
    ]
