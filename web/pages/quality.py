"""Kvalitet: what was measured on the build that serves, in plain Danish, and what is known to be weak."""

from __future__ import annotations

from flask import Blueprint, render_template

from kb.index.quality import read_quality
from web.opened import opened_index
from web.pages.charts import shown

blueprint = Blueprint("quality", __name__)


@blueprint.get("/kvalitet")
def quality() -> str:
    """The measurements of the build, or that there are none and how they are made."""
    index = opened_index()
    return render_template(
        "kvalitet.html", told=read_quality(index.folder), figure=_figure, build=index.build
    )


def _figure(value: float | list[int]) -> str:
    """Such as "51 af 51"; a share as per cent."""
    return f"{value[0]} af {value[1]}" if isinstance(value, list) else f"{shown(round(100 * value))} %"
