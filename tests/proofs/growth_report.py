"""What growth was measured, as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tests.proofs.growth_measure import OUTSIDE, PROCESSOR, STAGES, Report, exponent

ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("build, s (but for making the text)", ("build_s", "all but make")),
    ("units a second", ("units_a_second",)),
    ("index, MB", ("index_mb",)),
    ("cold start, s", ("cold_start_s",)),
    ("server, MB (PSS)", ("server_mb",)),
    ("of it anonymous, not mapped files", ("server_own_mb",)),
    *((f"{stage}, p50 ms", ("stages", stage, "p50")) for stage in STAGES),
    *((f"{OUTSIDE}, {p} ms", ("stages", OUTSIDE, p)) for p in ("p50", "p95", "p99")),
    *((f"{PROCESSOR}, {p} ms", ("stages", PROCESSOR, p)) for p in ("p50", "p95")),
    *((f"{PROCESSOR}, one kind, {p} ms", ("stages, one kind", PROCESSOR, p)) for p in ("p50", "p95")),
    *((f"{OUTSIDE}, one kind, {p} ms", ("stages, one kind", OUTSIDE, p)) for p in ("p50", "p95", "p99")),
    *(
        (f"HTTP, {way}, {p} ms", ("http", way, p))
        for way in ("no filter", "one kind", "one municipality")
        for p in ("p50", "p95", "p99")
    ),
    *((f"{clients} clients, queries a second", ("throughput", str(clients))) for clients in (1, 2, 4, 8)),
    ("recall@50 of the dense leg", ("recall", "no filter")),
    ("recall@50, one kind", ("recall", "one kind")),
    ("first ten as by a scan, share of queries", ("identical", "no filter")),
    ("first ten as by a scan, one kind", ("identical", "one kind")),
    ("forward pass of the encoder, p50 ms", ("yardsticks", "forward pass of the encoder", "p50")),
    ("NumPy, brute force, p50 ms", ("yardsticks", "NumPy, brute force", "p50")),
    ("SQLite FTS5, p50 ms", ("yardsticks", "SQLite FTS5", "p50")),
    ("bm25s, p50 ms", ("yardsticks", "bm25s", "p50")),
)
# What is drawn, all of it processor time: label, where it stands, colour.
LINES = (
    ("outside the encoder, p50", ("stages", PROCESSOR, "p50"), "#0b6e4f"),
    ("outside the encoder, one kind, p95", ("stages, one kind", PROCESSOR, "p95"), "#c8553d"),
    ("forward pass of the encoder", ("yardsticks", "forward pass of the encoder", "processor"), "#777777"),
    ("NumPy, brute force", ("yardsticks", "NumPy, brute force", "processor"), "#2b59c3"),
    ("SQLite FTS5", ("yardsticks", "SQLite FTS5", "processor"), "#8f5fbf"),
)


def figure(report: Report, path: Sequence[str]) -> float:
    """The number at a path; NaN for a yardstick that was not measured at this size."""
    if path[0] == "yardsticks" and path[1] not in report["yardsticks"]:
        return math.nan
    found: Any = report
    for name in path:
        found = found[name]
    return float(found)


def as_table(reports: Sequence[Report]) -> str:
    """A column a size; below it the exponents."""
    lines = [f"{'units':50}" + "".join(f"{report['units']:>12,}" for report in reports)]
    for label, path in ROWS:
        lines.append(f"{label:50}" + "".join(f"{figure(report, path):>12,.2f}" for report in reports))
    return "\n".join([*lines, *exponents(reports)])


def exponents(reports: Sequence[Report]) -> list[str]:
    """How each drawn line grows: time ~ units ** exponent, over all sizes and from each to the next."""
    sizes = [report["units"] for report in reports]
    if len(sizes) < 2:
        return []
    lines = ["time grows with the units to the power of (over all; from size to size)"]
    for label, path, _ in LINES:
        times = [figure(report, path) for report in reports]
        steps = [exponent(sizes[n : n + 2], times[n : n + 2]) for n in range(len(sizes) - 1)]
        lines.append(f"{label:42}{exponent(sizes, times):>12.2f}" + "".join(f"{s:>12.2f}" for s in steps))
    return lines
