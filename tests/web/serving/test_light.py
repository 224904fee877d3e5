"""The served process loads nothing of the builder's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from web import create_app
client = create_app(Path(sys.argv[1])).test_client()
print([client.get(path).status_code for path in ("/", "/soeg?q=bolig", "/api/v1/search?q=bolig")])
heavy = {"torch", "transformers", "sentence_transformers", "spacy", "pypdf", "pypdfium2", "simplemma"}
heavy.add("psycopg")
print(sorted(heavy & set(sys.modules)))
"""


def test_no_heavy_library_is_imported_by_serving(tiny_indexes: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tiny_indexes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[200, 200, 200]\n[]\n"
