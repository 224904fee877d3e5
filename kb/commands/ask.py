"""`kb ask`: many questions from a file, their answers as a table."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands import options


@click.command(epilog="Example:  kb ask topics.csv --out answers.docx")
@click.argument("topics", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .csv or .docx to write.")
@click.option("--site", default="", help="Address of the site, put before those of its pages.")
@options.indexes
def command(topics: Path, out: Path, site: str, indexes: Path) -> None:
    """Ask each line of TOPICS: whether the sources answer, the first three hits, how many of each kind."""
    from kb.documents.textfile import decode
    from kb.index.opened import open_index
    from kb.search.questions import as_csv, as_word, ask, called, read_questions

    if out.suffix not in (".csv", ".docx"):
        raise click.UsageError(f"{out} must end in .csv or .docx")
    if not out.parent.is_dir():
        raise click.UsageError(f"{out.parent} is no folder")
    text, _ = decode(topics.read_bytes(), topics.name)
    asked = ask(open_index(indexes), read_questions(text))
    if out.suffix == ".docx":
        out.write_bytes(as_word(asked, called, site.rstrip("/")))
    else:
        out.write_text(as_csv(asked, called, site.rstrip("/")), encoding="utf-8", newline="")
    click.echo(f"{out}: {len(asked)} questions, {sum(a.outcome == 'answers' for a in asked)} answered")
