"""Adapting the default model to the language of social work: contrastive training on pairs, on a CPU.

A question is to lie nearer to its own passage than to the other passages of its batch (van den Oord et al.
2018, "Representation Learning with Contrastive Predictive Coding"; Henderson et al. 2017). Only thin
factors beside the weights of the upper layers are learnt (kb/embedding/lowrank.py), so that little is
forgotten and little has to be stored. What the layers below say of a text never changes and is computed once.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, normalize

from kb.embedding.lowrank import Factors
from kb.embedding.models import CARRIED, SentenceEncoder, load_encoder, model_digest
from kb.embedding.pairs import Pair, lessons

# The weights that are changed, as transformers.BertLayer names them: attention and feed-forward.
CHANGED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
Rows = NDArray[np.float32]

BATCH = 32  # texts that go through the lower layers together
LARGEST = 1.0  # the longest step: the norm that gradients are cut to
WARM = 0.1  # the share of steps in which the rate rises
# The mean reciprocal rank that each half must gain on pairs it was not trained on, to be kept.
GAIN = 0.03


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train.

    `first` is the lowest layer changed, `tokens` what is read of a text, `temperature` what cosines are
    divided by, `rounds` how often each lesson is given. Products are in half precision where `half` is set:
    1.4 times as fast. The seed decides the lessons, the factors' start and the order.
    """

    rank: int = 8
    first: int = 3
    rounds: float = 1
    batch: int = 40
    rate: float = 8e-4
    temperature: float = 0.02
    tokens: int = 96
    half: bool = True
    seed: int = 0

    def steps(self, pairs: int) -> int:
        """How many batches that is."""
        return max(1, round(self.rounds * pairs / self.batch))


class _Beside(torch.nn.Module):
    """A linear layer and the product of two thin factors beside it; the second starts at zero."""

    def __init__(self, linear: torch.nn.Linear, rank: int, draw: torch.Generator) -> None:
        super().__init__()
        self.linear = linear
        outputs, inputs = linear.weight.shape
        self.down = torch.nn.Parameter(torch.randn(rank, inputs, generator=draw) / math.sqrt(inputs))
        self.up = torch.nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        changed: torch.Tensor = self.linear(rows) + (rows @ self.down.T) @ self.up.T
        return changed


class Learner:
    """A sentence-transformers model (BERT, mean pooling, unit length) whose upper layers can be changed.

    The model is changed in place and is of no other use afterwards.
    """

    def __init__(self, model: Any, plan: Plan) -> None:
        self._model = model
        self._bert = model[0].auto_model
        self._plan = plan
        self._lower = self._bert.encoder.layer[: plan.first]
        self._upper = self._bert.encoder.layer[plan.first :]
        model.eval().requires_grad_(False)
        draw = torch.Generator().manual_seed(plan.seed)
        self._beside = dict(self._insert(draw))

    def _insert(self, draw: torch.Generator) -> Iterator[tuple[str, _Beside]]:
        for number, layer in enumerate(self._upper, self._plan.first):
            for name in CHANGED:
                path, _, last = name.rpartition(".")
                place = layer.get_submodule(path)
                beside = _Beside(getattr(place, last), self._plan.rank, draw)
                setattr(place, last, beside)
                yield f"encoder.layer.{number}.{name}.weight", beside

    def factors(self) -> dict[str, Factors]:
        """What was learnt, by the name of the weight it is added to."""
        return {
            name: Factors(one.up.detach().numpy().copy(), one.down.detach().numpy().copy())
            for name, one in self._beside.items()
        }

    def parameters(self) -> list[torch.nn.Parameter]:
        """What is learnt."""
        return [factor for one in self._beside.values() for factor in (one.down, one.up)]

    @torch.no_grad()
    def read(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """What the lower layers make of each text, shape (tokens, hidden)."""
        tokenizer = self._model.tokenizer.backend_tokenizer
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._plan.tokens)
        ids = [tokenizer.encode(text).ids for text in texts]
        rows: list[torch.Tensor] = [torch.empty(0)] * len(ids)
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            padded, mask = _pad([torch.tensor(ids[place]) for place in places])
            hidden = self._bert.embeddings(input_ids=padded)
            for layer in self._lower:
                hidden = layer(hidden, mask[:, None, None, :])
            for place, row in zip(places, hidden, strict=True):
                rows[place] = row[: len(ids[place])].clone()
        return rows

    def vectors(self, rows: Sequence[torch.Tensor]) -> torch.Tensor:
        """Texts that were read to vectors of unit length, shape (texts, hidden)."""
        hidden, mask = _pad(rows)
        with torch.autocast("cpu", torch.bfloat16, self._plan.half):
            for layer in self._upper:
                hidden = layer(hidden, mask[:, None, None, :])
        hidden = hidden.float()
        weight = mask[..., None].to(hidden.dtype)
        return normalize((hidden * weight).sum(1) / weight.sum(1), dim=1)

    def read_pairs(self, pairs: Sequence[Pair]) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Question and passage of each pair, read with the model's own prompts."""
        prompts = self._model.prompts
        questions = self.read([prompts.get("query", "") + pair.question for pair in pairs])
        passages = self.read([prompts.get("document", "") + pair.passage for pair in pairs])
        return list(zip(questions, passages, strict=True))


