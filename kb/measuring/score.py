"""What was found of a gold and what is right of what there is: counts, shares, and the table of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Of `wanted` things of the gold `found` were found; of `given` things `right` were in the gold."""

    name: str
    wanted: int
    found: int
    given: int
    right: int
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def scored(
    name: str, wanted: int, missed: Sequence[str], given: int | None = None, extra: Sequence[str] = ()
) -> Score:
    """The score of things that are looked for one by one: all but `missed` are found, and these are right of
    the `given` ones, of as many as are wanted where it is None."""
    found = wanted - len(missed)
    return Score(name, wanted, found, wanted if given is None else given, found, tuple(missed), tuple(extra))


def total(name: str, scores: Sequence[Score], is_named: bool = False) -> Score:
    """The same measure over several parts: its counts, and where `is_named` what its parts name."""
    counts = zip(*((score.wanted, score.found, score.given, score.right) for score in scores), strict=True)
    wanted, found, given, right = map(sum, counts) if scores else (0, 0, 0, 0)
    missed = tuple(text for score in scores if is_named for text in score.missed)
    extra = tuple(text for score in scores if is_named for text in score.extra)
    return Score(name, wanted, found, given, right, missed, extra)


def table(scores: Sequence[Score], details: bool) -> Iterator[str]:
    """A line for each score, with what was missed and what is not in the gold where `details`."""
    yield f"{'':34}{'right':>11}{'recall':>8}{'prec.':>8}{'F1':>8}"
    for score in scores:
        counts = f"{score.found}/{score.wanted}"
        yield f"{score.name:34}{counts:>11}{score.recall:8.3f}{score.precision:8.3f}{score.f1:8.3f}"
        for label, texts in (("missed", score.missed), ("beyond", score.extra)) if details else ():
            yield from (f"    {label} {text[:160]}" for text in texts)
