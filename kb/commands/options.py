"""Options that several commands share, how far those are that take their time, and extras of the package."""

import time
from collections.abc import Callable
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
quiet = click.option("--quiet", is_flag=True, help="Do not tell how far it is.")


def library(module: str, extra: str) -> Any:
    """A module of ours that needs an extra of the package."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise click.ClickException(f"this needs the extra `{extra}`: pip install '.[{extra}]'") from error


def progress(quiet: bool, every: float = 5.0) -> Callable[[str, int, int], None]:
    """What a stage calls with (its name, done, total): plain lines on stderr, the name when it begins and how
    far it is `every` so many seconds."""
    told: dict[str, float] = {}

    def report(stage: str, done: int, total: int) -> None:
        is_new, now = stage not in told, time.monotonic()
        if quiet or not is_new and (done >= total or now - told[stage] < every):
            return
        told[stage] = now
        click.echo(f"{stage} ..." if is_new else f"{stage}: {done} of {total}", err=True)

    return report
