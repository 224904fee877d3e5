"""The `kb` command. A command imports what it runs when it is called, so that `kb --help` is quick and a
server never loads the builder's libraries."""

import sys

import click

from kb.commands import asking, builds, evaluate
from kb.errors import KbError


class InOrder(click.Group):
    """Lists its commands in the order they were added in."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A searchable knowledge base over Danish social-policy reports."""


for command in (
    builds.build,
    asking.search,
    asking.ask,
    asking.units,
    builds.verify,
    builds.publish,
    builds.rollback,
    builds.diff,
    builds.keywords,
    evaluate.evaluate,
    asking.bench,
    asking.serve,
    asking.mcp,
):
    cli.add_command(command)


def main() -> None:
    """Run the command; a known error is one line on stderr and exit 2."""
    try:
        cli()
    except KbError as error:
        click.echo(f"kb: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
