"""The commands against the endpoint that README and web/API.md show print what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from click.testing import CliRunner

from kb.commands.main import cli
from tests.serving import served

REPOSITORY = Path(__file__).parents[3]
README, API, OPERATION = (
    (REPOSITORY / name).read_text(encoding="utf-8")
    for name in ("README.md", "web/API.md", "web/OPERATION.md")
)
ROOT = "http://127.0.0.1:8000"


def shown() -> list[tuple[str, str]]:
    """(command, what it prints) of every `$ ` line that asks the endpoint."""
    blocks = re.findall(r"^```\n(\$ .*?)^```", README + API, re.MULTILINE | re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(line, printed) for line, _, printed in (part.partition("\n") for part in parts) if ROOT in line]


def test_the_commands_print_what_the_readme_says(real_indexes: Path, tmp_path: Path) -> None:
    assert len(shown()) == 6
    with served(real_indexes, tmp_path / "log") as server:
        for command, printed in shown():
            if not all(map(shutil.which, ("jq", command.split()[0]))):
                continue  # R is not everywhere
            asked = command.replace(ROOT, server.url)
            done = subprocess.run(["sh", "-c", asked], capture_output=True, text=True, check=False)
            assert done.stdout == printed, command


def test_every_limit_of_the_readme_is_the_programs() -> None:
    from kb import model
    from web.api import caching, parameters
    from web.serving.limits import PAGES_PER_PROGRAM
    from web.serving.server import CONNECTIONS, LARGEST_HEAD, SILENT_SECONDS

    told = OPERATION.replace(",", "")
    for limit in (
        f"1 to {model.QUERY_LENGTH} characters",
        f"{parameters.REPEATS} values a filter",
        f"{caching.LONGEST_ADDRESS} characters; {LARGEST_HEAD} bytes",
        f"{caching.LARGEST_BODY} bytes; {model.QUOTES_LENGTH} characters",
        f"{PAGES_PER_PROGRAM} times as many for pages",
        f"{CONNECTIONS} each {SILENT_SECONDS} seconds",
    ):
        assert limit in told, limit


def test_every_setting_the_readme_uses_is_an_option_or_its_variable() -> None:
    help_ = "".join(CliRunner().invoke(cli, [name, "--help"]).output for name in ("serve", "publish"))
    used = set(re.findall(r"\bKB_[A-Z_]+\b|--[a-z][a-z-]+", OPERATION)) - {"KB_MODEL"}
    assert {"KB_PROXIES", "KB_RATE", "--queue", "--access-log"} <= used
    for name in used:
        assert name in help_, name


def test_every_direct_dependency_says_what_it_is_for() -> None:
    lines = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    asked = [at for at, line in enumerate(lines) if re.match(r'    "[\w-]+(\[[\w,]+\])?[>=]', line)]
    assert len(asked) > 30
    for at in asked:
        assert " # " in lines[at] or lines[at - 1].strip().startswith("#"), lines[at]
