"""Exports of a model: one ONNX graph, the word rows beside it, a small tokenizer. The query side, in 8 bits,
travels with an index; the passage side, in float32, embeds at build time.

The graph takes the rows of one query's word pieces, (1, tokens, hidden) float32, and gives its vector,
(1, dimensions), pooled and of unit length. The word rows stay outside it, in a file that is mapped
into memory: a query touches a dozen of a hundred thousand.
"""

from __future__ import annotations

import json
import unicodedata
import warnings
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import GRAPH, SETTINGS, TOKENIZER, VERSION, WORDS
from kb.errors import ModelError

# int8 in blocks. Measured on 70 Danish queries against the full model, one thread: cosine .9996 at the
# median and 5.4 ms with blocks of 128; .9972 and 4.4 ms with ONNX Runtime's dynamic int8 per channel,
# where one scale for all tokens loses the large activations inside the feed-forward layers.
BLOCKS = (128, 64, 32)
OPSET = 17
# Named as sentence-transformers names the prompts.
Side = Literal["query", "document"]


def export_transformer(model: Any, name: str, digest: str, folder: Path, side: Side = "query") -> None:
    """Write one side of a sentence-transformers `model` to `folder` (made if missing).

    Raises ModelError when the model is no transformer followed by pooling.
    """
    bert = getattr(model[0], "auto_model", None)
    if bert is None:
        raise ModelError(f"{name}: only transformer models can be exported for serving; choose another model")
    folder.mkdir(parents=True, exist_ok=True)
    rows = bert.get_input_embeddings().weight.detach().numpy()
    tokenizer, kept = latin_tokenizer(json.loads(model.tokenizer.backend_tokenizer.to_str()))
    if len(kept) == 0:
        kept = np.arange(len(rows))
    np.save(folder / WORDS, rows[kept].astype(np.float16))
    (folder / TOKENIZER).write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    _write_graph(model, bert, folder / GRAPH, side)
    settings = {
        "kind": "onnx",
        "version": VERSION,
        "name": name,
        "digest": digest,
        "dimensions": int(model.get_embedding_dimension()),
        "prompt": model.prompts.get(side, ""),
        "tokens": int(model.max_seq_length or 512),
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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


def _write_graph(model: Any, bert: Any, path: Path, side: Side) -> None:
    import onnx
    import torch

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert
            self.rest = torch.nn.ModuleList(list(model)[1:])

        def forward(self, rows: torch.Tensor) -> Any:
            mask = torch.ones(rows.shape[:2], dtype=torch.long)
            hidden = self.bert(inputs_embeds=rows, attention_mask=mask).last_hidden_state
            features = {"token_embeddings": hidden, "attention_mask": mask}
            for module in self.rest:
                features = module(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)

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
                input_names=["rows"], output_names=["vector"], dynamic_axes={"rows": {1: "tokens"}},
            )  # fmt: skip
    finally:
        bert.set_attn_implementation(before)
    if side == "query":
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
