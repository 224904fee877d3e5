"""The command line as a user meets it: help, errors in one line, exit codes."""

import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.commands.asking import as_text
from kb.commands.main import cli
from kb.commands.options import progress
from kb.index.opened import open_index
from kb.index.records import api_fields
from kb.model import Query
from kb.search.search import search
from tests import tiny


def test_a_port_that_is_taken_is_one_line(tiny_indexes: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = kb("serve", "--indexes", str(tiny_indexes), "--port", port)
    assert told.returncode == 2 and "Serving" not in told.stdout
    assert told.stderr.strip().endswith(
        f"127.0.0.1:{port} cannot be listened on (Address already in use); give another --port"
    )


def test_gold_that_is_none_is_one_line(tmp_path: Path, tiny_indexes: Path) -> None:
    (tmp_path / "gold.txt").write_text("hjemløse unge\n")
    for what, more in (("queries", ["--indexes", str(tiny_indexes)]), ("facts", [])):
        told = kb("evaluate", what, str(tmp_path / "gold.txt"), *more)
        assert told.returncode == 2
        assert told.stderr.startswith(f"kb: {tmp_path / 'gold.txt'} is no JSON")


def kb(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb.commands.main", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_help_shows_an_example(name: str) -> None:
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert f"kb {name}" in shown.output.split("Example", 1)[1]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kb.commands.main import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        "print(sorted({'numpy', 'faiss', 'torch', 'spacy', 'flask'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "build" in done.stdout


def test_how_far_a_build_is_is_told_in_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    for every, quiet in ((0.0, False), (60.0, False), (0.0, True)):
        report = progress(quiet, every)
        for done in (0, 120, 409):
            report("embed units", done, 409)
        report("check the build", 0, 1)
    often, seldom = (
        ["embed units ...", "embed units: 120 of 409", "check the build ..."],
        ["embed units ...", "check the build ..."],
    )
    assert capsys.readouterr().err.splitlines() == [*often, *seldom]


@pytest.mark.parametrize("command", [["units"], ["search", "støtte"], ["serve"]])
def test_a_missing_index_is_one_line_with_the_remedy(command: list[str], tmp_path: Path) -> None:
    done = kb(*command, "--indexes", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == f"kb: no index in {tmp_path}; build one with: kb build --indexes {tmp_path}\n"


def test_units_prints_every_unit_as_a_json_line(tiny_indexes: Path) -> None:
    lines = kb("units", "--indexes", str(tiny_indexes)).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [
        json.loads(json.dumps(api_fields(unit))) for unit in tiny.UNITS
    ]


@pytest.mark.parametrize(
    "text, first",
    [
        ("støtte i hjemmet", "3 resultater"),
        ("vejret i weekenden", "Vi fandt ikke noget, der svarer klart. Det nærmeste er:"),
        ("xqzzk blorpf", "Ingen af ordene står i kilderne, og vi kender ingen ord, der ligner."),
    ],
)
def test_search_tells_the_outcome(tiny_indexes: Path, text: str, first: str) -> None:
    shown = CliRunner().invoke(cli, ["search", text, "--indexes", str(tiny_indexes)])
    assert shown.output.splitlines()[0] == first


def test_one_hit_is_counted_in_the_singular(tiny_indexes: Path) -> None:
    answer = search(open_index(tiny_indexes), Query("støtte i hjemmet"))
    assert as_text(replace(answer, total=1), colour=False).splitlines()[0] == "1 resultat"


def test_search_names_document_and_page(tiny_indexes: Path) -> None:
    shown = kb("search", "sagsbehandler på sygehuset", "--indexes", str(tiny_indexes)).stdout
    first = shown.split("\n 2.", 1)[0]
    assert " 1. En dør ind · Roskilde  [municipality_example" in first
    assert "Rapport om udsatte voksne (2020, s. 10–11)  rapport-2020/eksempel/en-dør-ind" in first


@pytest.mark.parametrize("text", ["", "  ", "a" * 4001])
def test_an_absurd_query_is_refused_with_what_is_allowed(tiny_indexes: Path, text: str) -> None:
    told = kb("search", text, "--indexes", str(tiny_indexes))
    assert told.returncode == 2 and "a query is 1 to 4000 characters long" in told.stderr


def test_a_folder_without_a_build_and_a_corpus_without_a_file_say_so(tmp_path: Path) -> None:
    told = kb("rollback", "--indexes", str(tmp_path / "indexes"))
    assert "serves; make one with: kb build" in told.stderr
    (tmp_path / "corpus").mkdir()
    folders = ("--corpus", str(tmp_path / "corpus"), "--indexes", str(tmp_path / "indexes"))
    told = kb("build", *folders, "--model", "hashing")
    assert told.stderr.strip().endswith(f"{tmp_path / 'corpus'} holds no .txt or .pdf")
