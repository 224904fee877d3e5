"""Proof: what a query costs as the corpus grows.  `python -m tests.proofs.growth INDEXES SIZES`

Corpora of SIZES ("1000,10000") are made of the sentences of an index, in a temporary folder in INDEXES, and
each is measured; after SIZES may follow how many queries, for how many seconds, and a folder for the figures.
They and a plot are left in growth.json and .svg there, else in INDEXES; the table goes to standard output.
With the address of a database in KB_GROWTH_STORE each corpus is published there too and asked of both; the
database must hold no index, and holds none afterwards. Ended by SIGTERM it removes what it made.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from kb.measuring.server import unwind_when_terminated
from tests.proofs import growth_plot, growth_report, growth_run

STORE = "KB_GROWTH_STORE"


def main(indexes: Path, sizes: str, queries: str = "100", seconds: str = "5", into: str = "") -> None:
    unwind_when_terminated()
    folder = Path(into) if into else indexes
    numbers, asked = [int(size) for size in sizes.split(",")], (int(queries), float(seconds))
    address = os.environ.get(STORE)
    if address:
        from tests.proofs import postgres_growth

        measured = postgres_growth.grow_beside(indexes, address, numbers, asked)
        as_table, target = postgres_growth.as_table, folder / "growth-store.json"
    else:
        measured, as_table = growth_run.grow(indexes, numbers, asked), growth_report.as_table
        target = folder / "growth.json"
    reports = []
    for report in measured:
        reports.append(report)
        target.write_text(json.dumps(reports, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if not address:
            target.with_suffix(".svg").write_text(growth_plot.as_plot(reports), encoding="utf-8")
        print(f"measured {report['units']:,}", file=sys.stderr)
    print(as_table(reports))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
