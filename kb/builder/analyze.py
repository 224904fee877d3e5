"""Units -> terms of the lexical legs, the words in use, and facts."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np

from kb.builder.cache import Arrays, Cache, chunks
from kb.builder.write import link_folder
from kb.danish.analyze import Analyzer, build_analyzer, open_analyzer
from kb.danish.spelling import count_words, write_words
from kb.danish.terms import unit_words
from kb.danish.thesaurus import write_thesaurus
from kb.embedding.export import export_once
from kb.index.manifest import program_digest
from kb.index.postings import FIELDS, LexicalBuilder, Packed, pack
from kb.index.records import fact_from_fields, fact_line
from kb.model import Fact, Unit
from kb.units.facts.extract import distinct, facts_of


def write_analyzer(folder: Path) -> Analyzer:
    """Put what words are read by into the build `folder`, and open it; made once for a program."""
    kept = folder.parent / "models" / f"analyzer-{program_digest()[:16]}"
    link_folder(export_once(kept, _export_analyzer), folder / "analyzer")
    return open_analyzer(folder / "analyzer")


def _export_analyzer(folder: Path) -> None:
    build_analyzer(folder)
    write_thesaurus(folder, open_analyzer(folder))


def write_terms(units: Sequence[Unit], analyzer: Analyzer, folder: Path) -> None:
    """Write the lexical legs, the words in use and the facts of all units into the build `folder`."""
    counts: Counter[str] = Counter()
    keys: dict[str, tuple[str, str]] = {}
    facts: list[Fact] = []
    with Cache(folder.parent / "terms") as cache, LexicalBuilder(folder / "words") as words:
        for chunk, lines in chunks(units):
            arrays = cache.arrays([program_digest(), *lines], partial(_analyzed, analyzer, chunk))
            found = json.loads(arrays["rest"].tobytes())
            words.add(Packed(*(arrays[f"words {name}"] for name in FIELDS)))
            for word, number, lemma, family in found["vocabulary"]:
                counts[word] += number
                keys[word] = (lemma, family)
            facts += [fact_from_fields(fields) for fields in found["facts"]]
        words.finish()
    write_words(folder, [(word, counts[word], *keys[word]) for word in sorted(counts)])
    text = "".join(fact_line(fact) + "\n" for fact in distinct(facts, units))
    (folder / "facts.jsonl").write_text(text, encoding="utf-8")


def _analyzed(analyzer: Analyzer, units: Sequence[Unit]) -> Arrays:
    words = pack([unit_words(analyzer, unit) for unit in units])
    counts = count_words(analyzer.terms(f"{unit.title or ''}. {unit.text}") for unit in units)
    rest = {
        "vocabulary": [(word, number, *analyzer.keys(word)) for word, number in counts.items()],
        "facts": [asdict(fact) for unit in units for fact in facts_of(unit)],
    }
    return {
        **{f"words {name}": getattr(words, name) for name in FIELDS},
        "rest": np.frombuffer(json.dumps(rest, ensure_ascii=False).encode(), np.uint8),
    }
