"""How well a sentence bears out a claim that it does not contradict: one logistic regression."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from kb.danish import read_toml
from kb.embedding.encoder import Encoded, QueryEncoder
from kb.search.quotes.entailment import Entailment
from kb.search.quotes.sentence import Sentence

_UNREAD = 0.5  # of a word that lies beyond what the encoder reads
_NEAREST = {"near_least": 1.0, "near_mean": 1.0, "unsaid_near": 1.0}


@dataclass(frozen=True)
class Support:
    """Weighs sentences for one claim. `rival` is how much of it a sentence says at most that contradicts
    it, in [0, 1]; None where none does."""

    encoder: QueryEncoder
    claim: Sentence
    rival: float | None

    @cached_property
    def _said(self) -> Encoded:
        return self.encoder.encode(self.claim.text)

    def bears_out(self, one: Entailment) -> float:
        """Above 0 where the sentence bears the claim out; the log odds, less those asked for."""
        plain = self._plain(one)
        most = _weighed(plain | _NEAREST)
        # Encoding is what takes time, and most sentences are too far off already by their words.
        return _weighed(plain | self._near(one)) if most > 0 else most

    def features(self, one: Entailment) -> dict[str, float]:
        """What is weighed, as the weights of claims.toml are named."""
        return self._plain(one) | self._near(one)

    def _plain(self, one: Entailment) -> dict[str, float]:
        laid, claim, unsaid = one.laid, self.claim, one.unsaid
        return {
            "own": laid.own,
            "around": laid.around,
            "left": laid.left,
            "met": float(len(laid.said) + len(laid.pairs)),
            "amounts": float(len(claim.amounts)),
            "unsaid_beside_amounts": float(len(unsaid) if claim.amounts else 0),
            "unsaid_compounds": float(sum(bool(word.parts) for word in unsaid)),
            "added": float(len(one.added)),
            "turned": float(sum(bool(each.written) for each in one.turned)),
            "left_out": float(sum(each.what == "wording" for each in one.turned)),
            "length": len(laid.source.text) / max(1, len(claim.text)),
            "rival": -1.0 if self.rival is None else self.rival - laid.around,
        }

    def _near(self, one: Entailment) -> dict[str, float]:
        """How near the claim's words are to any of the source, by the cosines of their tokens in context."""
        said = self._said
        source = _encoded(self.encoder, one.laid.source.text).tokens
        best = (said.tokens @ source.T).max(axis=1, initial=-1.0).tolist()
        near = {}
        for word, _ in one.laid.told:
            spans = zip(best, said.spans, strict=False)
            own = [cosine for cosine, (start, end) in spans if start < word.end and end > word.start]
            near[word] = sum(own) / len(own) if own else _UNREAD
        if not near:
            return dict.fromkeys(_NEAREST, _UNREAD)
        unsaid = [near[word] for word in one.unsaid]
        mean = sum(near.values()) / len(near)
        return {"near_least": min(near.values()), "near_mean": mean, "unsaid_near": min(unsaid, default=1.0)}


def _weighed(features: Mapping[str, float]) -> float:
    data = read_toml("claims.toml")["support"]
    return float(sum(data["weights"][name] * value for name, value in features.items()) - data["least"])


# Of the sources some sentences are kept, since a memo comes back to them, as long as the encoder lives; what
# users write is not.
_sources: WeakKeyDictionary[QueryEncoder, dict[str, Encoded]] = WeakKeyDictionary()
_KEPT = 256


def _encoded(encoder: QueryEncoder, sentence: str) -> Encoded:
    kept = _sources.setdefault(encoder, {})
    found = kept.get(sentence)
    if found is None:
        if len(kept) >= _KEPT:
            kept.clear()
        found = kept[sentence] = encoder.encode(sentence)
    return found
