"""What citat-tjek says of one quotation or claim."""

from dataclasses import dataclass
from typing import Literal

Found = Literal["exact", "changed", "unsure", "absent"]
What = Literal[
    "municipality",
    "measure",
    "amount",
    "unit",
    "period",
    "direction",
    "negation",
    "group",
    "year",
    "status",
    "wording",
    "page",
    "published",
    "publisher",
]
# Those that are told in figures.
FIGURES = ("amount", "unit", "period", "year")
# Those of the place that a writer refers to: the page, and the year of publication.
PLACE = ("page", "published")


@dataclass(frozen=True, slots=True)
class Difference:
    """In what the text differs from the source: what was written and what the source has in its place;
    either may be empty."""

    what: What
    written: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`verdict` of a quotation: exact (word for word), changed (`differences` tell how), unsure (said by
    another than the writer names, or as an aim) or absent. Of a claim: exact (the source bears out all that
    is said), changed, unsure (the nearest sentence is `source`, the reader judges) or absent. What is exact
    but on another page or of another year than the writer refers to is unsure, and `misplaced`. `limits` are
    words by which the source limits what a quotation was taken from. `kind` is quotation, recommendation
    ("anbefaling 17") or claim. `reference` is what the writer refers to beside a quotation, as it is written;
    a claim's stands in its `quote`."""

    quote: str
    verdict: Found
    unit_id: str | None = None
    differences: tuple[Difference, ...] = ()
    source: str | None = None
    kind: Literal["quotation", "recommendation", "claim"] = "quotation"
    limits: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    reference: str = ""

    @property
    def misplaced(self) -> bool:
        """Whether all is as the source has it, but not where the writer refers to."""
        return self.verdict == "unsure" and any(each.what in PLACE for each in self.differences)


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdicts on a text in its order, and the sentences in which there was nothing to check."""

    verdicts: tuple[Verdict, ...]
    passed_over: tuple[str, ...]
