"""Exports of a model: one ONNX graph, the word rows beside it, a small tokenizer. The query side, in 8 bits,
travels with an index; the passage side, in float32, embeds at build time, without torch once it is exported.

The graph takes the rows of one text's word pieces, (1, tokens, hidden) float32, and gives its vector,
(1, dimensions), pooled and of unit length, and those of its tokens, (1, tokens, token dimensions), projected
and of unit length (late interaction; Khattab and Zaharia 2020, "ColBERT"). The word rows stay outside it, in
a file that is mapped into memory: a query touches a dozen of a hundred thousand.
"""

import hashlib
import json
import logging
import shutil
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_text
from kb.embedding.encoder import GRAPH, SETTINGS, TOKENIZER, VERSION, WORDS, QueryEncoder, Rows
from kb.errors import IndexUnusable, ModelError

OPSET = 17
DIGESTS = "digests.json"
# Of a token's vector. What more and fewer give stands in kb/measuring/FIGURES.md.
TOKEN_DIMENSIONS = 128
SAMPLE = "thesaurus.txt"  # texts of the field, whose tokens tell the components


def export_once(folder: Path, export: Callable[[Path], None]) -> Path:
    """`folder` with what `export` wrote into it; written anew where it is missing or damaged."""
    if not _intact(folder):
        part = folder.with_name(f".{folder.name}")
        for old in (part, folder):
            shutil.rmtree(old, ignore_errors=True)
        part.mkdir(parents=True)
        export(part)
        (part / DIGESTS).write_text(json.dumps(_digests(part)), encoding="utf-8")
        part.rename(folder)
    return folder


def open_exported(folder: Path, export: Callable[[Path], None]) -> QueryEncoder:
    """The encoder in `folder`; exported anew where it is missing, damaged or of another version."""
    try:
        return QueryEncoder.open(export_once(folder, export))
    except IndexUnusable:
        shutil.rmtree(folder)
        return QueryEncoder.open(export_once(folder, export))


def _intact(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / DIGESTS).read_text(encoding="utf-8")) == _digests(folder))
    except (OSError, ValueError):
        return False


