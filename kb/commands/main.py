"""The `kb` command. Each subcommand lives in `kb/commands/<name>.py` and is imported when it is called,
so that `kb --help` is quick and a server never loads the builder's libraries."""

from __future__ import annotations

import importlib
import sys

import click

from kb.errors import KbError

COMMANDS = {
    "build": "Build the index from the corpus (offline)",
    "search": "Search from the command line",
    "ask": "Ask many questions at once, answers as a table",
    "units": "Print every unit as a JSON line",
    "verify": "Check a build: its files, its vectors, one query",
    "publish": "Load the index into PostgreSQL, to be served from there",
    "rollback": "Let the build before the current one serve again",
    "diff": "Units added, removed, reworded, renumbered between two builds",
    "keywords": "Check an editor's search words, list units without",
    "evaluate": "Measure units and ranking against gold",
    "bench": "Measure the served index beside its yardsticks",
    "serve": "Serve the site and the JSON endpoint",
    "mcp": "Answer assistants (Model Context Protocol)",
}


class Commands(click.Group):
    """Finds a subcommand by name without importing the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"kb.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A searchable knowledge base over Danish social-policy reports."""


def main() -> None:
    """Run the command; a known error is one line on stderr and exit 2."""
    try:
        cli()
    except KbError as error:
        click.echo(f"kb: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
