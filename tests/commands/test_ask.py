"""`kb ask` and what `kb evaluate --into` keeps."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from kb.commands.main import cli
from kb.index.builds import read_quality


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_each_line_of_a_file_is_a_row_of_the_table(tiny_indexes: Path, tmp_path: Path, encoding: str) -> None:
    topics, out = tmp_path / "topics.csv", tmp_path / "table.csv"
    topics.write_text("emne;\nstøtte og bolig, i hjemmet;\nqvrxz wplmk\n", encoding=encoding)
    site = ["--site", "https://viden.dk/", "--indexes", str(tiny_indexes)]
    done = CliRunner().invoke(cli, ["ask", str(topics), "--out", str(out), *site])
    assert done.output == f"{out}: 2 questions, 1 answered\n"
    first, second = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert (first["spørgsmål"], second["spørgsmål"]) == ("støtte og bolig, i hjemmet", "qvrxz wplmk")
    assert first["adresse 1"].startswith("https://viden.dk/enhed/rapport-2020/")
    assert (second["svar"], second["adresse 1"]) == ("Intet fundet", "")


def test_a_word_file_and_another_ending_is_refused(tiny_indexes: Path, tmp_path: Path) -> None:
    topics = tmp_path / "topics.csv"
    topics.write_text("bolig", encoding="utf-8")
    ask = ["ask", str(topics), "--indexes", str(tiny_indexes), "--out"]
    assert CliRunner().invoke(cli, [*ask, str(tmp_path / "t.docx")]).exit_code == 0
    (table,) = docx.Document(str(tmp_path / "t.docx")).tables
    assert table.rows[1].cells[0].text == "bolig"
    refused = CliRunner().invoke(cli, [*ask, str(tmp_path / "t.pdf")])
    assert refused.exit_code == 2 and ".csv or .docx" in refused.output


def test_a_measurement_is_kept_beside_the_build(tiny_indexes: Path, tmp_path: Path) -> None:
    indexes = tmp_path / "indexes"
    shutil.copytree(tiny_indexes, indexes, symlinks=True)
    gold = tmp_path / "cards.jsonl"
    gold.write_text(
        '{"unit": "x", "text_start": "Roskilde Kommune møder", "strength": null, "borderline": [], "cards": '
        '{"target_group": [], "method": ["Roskilde Kommune møder borgeren på sygehuset."], '
        '"organisation": ["En sagsbehandler er til stede to gange om ugen."], "result": [], "economy": []}}',
        encoding="utf-8",
    )
    where = ["--indexes", str(indexes), "--into", str(indexes)]
    done = CliRunner().invoke(cli, ["evaluate", "cards", str(gold), *where])
    assert done.exit_code == 0, done.output
    told = read_quality(indexes / "current")["cards"]
    assert told["sums"] == {"right": [2, 2], "found": [2, 2], "strength": [1, 1]}
    assert told["gold"] == gold.as_posix() and len(told["date"]) == 10
