"""What the README promises is there: targets, commands, files, settings, and the answer it prints."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kb.commands.main import cli

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BESIDE = (
    "kb/builder/README.md",
    "kb/postgres/README.md",
    "kb/measuring/FIGURES.md",
    "web/API.md",
    "web/OPERATION.md",
)
ALL = README + "".join((REPOSITORY / name).read_text(encoding="utf-8") for name in BESIDE)
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMAND_LINES = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", ALL, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets


def test_commands_of_the_readme_exist_and_none_is_left_out() -> None:
    named = {word for line in COMMAND_LINES for word in re.findall(r"(?:^|/|\s)kb ([a-z]+)", line)}
    assert named == set(cli.commands)


@pytest.mark.parametrize(
    "line", [line for line in COMMAND_LINES if line.startswith(".venv/bin/kb ")], ids=lambda line: line[13:40]
)
def test_options_of_the_readme_exist(line: str) -> None:
    command: click.Command = cli
    words = line.split()[1:]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, line
        command = found
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert [word for word in words if word.startswith("--") and word not in known] == []


def test_files_of_the_readme_exist() -> None:
    named = set(re.findall(r"`((?:kb|web|tests|corpus|indexes|\.ci)/[\w./-]*)`", ALL))
    assert {"kb/search/search.py", "kb/danish/", "corpus/sources.toml"} <= named
    assert [name for name in sorted(named) if not (REPOSITORY / name).exists()] == []


def test_settings_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"KB_[A-Z_]+", ALL))
    found = {
        str(option.envvar)
        for name in cli.commands
        if (command := cli.get_command(click.Context(cli), name)) is not None
        for option in command.params
        if option.envvar
    }
    assert {"KB_MODEL"} <= named
    assert sorted(named - found) == []


def test_the_answer_that_the_readme_shows_is_the_answer(real_indexes: Path) -> None:
    asked = re.search(
        r"^\$ \.venv/bin/kb (search \"[^\"]+\"[^\n]*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL
    )
    assert asked is not None
    command, printed = asked.groups()
    words = [part.strip('"') for part in re.findall(r'"[^"]+"|\S+', command)]
    shown = CliRunner().invoke(cli, [*words, "--indexes", str(real_indexes)])
    # The last digits of a score, and so which hits reach the threshold, differ from one processor to another;
    # the order and the words of the first hits do not.
    score, total = re.compile(r", [01]\.\d\d\]"), re.compile(r"^\d+")
    texts = [score.sub("]", text).strip() for text in (shown.output, printed)]
    assert total.sub("", texts[0]) == total.sub("", texts[1])
    counts = [int(found[0]) for text in texts if (found := total.match(text))]
    assert counts[0] == pytest.approx(counts[1], abs=3)
