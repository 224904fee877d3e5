"""Real PDFs, which are not ours to keep: how each is read, and whether its words are those poppler reads.

    python -m tests.proofs.real FOLDER [--sums] [--half HALF]

For every PDF of FOLDER a line: pages, seconds and those of the processor, the reader's and this process' peak
memory, words, the share of the words of `pdftotext -layout` that are read, the same of PDFium's own text,
whether the file is tagged and what told the structure, words of the field in 1,000, units by kind, errors. A
`list.json` beside FOLDER ([{"file", "half"}, ...]) says which belong to the half of --half.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from kb.danish import read_toml
from kb.documents.load import load
from kb.errors import UnreadableError
from kb.model import Document, Source
from kb.units.cutting.clean import clean
from kb.units.cutting.segment import segment
from kb.units.cutting.vocabulary import WORD as WORD_OF_FIELD

WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()))


def share(wanted: Counter[str], found: Counter[str]) -> float:
    """The share of the wanted words that were found; the halves of a word that is whole in `found` count."""
    missing, more = wanted - found, found - wanted
    for word, times in more.items():
        for cut in range(1, len(word)):
            halves = min(times, missing[word[:cut]], missing[word[cut:]])
            if halves:
                missing -= Counter({word[:cut]: halves}) + Counter({word[cut:]: halves})
                break
    return 1 - missing.total() / max(wanted.total(), 1)


def of_field(text: str) -> float:
    """How many of 1,000 words are of the field, as `is_of_field` counts them."""
    found = WORD_OF_FIELD.findall(text.casefold())
    about = tuple(read_toml("evidence.toml")["field"]["words"])
    return 1000 * sum(word.startswith(about) for word in found) / max(len(found), 1)


def is_tagged(path: Path) -> bool:
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=False).stdout
    return re.search(rb"^Tagged:\s+yes", told, re.M) is not None


def poppler(path: Path) -> str:
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")


def pdfium(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def measure(path: Path) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        layer = load(path)
    except UnreadableError as error:
        return {"file": path.name, "error": str(error)}
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    source = Source(Document("fil", path.stem, None, None), (path,))
    units = segment(source, layer, clean(layer))
    wanted = words(poppler(path))
    return {
        "file": path.name,
        "pages": len(layer.pages),
        "seconds": seconds,
        "processor": sum(one.ru_utime + one.ru_stime for one in used),
        "reader_mb": used[0].ru_maxrss / 1024,
        "own_mb": used[1].ru_maxrss / 1024,
        "words": wanted.total(),
        "equal": share(wanted, words(layer.text)),
        "pdfium": share(wanted, words(pdfium(path))),
        "tagged": is_tagged(path),
        "structure": layer.structure,
        "field": of_field(layer.text),
        "units": Counter(unit.kind for unit in units),
        "warnings": layer.warnings,
    }


def line(found: dict[str, Any]) -> str:
    if "error" in found:
        return f"{found['file'][:44]:44} {found['error']}"
    kinds = " ".join(f"{kind}:{count}" for kind, count in sorted(found["units"].items()))
    return (
        f"{found['file'][:44]:44}{found['pages']:5}{found['seconds']:7.2f}{found['processor']:7.2f}"
        f"{found['reader_mb']:6.0f}{found['own_mb']:6.0f}{found['words']:8}"
        f"{found['equal']:7.3f}{found['pdfium']:7.3f} "
        f"{'tagged' if found['tagged'] else '-':7}{found['structure']:9}{found['field']:6.1f} {kinds}"
    )


def sums(rows: list[dict[str, Any]]) -> list[str]:
    read = [row for row in rows if "error" not in row]
    total = sum(row["words"] for row in read)
    kinds = sum((Counter(row["units"]) for row in read), Counter[str]())
    pages, seconds, processor = (sum(row[key] for row in read) for key in ("pages", "seconds", "processor"))
    return [
        f"{len(read)} of {len(rows)} files read, {pages} pages in {seconds:.1f} s ({processor:.1f} of CPU)",
        f"peak memory: reader {max(row['reader_mb'] for row in read):.0f} MB, "
        f"this process {max(row['own_mb'] for row in read):.0f} MB",
        f"words equal: {sum(row['equal'] * row['words'] for row in read) / total:.4f} of {total} "
        f"(PDFium alone {sum(row['pdfium'] * row['words'] for row in read) / total:.4f}), "
        f"below .98: {sum(row['equal'] < 0.98 for row in read)} files",
        f"words equal of a file: median {statistics.median(row['equal'] for row in read):.4f}, "
        f"worst {min(row['equal'] for row in read):.4f}",
        f"tagged {sum(row['tagged'] for row in read)}; structure: "
        + ", ".join(f"{k} {n}" for k, n in Counter(r["structure"] for r in read).most_common()),
        "units: " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--half", help="of the list.json beside the folder")
    parser.add_argument("--sums", action="store_true", help="print sums alone, name no file")
    arguments = parser.parse_args()
    if arguments.path.is_file():  # one file in a fresh process: the peak of one must not hide the next one's
        print(json.dumps(measure(arguments.path)))
        return
    files = sorted(arguments.path.glob("*.pdf"))
    if arguments.half:
        listed = json.loads((arguments.path.parent / "list.json").read_text(encoding="utf-8"))
        half = {entry["file"] for entry in listed if entry["half"] == arguments.half}
        files = [file for file in files if file.name in half]
    rows = []
    for file in files:
        command = [sys.executable, "-m", "tests.proofs.real", str(file)]
        rows.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
        if not arguments.sums:
            print(line(rows[-1]), flush=True)
            for warning in rows[-1].get("warnings", ()):
                print(f"    {warning}")
    print(*sums(rows), sep="\n")


if __name__ == "__main__":
    main()
