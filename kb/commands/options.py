"""Options that several commands share, the bars of those that take their time, and extras of the package."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

Option = Callable[[Any], Any]


def command(example: str, short_help: str) -> Option:
    """Make a function a command; `short_help` is what the list of commands says of it."""
    return click.command(epilog=f"Example:  {example}", short_help=short_help)


def setting(flag: str, help_: str, **how: Any) -> Option:
    """An option that is a variable of the environment too: --log-level is KB_LOG_LEVEL."""
    name = flag.split("/")[0].removeprefix("--").replace("-", "_")
    return click.option(
        flag, envvar=f"KB_{name.upper()}", show_envvar=True, show_default=True, help=help_, **how
    )


def corpus(help_: str, exists: bool = True) -> Option:
    """--corpus FOLDER; unless `exists`, one that is missing is left to the command to tell."""
    kind = click.Path(exists=exists, path_type=Path)
    return click.option("--corpus", type=kind, default=Path("corpus"), show_default=True, help=help_)


indexes = setting(
    "--indexes", "Folder of the built indexes.", type=click.Path(path_type=Path), default=Path("indexes")
)
corpus_to_cut = corpus("Corpus to cut; no index is needed.")
quiet = click.option("--quiet", is_flag=True, help="No progress bars.")


def library(module: str, extra: str) -> Any:
    """A module of ours that needs an extra of the package."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise click.ClickException(f"this needs the extra `{extra}`: pip install '.[{extra}]'") from error


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """What a stage calls with (its name, done, total): a bar for each on stderr, its name alone in a log."""
    bars: dict[str, Any] = {}
    hidden = quiet or not sys.stderr.isatty()
    with ExitStack() as shown:

        def report(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                shown.close()  # ends the line of the stage before
                bar = click.progressbar(length=total, label=f"{stage:>8}", file=sys.stderr, hidden=hidden)
                bars[stage] = shown.enter_context(bar)
                if hidden and not quiet:
                    click.echo(f"{stage} ...", err=True)
            bars[stage].update(done - bars[stage].pos)

        yield report
