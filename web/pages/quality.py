"""Kvalitet: what was measured on the build that serves, in plain Danish, and what is known to be weak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, render_template

from kb.index.quality import read_quality
from web.opened import opened_index
from web.pages.charts import shown

blueprint = Blueprint("quality", __name__)

# measurement: (its heading, what each of its sums says)
MEASURED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "queries": (
        "Kommer det rigtige først?",
        {
            "ndcg": "af den bedst mulige rækkefølge af de første ti svar (nDCG@10)",
            "mrr": "for, hvor højt det første gode svar står; 100 % er altid øverst (MRR@10)",
            "refused": "af de spørgsmål, kilderne svarer på, får intet svar her",
            "silent": "af de spørgsmål, kilderne ikke svarer på, får det at vide",
        },
    ),
    "units": (
        "Er teksterne skåret rigtigt ud?",
        {
            "recommendations, exact": "nummererede anbefalinger er ordret som i rapporten",
            "recommendations without number": "anbefalinger uden nummer er fundet",
            "examples, all": "kommunale eksempler begynder og ender, hvor en læser ville skære",
            "municipalities of examples, all": "kommuner står ved det rigtige eksempel",
            "mind-set elements": "mindset-tekster er fundet",
            "indsats types": "indsatstyper er fundet",
        },
    ),
    "facts": (
        "Er nøgletallene rigtige?",
        {
            "right": "nøgletal er læst rigtigt, med enhed, kommune og citat",
            "found": "af de tal, en læser fandt, er med",
        },
    ),
    "quotes": (
        "Holder citat-tjekket?",
        {
            "true": "rigtige citater bliver fundet",
            "changed": "citater med ét ændret ord eller tal bliver opdaget",
            "invented": "opdigtede citater bliver afvist",
        },
    ),
    "claims": (
        "Holder citat-tjekket af påstande?",
        {
            "true": "sande påstande får »passer«; resten skal man selv se efter",
            "false": "falske påstande får ved en fejl »passer«",
            "not_there": "påstande om noget, kilderne ikke nævner, får ved en fejl »passer«",
        },
    ),
    "cards": (
        "Står den rigtige sætning i eksemplernes oversigt?",
        {
            "right": "viste sætninger svarer på det, de står under",
            "found": "svar, en læser fandt i teksten, er med",
            "strength": "gange er det rigtigt, hvor sikkert resultatet er",
        },
    ),
    "pairs": (
        "Passer eksemplerne til anbefalingerne?",
        {"right": "viste par i stikprøven hører sammen, helt eller delvist"},
    ),
}
KINDS = {
    "keyword": "enkelte søgeord",
    "question": "hele spørgsmål",
    "everyday": "hverdagssprog",
    "vocabulary-gap": "spørgsmål med andre ord end kildernes",
    "entity": "navne på kommuner og metoder",
    "recommendation": "spørgsmål om anbefalinger",
    "mindset": "spørgsmål om menneskesyn",
    "outcome": "spørgsmål om resultater",
    "long": "lange tekster",
    "variant": "andre stavemåder",
}


@blueprint.get("/kvalitet")
def quality() -> str:
    """The measurements of the build, or that there are none and how they are made."""
    index = opened_index()
    told = read_quality(index.folder)
    kinds = {
        KINDS.get(name.removeprefix("kind "), name): value
        for name, value in told.get("queries", {}).get("sums", {}).items()
        if name.startswith("kind ")
    }
    return render_template(
        "kvalitet.html",
        sections=list(_sections(told)),
        kinds=[(name, _figure(value)) for name, value in sorted(kinds.items(), key=lambda pair: -pair[1])],
        build=index.build,
    )


def _sections(
    told: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any], list[tuple[str, str]]]]:
    """(heading, measurement, [(figure, what it says)]) of each measurement that was kept."""
    for name, (heading, says) in MEASURED.items():
        if measured := told.get(name):
            sums = measured["sums"]
            yield heading, measured, [(_figure(sums[key]), text) for key, text in says.items() if key in sums]


def _figure(value: float | list[int]) -> str:
    return f"{value[0]} af {value[1]}" if isinstance(value, list) else f"{shown(round(100 * value))} %"
