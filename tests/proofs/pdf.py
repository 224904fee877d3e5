"""How long a large PDF takes and how memory grows: `make proof-pdf`.

Prints one line for 60, 200 and 600 pages: pages a second, the peak memory of the reading process and of
this one, and the size of the text.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kb.documents.pdf.read import load_pdf
from tests import pdf_maker as draw

SENTENCES = (
    "Kommunen har i flere år arbejdet med en tidlig indsats for borgere, der er på vej ud i hjemløshed. ",
    "Erfaringen er, at en fast kontaktperson giver færre genhenvisninger og mere ro om den enkelte. ",
    "Samarbejdet med boligforeningen er afgørende for, om borgeren kan blive boende i sin lejlighed. ",
    "Det kræver, at medarbejderne har tid, og at ledelsen følger med i, hvad indsatsen fører til. ",
)


def write_report(path: Path, pages: int) -> None:
    """A plain report of one column: about 3,000 letters a page, a head and a page number."""
    page = draw.canvas(path)
    for number in range(1, pages + 1):
        draw.line(page, 72, 805, "Tidlig indsats i kommunerne", draw.SMALL)
        draw.line(page, 295, 30, str(number), draw.SMALL)
        y = 770.0
        for part in range(8):
            first = (number + part) % len(SENTENCES)
            text = "".join(SENTENCES[first:] + SENTENCES[:first])
            y = draw.paragraph(page, 72, y, 451, f"{number}.{part} {text}")
        page.showPage()
    page.save()


def measure(path: Path) -> dict[str, float]:
    """Read `path` here: letters, wall and CPU seconds (of both processes), and the peak resident
    megabytes of the reader and of this process."""
    started = time.perf_counter()
    layer = load_pdf(path)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "pages": len(layer.pages),
        "letters": len(layer.text),
        "seconds": time.perf_counter() - started,
        "cpu": sum(usage.ru_utime + usage.ru_stime for usage in used),
        "reader_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "own_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measured_apart(path: Path) -> dict[str, float]:
    """`measure` in a fresh process: the peak of one run must not hide that of the next."""
    command = [sys.executable, "-m", "tests.proofs.pdf", "--file", str(path)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="measure this file in this process and print JSON")
    arguments = parser.parse_args()
    if arguments.file:
        print(json.dumps(measure(arguments.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for pages in (60, 200, 600):
            path = Path(folder) / f"{pages}.pdf"
            write_report(path, pages)
            found = measured_apart(path)
            print(
                f"{found['pages']:4.0f} pages  {found['pages'] / found['seconds']:6.1f} pages/s  "
                f"{found['pages'] / found['cpu']:6.1f} pages per CPU second  "
                f"reader {found['reader_mb']:6.1f} MB  own {found['own_mb']:6.1f} MB  "
                f"text {found['letters'] / 1e6:5.2f} M letters"
            )


if __name__ == "__main__":
    main()
