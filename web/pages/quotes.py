"""Citat-tjek: are these the source's own words, and does it bear out what is claimed?"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb.danish.mask import mask
from kb.model import QUOTES_LENGTH
from kb.search.quotes.check import check_text
from web.opened import opened_index

blueprint = Blueprint("quotes", __name__)

FIELD = "tekst"


@blueprint.get("/citat-tjek")
def form() -> str:
    """The field to paste a text into."""
    return render_template("citat_tjek.html", text="")


@blueprint.post("/citat-tjek")
def check() -> ResponseReturnValue:
    """A verdict for each quotation and claim. The text comes in the body only and is not kept."""
    text = mask(request.form.get(FIELD, "")).strip()
    if not text:
        return render_template("citat_tjek.html", text="", error="Sæt en sætning eller et notat ind."), 400
    if len(text) > QUOTES_LENGTH:
        error = f"Teksten er for lang. Sæt højst {QUOTES_LENGTH} tegn ind ad gangen."
        return render_template("citat_tjek.html", text=text[:QUOTES_LENGTH], error=error), 413
    index = opened_index()
    return render_template("citat_tjek.html", text=text, checked=check_text(index, text), by_id=index.by_id)
