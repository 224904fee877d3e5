"""The growth as a plot: milliseconds over units, both on logarithmic scales, as SVG."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.figure import Figure

from tests.proofs.growth_measure import Report
from tests.proofs.growth_report import LINES, figure


def as_plot(reports: Sequence[Report]) -> str:
    """Each line of the report; dashed: the square root of the units. Same reports, same text."""
    sizes = [report["units"] for report in reports]
    with rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9}):
        plot = Figure(figsize=(8, 4), layout="constrained")
        axes = plot.subplots()
        for label, path, colour in LINES:
            axes.plot(sizes, [figure(report, path) for report in reports], color=colour, label=label)
        first = figure(reports[0], LINES[0][1])
        root = [first * math.sqrt(size / sizes[0]) for size in sizes]
        axes.plot(sizes, root, "--", color="#999999", label="square root of the units")
        axes.set(xscale="log", yscale="log", xlabel="units", ylabel="ms")
        axes.set_title("Processor time of a query by the number of units")
        axes.grid(axis="y", color="#dddddd")
        plot.legend(loc="outside right center", frameon=False)
        drawn = io.StringIO()
        plot.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()
