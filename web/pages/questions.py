"""Many questions at once: a field for up to fifty lines, the answers as a page, CSV or Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from kb.model import QUOTES_LENGTH, Unit
from kb.search.questions import KIND_NAMES, MOST, OUTCOMES, Asked, as_csv, as_word, ask, read_questions
from web.opened import opened_index, outline
from web.pages.export import attachment
from web.pages.selection import FORMATS

blueprint = Blueprint("questions", __name__)

FIELD = "emner"
Writer = Callable[[Sequence[Asked], Callable[[Unit], str], str], str | bytes]
WRITERS: Mapping[str, Writer] = {"csv": as_csv, "docx": as_word}


@blueprint.get("/spoergsmaal")
def form() -> str:
    """The field for the questions."""
    return render_template("spoergsmaal.html", text="", most=MOST)


@blueprint.post("/spoergsmaal", defaults={"extension": ""})
@blueprint.post("/spoergsmaal.<extension>")
def answers(extension: str) -> ResponseReturnValue:
    """What there is to each line. The text comes in the body only and is not kept. Raises 404."""
    if extension and extension not in WRITERS:
        abort(404)
    text = request.form.get(FIELD, "")
    questions = read_questions(text[: QUOTES_LENGTH + 1])
    error = None
    if not questions:
        error = "Skriv et emne eller et spørgsmål på hver linje."
    elif len(questions) > MOST or len(text) > QUOTES_LENGTH:
        error = f"Det er for meget på én gang: højst {MOST} linjer og {QUOTES_LENGTH} tegn. Del teksten."
    if error:
        shown = "\n".join(questions[:MOST])
        return render_template("spoergsmaal.html", text=shown, error=error, most=MOST), 400
    asked = ask(opened_index(), questions)
    if extension:
        content = WRITERS[extension](asked, outline().title, request.host_url.rstrip("/"))
        return attachment(content, FORMATS[extension][1], f"spoergsmaal.{extension}")
    return render_template(
        "spoergsmaal.html",
        text="\n".join(questions),
        asked=asked,
        most=MOST,
        outcomes=OUTCOMES,
        names=KIND_NAMES,
    )