def _digests(folder: Path) -> dict[str, str]:
    """The sha256 of each file in `folder`."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name != DIGESTS:
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def export_transformer(model: Any, name: str, digest: str, side: str, folder: Path) -> None:
    """Write one `side`, "query" or "document", of a sentence-transformers `model` to `folder`; the model has
    no word rows any longer then.

    Raises ModelError when the model is no transformer followed by pooling.
    """
    bert = getattr(model[0], "auto_model", None)
    if bert is None:
        raise ModelError(f"{name}: only transformer models can be exported for serving; choose another model")
    rows = bert.get_input_embeddings().weight.detach().numpy()
    tokenizer, kept = latin_tokenizer(json.loads(model.tokenizer.backend_tokenizer.to_str()), len(rows))
    words = np.lib.format.open_memmap(folder / WORDS, "w+", np.float16, (len(kept), rows.shape[1]))
    for part in np.array_split(np.arange(len(kept)), 64):  # in float32 all of them take 150 MB more
        words[part] = rows[kept[part]]
    (folder / TOKENIZER).write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    weight, bias = _sampled_projection(model)
    del rows, words
    _let_rows_go(bert)
    _write_graph(model, weight, bias, folder / GRAPH)
    if side == "query":
        _quantise_file(folder / GRAPH)
    write_settings(
        folder,
        kind="onnx",
        name=name,
        digest=digest,
        dimensions=int(model.get_embedding_dimension()),
        prompt=model.prompts.get(side, ""),
        tokens=int(model.max_seq_length or 512),
    )


def write_settings(folder: Path, **settings: object) -> None:
    """Write what `kb.embedding.encoder.QueryEncoder.open` reads first."""
    text = json.dumps({"version": VERSION, **settings}, indent=1, sort_keys=True)
    (folder / SETTINGS).write_text(text + "\n", encoding="utf-8")


def _let_rows_go(bert: Any) -> None:
    """Leave out the word rows, which no graph has, and copy the rest out of the model's file: the 400 MB that
    were read of it leave memory before the graph is written."""
    import torch

    bert.set_input_embeddings(torch.nn.Embedding(1, bert.config.hidden_size))
    for parameter in bert.parameters():
        parameter.data = parameter.data.clone()


def _sampled_projection(model: Any) -> tuple[Rows, Rows]:
    """The principal components of the hidden states of the field's own words, the same for both sides of a
    model: weight (token dimensions, hidden) and bias (token dimensions,)."""
    texts = [line for line in read_text(SAMPLE).splitlines() if line and line[0] != "#"]
    found = model.encode_document(texts, output_value="token_embeddings", show_progress_bar=False)
    tokens = np.concatenate([each.numpy() for each in found])
    mean = tokens.mean(axis=0)
    _, components = np.linalg.eigh(np.cov((tokens - mean).T))
    weight = np.ascontiguousarray(components[:, ::-1][:, :TOKEN_DIMENSIONS].T, np.float32)
    return weight, -weight @ mean


def latin_tokenizer(tokenizer: dict[str, Any], size: int) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """A Unigram tokenizer cut to pieces that hold no letter of another script, and their old ids in order.

    A text in Latin script is cut as before, since every piece that could cover it is kept; letters of
    other scripts become the unknown piece. Other kinds of tokenizer come back whole, with ids below `size`.
    """
    model = tokenizer["model"]
    if model["type"] != "Unigram":
        return tokenizer, np.arange(size)
    special = {token["id"] for token in tokenizer["added_tokens"]} | {model["unk_id"]}
    pieces: list[tuple[str, float]] = [(piece, score) for piece, score in model["vocab"]]
    kept = [old for old, (piece, _) in enumerate(pieces) if old in special or is_latin(piece)]
    new = {old: number for number, old in enumerate(kept)}
    cut = json.loads(json.dumps({**tokenizer, "model": {**model, "vocab": []}}))
    cut["model"] |= {"vocab": [pieces[old] for old in kept], "unk_id": new[model["unk_id"]]}
    cut["truncation"] = cut["padding"] = None
    cut["added_tokens"] = [{**token, "id": new[token["id"]]} for token in cut["added_tokens"]]
    for token in (cut["post_processor"] or {}).get("special_tokens", {}).values():
        token["ids"] = [new[old] for old in token["ids"]]
    return cut, np.asarray(kept, np.int64)


def is_latin(piece: str) -> bool:
    """Whether every letter of the piece is Latin; digits, signs and marks belong to all scripts."""
    return all("LATIN" in unicodedata.name(char, "") for char in piece if char.isalpha())


def _write_graph(model: Any, weight: Rows, bias: Rows, path: Path) -> None:
    import torch

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = model[0].auto_model
            self.rest = torch.nn.ModuleList(list(model)[1:])
            self.projection = torch.nn.Linear(*reversed(weight.shape))
            self.projection.load_state_dict({"weight": torch.tensor(weight), "bias": torch.tensor(bias)})

        def forward(self, rows: torch.Tensor) -> Any:
            mask = torch.ones(rows.shape[:2], dtype=torch.long)
            hidden = self.bert(inputs_embeds=rows, attention_mask=mask).last_hidden_state
            features = {"token_embeddings": hidden, "attention_mask": mask}
            for module in self.rest:
                features = module(features)
            unit = torch.nn.functional.normalize
            return unit(features["sentence_embedding"], dim=1), unit(self.projection(hidden), dim=2)

    bert = model[0].auto_model
    before = bert.config._attn_implementation
    bert.set_attn_implementation("eager")
    try:
        with warnings.catch_warnings():
            # The exporter that traces is called old in every line it prints, but the new one needs
            # another package and unrolls nothing better for a plain encoder.
            warnings.simplefilter("ignore")
            example = torch.zeros(1, 9, bert.get_input_embeddings().weight.shape[1])
            torch.onnx.export(
                Graph().eval(), (example,), str(path), dynamo=False, opset_version=OPSET,
                input_names=["rows"], output_names=["vector", "tokens"],
                dynamic_axes={"rows": {1: "tokens"}, "tokens": {1: "tokens"}},
            )  # fmt: skip
    finally:
        bert.set_attn_implementation(before)


def _quantise_file(path: Path) -> None:
    """Products in 8 bits, one scale for each column of weights. Unsigned: signed weights overflow in 16 bits
    on processors without VNNI. Measured on 80 Danish queries there, one thread: cosine with the full model
    .997 and 7 ms; .9996 and 13 ms with blocks of 128 weights, which rank no better; 12 ms in float32."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it advises a pass that is for convolutions
    try:
        quantize_dynamic(path, path, per_channel=True, weight_type=QuantType.QUInt8)
    finally:
        logging.disable(logging.NOTSET)
