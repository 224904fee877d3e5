"""Training of the default model for late interaction, with sentence-transformers' own trainer and losses.

A question is to lie nearer to its own sentence than to the others of its batch (Henderson et al. 2017), by
MaxSim of their token vectors. Thin factors beside the upper layers' weights and the projection of tokens are
learnt (peft); the layers below stay as they are, so that little is forgotten.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from kb.danish import read_text
from kb.embedding.adaptation import Adaptation, Projection, principal_projection
from kb.embedding.export import TOKEN_DIMENSIONS
from kb.errors import ModelError

FILE = "paraphrases.tsv"
RANK, FIRST_LAYER, LAYERS = 8, 4, 12
TOKENS = 160  # of a text that are trained on
EPOCHS, RATE, BATCH = 4.0, 2e-4, 16
MIXED = 0.5  # the share of what was learnt that is added to the weights
Pair = tuple[str, str]


def read_pairs() -> list[Pair]:
    """Pairs of a question and a sentence that answers it. Raises ModelError for a line that is no pair."""
    pairs = []
    for number, line in enumerate(read_text(FILE).splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            question, tab, sentence = line.partition("\t")
            if not (question.strip() and tab and sentence.strip()):
                raise ModelError(f"line {number} of the pairs is not a question, a tab and a sentence")
            pairs.append((question.strip(), sentence.strip()))
    return pairs


def train(folder: Path, pairs: list[Pair], output: Path) -> Adaptation:
    """What training changes of the model in `folder`; the trainer writes its notes to `output`."""
    from datasets import Dataset
    from peft import LoraConfig, TaskType
    from sentence_transformers import MultiVectorEncoder
    from sentence_transformers.base.modules import Dense, Normalize, Transformer
    from sentence_transformers.multi_vector_encoder.losses import MultiVectorMultipleNegativesRankingLoss
    from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask
    from sentence_transformers.multi_vector_encoder.trainer import MultiVectorEncoderTrainer
    from sentence_transformers.multi_vector_encoder.training_args import MultiVectorEncoderTrainingArguments
    from torch import nn, tensor

    start = _principal(folder, pairs)
    projection = Dense(
        start.weight.shape[1],
        TOKEN_DIMENSIONS,
        activation_function=nn.Identity(),
        module_input_name="token_embeddings",
        module_output_name="token_embeddings",
    )
    projection.linear.load_state_dict({"weight": tensor(start.weight), "bias": tensor(start.bias)})
    transformer = Transformer(str(folder), max_seq_length=TOKENS)
    model = MultiVectorEncoder(
        modules=[transformer, projection, MultiVectorMask(), Normalize("token_embeddings")], device="cpu"
    )
    model.add_adapter(
        LoraConfig(
            task_type=TaskType.FEATURE_EXTRACTION,
            r=RANK,
            lora_alpha=2 * RANK,
            lora_dropout=0.05,
            target_modules=["query", "key", "value", "dense"],
            layers_to_transform=list(range(FIRST_LAYER, LAYERS)),
        )
    )
    lessons = {"anchor": [question for question, _ in pairs], "positive": [text for _, text in pairs]}
    arguments = MultiVectorEncoderTrainingArguments(
        output_dir=str(output),
        num_train_epochs=EPOCHS,
        per_device_train_batch_size=BATCH,
        learning_rate=RATE,
        warmup_steps=0.1,
        save_strategy="no",
        report_to="none",
        seed=1,
        use_cpu=True,
        batch_sampler="no_duplicates",
        prompts={"anchor": "query: ", "positive": "passage: "},
    )
    MultiVectorEncoderTrainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_dict(lessons),
        loss=MultiVectorMultipleNegativesRankingLoss(model, scale=2.0),
    ).train()
    return _learnt(model)


def _principal(folder: Path, pairs: list[Pair]) -> Projection:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    tokens: Any = model.encode_document(
        [text for _, text in pairs], output_value="token_embeddings", show_progress_bar=False
    )
    return principal_projection(np.concatenate([each.numpy() for each in tokens]), TOKEN_DIMENSIONS)


def _learnt(model: Any) -> Adaptation:
    state = {name: value.detach().numpy() for name, value in model[0].auto_model.state_dict().items()}
    factors = {}
    for name, down in state.items():
        if "lora_A" in name:
            weight = name.removeprefix("base_model.model.").split(".lora_A")[0] + ".weight"
            # peft scales what it adds by lora_alpha / r.
            factors[weight] = (np.asarray(2 * MIXED * state[name.replace("lora_A", "lora_B")]), down)
    linear = model[1].linear
    return Adaptation(factors, Projection(linear.weight.detach().numpy(), linear.bias.detach().numpy()))
