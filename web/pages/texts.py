"""Texts that a reader posts, of which nothing is kept: citat-tjek, and many questions at once."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from kb.danish.mask import mask
from kb.index.builds import read_quality
from kb.model import QUOTES_LENGTH, Unit
from kb.search.questions import KIND_NAMES, MOST, OUTCOMES, Asked, as_csv, as_word, ask, read_questions
from kb.search.quotes.check import check_text
from web.current import opened_index, outline
from web.pages.selection import FORMATS, attachment

blueprint = Blueprint("texts", __name__)

QUOTES_FIELD = "tekst"
QUESTIONS_FIELD = "emner"
Writer = Callable[[Sequence[Asked], Callable[[Unit], str], str], str | bytes]
WRITERS: Mapping[str, Writer] = {"csv": as_csv, "docx": as_word}


@blueprint.route("/citat-tjek", methods=["GET", "POST"])
def quotes() -> ResponseReturnValue:
    """The field to paste a text into; of a posted one a verdict for each quotation and claim. It comes in the
    body only and is not kept."""
    if request.method != "POST":
        return render_template("citat_tjek.html")
    text = mask(request.form.get(QUOTES_FIELD, "")).strip()
    if not text:
        return render_template("citat_tjek.html", error="Sæt en sætning eller et notat ind."), 400
    if len(text) > QUOTES_LENGTH:
        error = f"Teksten er for lang. Sæt højst {QUOTES_LENGTH} tegn ind ad gangen."
        return render_template("citat_tjek.html", text=text[:QUOTES_LENGTH], error=error), 413
    measured = read_quality(opened_index().folder).get("claims")
    checked = check_text(opened_index(), text)
    return render_template("citat_tjek.html", text=text, checked=checked, measured=measured)


@blueprint.route("/spoergsmaal", methods=["GET", "POST"], defaults={"extension": ""})
@blueprint.post("/spoergsmaal.<extension>")
def questions(extension: str) -> ResponseReturnValue:
    """The field for the questions; of posted ones what there is to each line. The text comes in the body only
    and is not kept. Raises 404."""
    if extension and extension not in WRITERS:
        abort(404)
    if request.method != "POST":
        return render_template("spoergsmaal.html", most=MOST)
    text = request.form.get(QUESTIONS_FIELD, "")
    lines = read_questions(text[: QUOTES_LENGTH + 1])
    if not lines or len(lines) > MOST or len(text) > QUOTES_LENGTH:
        much = f"Det er for meget på én gang: højst {MOST} linjer og {QUOTES_LENGTH} tegn. Del teksten."
        error = much if lines else "Skriv et emne eller et spørgsmål på hver linje."
        shown = "\n".join(lines[:MOST])
        return render_template("spoergsmaal.html", text=shown, error=error, most=MOST), 400
    asked = ask(opened_index(), lines)
    if extension:
        content = WRITERS[extension](
            asked, lambda unit: outline().titles[unit.id], request.host_url.rstrip("/")
        )
        return attachment(content, FORMATS[extension][1], f"spoergsmaal.{extension}")
    told = {"text": "\n".join(lines), "most": MOST, "outcomes": OUTCOMES, "names": KIND_NAMES}
    return render_template("spoergsmaal.html", asked=asked, **told)