def _pad(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of different lengths as one tensor, and which places of it are theirs."""
    padded = torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True)
    lengths = torch.tensor([len(row) for row in rows])
    return padded, torch.arange(padded.shape[1])[None, :] < lengths[:, None]


def learn(
    learner: Learner, pairs: Sequence[Pair], plan: Plan, progress: Callable[[int, float], None]
) -> None:
    """Train on the pairs. `progress(steps, loss)` is called with how many are left after each step."""
    read = learner.read_pairs(pairs)
    steps = plan.steps(len(pairs))
    optimiser = torch.optim.AdamW(learner.parameters(), lr=plan.rate)
    for step, places in enumerate(_batches(len(pairs), plan)):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * min(1, (step + 1) / (WARM * steps)) * (1 - step / steps)
        questions = learner.vectors([read[place][0] for place in places])
        passages = learner.vectors([read[place][1] for place in places])
        cosines = questions @ passages.T / plan.temperature
        cosines = cosines.masked_fill(_related([pairs[place] for place in places]), -math.inf)
        right = torch.arange(len(places))
        loss = cross_entropy(cosines, right) + cross_entropy(cosines.T, right)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learner.parameters(), LARGEST)
        optimiser.step()
        progress(steps - step - 1, loss.item())


def _batches(count: int, plan: Plan) -> Iterator[list[int]]:
    """As many batches as there are steps; all pairs are drawn before one is drawn again."""
    draw = random.Random(plan.seed)
    waiting: list[int] = []
    for _ in range(plan.steps(count)):
        if len(waiting) < min(plan.batch, count):
            fresh = list(range(count))
            draw.shuffle(fresh)
            waiting += fresh
        yield waiting[: plan.batch]
        del waiting[: plan.batch]


def _related(pairs: Sequence[Pair]) -> torch.Tensor:
    """Which passages answer another's question too, shape (pairs, pairs); false where it is the own."""
    rows = [[bool({*one.about} & {*other.about}) for other in pairs] for one in pairs]
    return torch.tensor(rows) & ~torch.eye(len(pairs), dtype=torch.bool)


def reciprocal_rank(questions: Rows, passages: Rows) -> float:
    """The mean reciprocal rank of each question's own passage among all; rows of unit length."""
    cosines = questions @ passages.T
    ranks = (cosines > np.diag(cosines)[:, None]).sum(axis=1) + 1
    return float((1 / ranks).mean())


@torch.no_grad()
def measure(learner: Learner, pairs: Sequence[Pair]) -> float:
    """How well the model, as far as it has learnt, finds the passages of these pairs."""
    read = learner.read_pairs(pairs)
    starts = range(0, len(read), BATCH)
    questions, passages = (
        np.concatenate([learner.vectors(side[start : start + BATCH]).numpy() for start in starts])
        for side in zip(*read, strict=True)
    )
    return reciprocal_rank(questions, passages)


def trial(models: Path, plan: Plan, trained: Sequence[Pair], asked: Sequence[Pair]) -> tuple[float, float]:
    """Train on some pairs, ask for others: `measure` before and after. `models` as in `load_encoder`."""
    learner = open_learner(models, plan)
    before = measure(learner, asked)
    learn(learner, lessons(trained, plan.seed), plan, lambda *_: None)
    return before, measure(learner, asked)


def open_learner(models: Path, plan: Plan) -> Learner:
    """The default model as it is carried, ready to learn. Raises ModelError."""
    encoder = load_encoder(CARRIED, models)
    assert isinstance(encoder, SentenceEncoder)
    return Learner(encoder.model, plan)


def told(plan: Plan, pairs: Sequence[Pair]) -> dict[str, str]:
    """How factors were made, for the file that holds them."""
    lines = "".join(f"{pair.question}\t{pair.passage}\n" for pair in pairs)
    return {
        "made by": "kb adapt",
        "model": model_digest(CARRIED),
        "pairs": f"{len(pairs)}, sha256 {hashlib.sha256(lines.encode()).hexdigest()}",
        "plan": " ".join(f"{name}={value}" for name, value in asdict(plan).items()),
        "torch": torch.__version__,
    }
