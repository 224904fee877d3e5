"""Exports of a model: one ONNX graph, the word rows beside it, a small tokenizer. The query side, in 8 bits,
travels with an index; the passage side, in float32, embeds at build time.

The graph takes the rows of one text's word pieces, (1, tokens, hidden) float32, and gives its vector,
(1, dimensions), pooled and of unit length, and those of its tokens, (1, tokens, token dimensions), projected
and of unit length (late interaction; Khattab and Zaharia 2020, "ColBERT"). The word rows stay outside it, in
a file that is mapped into memory: a query touches a dozen of a hundred thousand.
"""

from __future__ import annotations

import json
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.danish import read_text
from kb.embedding.adaptation import Projection, principal_projection
from kb.embedding.encoder import GRAPH, SETTINGS, TOKENIZER, VERSION, WORDS
from kb.errors import ModelError

# int8 in blocks. Measured on 70 Danish queries against the full model, one thread: cosine .9996 at the
# median and 5.4 ms with blocks of 128; .9972 and 4.4 ms with ONNX Runtime's dynamic int8 per channel,
# where one scale for all tokens loses the large activations inside the feed-forward layers.
BLOCKS = (128, 64, 32)
OPSET = 17
# Of a token's vector. What more and fewer give stands in kb/measuring/FIGURES.md.
TOKEN_DIMENSIONS = 128


@dataclass(frozen=True, slots=True)
class Exported:
    """What is exported of a model: `side` is "query" or "document", `digest` that of the model, `projection`
    the one from hidden states to token vectors (None: principal components of a sample)."""

    name: str
    digest: str
    side: str
    projection: Projection | None


def export_transformer(model: Any, exported: Exported, folder: Path) -> None:
    """Write one side of a sentence-transformers `model` to `folder` (made if missing); the model has no word
    rows any longer then.

    Raises ModelError when the model is no transformer followed by pooling.
    """
    bert = getattr(model[0], "auto_model", None)
    if bert is None:
        raise ModelError(
            f"{exported.name}: only transformer models can be exported for serving; choose another model"
        )
    folder.mkdir(parents=True, exist_ok=True)
    rows = bert.get_input_embeddings().weight.detach().numpy()
    tokenizer, kept = latin_tokenizer(json.loads(model.tokenizer.backend_tokenizer.to_str()))
    if len(kept) == 0:
        kept = np.arange(len(rows))
    words = np.lib.format.open_memmap(folder / WORDS, "w+", np.float16, (len(kept), rows.shape[1]))
    for part in np.array_split(np.arange(len(kept)), 64):  # in float32 all of them take 150 MB more
        words[part] = rows[kept[part]]
    (folder / TOKENIZER).write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    projection = exported.projection or _sampled_projection(model)
    del rows, words
    _let_rows_go(bert)
    _write_graph(model, projection, folder / GRAPH)
    if exported.side == "query":
        _quantise_file(folder / GRAPH)
    settings = {
        "kind": "onnx",
        "version": VERSION,
        "name": exported.name,
        "digest": exported.digest,
        "dimensions": int(model.get_embedding_dimension()),
        "prompt": model.prompts.get(exported.side, ""),
        "tokens": int(model.max_seq_length or 512),
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _let_rows_go(bert: Any) -> None:
    """Leave out the word rows, which no graph has, and copy the rest out of the model's file: the 400 MB that
    were read of it leave memory before the graph is written."""
    import torch

    bert.set_input_embeddings(torch.nn.Embedding(1, bert.config.hidden_size))
    for parameter in bert.parameters():
        parameter.data = parameter.data.clone()


def _sampled_projection(model: Any) -> Projection:
    """From the field's own words: the same for both sides of a model."""
    texts = [line for line in read_text("thesaurus.txt").splitlines() if line and line[0] != "#"]
    tokens = model.encode_document(texts, output_value="token_embeddings", show_progress_bar=False)
    return principal_projection(np.concatenate([each.numpy() for each in tokens]), TOKEN_DIMENSIONS)


def latin_tokenizer(tokenizer: dict[str, Any]) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """A Unigram tokenizer cut to pieces that hold no letter of another script, and their old ids in order.

    A text in Latin script is cut as before, since every piece that could cover it is kept; letters of
    other scripts become the unknown piece. Other kinds of tokenizer come back whole, with no ids.
    """
    model = tokenizer["model"]
    if model["type"] != "Unigram":
        return tokenizer, np.zeros(0, np.int64)
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


def _write_graph(model: Any, projection: Projection, path: Path) -> None:
    import torch

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = model[0].auto_model
            self.rest = torch.nn.ModuleList(list(model)[1:])
            self.projection = torch.nn.Linear(*reversed(projection.weight.shape))
            self.projection.load_state_dict(
                {"weight": torch.tensor(projection.weight), "bias": torch.tensor(projection.bias)}
            )

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
    import onnx

    graph = onnx.load(str(path))
    quantise(graph)
    onnx.save(graph, str(path))


def quantise(model: Any) -> None:
    """Replace, in place, each product with a constant matrix by ONNX Runtime's MatMulNBits in 8 bits.

    A block of a column is stored as unsigned bytes around 128 with one float32 scale; activations are
    quantised to int8 by blocks when the product is computed (accuracy level 4).
    """
    from onnx import helper, numpy_helper

    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for place, node in enumerate(list(graph.node)):
        if node.op_type != "MatMul" or node.input[1] not in constants:
            continue
        name = node.input[1]
        weights = numpy_helper.to_array(constants[name])
        block = next((size for size in BLOCKS if weights.shape[0] % size == 0), None)
        if block is None:
            continue
        codes, scales = blockwise(weights, block)
        graph.initializer.append(numpy_helper.from_array(codes, f"{name}.codes"))
        graph.initializer.append(numpy_helper.from_array(scales, f"{name}.scales"))
        graph.initializer.remove(constants.pop(name))
        product = helper.make_node(
            "MatMulNBits", [node.input[0], f"{name}.codes", f"{name}.scales"], list(node.output),
            name=node.name, domain="com.microsoft", K=weights.shape[0], N=weights.shape[1], bits=8,
            block_size=block, accuracy_level=4,
        )  # fmt: skip
        graph.node.remove(node)
        graph.node.insert(place, product)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def blockwise(weights: NDArray[np.float32], block: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """(inputs, outputs) -> codes (outputs, inputs / block, block) around 128, scales (the same but block)."""
    cut = np.ascontiguousarray(weights.T).reshape(weights.shape[1], -1, block)
    scales = np.abs(cut).max(axis=2) / 127
    codes = np.round(cut / np.where(scales == 0, 1, scales)[..., None]) + 128
    return codes.astype(np.uint8), scales.astype(np.float32)
