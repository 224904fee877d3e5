"""From which evidence on a build answers: where most queries lie that no social-policy report answers
(kb/danish/data/off_topic.txt), so that the measure fits the build's own units, words and model."""

import json
from pathlib import Path

import numpy as np

from kb.danish import read_lines
from kb.index.opened import JUDGEMENT, Index
from kb.model import Query
from kb.search.ranking import leg_queries, rank
from kb.search.reading import read_query
from kb.search.search import evidence

# So many per cent of the off-topic queries are to be told as no answer.
SILENT = 93


def write_judgement(folder: Path, least: float) -> None:
    """Put the least evidence of an answer into a build."""
    (folder / JUDGEMENT).write_text(json.dumps({"least": least}) + "\n", encoding="utf-8")


def calibrate(index: Index) -> float:
    """The least evidence of an answer in the build `index`."""
    found = []
    for text in read_lines("off_topic.txt"):
        reading = read_query(index, Query(text))
        queries = leg_queries(index, reading, index.encoder.encode(reading.text))
        found.append(evidence(rank(index, reading, queries)))
    return round(float(np.percentile(found, SILENT)), 4)
