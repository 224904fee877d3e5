"""The light query encoder: what `kb.embed.export_query_encoder` wrote, opened without torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.cores import NOWHERE, core, leave, usable
from kb.errors import IndexUnusable
from kb.filehash import sha256
from kb.hashing import HashingEncoder

SETTINGS, GRAPH, WORDS, TOKENIZER = "encoder.json", "graph.onnx", "words.npy", "tokenizer.json"
# How long a thread of the encoder gets to begin, when there is one free.
LET_GO_SECONDS = 0.0003
Vector = NDArray[np.float32]
# Raised when `kb.export` writes something else for the same model.
VERSION = 1
# The tokenizer opened last, by the sha256 of its file and the longest text in tokens.
_tokenizers: dict[tuple[str, int], Any] = {}


class Coming(Protocol):
    """A vector under way."""

    def __call__(self) -> Vector:
        """Wait for it."""

    def cancel(self) -> None:
        """It is not wanted: stop computing it."""


@dataclass(frozen=True, slots=True)
class Early:
    """The vector of `text` by `encoder`, under way before the search that may want it. `since` is the clock
    (time.perf_counter) when it was begun."""

    encoder: QueryEncoder
    text: str = field(repr=False)  # what somebody typed
    coming: Coming = field(repr=False)
    since: float


class _Runner(Protocol):
    def run(self, text: str) -> Vector:
        """The vector."""

    def start(self, text: str) -> Coming:
        """What waits for the vector."""

    def leaves_a_core(self) -> bool:
        """Whether a core is free."""


class QueryEncoder:
    """Text -> vector (dimensions,) float32 of unit length; safe to share between threads."""

    def __init__(self, settings: Mapping[str, Any], runner: _Runner) -> None:
        self.name = str(settings["name"])
        self.digest = str(settings["digest"])
        self.dimensions = int(settings["dimensions"])
        self._runner = runner

    @classmethod
    def open(cls, folder: Path, longest: int | None = None) -> QueryEncoder:
        """`longest` bounds the word pieces of a text that are read, where the model's own window is wider.

        Raises IndexUnusable when the folder holds no encoder this version can run.
        """
        try:
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            kind, version = settings["kind"], settings["version"]
            if kind == "hashing" and settings["digest"] == HashingEncoder.digest:
                return cls(settings, _Hashing())
            if kind == "onnx" and version == VERSION:
                return cls(settings, _Graph(folder, settings["prompt"], int(settings["tokens"]), longest))
        except (OSError, ValueError, KeyError) as error:
            raise IndexUnusable(f"{folder}: no usable query encoder ({error}); build it again") from error
        raise IndexUnusable(f"{folder}: a query encoder of another version; build it again")

    def encode(self, text: str) -> Vector:
        """The query's vector; text beyond the model's window is not seen."""
        return self._runner.run(text)

    def start(self, text: str) -> Coming:
        """Begin to encode, on another core where there is one; what comes back waits for the vector."""
        return self._runner.start(text)

    def leaves_a_core(self) -> bool:
        """Whether fewer texts are being encoded than there are cores."""
        return self._runner.leaves_a_core()


@dataclass(frozen=True, slots=True)
class _Here:
    vector: Vector

    def __call__(self) -> Vector:
        return self.vector

    def cancel(self) -> None:
        """There is nothing to stop."""


class _Hashing:
    def run(self, text: str) -> Vector:
        (vector,) = HashingEncoder().encode_queries([text])
        return np.asarray(vector)

    def start(self, text: str) -> Coming:
        """At once: it takes less time than another thread would."""
        return _Here(self.run(text))

    def leaves_a_core(self) -> bool:
        return False  # nothing is under way any more once `start` returns


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """`options` are those of the run, which ends between two steps of the graph once they say so."""

    future: Future[Vector]
    options: Any

    def __call__(self) -> Vector:
        return self.future.result()

    def cancel(self) -> None:
        self.options.terminate = True
        self.future.cancel()


def _tokenizer(path: Path, tokens: int) -> Any:
    """The tokenizer in a file. The two sides of a model have the same one, which takes 0.3 s to open."""
    from tokenizers import Tokenizer

    key = (sha256(path), tokens)
    opened = _tokenizers.get(key)
    if opened is None:
        opened = Tokenizer.from_file(str(path))
        opened.enable_truncation(tokens)
        _tokenizers.clear()
        _tokenizers[key] = opened
    return opened


class _Graph:
    """Tokenizer, word rows and graph. One thread a query: several queries share the cores instead.

    The thread is not the caller's, who meanwhile asks the words: the forward pass needs no interpreter.
    """

    def __init__(self, folder: Path, prompt: str, tokens: int, longest: int | None) -> None:
        import onnxruntime

        self.options_of_a_run = onnxruntime.RunOptions
        self.prompt = prompt
        self.longest = longest or tokens
        self.tokenizer = _tokenizer(folder / TOKENIZER, tokens)
        self.rows = np.load(folder / WORDS, mmap_mode="r")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )

        self.cores = usable()
        self.threads = ThreadPoolExecutor(self.cores, "encoder")
        self.under_way: set[object] = set()

    def run(self, text: str) -> Vector:
        return self._forward(self._rows(text))

    def start(self, text: str) -> Coming:
        rows, waiting, options = self._rows(text), Lock(), self.options_of_a_run()
        waiting.acquire()
        # A query that is alone holds two threads, the caller's and this one.
        callers = core() if len(self.under_way) < self.cores // 2 else NOWHERE
        coming = self.threads.submit(self._aside, rows, options, waiting, callers)
        self.under_way.add(coming)
        coming.add_done_callback(self.under_way.discard)
        # A thread that goes on computing keeps the interpreter for a whole switch interval.
        waiting.acquire(timeout=LET_GO_SECONDS)
        return _UnderWay(coming, options)

    def leaves_a_core(self) -> bool:
        return len(self.under_way) < self.cores

    def _rows(self, text: str) -> Vector:
        ids = self.tokenizer.encode(self.prompt + text).ids
        if len(ids) > self.longest:
            ids = [*ids[: self.longest - 1], ids[-1]]  # the last one tells that the text ends
        return np.asarray(self.rows[ids], np.float32)[None]

    def _aside(self, rows: Vector, options: Any, waiting: Lock, callers: int) -> Vector:
        leave(callers)
        waiting.release()
        return self._forward(rows, options)

    def _forward(self, rows: Vector, options: Any = None) -> Vector:
        (vectors,) = self.session.run(None, {"rows": rows}, options)
        return np.asarray(vectors[0])
